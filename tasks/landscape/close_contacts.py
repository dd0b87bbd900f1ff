"""Molecules, radicals and atoms of crystals pushed into each other: where does it collapse?"""

from __future__ import annotations

import numpy as np

from tasks.cost import Cost, times
from tasks.dataset import Dataset
from tasks.figure import Figure, Kind, curve
from tasks.landscape.contacts import FAR, Contact, contacts
from tasks.landscape.scan import FAINT, SHOWN, Scan
from tasks.potential import ENERGY, FORCES, Potential, evaluate
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Reduce, Source, Task

POINTS = 40
NEAREST = 0.4  # of the sum of the covalent radii
SEEN = 3 * SHOWN  # eV: most of a wall
SLACK = 1e-3  # of the height over the well: less is no turn

WORST = 100.0  # %
FLOOR = 0.1  # %, see `TASK.floor_reason`
COLLAPSED = {
    "lost": WORST, "turns": WORST, "conservation": WORST, "falls": SHOWN, "jump": SHOWN,
    "closest": FAR, "height": 0.0,
}  # fmt: skip


def predict(system: System, potential: Potential) -> Arrays:
    """energies: eV, shape (POINTS,). forces: eV/Å, along the way apart, of all that moves."""
    start, way = system.structures["apart"], system.settings["way"]
    shifts = system.settings["distances"] - system.settings["distances"][-1]
    moved = [start.moved(start.positions + shift * way) for shift in shifts]
    answers = evaluate(potential, moved, ENERGY, FORCES)
    forces = [float((a.forces * way).sum()) for a in answers if a.forces is not None]
    return {"energies": np.array([a.energy for a in answers]), "forces": np.array(forces)}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """lost, turns, conservation (%), falls, jump (eV); closest (sums of covalent radii) and height
    (eV): how far the wall holds."""
    found = scan(system, predicted)
    top = turn(found)
    if found.flat or top == found.well:
        return dict(COLLAPSED)
    way = np.log(found.at / found.at[0])
    return {
        "lost": 100 * float(way[top] / way[found.well]),
        "turns": WORST if top else 0.0,
        "falls": min(SHOWN, float(found.energies[top] - found.energies[: top + 1].min())),
        "jump": min(SHOWN, found.jump()),
        "conservation": min(WORST, found.conservation()),
        "closest": min(FAR, float(found.at[top] / system.settings["radii"])),
        "height": float(found.energies[top] - found.energies[found.well]),
    }


def turn(found: Scan) -> int:
    """Where the energy is at its highest before it falls, on the way in from the well; 0, the
    closest place, where it only rises; the well itself where it falls at once."""
    over = found.energies - found.energies[found.well]
    top = found.well
    for place in range(found.well - 1, -1, -1):
        if over[place] >= over[top]:
            top = place
        elif over[top] - over[place] > FAINT + SLACK * over[top]:
            return top
    return 0


def null(system: System) -> Arrays:
    """What is pushed does not know of what it is pushed into."""
    return {"energies": np.zeros(POINTS), "forces": np.zeros(POINTS)}


def scan(system: System, predicted: Arrays) -> Scan:
    ladder, inside = system.settings["distances"], float(system.settings["inside"])
    return Scan(ladder, predicted["energies"], predicted["forces"], inside)


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """Over the well, as far up as SEEN or the place where it turns over, which is marked."""
    found = scan(system, predicted)
    over = found.energies - found.energies[found.well]
    top = turn(found)
    seen = np.abs(over) <= max(SEEN, float(over[top]) if top else 0.0)
    ratios = found.at / system.settings["radii"]
    shown = [curve("potential", Kind.LINE, ratios[seen], over[seen])]
    if top:
        shown.append(curve("turns over", Kind.POINTS, ratios[[top]], over[[top]]))
    axes = "Distance / sum of covalent radii", "Energy / eV"
    return [Figure(system.id, str(system.tags["contact"]), *axes, tuple(shown))]


def dataset() -> Dataset:
    systems = [_system(contact) for contact in contacts()]
    return Dataset(systems, {s.id: {"uncertainty": np.array(FLOOR)} for s in systems})


def _system(contact: Contact) -> System:
    """The two atoms meet along the line between them; all that moves, moves along it."""
    start = Structure.from_atoms(contact.atoms, spin=contact.spin)
    apart = start.positions[contact.second] - start.positions[contact.first]
    far = float(np.linalg.norm(apart))
    way = np.zeros_like(start.positions)
    way[list(contact.moved)] = apart / far
    ladder = np.geomspace(NEAREST * contact.radii, far, POINTS)
    inside = far if contact.inside is None else contact.inside * contact.radii
    settings = {
        "way": way,
        "distances": ladder,
        "inside": np.array(min(inside, ladder[-1])),
        "radii": np.array(contact.radii),
    }
    tags = {"contact": contact.name, "kind": contact.kind}
    return System(contact.name, {"apart": start}, settings, tags)


def _cost(system: System) -> Cost:
    return times(POINTS, system)


TASK = Task(
    slug="close-contacts",
    version=1,
    title="Close contacts",
    domain=Domain.LANDSCAPE,
    summary=(
        "Molecules pushed into each other tip to tip, radicals, and atoms of crystals pushed onto "
        "their neighbours, to 0.4 of the sum of their covalent radii. The energy has to rise all "
        "the way. Where it turns over instead, atoms that ought to bounce fuse: the distance and "
        "the height of that place say how hot a simulation may be."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    draw=draw,
    metrics=(
        Metric("lost", "Way behind the turn", "lost", "%", worst=WORST, by=("kind",)),
        Metric("turns", "Contacts that turn over", "turns", "%", worst=WORST, by=("kind",)),
        Metric("falls", "Fall behind the turn", "falls", "eV", worst=SHOWN),
        Metric("closest", "The wall holds to", "closest", "sums of covalent radii", worst=FAR),
        Metric("height", "Height of the wall", "height", "eV", reduce=Reduce.MEDIAN_ABSOLUTE),
        Metric("jump", "Energy jump", "jump", "eV", worst=SHOWN, digits=3),
        Metric("conservation", "Force against slope", "conservation", "%", worst=WORST),
    ),
    floor_reason=(
        "A turn is a fall of more than 0.02 eV and a thousandth of the height, far above what "
        "single precision makes of 1,000 eV. Of contacts that hold, nothing is lost: GFN2-xTB, "
        "Lennard-Jones and metals of effective medium theory have 0 %. 0.1 % is less than one step "
        "of one contact's ladder among 22 (0.12 %)."
    ),
    formula=(
        "mean over contacts of 100 % · ln(r_turn / r_first) / ln(r_well / r_first), 0 where the "
        "energy only rises from the well in"
    ),
    sources=(
        Source(
            "Chiang et al., MLIP Arena, arXiv:2509.20630 (2025): why walls matter",
            "https://arxiv.org/abs/2509.20630",
        ),
        Source(
            "Cordero et al., Covalent radii revisited, Dalton Trans. 2832 (2008)",
            "https://doi.org/10.1039/B801115J",
        ),
        Source(
            "Curtiss, Raghavachari, Redfern, Pople, J. Chem. Phys. 106, 1063 (1997): the molecules",
            "https://doi.org/10.1063/1.473182",
        ),
    ),
    cost=_cost,
    protocol=(
        "Eight contacts of closed shells (H₂, CH₄, H₂O, HF, NH₃, CO₂ with themselves, CH₄ with Ne, "
        "H₂O with He), five of radicals (H₂, CH₄, CH₃ and H₂O with H, CH₃ with CH₃) and nine atoms "
        "of crystals, each pushed onto a nearest neighbour in a cell of 32 to 54 atoms.",
        "Molecules keep their shape and face each other tip to tip, so that no other two atoms of "
        "them come as close. 40 distances in geometric steps, from 3.5 times the sum of the two "
        "atoms' covalent radii, or from the neighbour's place, to 0.4 of it.",
        "The well is the lowest place from 1.5 times that sum on for closed shells, which must not "
        "bind there, from 0.55 for radicals, which may, and the atom's own place in a crystal.",
        "From there in, the energy has to rise. It turns over where it falls by more than 0.02 eV "
        "and a thousandth of its height. How far the wall holds: the distance and the height of "
        "that place, or of the closest one. The way is measured in the logarithm of the distance.",
        "An expectation, not a law: closed shells repel, and nuclei repel in the end. No exact "
        "bound forbids a shoulder. PBE0/def2-SVP rises all the way in the five contacts that we "
        "computed (H₂ and H₂O with H, H₂ and HF with themselves, H₂O with He). Law: force against "
        "slope, jump, within 10 eV of the well.",
        "One that falls from the well on has no wall and pays all; a flat one, too. A hydrogen "
        "atom's contacts are asked for as doublets, all others as singlets.",
    ),
)  # fmt: skip
