"""Which published version of a potential replaced which: none is changed, none is taken back."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboard.models import Submission


@dataclass(frozen=True)
class Version:
    """number: among the published ones of the potential, from 1; None of one that is not.

    replaces: the one that the ranking listed before it, or would stop listing. replaced_by: the
    next one.
    """

    number: int | None
    count: int
    replaces: Submission | None
    replaced_by: Submission | None

    @classmethod
    def of(cls, submission: Submission) -> Version:
        """Those that operators hide are counted, so that numbers stay, and not named."""
        same = Submission.objects.filter(potential=submission.potential_id, state="scored")
        rows = list(same.exclude(published=None).order_by("published", "pk"))
        at = next((n for n, one in enumerate(rows) if one.pk == submission.pk), None)
        before = rows if at is None else rows[:at]
        after = [] if at is None else rows[at + 1 :]
        return cls(
            number=None if at is None else at + 1,
            count=len(rows),
            replaces=next((one for one in reversed(before) if one.is_public), None),
            replaced_by=next((one for one in after if one.is_public), None),
        )
