"""The commands that try a submission at home: the same tasks, on the same file."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import PurePath

from leaderboard.models import Submission
from workers.runtimes import BUILT_IN, RUNTIMES

WITH_THE_PROJECT = "base"  # what it brings is what the tasks need anyway


@dataclass(frozen=True)
class AtHome:
    """prepare: once, in a clone of the project. run: for this file. look: the same on two systems
    of each task. note: what differs from the site.
    """

    prepare: str
    run: str
    look: str
    note: str


def at_home(route: str, runtime: str = "", name: str = "") -> AtHome:
    """Of whatever was filled in so far. name: of the file, or of the image in its registry."""
    if route == Submission.Route.REFERENCE:
        return AtHome(_install(""), *_both(_copied(name or "REGISTRY/NAME@sha256:…")), OF_AN_IMAGE)
    if route == Submission.Route.IMAGE:
        return AtHome(_install(""), *_both(_copied("my-potential")), OF_AN_IMAGE)
    name = PurePath(name.replace("\\", "/")).name or "bundle.zip"
    folder = re.sub(r"[^\w.-]+", "-", PurePath(name).stem).strip("-.") or "mine"
    unpack = f"python -m zipfile -e {_quoted(name)} {folder}"
    return AtHome(_install(runtime), *_both(unpack, folder), _note(runtime))


def _copied(image: str) -> str:
    return (
        f"docker create --name at-home {shlex.quote(image)}\n"
        "docker cp at-home:/submission my-potential && docker rm at-home"
    )


OF_AN_IMAGE = (
    "This takes potential.py out of an image that starts from one of our runtimes; what your "
    "Dockerfile installs has to be installed at home too. An image in another language is tried "
    "here only."
)


def _both(unpack: str, folder: str = "my-potential") -> tuple[str, str]:
    run = f"python -m tasks run --potential {folder} --json {folder}.json"
    return f"{unpack}\n{run} --resume {folder}.kept", f"{unpack}\n{run} --limit 2"


def _install(runtime: str) -> str:
    built_in = {one.name for one in BUILT_IN} - {WITH_THE_PROJECT}
    lines = ["python -m pip install -e ."]
    if runtime in built_in:
        lines.append(f"python -m pip install -r deploy/runtimes/{runtime}.txt")
    return "\n".join(lines)


def _note(runtime: str) -> str:
    if runtime in RUNTIMES and runtime not in {one.name for one in BUILT_IN}:
        return f"The runtime {runtime} is this site’s own: install what it holds."
    return ""


def _quoted(name: str) -> str:
    """For a shell; a name that looks like an option is none."""
    return shlex.quote(f"./{name}" if name.startswith("-") else name)
