"""The database is the truth; the queue is only a hint."""

from leaderboard.models.act import Act
from leaderboard.models.attempt import Attempt
from leaderboard.models.ban import Ban
from leaderboard.models.computed import Computed
from leaderboard.models.counter import Counter
from leaderboard.models.dataset import Dataset
from leaderboard.models.delivery import Delivery
from leaderboard.models.draft import Draft
from leaderboard.models.evaluation import Evaluation
from leaderboard.models.news import News
from leaderboard.models.outbox import Outgoing
from leaderboard.models.potential import Potential
from leaderboard.models.profile import Profile
from leaderboard.models.rejudging import Rejudging
from leaderboard.models.season import Season
from leaderboard.models.signing_key import SigningKey
from leaderboard.models.snapshot import Snapshot
from leaderboard.models.statement import Statement
from leaderboard.models.submission import Submission
from leaderboard.models.token import ApiToken
from leaderboard.models.upload import Upload
from leaderboard.models.webhook import Webhook

__all__ = [
    "Act",
    "ApiToken",
    "Attempt",
    "Ban",
    "Computed",
    "Counter",
    "Dataset",
    "Delivery",
    "Draft",
    "Evaluation",
    "News",
    "Outgoing",
    "Potential",
    "Profile",
    "Rejudging",
    "Season",
    "SigningKey",
    "Snapshot",
    "Statement",
    "Submission",
    "Upload",
    "Webhook",
]
