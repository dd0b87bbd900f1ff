"""The scores of a task's groups, and its error taken apart, as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

from tasks.columns import columns
from tasks.estimate import Estimate
from tasks.groups import ELEMENT
from tasks.result import FUNCTIONAL, POTENTIAL, UNDECIDED, Result, Score, Split, Verdict
from tasks.task import Metric, Task

VERDICTS: dict[Verdict, str] = {
    FUNCTIONAL: "level − reference",
    POTENTIAL: "potential − level",
    UNDECIDED: "undecided",
}


def span(estimate: Estimate | Score, digits: int) -> str:
    """ "0.50 to 1.12", or a dash where too few clusters tell none."""
    if estimate.low is None or estimate.high is None:
        return "–"
    return f"{estimate.low:.{digits}f} to {estimate.high:.{digits}f}"


def compact(task: Task, result: Result) -> list[str]:
    """A line a tag: the primary metric of each of its groups. Elements are left to the long form.

    A group that was not answered as a whole says how much of it was.
    """
    metric, lines = task.primary, []
    for by in metric.by:
        some = [s for s in result.scores if (s.metric, s.by) == (metric.name, by)]
        if by != ELEMENT and len(some) > 1:
            text = f"{metric.label} by {by}: " + ", ".join(_short(s, metric) for s in some)
            lines.append(fill(text, 88, initial_indent="  ", subsequent_indent="    "))
    return lines


def taken_apart(task: Task, result: Result) -> list[str]:
    """A row for each level that the references hold; nothing where they hold none."""
    if not result.splits:
        return []
    heads = ("level", "level − reference", "potential − level", "total", "n", "larger part")
    rows = [_split(level, split, task.primary) for level, split in result.splits.items()]
    title = f"  The error taken apart: mean absolute, {task.primary.unit}, with 95 % intervals"
    return [title, *("    " + line for line in columns([heads, *rows]))]


def uncertainty(task: Task, result: Result) -> str:
    """What no score can be told apart by."""
    floor = f"{result.anchors.floor:.{_digits(result.anchors.floor, task.primary)}f}"
    return (
        f"  Uncertainty of references: {floor} {task.primary.unit} on average; potentials that "
        "differ by less share a place"
    )


def _digits(value: float, metric: Metric) -> int:
    """One more than the metric's where it would be shown as 0."""
    return metric.digits + (0 < value < 10.0**-metric.digits)


def _short(score: Score, metric: Metric) -> str:
    value = "–" if score.value is None else f"{score.value:.{metric.digits}f}"
    part = "" if score.answered == score.asked else f" ({score.answered}/{score.asked})"
    return f"{score.group} {value}{part}"


def _split(level: str, split: Split, metric: Metric) -> Sequence[str]:
    parts = [split.functional, split.remainder, split.total]
    texts = [f"{p.value:.{metric.digits}f} ({span(p, metric.digits)})" for p in parts]
    return level, *texts, str(split.systems), VERDICTS[split.verdict]
