"""What submissions are held against."""

from __future__ import annotations

from collections.abc import Iterator

from leaderboard.models import Dataset
from tasks.registry import TASKS
from workers.checkup.finding import Finding, broken, fine, warning

REMEDY = (
    "Run `python -m workers.publish --output datasets.json` where the stores of inputs and "
    "references can be written, then `manage.py register_datasets datasets.json` here."
)


def datasets() -> Iterator[Finding]:
    versions = dict(Dataset.objects.current().values_list("task", "task_version"))
    if not versions:
        yield broken("datasets", "None is registered: nothing can be submitted.", REMEDY)
        return
    yield fine("datasets", f"{len(versions)} tasks have one")
    yield from _differences(versions)


def _differences(versions: dict[str, int]) -> Iterator[Finding]:
    for slug, version in sorted(versions.items()):
        task = TASKS.get(slug)
        if task is None:
            yield broken(
                f"dataset of {slug}",
                "This release has no such task: its evaluations fail.",
                "Install the release that registered it, or add the task's data to ASSAY_LIBRARY.",
            )
        elif task.version != version:
            says = f"version {version} is registered, this release has {task.version}."
            yield broken(f"dataset of {slug}", says, REMEDY)
    for slug in sorted(set(TASKS) - set(versions)):
        yield warning(f"dataset of {slug}", "No submission is asked for this task.", REMEDY)
