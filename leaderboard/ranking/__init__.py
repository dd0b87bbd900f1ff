"""The ranking, from the database to what page and API show: `ranking_table` is the way in."""

from leaderboard.ranking.build import listed, ranking_table
from leaderboard.ranking.query import RankingQuery
from leaderboard.ranking.table import Cell, Column, Facts, Row, Table

__all__ = ["Cell", "Column", "Facts", "RankingQuery", "Row", "Table", "listed", "ranking_table"]
