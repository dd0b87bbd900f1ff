"""Signed provenance: what this site stands for, of each published submission."""
