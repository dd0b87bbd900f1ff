"""Tasks and scores as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from textwrap import TextWrapper, fill

import numpy as np

from tasks import breakdown
from tasks.alone import task_score
from tasks.columns import columns
from tasks.imports import functionals
from tasks.imports.library import HOW_TO_IMPORT
from tasks.prediction import State
from tasks.result import Score
from tasks.run import Run
from tasks.task import Metric, Task

NOTE = 90
NOT_IMPORTED = "not imported"


def listing(tasks: Sequence[Task]) -> str:
    heads = ("task", "domain", "what is ranked", "systems")
    rows = [(t.slug, t.domain.value, _ranked(t.primary), _size(t)) for t in tasks]
    return "\n".join([*columns([heads, *rows]), *_to_import(tasks)])


def description(task: Task) -> str:
    """All that a task says of itself, for a reader who has no browser open."""
    metrics = [f"{m.label}, {m.unit or 'a count'}: {m.reduce.value}" for m in task.metrics]
    parts = [
        f"{task.title} ({task.slug}, version {task.version}, {_extent(task)})",
        fill(task.summary, 88),
        "Formula: " + task.formula,
        *_items("Metrics, the first is ranked", metrics),
        *_items("Protocol", task.protocol),
        fill("Uncertainty of the references: " + task.floor_reason, 88),
        *_items(f"Functionals, MAE as published, {functionals.UNIT}", functionals.lines(task)),
        *_items("Sources", [f"{s.citation} {s.link}" for s in task.sources]),
        f"Code: {task.modules[0]}",
    ]
    return "\n\n".join(parts)


def scores(run: Run, groups: bool = False) -> str:
    """A row for each metric; groups: and below it one for each of its groups, elements included,
    instead of a line for each tag."""
    heads = ("metric", "value", "95 % interval", "unit", "answered")
    metrics = {metric.name: metric for metric in run.task.metrics}
    shown = [s for s in run.result.scores if groups or not s.group]
    table = ["  " + line for line in columns([heads, *(_row(metrics[s.metric], s) for s in shown)])]
    brief = [] if groups else breakdown.compact(run.task, run.result)
    apart = breakdown.taken_apart(run.task, run.result)
    below = [*_scale(run), breakdown.uncertainty(run.task, run.result)]
    parts = (table, brief, _functionals(run.task), apart, below, _silence(run), _partial(run))
    return "\n".join([run.task.title, *(line for part in parts for line in part)])


def _functionals(task: Task) -> list[str]:
    """What functionals miss on the same sets, in a paragraph."""
    told = "; ".join(functionals.lines(task))
    text = f"Functionals on the same sets, MAE as published, {functionals.UNIT}: {told}"
    return [fill(text, 88, initial_indent="  ", subsequent_indent="    ")] if told else []


def _ranked(metric: Metric) -> str:
    return f"{metric.label}, {metric.unit}"


def _size(task: Task) -> str:
    return NOT_IMPORTED if task.missing() else str(len(task.dataset().systems))


def not_imported(tasks: Iterable[Task]) -> str:
    """What to do for the tasks whose published sets are not here."""
    sets = dict.fromkeys(name.split("/")[0] for task in tasks for name in task.missing())
    return f"Not imported: {', '.join(sets)}. {HOW_TO_IMPORT}"


def _to_import(tasks: Sequence[Task]) -> list[str]:
    lacking = [task for task in tasks if task.missing()]
    return ["", fill(not_imported(lacking), 88)] if lacking else []


def _extent(task: Task) -> str:
    lacking = task.missing()
    return f"{NOT_IMPORTED}: {', '.join(lacking)}" if lacking else f"{_size(task)} systems"


def _items(title: str, texts: Sequence[str]) -> list[str]:
    """A link is never broken, lest nobody can open it."""
    whole = TextWrapper(88, "- ", "  ", break_on_hyphens=False, break_long_words=False)
    lines = [whole.fill(text) for text in texts]
    return ["\n".join([title + ":", *lines])] if lines else []


def _row(metric: Metric, score: Score) -> tuple[str, ...]:
    label, digits = f"  {score.group}" if score.group else metric.label, metric.digits
    value = "–" if score.value is None else f"{score.value:.{digits}f}"
    span = breakdown.span(score, digits)
    return label, value, span, metric.unit, f"{score.answered}/{score.asked}"


def _scale(run: Run) -> list[str]:
    anchors, metric = run.result.anchors, run.task.primary
    value = run.result.scores[0].value
    got = float(task_score(np.array(value), anchors))
    return [
        f"  Score {got:.2f}, from 0 at the null model's {anchors.null:.{metric.digits}f} "
        f"{metric.unit} to 1 at the uncertainty of the references"
    ]


def _silence(run: Run) -> list[str]:
    """How many systems were not answered, by state, with the reason that was given most often."""
    states, notes = run.result.states, {p.system: p.note for p in run.predictions}
    silent = [state for state in states.values() if state != State.ANSWERED]
    by_state = {
        state: [notes.get(k, "") for k, v in states.items() if v == state] for state in silent
    }
    return [f"  {len(said)} {state}{_reason(said)}" for state, said in by_state.items()]


def _reason(notes: Sequence[str]) -> str:
    """The first line of the note that was given most often."""
    [(note, count)] = Counter(notes).most_common(1)
    if not note.strip():
        return ""
    link = ": " if count == len(notes) else ", for example: "
    return link + note.strip().splitlines()[0][:NOTE]


def _partial(run: Run) -> list[str]:
    asked, all_ = len(run.result.states), len(run.dataset.systems)
    if asked == all_:
        return []
    return [f"  Only {asked} of {all_} systems were asked: not to be compared with the ranking."]
