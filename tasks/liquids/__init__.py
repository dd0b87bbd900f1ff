"""Liquids, simulated by molecular dynamics and held against experiment."""
