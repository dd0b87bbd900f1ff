"""GSCDB138: 133 sets of molecular energies that need no external field."""
