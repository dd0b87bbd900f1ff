"""Shares of the energy by atom: do they add up, and does each stay with its atom?"""

from __future__ import annotations

import numpy as np

from tasks.cost import Cost, times
from tasks.dataset import Dataset
from tasks.exact.displaced import displaced_crystal, displaced_molecule
from tasks.figure import Figure, Kind, curve
from tasks.potential import ENERGIES, ENERGY, Potential, evaluate
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Source, Task

MOLECULES = ("H2O", "CH3CH2OH", "C6H6", "CH3Cl")
CRYSTALS = ("Cu", "Al", "Pt", "Si", "NaCl", "MgO")
SEED = 20261124
FLOOR = 0.01  # meV/atom, see `TASK.floor_reason`

WORST = 100.0  # meV/atom
COPIES = ("listed otherwise", "turned", "shifted")


def predict(system: System, potential: Potential) -> Arrays:
    """energies (eV, shape (4,)): of the structure and its copies. shares (eV, shape (4, n)): of
    their atoms, each in the order of its own structure."""
    start = system.structures["start"]
    answers = evaluate(potential, [start, *copies(start, _order(system))], ENERGY, ENERGIES)
    return {
        "energies": np.array([answer.energy for answer in answers]),
        "shares": np.array([answer.energies for answer in answers]),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """wrong (meV/atom): the larger of sum and follow. sum: what the shares miss of the energy, an
    atom, at most. follow: root mean square change of an atom's share from copy to copy, at most."""
    energies, shares = predicted["energies"], predicted["shares"]
    n = shares.shape[1]
    rest = 1000 * float(np.max(np.abs(shares.sum(axis=1) - energies))) / n
    moved = shares[1:].copy()
    moved[0][_order(system)] = shares[1]
    changes = np.sqrt(np.mean((moved - shares[0]) ** 2, axis=1))
    follow = 1000 * float(np.max(changes))
    return {"wrong": max(rest, follow), "sum": rest, "follow": follow}


def null(system: System) -> Arrays:
    """A tenth of an eV an atom, of which no atom has any."""
    n = len(system.structures["start"])
    return {"energies": np.full(4, WORST / 1000 * n), "shares": np.zeros((4, n))}


def copies(start: Structure, order: Floats) -> list[Structure]:
    """The atoms in another order; a turn by a third about the diagonal of space; a shift."""
    turn = np.array([[0.0, 1, 0], [0, 0, 1], [1, 0, 0]])
    listed = Structure(start.numbers[order], start.positions[order], start.cell, start.pbc)
    turned = Structure(start.numbers, start.positions @ turn, start.cell @ turn, start.pbc)
    return [listed, turned, start.moved(start.positions + np.array([0.31, -0.17, 0.43]))]


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """Each atom's share, over its place in the list, less the mean of all."""
    shares = predicted["shares"][0]
    symbols = system.structures["start"].to_atoms().get_chemical_symbols()
    at = np.arange(1.0, len(shares) + 1)
    points = curve("potential", Kind.POINTS, at, shares - shares.mean(), symbols)
    return [Figure(system.id, system.id, "Atom", "Share over the mean / eV", (points,))]


def dataset() -> Dataset:
    molecules = [(n, displaced_molecule(n, SEED + i), "molecule") for i, n in enumerate(MOLECULES)]
    crystals = [(n, displaced_crystal(n, SEED + 50 + i), "crystal") for i, n in enumerate(CRYSTALS)]
    systems = [
        System(name.lower(), {"start": start}, {"seed": np.array(float(SEED + i))}, {"kind": kind})
        for i, (name, start, kind) in enumerate((*molecules, *crystals))
    ]
    return Dataset(systems, {s.id: {"uncertainty": np.array(FLOOR)} for s in systems})


def _order(system: System) -> Floats:
    random = np.random.RandomState(int(system.settings["seed"]))
    return np.asarray(random.permutation(len(system.structures["start"])))


def _cost(system: System) -> Cost:
    return times(4, system)


TASK = Task(
    slug="atomic-energies",
    version=1,
    title="Energies of atoms",
    domain=Domain.INTERPRETABILITY,
    summary=(
        "Many potentials are sums over atoms, and some show the addends. They must add up to the "
        "energy, and each must stay with its atom when the structure is listed otherwise, turned "
        "or shifted. How the energy is shared is a choice of the potential and is not judged."
    ),
    predict=predict,
    compare=compare,
    null=null,
    draw=draw,
    dataset=dataset,
    metrics=(
        Metric("wrong", "Gauge error", "wrong", "meV/atom", worst=WORST, by=("kind",), digits=4),
        Metric("sum", "Missing from the sum", "sum", "meV/atom", worst=WORST, digits=4),
        Metric("follow", "Change from copy to copy", "follow", "meV/atom", worst=WORST, digits=4),
    ),
    floor_reason=(
        "Exact laws, of which single precision leaves some 0.005 meV of an energy of tens of eV. "
        "Rounded up to 0.01 meV/atom."
    ),
    formula=(
        "mean over systems of max(|Σ_i e_i - E| / n, rms_i (e_i of a copy - e_i)), largest of four "
        "structures"
    ),
    sources=(
        Source(
            "Chong, Grasselli, Ben Mahmoud, Morrow, Deringer, Ceriotti, J. Chem. Theory Comput. "
            "19, 8020 (2023): what local energies of machine-learned potentials say",
            "https://doi.org/10.1021/acs.jctc.3c00704",
        ),
    ),
    cost=_cost,
    protocol=(
        "Four molecules and six crystals, off their equilibrium by seeded amounts, and of each "
        "three copies: the atoms in another order, turned by 120° about the diagonal, shifted.",
        "Asked of potentials that offer `energies` (see the protocol); the others are silent, "
        "which says nothing against them but that their addends cannot be seen.",
    ),
)
