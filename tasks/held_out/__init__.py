"""Coupled-cluster references of our own, on systems that nobody has seen before.

The public dataset of each task is the practice split, which was made like a season's.
"""
