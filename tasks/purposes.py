"""Why a task matters: what somebody who simulates would notice of an error in it."""

from __future__ import annotations

from tasks import purposes_without_references

_QUICK_METALS = (
    "Casting, solidification and corrosion happen at the melt. An error in its density is an error "
    "in pressure, and one in its diffusion an error in every rate that is computed from it."
)
_WATER = (
    "Most of chemistry and all of biology happen in water. A water that is too dense or too stiff "
    "shifts every solvation energy and every rate in it."
)
_MINERALS = (
    "Geophysics and materials discovery start from cells that are relaxed by computation. A cell "
    "that is wrong by a few per cent puts the wrong pressure on everything that follows."
)

PURPOSES = {
    "unseen-interactions": (
        "Molecular dynamics visits walls, wells and tails alike. What is drawn at random and kept "
        "secret shows which of them a potential knows, and which it has only seen in benchmarks."
    ),
    "unseen-conformers": (
        "Flexible molecules spend their time away from the minima that training sets collect. An "
        "error there changes which shapes a simulation finds."
    ),
    "unseen-reactions": (
        "A reactive simulation passes through stretched and broken bonds, where smooth fits of "
        "equilibrium structures have nothing to hold on to."
    ),
    "unseen-distortions": (
        "Heat moves atoms off their minima. A surface that is too soft there gives vibrations, "
        "heat capacities and free energies that are wrong at every temperature."
    ),
    "unseen-forces": (
        "Molecular dynamics reads forces and nothing else. Energies may be right on average where "
        "the forces that move the atoms are not."
    ),
    "unseen-ionic-interactions": (
        "Electrolytes, salts and proteins are held together by charges, whose reach is longer than "
        "the cutoff of most potentials."
    ),
    "unseen-reactions-of-ions": (
        "Proton transfer, batteries and mass spectrometry are reactions of ions. A potential that "
        "is not told the charge cannot tell them from those of neutral molecules."
    ),
    "unseen-forces-on-ions": (
        "A removed electron changes which way the atoms are pulled. Who simulates ions relies on "
        "forces that know it."
    ),
    "noncovalent-interactions": (
        "These forces fold proteins, bind drugs and hold molecular crystals. They are weak, so an "
        "error of 1 kcal/mol changes a binding constant at room temperature about fivefold."
    ),
    "noncovalent-curves": (
        "A liquid samples the whole curve, not its minimum. A wall that is too soft or a tail that "
        "is cut off shows as a wrong density or a wrong pressure."
    ),
    "barrier-heights": (
        "A rate depends on its barrier exponentially: at room temperature 1.4 kcal/mol is a factor "
        "of ten."
    ),
    "molecule-relaxation": (
        "Nearly every computation starts from a relaxed structure. Bond lengths that are wrong are "
        "carried into spectra, moments of inertia and reaction energies."
    ),
    "torsion-barriers": (
        "How fast and how often a bond turns decides the shape of polymers, drugs and peptides in "
        "solution."
    ),
    "intermolecular-energies": (
        "A potential may be right for hydrogen bonds and wrong for halogen bonds. Who models a "
        "protein, a solvent or a sensor needs to know which kinds of contact it has learned."
    ),
    "off-equilibrium-curves": (
        "In a liquid or under pressure most pairs of molecules are off their minimum. The slope of "
        "the curve there is the force that a simulation feels."
    ),
    "rare-gas-curves": (
        "Nothing but repulsion and dispersion acts here, so nothing can hide an error in either. "
        "Dense helium, inclusion compounds and matrices rest on them."
    ),
    "three-body-terms": (
        "Sums of pairs overbind or underbind dense matter. In molecular crystals three-body terms "
        "reach the size of the differences between polymorphs."
    ),
    "water-clusters": (
        "Errors of the single hydrogen bond add up with the size of the cluster, as they do in "
        "ice, in droplets and around solutes."
    ),
    "conformers-and-torsions": (
        "At room temperature 1 kcal/mol between two shapes changes their ratio about fivefold, and "
        "with it all that is measured as an average over them."
    ),
    "reaction-energies": (
        "Whether a reaction runs at all is decided by its energy. Thirteen of these mislead common "
        "density functionals, and with them whatever was trained on those."
    ),
    "isomerization-energies": (
        "The bonds are the same in number, and only their arrangement differs. Screening for the "
        "most stable isomer stands or falls with such differences."
    ),
    "reaction-barriers": (
        "Catalysis and kinetics ask for the tops of barriers, which no relaxation ever visits and "
        "few training sets hold."
    ),
    "bonds-and-radicals": (
        "Combustion, polymerization, ageing and radiation damage begin with a bond that breaks "
        "into two radicals."
    ),
    "atomization-energies": (
        "Heats of formation are computed from these. Relative energies may be right by luck; here "
        "nothing cancels."
    ),
    "inorganic-clusters": (
        "Growth, surfaces and dissolution of salts and oxides go through such pieces, in which "
        "atoms have fewer neighbours than in the crystals of training sets."
    ),
    "metals-and-organometallics": (
        "Catalysts work through bonds between metals and molecules, which data sets of crystals "
        "and data sets of molecules both leave out."
    ),
    "ionic-interactions": (
        "Ionic liquids, salt bridges and ion channels live on these contacts, some of them ten "
        "times as strong as a hydrogen bond between neutral molecules."
    ),
    "hydrated-ions": (
        "How strongly water holds an ion decides solubility, acidity and the passage through "
        "membranes and electrodes."
    ),
    "reactions-of-ions": (
        "Many organic reactions in solution go through charged species. Their barriers move with a "
        "charge that a potential has to know of."
    ),
    "metal-ions": (
        "Metalloenzymes and homogeneous catalysts are charged complexes of transition metals, with "
        "several spin states near to each other."
    ),
    "artificial-molecules": (
        "Generated structures, defects and melts look like nothing in a training set. Random "
        "molecules show what is left of the accuracy then."
    ),
    "drug-like-conformers": (
        "Docking, crystal structure prediction and spectra of drugs start from the lowest shapes "
        "of a molecule; a wrong order sends all that follows the wrong way."
    ),
    "lattice-energies": (
        "Solubility, sublimation and the stability of drugs and explosives follow from how "
        "strongly the crystal holds its molecules."
    ),
    "ice-lattice-energies": (
        "The phases of ice differ by less than many functionals err, so that a potential which "
        "was trained on one of those cannot be expected to put them in order."
    ),
    "polymorph-order": (
        "A tablet of the wrong form may not dissolve: ritonavir left the market for that in 1998. "
        "Forms differ by a few kJ/mol, and only their order matters."
    ),
    "adsorption-on-oxides": (
        "Catalysis, gas sensors and photochemistry begin with a molecule that sticks to an oxide, "
        "and density functionals disagree about how strongly."
    ),
    "equation-of-state": (
        "The lattice constant is the first number that anybody checks, and the curvature beside it "
        "tells what pressure does."
    ),
    "elastic-constants": (
        "Cracks, dislocations and the speed of sound follow from resistance to shear, which volume "
        "and bulk modulus say nothing of."
    ),
    "phonons": (
        "Heat capacity, entropy and thermal expansion rest on how a crystal vibrates. Frequencies "
        "that are too low make every free energy too low."
    ),
    "thermal-expansion": (
        "Coatings crack and alignments drift because materials grow at different rates. It is the "
        "first effect of anharmonicity, which harmonic tests do not see."
    ),
    "vacancies": (
        "How fast atoms wander in a metal depends exponentially on these two energies: creep, "
        "sintering and radiation damage with them."
    ),
    "molten-metals": _QUICK_METALS,
    "molten-metals-quick": _QUICK_METALS,
    "liquid-water": _WATER,
    "liquid-water-quick": _WATER,
    "lattice-constants": (
        "Strain between layers, band gaps and volumes per atom follow from them. More structures "
        "and more elements than the equation of state has."
    ),
    "cohesive-energies": (
        "Sputtering, evaporation and the stability of small particles are measured from the free "
        "atom, which potentials of materials rarely know."
    ),
    "bulk-moduli": (
        "What a mineral does in the Earth, and a metal in an anvil, is decided by how it resists "
        "pressure; a curve that is too soft is the known failing of universal potentials."
    ),
    "surface-energies": (
        "Shapes of nanoparticles, wetting, fracture and catalysis depend on what a surface costs."
    ),
    "crystal-relaxation": (
        "High-throughput searches relax millions of crystals without anybody looking. One that "
        "ends in another structure is counted as a discovery, or missed."
    ),
    "minerals": _MINERALS,
    "minerals-full": _MINERALS,
    "crystal-stability": (
        "Searches for new materials throw away what lies above the hull. A false positive costs a "
        "synthesis, and a false negative is never found."
    ),
    "thermal-conductivity": (
        "Thermoelectrics and the cooling of chips need it, and third derivatives of the energy "
        "tell whether a surface is smooth where no one has looked."
    ),
    **purposes_without_references.PURPOSES,
}


def purpose(slug: str) -> str:
    """Empty for a task that is not of this release."""
    return PURPOSES.get(slug, "")
