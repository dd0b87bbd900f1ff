"""Effective medium theory as in ASE, for the fcc metals that it was fitted to.

ASE has parameters for H, C, N and O as well, "not for any serious use".
"""

from ase.calculators.emt import EMT

ELEMENTS = ["Al", "Ni", "Cu", "Pd", "Ag", "Pt", "Au"]
PROPERTIES = ["energy", "forces", "stress", "energies"]


def load(device):
    return EMT()
