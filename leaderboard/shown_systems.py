"""What pages show of the systems of a dataset that anybody may have; of a season's nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import structlog
from django.conf import settings

from leaderboard.models import Dataset
from leaderboard.models.dataset import OPEN_SPLITS
from tasks.shown import ShownSystem, ShownSystems, read_shown
from workers.faults import ServiceFault
from workers.storage import open_store

log = structlog.get_logger(__name__)

KEPT = 16  # datasets that a process keeps in memory


@dataclass(frozen=True, eq=False)
class Shown:
    """Of one dataset, by id; in the dataset's order."""

    about: ShownSystems
    by_id: dict[str, ShownSystem]


def shown_systems(dataset: Dataset) -> Shown | None:
    """None where nothing was published for the pages, or it cannot be read now."""
    if dataset.season_id is not None or dataset.split not in OPEN_SPLITS:
        return None
    if not dataset.shown_sha256:
        return None
    try:
        return _read(str(settings.ASSAY_STORE_REVEALED), dataset.shown_sha256)
    except (ServiceFault, ValueError, KeyError, TypeError) as trouble:
        log.error("systems cannot be shown", dataset=str(dataset), reason=str(trouble))
        return None


@lru_cache(maxsize=KEPT)
def _read(store: str, sha: str) -> Shown:
    """A blob never changes, so what was read of it never does. Failures are not kept."""
    about = read_shown(open_store(store).get(sha))
    return Shown(about, {system.id: system for system in about.systems})
