"""All potentials on the same draws of systems: the arithmetic under the ranking.

One task after the other is drawn, added to what is kept, and forgotten: T tasks, P potentials and B
draws would be T × P × B numbers, of which P × B are held at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from tasks.alone import Drawn, table, task_score
from tasks.bootstrap import ROUNDING as NO_VARIANCE
from tasks.bootstrap import degrees, interval, resampled_blocks, tails
from tasks.estimate import Estimate
from tasks.pairs import CHUNK, PAIRS, Better, Flags, Places, count, seldom_behind
from tasks.pairs import ROUNDING as LEVEL
from tasks.standing import TaskErrors
from tasks.structure import Floats


@dataclass
class Weighted:
    """A weighted sum of task scores. value: of the data, shape (P,). drawn: of each draw, shape
    (P, B). variances, dof: of each part that weighs something.
    """

    value: Floats
    drawn: Floats
    variances: list[Floats] = field(default_factory=list)
    dof: list[float] = field(default_factory=list)

    @classmethod
    def nothing(cls, potentials: int, draws: int) -> Weighted:
        return cls(np.zeros(potentials), np.zeros((potentials, draws)))

    def add(self, one: Drawn, share: float) -> None:
        self.value += share * one.score
        self.drawn += share * one.scores
        if share > 0:
            self.variances.append(share**2 * one.scores.var(axis=1))
            self.dof.append(one.dof)

    def estimates(self) -> list[Estimate]:
        dof = degrees(np.array(self.variances), np.array(self.dof))
        ends = [interval(row, float(d), (0.0, 1.0)) for row, d in zip(self.drawn, dof, strict=True)]
        return [Estimate(float(v), *end) for v, end in zip(self.value, ends, strict=True)]


@dataclass
class Degrees:
    """Of the difference of each pair (see `degrees`), added up part by part; shape (P, P)."""

    total: Floats
    below: Floats
    least: float = np.inf

    @classmethod
    def nothing(cls, potentials: int) -> Degrees:
        return cls(np.zeros((potentials, potentials)), np.zeros((potentials, potentials)))

    def add(self, variances: Floats, dof: float) -> None:
        variances = np.where(variances > NO_VARIANCE, variances, 0.0)
        self.total += variances
        self.below += variances**2 / max(dof, 1e-300)
        self.least = min(self.least, dof)

    def limits(self) -> Floats:
        """How seldom a pair may change places, and be told apart still."""
        varies = self.below > 0
        some = self.total**2 / np.where(varies, self.below, 1.0)
        return tails(np.where(varies, some, self.least))


@dataclass
class Pairs:
    """The differences of overall scores of each pair, shape (P, P), in two countings: of all tasks
    (plain), and without those on which the two do not differ by more than the references'
    uncertainty (strict).

    clear: the weighted sum of the tasks that can tell anybody apart, shape (P, B). slack: the most
    that the tasks that are draws for a pair add to its lead there.
    """

    plain: Degrees
    strict: Degrees
    lead: Floats
    strict_lead: Floats
    slack: Floats
    clear: Floats
    parts: list[tuple[TaskErrors, float, Flags]] = field(default_factory=list)

    @classmethod
    def nothing(cls, potentials: int, draws: int) -> Pairs:
        plain, strict = Degrees.nothing(potentials), Degrees.nothing(potentials)
        lead, strict_lead, slack = (np.zeros((potentials, potentials)) for _ in range(3))
        return cls(plain, strict, lead, strict_lead, slack, np.zeros((potentials, draws)))

    def add(self, one: Drawn, share: float) -> None:
        if not share > 0:  # what weighs nothing decides nothing
            return
        apart, variances = one.apart(), share**2 * _variances(one.scores)
        lead = share * (one.score[:, None] - one.score)
        self.plain.add(variances, one.dof)
        self.strict.add(np.where(apart, variances, 0.0), one.dof)
        self.lead += lead
        self.strict_lead += np.where(apart, lead, 0.0)
        if one.enough:
            self.clear += share * one.scores
            most = share * (one.scores.max(axis=1)[:, None] - one.scores.min(axis=1))
            self.slack += np.where(apart, 0.0, np.maximum(most, 0.0))
            self.parts.append((one.task, share, apart))

    def better(self, drawn: Floats, names: Sequence[str]) -> Better:
        """drawn: the overall scores, shape (P, B)."""
        plain = seldom_behind(drawn, self.lead > 0, self.plain.limits(), LEVEL)
        return Better.of(plain, self._strictly(plain, names), not self.parts)

    def _strictly(self, plain: Flags, names: Sequence[str]) -> Flags:
        """Of those that are ahead, who still is when draws count as draws."""
        limits = self.strict.limits()
        asked = plain & (self.strict_lead > 0) & (limits > 0)
        sure = seldom_behind(self.clear, asked, limits, self.slack + LEVEL)
        rest = self._counted(np.argwhere(asked & ~sure), limits, names)
        sure[rest[:, 0], rest[:, 1]] = True
        return sure

    def _counted(self, rest: Places, limits: Floats, names: Sequence[str]) -> Places:
        """The pairs of `rest`, shape (p, 2), that are level or behind seldom enough."""
        allowed = limits[rest[:, 0], rest[:, 1]] * self.clear.shape[1]
        behind, start = np.zeros(len(rest)), 0
        for scores in self._blocks(names) if len(rest) else ():
            clear = self.clear[:, start : start + scores[0].shape[1]]
            for first in range(0, len(rest), PAIRS):
                some = slice(first, first + PAIRS)
                behind[some] += count(self._leads(rest[some], clear, scores) <= LEVEL)
            kept, start = behind < allowed, start + clear.shape[1]
            rest, behind, allowed = rest[kept], behind[kept], allowed[kept]
        return rest

    def _leads(self, pairs: Places, clear: Floats, scores: Sequence[Floats]) -> Floats:
        """Of each pair on each of a few draws, without the tasks that are draws for it."""
        lead = clear[pairs[:, 0]] - clear[pairs[:, 1]]
        for (_, share, apart), one in zip(self.parts, scores, strict=True):
            some = np.flatnonzero(~apart[pairs[:, 0], pairs[:, 1]])
            i, j = pairs[some].T
            lead[some] -= share * (one[i] - one[j])
        return np.asarray(lead)

    def _blocks(self, names: Sequence[str]) -> Iterator[tuple[Floats, ...]]:
        """Of each task the scores of the next few draws, which were forgotten before."""
        blocks = [_scores(task, names) for task, _, _ in self.parts]
        return zip(*blocks, strict=True)


def _scores(task: TaskErrors, names: Sequence[str]) -> Iterator[Floats]:
    clusters = [system.cluster for system in task.systems]
    for block in resampled_blocks(table(task, names), clusters, task.reduce, CHUNK):
        yield task_score(block, task.anchors)


def _variances(scores: Floats) -> Floats:
    """Of the paired differences of task scores over the draws, shape (P, P)."""
    off = scores - scores.mean(axis=1, keepdims=True)
    covariance = off @ off.T / off.shape[1]
    own = np.diag(covariance)
    return np.asarray(np.maximum(own[:, None] + own - 2 * covariance, 0.0))
