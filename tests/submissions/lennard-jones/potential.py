"""A Lennard-Jones potential as a new user would write it: ASE's, for argon."""

from ase.calculators.lj import LennardJones

ELEMENTS = ["Ar"]


def load(device):
    return LennardJones(sigma=3.405, epsilon=0.01032, rc=10.0)
