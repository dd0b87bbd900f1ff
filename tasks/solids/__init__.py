"""Solids against zero-point-corrected experiment."""
