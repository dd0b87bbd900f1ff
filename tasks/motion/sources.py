"""Where the tasks of dynamics take their laws and their protocols from."""

from __future__ import annotations

from tasks.task import Source

_BIGI = Source(
    "Bigi, Langer, Ceriotti, arXiv:2412.11569 (2024): what non-conservative forces do to dynamics",
    "https://arxiv.org/abs/2412.11569",
)
_ESEN = Source(
    "Fu et al., arXiv:2502.12147 (2025): energy conservation as a test of learned potentials; "
    "direct forces and CHGNet fail theirs",
    "https://arxiv.org/abs/2502.12147",
)
_ARENA = Source(
    "Chiang et al., arXiv:2509.20630 (2025): stability under heating and compression in MLIP Arena",
    "https://arxiv.org/abs/2509.20630",
)
_HAIRER = Source(
    "Hairer, Lubich, Wanner, Acta Numerica 12, 399 (2003): what Verlet's method conserves",
    "https://doi.org/10.1017/S0962492902000144",
)
_TOXVAERD = Source(
    "Toxvaerd, J. Chem. Phys. 140, 044102 (2014): the hidden invariance of discrete dynamics",
    "https://doi.org/10.1063/1.4862173",
)

CONSERVATION = (_BIGI, _ESEN, _HAIRER, _TOXVAERD)
SURVIVAL = (_ARENA, _ESEN)
