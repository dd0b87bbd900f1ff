"""DBH24/08: the barriers of twelve reactions, forward and backward, against coupled cluster."""

from __future__ import annotations

from collections import Counter

from ase.data import dbh24

from tasks import reactions
from tasks.dataset import Dataset
from tasks.reactions import KCAL_MOL
from tasks.structure import Structure
from tasks.system import System
from tasks.task import Domain, Source, Task

GEOMETRIES = Source(
    "J. Zheng, Y. Zhao, D. G. Truhlar, Representative benchmark suites for barrier heights of "
    "diverse reaction types, J. Chem. Theory Comput. 3, 569 (2007): DBH24, geometries",
    "https://doi.org/10.1021/ct600281g",
)
ENERGIES = Source(
    "J. Zheng, Y. Zhao, D. G. Truhlar, The DBH24/08 database and its use to assess electronic "
    "structure model chemistries for chemical reaction barrier heights, J. Chem. Theory Comput. 5, "
    "808 (2009): the barriers that ase.data.dbh24 holds",
    "https://doi.org/10.1021/ct800568m",
)
REVISION = Source(
    "J. Liang, M. Head-Gordon, GSCDB138, arXiv:2508.13468 (2025), CC BY 4.0: the same barriers in "
    "its set DBH22, from which the uncertainties are taken",
    "https://doi.org/10.48550/arXiv.2508.13468",
)

# As the set names them, by the first letters of ASE's descriptions.
CLASSES = {
    "HAT": "heavy-atom transfer",
    "NS": "nucleophilic substitution",
    "UA": "unimolecular and association",
    "HT": "hydrogen transfer",
}

# The same barriers in kcal/mol, forward and backward, as GSCDB138 gives them (its set DBH22, level
# of theory "W4"). The two identity reactions have one barrier each, which it lists once.
GSCDB138 = {
    "dbh24_r1": (17.19, 82.14),
    "dbh24_r2": (17.60, 17.60),
    "dbh24_r3": (6.90, 59.33),
    "dbh24_r4": (13.53, 13.53),
    "dbh24_r5": (3.50, 29.53),
    "dbh24_r6": (-2.40, 17.77),
    "dbh24_r7": (14.32, 10.70),
    "dbh24_r8": (1.83, 41.88),
    "dbh24_r9": (48.14, 32.92),
    "dbh24_r10": (6.13, 19.36),
    "dbh24_r11": (10.65, 12.90),
    "dbh24_r12": (3.77, 17.09),
}

# kcal/mol. Six of the barriers are published with one decimal only; two collections can agree by
# chance, and no reference is taken to be better known than that.
LEAST_UNCERTAINTY = 0.1


def species(name: str) -> Structure:
    """A molecule, atom, ion or transition state of the set, with its charge and multiplicity.

    The multiplicity is one more than the number of unpaired electrons in ASE's magnetic moments,
    all of which are parallel in this set.
    """
    unpaired = sum(dbh24.get_dbh24_magmoms(name) or [])
    atoms = dbh24.create_dbh24_system(name, magmoms=None)
    charge = int(dbh24.get_dbh24_charge(name))
    return Structure.from_atoms(atoms, charge=charge, spin=int(unpaired) + 1)


def dataset() -> Dataset:
    systems, references = [], {}
    for reaction in dbh24.dbh24_reaction_list:
        for system, energy, revised in _both_ways(reaction):
            systems.append(system)
            uncertainty = max(LEAST_UNCERTAINTY, abs(energy - revised))
            references[system.id] = reactions.reference(energy, uncertainty, KCAL_MOL)
    return Dataset(systems, references)


def _both_ways(reaction: str) -> list[tuple[System, float, float]]:
    state = dbh24.get_dbh24_tst(reaction)
    forward = _barrier(reaction, "forward", dbh24.get_dbh24_initial_states(reaction))
    backward = _barrier(reaction, "backward", dbh24.get_dbh24_final_states(reaction))
    revised = GSCDB138[reaction]
    return [
        (forward, dbh24.get_dbh24_Vf(state), revised[0]),
        (backward, dbh24.get_dbh24_Vb(state), revised[1]),
    ]


def _barrier(reaction: str, direction: str, reactants: list[str]) -> System:
    """E(transition state) minus the energies of what lies on one side of it."""
    state = dbh24.get_dbh24_tst(reaction)
    parts = [(state, 1.0, species(state))]
    parts += [(name, -float(n), species(name)) for name, n in Counter(reactants).items()]
    kind = str(dbh24.dbh24_reaction_list[reaction]["description"]).split()[0]
    tags = {"reaction": CLASSES[kind], "direction": direction}
    return reactions.reaction(f"{reaction}_{direction}", parts, tags, cluster=reaction)


TASK = Task(
    slug="barrier-heights",
    version=1,
    title="Barrier heights",
    domain=Domain.COUPLED_CLUSTER,
    summary=(
        "How high the barriers of chemical reactions are: the 24 barriers of DBH24/08, twelve "
        "reactions forward and backward, against coupled-cluster best estimates. Sixteen of the "
        "barriers involve radicals and six involve anions, so most of them ask for a potential "
        "that knows charge or spin. Transition states lie far from the equilibrium structures that "
        "most training sets consist of."
    ),
    predict=reactions.predict,
    compare=reactions.compare_in(KCAL_MOL),
    null=reactions.null,
    parity=reactions.parity_in(KCAL_MOL, "kcal/mol"),
    dataset=dataset,
    # Silence costs more than the highest barrier, 82.5 kcal/mol (OH + N2): never less than
    # what "no barrier" would cost.
    metrics=reactions.metrics("kcal/mol", worst=83.0, by=("reaction",)),
    floor_reason=(
        "Each reference is uncertain by its distance from the same barrier in a later collection, "
        "|DBH24/08 - GSCDB138|, and by no less than 0.1 kcal/mol, because six of the "
        "barriers are published with one decimal only."
    ),
    formula="MAE = mean |E(transition state) - sum E(reactants) - reference|, over 24 barriers",
    sources=(ENERGIES, GEOMETRIES, REVISION),
    protocol=(
        "Energies of the transition state and of the species on one side of it, at the published "
        "geometries; nothing is relaxed, and zero-point energies are not included.",
        "Barrier = E(transition state) - sum E(reactants); a positive error means too high. One "
        "reference is negative: OH- + CH3F starts above its transition state.",
        "Total charge and multiplicity (2S + 1) go with each structure. A potential that declares "
        "no charges is not asked for the six barriers with anions: they count as unsupported.",
        "The two identity reactions have the same barrier forward and backward, and both are "
        "counted, as the set is defined.",
        "The OH radical has the bond length that ase.data.dbh24 gives it, 0.962 Å, which is that "
        "of OH-; GSCDB138 has 0.969 Å. On the harmonic curve of OH (780 N/m) the difference is "
        "worth 0.03 kcal/mol, less than any reference's uncertainty.",
        "Forward and backward barrier of a reaction are related: the bootstrap draws reactions. A "
        "class has three of them, and so a wide interval.",
        "The null model says that there is no barrier.",
    ),
)
