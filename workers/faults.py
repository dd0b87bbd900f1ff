"""The exception's type names whose fault it is; only a SubmissionFault is charged for."""

from __future__ import annotations


class Fault(Exception):
    """reason: what happened. advice: what to do next. log: what the submission printed before.

    All are shown to the submission's owner.
    """

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice
        self.log = ""


class SubmissionFault(Fault):
    """The submission did something wrong; trying again would end the same way."""


class ServiceFault(Fault):
    """Something of ours failed; the submission is tried again, and no quota is used up."""
