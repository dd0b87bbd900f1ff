"""Conformers of drug-like molecules: what each lies above the lowest one of its molecule.

The set is large; a potential is asked for two conformers of each molecule besides the lowest, the
first two in the order of the published file, which knows nothing of energies. The molecules are
what the set samples (the bootstrap draws them), so none is left out.
"""

from __future__ import annotations

from tasks import reactions
from tasks.imports import folmsbee
from tasks.imports.published import published
from tasks.reactions import KCAL_MOL
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Task

EACH = 2
"""Conformers of a molecule that are asked for, besides its lowest."""

# kcal/mol. More than the highest conformer of the set, 25.06: never less than what "all conformers
# are equal" would cost.
WORST = 26.0

_error = reactions.compare_in(KCAL_MOL)


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """Errors in kcal/mol, and "misplaced", %: 100 where the conformer is put below the lowest, 50
    where it is put level with it, else 0; only where it lies higher than the references' own
    uncertainty."""
    found = _error(system, predicted, reference)
    true = float(reference["energy"]) / KCAL_MOL
    if true > float(reference["uncertainty"]):
        found["misplaced"] = _misplaced(found["error"] + true)
    return found


def asked(system: System) -> bool:
    """Whether the system is one of the first EACH of its molecule."""
    return float(system.settings["place"]) < EACH


def _misplaced(energy: float) -> float:
    """energy: kcal/mol above the lowest; rounding of total energies (1e-6) is level with it."""
    if abs(energy) < 1e-6:
        return 50.0
    return 100.0 if energy < 0 else 0.0


TASK = Task(
    slug="drug-like-conformers",
    version=1,
    title="Drug-like conformers",
    domain=Domain.COUPLED_CLUSTER,
    summary=(
        "Which shape of a molecule is the lowest, and by how much: conformers of about 700 "
        "drug-like molecules of 15 to 88 atoms (H C N O F P S Cl Br, one in ten charged) against "
        "DLPNO-CCSD(T). Half of the molecules span less than 1.4 kcal/mol, so a potential that is "
        "right by the usual standard of 1 kcal/mol may still choose the wrong shape."
    ),
    predict=reactions.predict,
    compare=compare,
    null=reactions.null,
    parity=reactions.parity_in(KCAL_MOL, "kcal/mol"),
    dataset=published(folmsbee.NAME, where=asked),
    metrics=(
        *reactions.metrics("kcal/mol", worst=WORST, by=("family", "charge")),
        Metric("misplaced", "Put below the lowest", "misplaced", "%", worst=100.0, digits=1),
    ),
    floor_reason=(
        "The references are uncertain by what the local approximation and its basis set do to "
        f"them, {folmsbee.UNCERTAINTY} kcal/mol: ωB97X-D, to which neither is common, differs from "
        "them by 0.275 kcal/mol on average, which lies between the published accuracies of "
        "DLPNO-CCSD(T) with tight and with default thresholds (0.24 and 1 kcal/mol)."
    ),
    formula="MAE = mean |E(conformer) - E(lowest conformer) - reference|",
    sources=(folmsbee.PAPER, folmsbee.ACCURACY),
    protocol=(
        "Energies of the conformers at the published geometries; nothing is relaxed.",
        "Relative energy = E(conformer) - E(lowest conformer of the same molecule, by "
        "DLPNO-CCSD(T)); references are positive, and a positive error means too high.",
        f"Of each molecule the lowest conformer and {EACH} others are asked for, the first in the "
        "order of the published file; molecules with one conformer have no difference.",
        "Total charge goes with each structure (-1 to +2); all are closed shells. A potential that "
        "declares no charges is not asked for the ions: they count as unsupported.",
        "Second metric: how often a conformer that lies higher by more than the references' "
        "uncertainty is put below the lowest one (level with it counts half).",
        "The conformers of a molecule are related: the bootstrap draws molecules.",
        "The null model says that all conformers of a molecule have the same energy.",
    ),
)
