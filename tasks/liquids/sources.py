"""What the figures of simulated liquids are from."""

from __future__ import annotations

from tasks.task import Source

YEH_HUMMER = Source(
    "Yeh, Hummer, J. Phys. Chem. B 108, 15873 (2004): diffusion in a periodic cell",
    "https://doi.org/10.1021/jp0477147",
)
FLYVBJERG = Source(
    "Flyvbjerg, Petersen, J. Chem. Phys. 91, 461 (1989): errors of correlated data",
    "https://doi.org/10.1063/1.457480",
)

WATER = (
    Source(
        "Skinner, Huang, Schlesinger, Pettersson, Nilsson, Benmore, J. Chem. Phys. 138, 074506 "
        "(2013): first peak of g(r) of oxygen at 295 K",
        "https://doi.org/10.1063/1.4790861",
    ),
    Source(
        "Wagner, Pruß, J. Phys. Chem. Ref. Data 31, 387 (2002): density of water",
        "https://doi.org/10.1063/1.1461829",
    ),
    Source(
        "Holz, Heil, Sacco, Phys. Chem. Chem. Phys. 2, 4740 (2000): self-diffusion of water",
        "https://doi.org/10.1039/b005319h",
    ),
    YEH_HUMMER,
    FLYVBJERG,
)

METALS = (
    Source(
        "Assael et al., J. Phys. Chem. Ref. Data 35, 285 (2006): density of liquid aluminium",
        "https://doi.org/10.1063/1.2149380",
    ),
    Source(
        "Assael et al., J. Phys. Chem. Ref. Data 39, 033105 (2010): density of liquid copper",
        "https://doi.org/10.1063/1.3467496",
    ),
    Source(
        "CRC Handbook of Chemistry and Physics: density of molten elements (Ag, Au, Ni, Pb, Na)",
        "https://hbcp.chemnetbase.com",
    ),
    Source(
        "Meyer, Phys. Rev. B 81, 012102 (2010): self-diffusion in liquid copper",
        "https://doi.org/10.1103/PhysRevB.81.012102",
    ),
    Source(
        "Gingrich, Heaton, J. Chem. Phys. 34, 873 (1961): distance of neighbours in liquid sodium",
        "https://ui.adsabs.harvard.edu/abs/1961JChPh..34..873G",
    ),
    YEH_HUMMER,
    FLYVBJERG,
    Source(
        "Quigley, Probert, J. Chem. Phys. 120, 11432 (2004): Langevin dynamics under pressure",
        "https://doi.org/10.1063/1.1755657",
    ),
)
