"""Two to four potentials side by side, by the ranking's own rules."""

from leaderboard.comparing.comparison import Comparison, Versus, compared, known, versus
from leaderboard.comparing.query import CompareQuery
from leaderboard.comparing.systems import BySystem, SystemRow, by_system

__all__ = [
    "BySystem",
    "CompareQuery",
    "Comparison",
    "SystemRow",
    "Versus",
    "by_system",
    "compared",
    "known",
    "versus",
]
