"""What the tasks on energies of unseen systems have in common."""

from __future__ import annotations

from collections.abc import Sequence

from tasks import reactions
from tasks.held_out.practice import Practice
from tasks.held_out.protocol import CHARGED, FLOOR, OURS, RELATED, SCREENED, SOURCES, SPINS, silence
from tasks.reactions import KCAL_MOL
from tasks.task import Domain, Task

SUM = "MAE = mean |sum of coefficient x E(species) - reference|, over all systems"
FRAMES = "MAE = mean |E(frame) - sum E(others) - reference|, over all systems"


def energies(
    dataset: Practice,
    title: str,
    summary: str,
    worst: float,
    formula: str,
    protocol: Sequence[str],
    nothing: str,
    by: tuple[str, ...] = (),
    charged: bool = False,
) -> Task:
    """A Task in kcal/mol.

    worst: what silence costs, kcal/mol. nothing: what the null model says, in words.
    charged: all its systems have a charge; else none has.
    """
    kind, silent = CHARGED if charged else SPINS, silence(f"{worst:g} kcal/mol")
    return Task(
        slug=dataset.slug,
        version=1,
        title=title,
        domain=Domain.HELD_OUT,
        summary=summary,
        predict=reactions.predict,
        compare=reactions.compare_in(KCAL_MOL),
        null=reactions.null,
        parity=reactions.parity_in(KCAL_MOL, "kcal/mol"),
        dataset=dataset,
        metrics=reactions.metrics("kcal/mol", worst=worst, by=by),
        floor_reason=FLOOR,
        formula=formula,
        sources=SOURCES,
        protocol=(OURS, *protocol, kind, silent, SCREENED, RELATED, nothing),
    )
