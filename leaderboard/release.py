"""Which Assay this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def installed_version() -> str:
    """Empty where it is run without being installed."""
    try:
        return version("assay")
    except PackageNotFoundError:
        return ""
