"""Why tasks matter that need no references: laws, landscape, dynamics, insight, time and memory."""

from __future__ import annotations

_DRIFT = (
    "A thermostat hides a drift, it does not heal it: heat flows through the simulation all the "
    "time, and what is measured is a steady state instead of an equilibrium."
)
_HOLES = (
    "A simulation of a million steps needs a potential without holes. One that lets a bond or an "
    "atom go where nature would not has to be watched all the time, or is no use at all."
)

PURPOSES = {
    "energy-force-consistency": (
        "Where forces are no slope of the energy, a long simulation heats or cools by itself, and "
        "its averages are those of no ensemble."
    ),
    "energy-conservation": _DRIFT,
    "energy-conservation-full": _DRIFT,
    "survival": _HOLES,
    "survival-full": _HOLES,
    "symmetries": (
        "A result that depends on how a structure is turned or listed cannot be reproduced by "
        "anybody who turns it otherwise, and small torques out of nothing add up in long runs."
    ),
    "diatomics": (
        "Atoms that come too close must be pushed apart. A hole where the wall should be pulls "
        "them into each other, and a long simulation finds it sooner or later."
    ),
    "diatomics-full": (
        "Alloys, interfaces and structure searches bring together pairs that no training set has. "
        "One pair without a wall is enough to ruin a search."
    ),
    "compression": (
        "Planets, shock waves and structure searches squeeze matter far beyond what training sets "
        "hold. A crystal that collapses there is a false discovery, or the end of a simulation."
    ),
    "close-contacts": (
        "Hot gases, sputtering and badly built starting structures push molecules into each other. "
        "Where the surface turns over, atoms fuse that ought to bounce."
    ),
    "smooth-surfaces": (
        "Minimizers and integrators trust that forces and energies are one surface. Ripples stop "
        "relaxations where no minimum is, and a force that does work on a round trip heats."
    ),
    "memory-growth": (
        "A nanosecond takes a million calls. What a potential keeps of each of them adds up until "
        "the machine has no memory left, days into the run."
    ),
    "size-ladder": (
        "What a simulation can reach is its time per atom and step. A potential that is a tenth as "
        "fast sees a tenth of the atoms or of the nanoseconds."
    ),
    "size-ladder-full": (
        "Interfaces, grains and proteins need thousands of atoms. Whether a potential gets there "
        "is decided by how its time and memory grow, not by how it does on a unit cell."
    ),
    "locality": (
        "A range tells which cells are large enough, which defects feel each other, and whether "
        "conjugated chains and salts are seen as a whole or piece by piece."
    ),
    "many-body": (
        "Dense matter is not a sum of its pairs. Which orders a potential has learned tells how it "
        "will carry over from dimers to liquids, droplets and crystals."
    ),
    "element-similarity": (
        "Doping, alloying and screening replace one element by another. A potential that takes "
        "the wrong ones for alike will propose the wrong replacements."
    ),
    "coordination": (
        "Surfaces, clusters, vacancies and vapour hold atoms with few neighbours. Who has learned "
        "bonds from crystals alone gets the first ones wrong."
    ),
    "atomic-energies": (
        "Segregation, heat currents and the search for strained spots are read off the energies "
        "of atoms. Addends that do not add up, or that jump, make such readings worthless."
    ),
    "descriptor-smoothness": (
        "Searches for similar structures, clustering and active learning measure distances between "
        "descriptors. Where those jump or depend on how atoms are listed, so does every such map."
    ),
    "calibration": (
        "Active learning, screening and safety margins trust what a potential says of its own "
        "error. An uncertainty that is right on average and wrong in place protects nobody."
    ),
    "long-range-tails": (
        "Electrolytes, polar crystals, droplets and films are governed by forces that no cutoff "
        "contains. What a potential leaves out of them, no amount of training data brings back."
    ),
    "curvature": (
        "Phonons, elastic constants and saddle points come from differences of forces. Where those "
        "belong to no energy, or drown in noise, small steps give numbers that mean nothing."
    ),
    "separation": (
        "Binding energies are differences between together and apart, defects between large cells "
        "and small ones. What does not add up, or jumps at a cutoff, is an error in all of them."
    ),
    "repeatability": (
        "A screening asks for millions of structures in batches and in any order. If an answer "
        "depends on what was asked beside it or before it, nobody can find out which are wrong."
    ),
}
