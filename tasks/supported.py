"""Of several structures that would do as well, the first that a potential answers for."""

from __future__ import annotations

from tasks.potential import ENERGY, FORCES, Potential, Unsupported, evaluate
from tasks.structure import Structure
from tasks.system import System


def first_supported(system: System, potential: Potential) -> tuple[int, Structure]:
    """Which of the system's structures it is, and the structure; each is asked for once.

    Raises Unsupported, of the first, where the potential supports none; NoAnswer.
    """
    why: Unsupported | None = None
    for i, structure in enumerate(system.structures.values()):
        try:
            evaluate(potential, [structure], ENERGY, FORCES)
        except Unsupported as unsupported:
            why = why or unsupported
        else:
            return i, structure
    assert why is not None, "a system has at least one structure"
    raise why
