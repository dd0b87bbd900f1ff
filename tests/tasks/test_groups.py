from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ase.build import bulk, molecule

from tasks.groups import groups, size
from tasks.structure import Structure
from tasks.system import System


def system(name: str, **tags: str) -> System:
    return System(name, {"it": Structure.from_atoms(molecule(name))}, tags=tags)


SYSTEMS = [system("H2O", far="10"), system("CH4", far="2"), system("NH3", family="bases")]


def named(by: str) -> dict[str, list[str]]:
    return {value: [s.id for s in some] for value, some in groups(by, SYSTEMS)}


def test_a_system_is_in_the_group_of_each_element_it_holds() -> None:
    hydrogens = ["H2O", "CH4", "NH3"]
    assert named("element") == {"H": hydrogens, "C": ["CH4"], "N": ["NH3"], "O": ["H2O"]}
    assert list(named("element")) == ["H", "C", "N", "O"]  # by atomic number


def test_numbers_ascend_and_what_has_no_tag_is_left_out() -> None:
    assert list(named("far")) == ["2", "10"]
    assert named("family") == {"bases": ["NH3"]}
    assert named("nothing") == {}


def test_elements_of_every_structure_count() -> None:
    pair = [Structure(np.array([z]), np.zeros((1, 3))) for z in (3, 9)]
    both = System("LiF", {"Li": pair[0], "F": pair[1]})
    assert [value for value, _ in groups("element", [both])] == ["Li", "F"]


@pytest.mark.parametrize(
    ("atoms", "bin_"),
    [(1, "1–4"), (4, "1–4"), (5, "5–8"), (9, "9–16"), (32, "17–32"), (33, "33+"), (999, "33+")],
)
def test_sizes_lie_in_bins(atoms: int, bin_: str) -> None:
    assert size(atoms) == f"{bin_} atoms"


def test_a_system_is_in_the_group_of_each_number_of_neighbours_that_an_atom_has() -> None:
    methanol = system("CH3OH")  # its carbon has four, its oxygen two
    copper = System("Cu", {"it": Structure.from_atoms(bulk("Cu"))})
    lonely = System("Ar", {"it": Structure(np.array([18], dtype=np.int32), np.zeros((1, 3)))})
    found = groups("coordination", [methanol, copper, lonely, system("H2")])
    assert {value: [s.id for s in some] for value, some in found} == {
        "0 neighbours": ["Ar"],
        "2 neighbours": ["CH3OH"],
        "4 neighbours": ["CH3OH"],
        "9 neighbours or more": ["Cu"],
    }
    assert [value for value, _ in groups("coordination", [system("HCN")])] == [
        "1 neighbour",
        "2 neighbours",
    ]


def test_charges_are_told_where_they_differ() -> None:
    def ion(name: str, *charges: int) -> System:
        atom = Structure(np.array([11], dtype=np.int32), np.zeros((1, 3)))
        return System(name, {f"{i}": replace(atom, charge=q) for i, q in enumerate(charges)})

    some = [ion("a", 0, 0), ion("b", 0, 1), ion("c", -1), ion("d", 1, -1)]
    assert [(value, [s.id for s in of]) for value, of in groups("charge", some)] == [
        ("neutral", ["a"]),
        ("cations", ["b"]),
        ("anions", ["c"]),
        ("ions of both signs", ["d"]),
    ]
    assert groups("charge", some[:1]) == []
    tagged = replace(some[0], tags={"charge": "-1"})
    assert [value for value, _ in groups("charge", [tagged, some[1]])] == ["-1", "cations"]
