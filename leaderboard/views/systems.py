"""A public system of a task: its structure, its reference, and what everybody made of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard import throttle
from leaderboard.models import Dataset
from leaderboard.plots.chart import Chart, Mode, Series
from leaderboard.ranking import catalogue, listed
from leaderboard.results.everyone import Answer, answers, everyone
from leaderboard.results.units import additive, signed
from leaderboard.shown_systems import shown_systems
from tasks.shown import ShownSystem, ShownSystems
from tasks.task import Task
from tasks.xyz import xyz


def system(request: HttpRequest, slug: str, system_id: str) -> HttpResponse:
    task, dataset, about, found = _found(slug, system_id)
    value = found.value if additive(task) else None
    made = answers(everyone(task, dataset), found.id, value)
    signs = signed(task, (one.error for one in made))
    order = [one.id for one in about.systems]
    place = order.index(found.id)
    context = {
        "section": "tasks",
        "task": task,
        "dataset": dataset,
        "about": about,
        "system": found,
        "arrays": {k: v for k, v in found.reference.items() if _worth_telling(k, found)},
        "answers": made,
        "hallmarks": {facts.slug: facts.laws for facts in listed()},
        "signed": signs,
        "chart": _chart(task, made, signs),
        "before": about.systems[place - 1] if place else None,
        "after": about.systems[place + 1] if place + 1 < len(order) else None,
    }
    return render(request, "site/task_system.html", context)


def structures(request: HttpRequest, slug: str, system_id: str) -> HttpResponse:
    """All structures of a system, as extended XYZ."""
    throttle.spend(request, throttle.DOWNLOAD)
    *_, found = _found(slug, system_id)
    name = f"{slug}-{system_id}.xyz"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(xyz(found), content_type="chemical/x-xyz", headers=headers)


def _found(slug: str, system_id: str) -> tuple[Task, Dataset, ShownSystems, ShownSystem]:
    """Of the public systems, or the practice split. Raises Http404."""
    task = catalogue.task(slug)
    dataset = Dataset.objects.current().filter(task=slug).order_by("-pk").first()
    shown = shown_systems(dataset) if dataset else None
    if task is None or dataset is None or shown is None or system_id not in shown.by_id:
        raise Http404("There is no such public system.")
    return task, dataset, shown.about, shown.by_id[system_id]


def _worth_telling(name: str, system: ShownSystem) -> bool:
    """What is not told already, in units that readers know better."""
    told = name == "uncertainty" or name.startswith("level:")
    return not told and not (name == "energy" and system.value is not None)


def _chart(task: Task, made: list[Answer], signs: bool) -> Chart | None:
    known = [one for one in made if one.error is not None]
    if len(known) < 2:
        return None
    unit = f"Error / {task.primary.unit}"
    names = [one.potential.name for one in known]
    bars = Series(
        "Error",
        names,
        [one.error for one in known],
        Mode.BARS,
        links=[f"/potentials/{one.potential.slug}/tasks/{task.slug}/" for one in known],
    )
    says = "Predicted less reference, smallest first." if signs else "Smallest first."
    return Chart(
        "answers", "Errors on this system", "Potential", unit, (bars,), says=says,
        zero=signs, digits=task.primary.digits + 1,
    )  # fmt: skip
