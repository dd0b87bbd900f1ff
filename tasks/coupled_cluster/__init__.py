"""Molecules: interaction energies, curves and barriers against coupled cluster."""
