"""Coupled-cluster references of our own: seeded systems, a PySCF protocol, provenance."""
