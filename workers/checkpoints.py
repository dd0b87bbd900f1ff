"""What an attempt at an evaluation leaves for the next one, in a folder of the predict host.

An attempt is lost when its worker is killed, its machine reboots or its engine fails. The next one
on this host goes on from what was answered, if it is of the same evaluation, submission, image,
device, task version and inputs. See docs/decisions/0017-checkpoints.md.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path

from tasks.notebook import PRIVATE, Notebook
from workers import config
from workers.messages import Faulted, Predicted, PredictOrder, Scored

DAYS = 7  # an attempt that did not come by then does not come here
MOST = 8 * 1024**3  # bytes of all evaluations; the oldest go first


def notebook(order: PredictOrder, image: str) -> Notebook | None:
    """image: the digest of what runs. None where this host keeps nothing. Never raises OSError."""
    root = config.checkpoints()
    if root is None:
        return None
    with contextlib.suppress(OSError):
        root.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        tidy(root)
    found = Notebook(_place(root, order), _about(order, image))
    _only(found)
    return found


def forget(order: PredictOrder, report: Predicted | Scored | Faulted) -> None:
    """The evaluation is over here, unless the fault was ours: then it comes again."""
    root = config.checkpoints()
    again = isinstance(report, Faulted) and report.fault == "service"
    if root is not None and not again:
        shutil.rmtree(_place(root, order), ignore_errors=True)


def tidy(root: Path, days: float = DAYS, most: int = MOST) -> None:
    """Away with what is older, and with the oldest of what is too much. Raises OSError."""
    kept, size = sorted(((_last(f), f) for f in root.iterdir()), reverse=True), 0
    for written, folder in kept:
        size += sum(file.stat().st_size for file in folder.rglob("*"))
        if written < time.time() - days * 86_400 or size > most:
            shutil.rmtree(folder, ignore_errors=True)


def _about(order: PredictOrder, image: str) -> dict[str, object]:
    return {
        "evaluation": order.evaluation,
        "task": order.task,
        "version": order.task_version,
        "inputs": order.inputs_sha256,
        "held_out": order.held_out,
        "submission": order.blob_sha256,
        "route": order.route,
        "runtime": order.runtime,
        "image": image,
        "device": config.device(),
    }


def _place(root: Path, order: PredictOrder) -> Path:
    return root / str(order.evaluation)


def _only(found: Notebook) -> None:
    """What else lies there is of another image, say, and of no use any more."""
    if found.folder.parent.is_dir():
        for other in found.folder.parent.iterdir():
            if other != found.folder:
                shutil.rmtree(other, ignore_errors=True)


def _last(folder: Path) -> float:
    """When something was written there last."""
    return max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
