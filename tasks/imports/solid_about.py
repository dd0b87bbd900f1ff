"""What a reader of the numbers of experimental solids has to know."""

from __future__ import annotations

from tasks.imports.collection import About
from tasks.task import Source

HAO = Source(
    "Hao, Fang, Sun, Csonka, Philipsen, Perdew, Phys. Rev. B 85, 014111 (2012): lattice constants",
    "https://doi.org/10.1103/PhysRevB.85.014111",
)
SCHIMKA = Source(
    "Schimka, Harl, Kresse, J. Chem. Phys. 134, 024116 (2011): bulk moduli, cohesive energies",
    "https://doi.org/10.1063/1.3524336",
)
SUN = Source(
    "Sun, Marsman, Csonka, Ruzsinszky, Hao, Kim, Kresse, Perdew, Phys. Rev. B 84, 035117 (2011): "
    "bulk moduli, cohesive energies",
    "https://doi.org/10.1103/PhysRevB.84.035117",
)
KITTEL = Source(
    "C. Kittel, Introduction to Solid State Physics: the ten hexagonal metals",
    "https://www.wiley.com/en-us/Introduction+to+Solid+State+Physics%2C+8th+Edition-p-9780471415268",
)
SETS = Source(
    "Lundgaard, Wellendorff, Voss, Jacobsen, Bligaard, mBEEF-vdW, Phys. Rev. B 93, 235162 (2016): "
    "the sets Sol58Lc, Sol54Ec, BM32 and SE30",
    "https://doi.org/10.1103/PhysRevB.93.235162",
)
VITOS = Source(
    "Vitos, Ruban, Skriver, Kollár, Surf. Sci. 411, 186 (1998): surface energies of metals",
    "https://doi.org/10.1016/S0039-6028(98)00363-X",
)
ORIGIN = "github.com/statt8900/ksb_scripts @ f3caa5505457c309b453161da1d6f169e1ed7bec"
LICENCE = "none in the repository; published facts, for which the papers are cited"
START = (
    "No structure holds what was measured: covalent radii touch in the cells, and c/a of the "
    "hexagonal ones is ideal."
)
HEXAGONAL = "The ten hexagonal metals are not corrected (tag correction: uncorrected)."

_TITLES = {
    "lattice-constants": "Lattice constants of 68 solids (Sol58Lc and ten hexagonal metals)",
    "cohesive-energies": "Cohesive energies of 64 solids (Sol54Ec and ten hexagonal metals)",
    "bulk-moduli": "Bulk moduli of 42 solids (BM32 and ten hexagonal metals)",
}
_UNITS = {"lattice-constants": "Å", "cohesive-energies": "eV/atom", "bulk-moduli": "GPa"}
_SIGNS = {
    "lattice-constants": "positive",
    "cohesive-energies": "positive: the free atoms less the solid",
    "bulk-moduli": "positive",
}
_SOURCES = {
    "lattice-constants": (HAO, KITTEL, SETS),
    "cohesive-energies": (SCHIMKA, SUN, KITTEL, SETS),
    "bulk-moduli": (SCHIMKA, SUN, KITTEL, SETS),
}
_NOTES = {
    "lattice-constants": (
        "a of the cube, and a and c of hexagonal crystals. 58 are free of zero-point expansion.",
        "Two sources differ by 2.0 and 2.6 % of the volume for K and Rb (tag sources: uncertain).",
        "level:PBE is the lattice constant that PBE gives, where the source lists it.",
    ),
    "cohesive-energies": (
        "Zero-point energy is removed: by the source, from phonons, or by adding 9/8 kB θD of the "
        "Debye model to what was measured. Diamond thus has 7.59 where tables have 7.37 eV.",
        "Free atoms carry the multiplicity of their ground state.",
    ),
    "bulk-moduli": ("32 are free of zero-point motion.",),
}


def about(name: str) -> About:
    """Of "lattice-constants", "cohesive-energies" or "bulk-moduli"."""
    return About(
        name=f"solids-sol58-experimental/{name}",
        title=_TITLES[name],
        sources=_SOURCES[name],
        origin=ORIGIN,
        licence=LICENCE,
        level="experiment",
        unit=_UNITS[name],
        sign=_SIGNS[name],
        notes=(*_NOTES[name], HEXAGONAL, START),
    )


def surface_about() -> About:
    return About(
        name="solids-sol58-experimental/surface-energies",
        title="Surface energies of 34 metals (SE30 and four more)",
        sources=(VITOS, SETS),
        origin=ORIGIN,
        licence=LICENCE,
        level="experiment: estimated from the surface tension of the liquid",
        unit="J/m²",
        sign="positive: the energy that it costs to make the surface",
        notes=(
            "Known to ±10–20 %, and averages over facets: good for ranking only, not for a mean "
            "error.",
            'Two columns of estimates; the first is the reference, the other is kept as "second".',
            START,
        ),
    )
