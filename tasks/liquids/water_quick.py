"""Liquid water, fewer molecules and for a shorter time; never mixed with the full task."""

from __future__ import annotations

from tasks.liquids import water

TASK = water.QUICK_TASK
