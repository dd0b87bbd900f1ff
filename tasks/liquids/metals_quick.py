"""Molten metals in minutes: three of them, fewer atoms, shorter; never mixed with the full task."""

from __future__ import annotations

from tasks.liquids import metals

TASK = metals.QUICK_TASK
