"""What the figures of liquid water are from."""

from __future__ import annotations

from tasks.task import Source

SOURCES = (
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
    Source(
        "Yeh, Hummer, J. Phys. Chem. B 108, 15873 (2004): diffusion in a periodic cell",
        "https://doi.org/10.1021/jp0477147",
    ),
    Source(
        "Flyvbjerg, Petersen, J. Chem. Phys. 91, 461 (1989): errors of correlated data",
        "https://doi.org/10.1063/1.457480",
    ),
)
