"""The sandbox: a submission runs sealed, answers over one socket, and is gone afterwards.

with open_sandbox(Submission("bundle", "torch", path), Limits()) as potential:
    tasks.prediction.predict(task, system, potential)
"""

from __future__ import annotations

from workers.sandbox.exits import Exit
from workers.sandbox.limits import Limits
from workers.sandbox.opening import Submission, open_sandbox
from workers.sandbox.session import Session

__all__ = ["Exit", "Limits", "Session", "Submission", "open_sandbox"]
