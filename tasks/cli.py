"""The command line: list the tasks, show one, run a potential through them, import references.

Exit codes: 0, done; 1, no system was answered; 2, the potential or the command is wrong; 130,
interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from tasks import card_command, table
from tasks.declared import LoadError
from tasks.exact import report as hallmarks
from tasks.exact.hallmark import hallmark
from tasks.imports import fetch, folders
from tasks.imports.library import HOW_TO_IMPORT
from tasks.load import load_potential
from tasks.prediction import State
from tasks.progress import Progress
from tasks.registry import TASKS, find, laws_first
from tasks.resumed import Resumed
from tasks.run import Run, report, run
from tasks.seasons import command as verify_season
from tasks.seasons.reveal import Unreadable
from tasks.seasons.revealed import revealed_tasks
from tasks.statements import command as verify_statement
from tasks.task import Domain, Task

DONE, SILENT, WRONG, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except LoadError as error:
        return _complain(error, options.traceback)
    except BrokenPipeError:  # `… | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        kept = getattr(options, "resume", None)
        after = "the same command goes on from here" if kept else "nothing was written"
        print(f"\nInterrupted: {after}.", file=sys.stderr)
        return INTERRUPTED


def _list(_: argparse.Namespace) -> int:
    print(table.listing(list(TASKS.values())))
    return DONE


def _show(options: argparse.Namespace) -> int:
    print(table.description(options.task))
    return DONE


def _run(options: argparse.Namespace) -> int:
    _require_folder(options.json)
    tasks = _asked(options)
    potential = load_potential(options.potential, options.device)
    runs = []
    resumed = Resumed(options.resume, options.potential, options.device)
    for task, following in zip(tasks, [*tasks[1:], None], strict=True):
        runs.append(run(task, potential, options.limit, _progress, resumed.notebook))
        print(table.scores(runs[-1], options.groups) + "\n", flush=True)
        if _is_law(task) and not (following and _is_law(following)):
            _print_hallmark(runs)
    content = report(runs, str(options.potential), potential.capabilities)
    options.json.write_text(json.dumps(content, indent=1, allow_nan=False) + "\n")
    print(f"Written to {options.json}", file=sys.stderr)
    resumed.remove()
    return DONE if _answered(runs) else SILENT


def _is_law(task: Task) -> bool:
    return task.domain is Domain.EXACT


def _print_hallmark(runs: Sequence[Run]) -> None:
    """What was verified of the build, before anything else is run."""
    if marks := hallmark(run.result for run in runs):
        print(hallmarks.text(marks) + "\n", flush=True)


def _asked(options: argparse.Namespace) -> list[Task]:
    """Raises LoadError where one of them is not to be had."""
    if options.season:
        return _of_season(options.season, options.task or ())
    return _chosen(options.task) if options.task else _here()


def _of_season(season: Path, wanted: Sequence[Task]) -> list[Task]:
    """All tasks of a revealed season, or those that are wanted of it. Raises LoadError."""
    try:
        tasks = {task.slug: task for task in revealed_tasks(season)}
    except Unreadable as error:
        what = f"No revealed season can be read from {season}: {error}."
        raise LoadError(what, "Give the archive of a retired season, or its folder.") from error
    lacking = [task.slug for task in wanted if task.slug not in tasks]
    if lacking:
        what = f"The season does not ask {', '.join(lacking)}."
        raise LoadError(what, f"It asks: {', '.join(tasks)}.")
    return [tasks[task.slug] for task in wanted] or list(tasks.values())


def _chosen(tasks: Sequence[Task]) -> list[Task]:
    """Exact laws first. Raises LoadError where the data of one of them is not here."""
    for task in tasks:
        if lacking := task.missing():
            what = f"{task.slug} needs published sets that are not imported: {', '.join(lacking)}."
            raise LoadError(what, f"{HOW_TO_IMPORT}.")
    once = {task.slug: task for task in tasks}.values()
    return sorted(once, key=lambda task: laws_first(task.slug))


def _here() -> list[Task]:
    """All whose data is here, exact laws first; the others are named."""
    lacking = [task for task in TASKS.values() if task.missing()]
    if lacking:
        names = ", ".join(task.slug for task in lacking)
        print(f"Skipped: {names}. {table.not_imported(lacking)}", file=sys.stderr)
    here = [task for task in TASKS.values() if task not in lacking]
    return sorted(here, key=lambda task: laws_first(task.slug))


def _answered(runs: Sequence[Run]) -> bool:
    return any(State.ANSWERED in r.result.states.values() for r in runs)


def _require_folder(file: Path) -> None:
    """Before the hours of work, not after."""
    if file.is_dir() or not file.absolute().parent.is_dir():
        raise LoadError(f"Cannot write {file}.", "Name a file in a folder that exists with --json.")


def _progress(title: str, asked: int) -> Progress:
    return Progress(title, asked, sys.stderr)


def _complain(error: LoadError, trace: bool) -> int:
    cause = error.__cause__
    if trace and cause is not None:
        traceback.print_exception(cause, file=sys.stderr)
        print(error.reason, file=sys.stderr)
    else:
        print(f"{error.reason}\n{error.advice}", file=sys.stderr)
    return WRONG


def _task(slug: str) -> Task:
    try:
        return find(slug)
    except LookupError as error:
        raise argparse.ArgumentTypeError(str(error.args[0])) from error


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no positive whole number")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tasks",
        description="The benchmarks of the leaderboard on your own machine, with the same scores.",
    )
    parser.set_defaults(traceback=False)
    commands = parser.add_subparsers(
        required=True,
        metavar="list | show | run | import | fetch-wbm | card | verify-season | verify-statement",
    )
    listing = commands.add_parser("list", help="the tasks, with what each ranks")
    listing.set_defaults(command=_list)
    show = commands.add_parser("show", help="what a task measures, and from what references")
    show.add_argument("task", type=_task, metavar="SLUG")
    show.set_defaults(command=_show)
    _add_run(commands.add_parser("run", help="run a potential through the tasks and score it"))
    folders.add_to(commands)
    fetch.add_to(commands)
    card_command.add_to(commands)
    verify_season.add_to(commands)
    verify_statement.add_to(commands)
    return parser


def _add_run(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--potential", required=True, type=Path, metavar="PATH",
        help="potential.py, or the folder that holds it; its load(device) returns an ASE "
        "Calculator or an object with evaluate(batch). Its code runs with your rights.",
    )  # fmt: skip
    add(
        "--task", type=_task, action="append", metavar="SLUG",
        help="this task only; may be given several times. All tasks by default",
    )  # fmt: skip
    add(
        "--season", type=Path, metavar="ARCHIVE",
        help="the tasks of a retired season, on its own systems: the zip that the site gives, or "
        "the folder of it",
    )  # fmt: skip
    add("--device", default="cpu", help="what load() is given; cpu by default")
    add(
        "--limit", type=_positive, metavar="N",
        help="the first N systems of each task only: for a quick look, not for comparison",
    )  # fmt: skip
    add(
        "--groups", action="store_true",
        help="every metric of every group, elements included, with its interval",
    )  # fmt: skip
    add(
        "--json", type=Path, default=Path("results.json"), metavar="FILE",
        help="where scores, errors and states go; results.json by default",
    )  # fmt: skip
    _add_resume(parser)
    add(
        "--traceback",
        action="store_true",
        help="show where loading potential.py raised",
    )
    parser.set_defaults(command=_run)


def _add_resume(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--resume", type=Path, metavar="FOLDER",
        help="keep what is answered in this folder, and go on from what a run left there that was "
        "cut off: of the same potential.py, task and device. Emptied at the end",
    )  # fmt: skip
