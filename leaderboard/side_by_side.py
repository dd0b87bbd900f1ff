"""A rejudging's evaluations, before and after, by the primary metric of their task."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboard.models import Evaluation, Rejudging
from leaderboard.ranking import catalogue
from tasks.result import Score


@dataclass(frozen=True)
class Pair:
    before: Evaluation
    after: Evaluation

    @property
    def old(self) -> str:
        return _words(self.before)

    @property
    def new(self) -> str:
        return _words(self.after)

    @property
    def difference(self) -> str:
        old, new = _primary(self.before), _primary(self.after)
        if old is None or new is None or old.value is None or new.value is None:
            return "–"
        return "same" if old.value == new.value else f"{new.value - old.value:+.4g}"


def side_by_side(rejudging: Rejudging) -> list[Pair]:
    return [Pair(before, after) for before, after in rejudging.pairs()]


def _words(one: Evaluation) -> str:
    score, task = _primary(one), catalogue.task(one.dataset.task)
    if score is None or task is None or score.value is None:
        told = f": {one.reason}" if one.reason else ""
        return f"{one.get_state_display()}{told}"
    return f"{score.value:.4g} ({score.low:.4g} to {score.high:.4g}) {task.primary.unit}"


def _primary(one: Evaluation) -> Score | None:
    result, task = one.parsed_result(), catalogue.task(one.dataset.task)
    if result is None or task is None:
        return None
    whole = (s for s in result.scores if s.metric == task.primary.name and not s.group)
    return next(whole, None)
