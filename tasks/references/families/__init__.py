"""Kinds of systems: each module makes a candidate of a seed and an index, and knows its weight."""
