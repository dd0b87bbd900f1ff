"""Accuracy against what it costs, when it came, and how many parameters it took."""

from leaderboard.tradeoffs.points import Point, Points, points
from leaderboard.tradeoffs.query import ChartsQuery

__all__ = ["ChartsQuery", "Point", "Points", "points"]
