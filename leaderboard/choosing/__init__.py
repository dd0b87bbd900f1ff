"""Which potential for my system? A ranking over the public systems that are like it alone."""

from leaderboard.choosing.answer import Answer, AnswerRow, answered
from leaderboard.choosing.query import ChooseQuery
from leaderboard.choosing.relevant import Relevant, covered

__all__ = ["Answer", "AnswerRow", "ChooseQuery", "Relevant", "answered", "covered"]
