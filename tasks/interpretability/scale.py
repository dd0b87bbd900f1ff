"""The elements in a row, the alike beside the alike: the modified Pettifor scale, to bismuth."""

from __future__ import annotations

from ase.data import atomic_numbers

_ROW = (
    "He Ne Ar Kr Xe Cs Rb K Na Li Ba Sr Ca Eu Yb Lu Tm Y Er Ho Dy Tb Gd Sm Pm Nd Pr Ce La Sc Zr Hf "
    "Ti Ta Nb V Cr Mo W Re Tc Os Ru Ir Rh Pt Pd Au Ag Cu Ni Co Fe Mn Mg Zn Cd Hg Be Al Ga In Tl Pb "
    "Sn Ge Si B C N P As Sb Bi Te Se S O I Br Cl F H"
)
ELEMENTS = tuple(atomic_numbers[symbol] for symbol in _ROW.split())
"""Atomic numbers in the order of the scale; 1 to 83."""

FAMILIES = {
    "rare gases": (2, 10, 18, 36, 54),
    "alkali and alkaline earths": (3, 4, 11, 12, 19, 20, 37, 38, 55, 56),
    "lanthanides": tuple(range(57, 72)),
    "transition metals": (*range(21, 31), *range(39, 49), *range(72, 81)),
    "main group": (5, 6, 7, 8, 9, 13, 14, 15, 16, 17, 31, 32, 33, 34, 35, 49, 50, 51, 52, 53, 81,
                   82, 83, 1),
}  # fmt: skip
