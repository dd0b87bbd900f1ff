"""The database is the truth; the queue is only a hint."""

from leaderboard.models.attempt import Attempt
from leaderboard.models.counter import Counter
from leaderboard.models.dataset import Dataset
from leaderboard.models.evaluation import Evaluation
from leaderboard.models.outbox import Outgoing
from leaderboard.models.potential import Potential
from leaderboard.models.season import Season
from leaderboard.models.submission import Submission
from leaderboard.models.token import ApiToken

__all__ = [
    "ApiToken",
    "Attempt",
    "Counter",
    "Dataset",
    "Evaluation",
    "Outgoing",
    "Potential",
    "Season",
    "Submission",
]
