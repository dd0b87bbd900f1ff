"""What is new: what operators write, and what the database itself knows happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.urls import reverse
from django.utils.safestring import SafeString

from leaderboard.models import Dataset, News, Potential, Season, Submission
from leaderboard.models.dataset import HELD_OUT
from leaderboard.ranking import catalogue
from leaderboard.reading import markdown

SHOWN = 60  # entries


@dataclass(frozen=True)
class Item:
    """id: stays the same for ever, so that a reader's program shows it once."""

    id: str
    kind: str
    title: str
    text: str
    link: str
    date: datetime
    body: SafeString | None = None


def news() -> list[Item]:
    """The newest first. Four queries."""
    items = [*_written(), *_seasons(), *_tasks(), *_potentials()]
    return sorted(items, key=lambda item: item.date, reverse=True)[:SHOWN]


def _written() -> Iterator[Item]:
    for one in News.objects.published()[:SHOWN]:
        link = f"{reverse('news')}#news-{one.pk}"
        body = markdown.html(one.body)
        yield Item(f"news-{one.pk}", "news", one.title, one.body, link, one.date, body)


def _seasons() -> Iterator[Item]:
    for one in Season.objects.opened():
        link, name = one.get_absolute_url(), one.name
        if one.opened:
            text = f"{one.accepted} systems that nobody has seen. Commitment {one.commitment}."
            title = f"Season {name} is open"
            yield Item(f"season-opened-{name}", "season", title, text, link, one.opened)
        if one.retired:
            text = "Its systems, references, seed and salt are revealed and can be verified."
            title = f"Season {name} is retired and revealed"
            yield Item(f"season-retired-{name}", "season", title, text, link, one.retired)


def _tasks() -> Iterator[Item]:
    """One a day, however many were registered; a version's first dataset counts."""
    first: dict[tuple[str, int], datetime] = {}
    rows = Dataset.objects.exclude(split=HELD_OUT).order_by("pk")
    for slug, version, created in rows.values_list("task", "task_version", "created"):
        first.setdefault((slug, version), created)
    days: dict[tuple[str, bool], list[tuple[str, int, datetime]]] = defaultdict(list)
    for (slug, version), created in first.items():
        days[f"{created:%Y-%m-%d}", version > 1].append((slug, version, created))
    for (day, newer), some in days.items():
        yield _of_a_day(day, newer, some)


def _of_a_day(day: str, newer: bool, some: list[tuple[str, int, datetime]]) -> Item:
    titles = [_title(slug, version, newer) for slug, version, _ in some]
    what = "new version" if newer else "new task"
    title = f"{what.capitalize()}: {titles[0]}" if len(some) == 1 else f"{len(some)} {what}s"
    text = "" if len(some) == 1 else f"{', '.join(titles)}. "
    if newer:
        text += "What they changed in the ranking stands in the changelog of tasks."
    single = len(some) == 1 and not newer
    link = reverse("task", args=[some[0][0]]) if single else reverse("changelog")
    kind = "version" if newer else "task"
    return Item(f"{kind}-{day}", "task", title, text, link, max(one[2] for one in some))


def _title(slug: str, version: int, newer: bool) -> str:
    task = catalogue.task(slug)
    return (task.title if task else slug) + (f" (version {version})" if newer else "")


def _potentials() -> Iterator[Item]:
    """Each published submission: the first of a potential, and later versions of it."""
    rows = Submission.objects.published().select_related("potential").order_by("published", "pk")
    seen: set[int] = set()
    made: list[Item] = []
    for one in rows:
        assert one.published is not None
        again, name = one.potential_id in seen, one.potential.name
        seen.add(one.potential_id)
        title = f"A new version of {name}" if again else f"{name} is published"
        text = _training(one.potential)
        link = one.potential.get_absolute_url()
        made.append(
            Item(f"submission-{one.public_id}", "potential", title, text, link, one.published)
        )
    yield from islice(reversed(made), SHOWN)


def _training(one: Potential) -> str:
    if one.kind == Potential.Kind.REFERENCE_LINE:
        return "A reference line to compare with, not ranked."
    return f"Training data: {one.training_data}. Level of theory: {one.training_level}."
