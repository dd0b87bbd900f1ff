"""Sol54 and ten hexagonal metals: what it takes to pull a solid apart into free atoms."""

from __future__ import annotations

from functools import partial

import numpy as np

from tasks.cost import times
from tasks.imports.published import published
from tasks.imports.solid_about import HEXAGONAL, KITTEL, SCHIMKA, SETS, SUN
from tasks.potential import Potential, energies
from tasks.solids import functional
from tasks.solids.at_rest import CALLS, PROTOCOL, at_rest, lattice, unmoved
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Reduce, Task

WORST = 10.0  # eV/atom; tungsten is held by 8.9
ATOM = "atom-"


def predict(system: System, potential: Potential) -> Arrays:
    """What tasks.solids.at_rest finds; and for each free atom its energy, eV ("atom-29")."""
    names = [name for name in system.structures if name.startswith(ATOM)]
    free = energies(potential, [system.structures[name] for name in names])
    solid = at_rest(system.structures["solid"], potential)
    return solid | {name: np.array(e) for name, e in zip(names, free, strict=True)}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """error, signed (eV/atom), and functional:PBE, where it was published; a solid that found no
    rest costs `worst`."""
    both = pair(system, predicted, reference)
    if both is None:
        return {"error": WORST}
    error = both[1] - both[0]
    pbe = functional.error(functional.cohesive(), system.id, both[0])
    return {"error": error, "signed": error} | pbe


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    """Cohesive energies, eV/atom: of experiment and of the potential."""
    solid = system.structures["solid"]
    if lattice(system.tags["structure"], solid, predicted) is None:
        return None
    free = sum(float(predicted[f"{ATOM}{z}"]) for z in solid.numbers)
    cohesive = (free - float(predicted["energy"])) / len(solid)
    return float(reference["cohesive"]), cohesive


def null(system: System) -> Arrays:
    """Nothing holds."""
    free = {name: np.array(0.0) for name in system.structures if name.startswith(ATOM)}
    return free | unmoved(system.structures["solid"])


TASK = Task(
    slug="cohesive-energies",
    version=1,
    title="Cohesive energies",
    domain=Domain.SOLIDS,
    summary=(
        "What holds 54 cubic solids and ten hexagonal metals together: the energy of the free "
        "atoms, in their ground states, less that of the relaxed crystal, against heats of "
        "formation from which zero-point energy is removed. Few potentials were taught what a free "
        "atom is."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=Parity("cohesive energy", "eV/atom", pair),
    dataset=published("solids-sol58-experimental/cohesive-energies"),
    metrics=(
        Metric("mae", "MAE", "error", "eV/atom", worst=WORST, by=("kind", "correction")),
        Metric("me", "Mean signed error", "signed", "eV/atom", Reduce.MEAN),
    ),
    floor_reason=(
        "Heats of formation are known to 1 kcal/mol (0.05 eV/atom); 0.15 eV/atom for the hexagonal "
        "metals, whose zero-point energy is not removed."
    ),
    formula="MAE = mean |(sum of E(atom) - E(crystal)) / atoms - cohesive energy|",
    sources=(SCHIMKA, SUN, KITTEL, SETS, functional.HARL),
    protocol=(
        *PROTOCOL,
        "Free atoms have no cell and carry the multiplicity of their ground state.",
        "Positive: the free atoms less the solid. Bound too strongly is a positive error.",
        "What PBE itself gets wrong stands beside for the 23 solids that Harl et al. computed.",
        HEXAGONAL,
        "The null model says that nothing holds.",
    ),
    stepwise=True,
    cost=partial(times, CALLS),
)
