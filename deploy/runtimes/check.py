"""Run inside a runtime while it is built: is everything there as its lock file pins it?"""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

COMPILED = {"tblite": "tblite.interface"}  # the module that loads the package's library


def pins(requirements: Path) -> dict[str, str]:
    lines = [line.strip() for line in requirements.read_text().splitlines()]
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def installed(name: str) -> str:
    """The version without its local part: 2.13.0+cpu is 2.13.0."""
    try:
        return version(name).split("+")[0]
    except PackageNotFoundError:
        return "missing"


def main() -> int:
    wanted = pins(Path(sys.argv[1]))
    wrong = {name: installed(name) for name, pin in wanted.items() if installed(name) != pin}
    for name, found in wrong.items():
        print(f"{name}: {wanted[name]} is pinned, {found} is installed", file=sys.stderr)
    for name in {"ase", "numpy", "torch", "tblite"} & set(wanted):
        module = importlib.import_module(COMPILED.get(name, name))
        found = getattr(module, "__version__", wanted[name])
        if found.split("+")[0] != wanted[name]:
            wrong[name] = found
            print(f"{name}: {wanted[name]} is pinned, {found} is imported", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
