"""What a reader may ask for in plain words: properties, which are groups of tasks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Property:
    """slug: as it stands in a URL. tasks: by slug; each task is of one property."""

    slug: str
    title: str
    tasks: tuple[str, ...]


PROPERTIES = (
    Property("interactions", "Interaction energies of molecules", (
        "noncovalent-interactions", "noncovalent-curves", "intermolecular-energies",
        "off-equilibrium-curves", "rare-gas-curves", "three-body-terms", "water-clusters",
        "ionic-interactions", "hydrated-ions", "unseen-interactions", "unseen-ionic-interactions",
    )),
    Property("conformers", "Conformers and rotation about bonds", (
        "torsion-barriers", "conformers-and-torsions", "drug-like-conformers", "unseen-conformers",
        "unseen-distortions",
    )),
    Property("reactions", "Reaction and binding energies", (
        "reaction-energies", "isomerization-energies", "bonds-and-radicals",
        "atomization-energies", "inorganic-clusters", "metals-and-organometallics",
        "reactions-of-ions", "metal-ions", "artificial-molecules", "unseen-reactions",
        "unseen-reactions-of-ions",
    )),
    Property("barriers", "Reaction barriers", ("barrier-heights", "reaction-barriers")),
    Property("geometries", "Shapes of molecules, and forces", (
        "molecule-relaxation", "unseen-forces", "unseen-forces-on-ions",
    )),
    Property("lattice-constants", "Lattice constants, densities and shapes of crystals", (
        "equation-of-state", "lattice-constants", "crystal-relaxation", "minerals",
        "minerals-full",
    )),
    Property("stability", "Stability of crystals, and the order of polymorphs", (
        "cohesive-energies", "crystal-stability", "lattice-energies", "ice-lattice-energies",
        "polymorph-order",
    )),
    Property("elasticity", "Elastic constants and bulk moduli", (
        "elastic-constants", "bulk-moduli",
    )),
    Property("phonons", "Phonons, heat and thermal expansion", (
        "phonons", "thermal-expansion", "thermal-conductivity",
    )),
    Property("surfaces", "Surfaces, adsorption and vacancies", (
        "surface-energies", "adsorption-on-oxides", "vacancies",
    )),
    Property("liquids", "Liquids", (
        "molten-metals", "molten-metals-quick", "liquid-water", "liquid-water-quick",
    )),
    Property("exact-laws", "Conservation of energy, and symmetry", (
        "energy-force-consistency", "symmetries", "curvature", "separation", "repeatability",
        "memory-growth",
    )),
    Property("landscape", "Atoms pushed together and pulled apart", (
        "diatomics", "diatomics-full", "compression", "close-contacts",
        "smooth-surfaces",
    )),
    Property("dynamics", "Stable and conservative dynamics", (
        "energy-conservation", "energy-conservation-full", "survival", "survival-full",
    )),
    Property("speed", "Speed and memory", ("size-ladder", "size-ladder-full")),
    Property("interpretability", "How far and among how many atoms it acts", (
        "long-range-tails", "locality", "many-body", "element-similarity",
        "coordination", "atomic-energies", "descriptor-smoothness", "calibration",
    )),
)  # fmt: skip

BY_SLUG = {one.slug: one for one in PROPERTIES}
