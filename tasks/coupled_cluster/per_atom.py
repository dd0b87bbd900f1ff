"""Energies of molecules and clusters that fall apart, per atom: what cohesion is measured in.

A molecule's atomization energy grows with its size, from 39 to 4621 kcal/mol in these sets. Were
the errors whole ones, the price of silence would have to be that of the largest molecule for each
diatomic, and a potential that misses one element would rank below "no binding". Per atom, all
molecules are alike. The errors of whole energies are shown beside, not ranked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tasks.coupled_cluster.gscdb138 import BY, benchmark, oriented
from tasks.dataset import Dataset
from tasks.imports.published import Published
from tasks.reactions import metrics
from tasks.system import Arrays, System
from tasks.task import Metric, Task

UNIT = "kcal/mol/atom"


def atoms(system: System) -> float:
    """How many atoms fall apart: those of the largest species, times its coefficient's size."""
    counts = [len(structure) for structure in system.structures.values()]
    coefficients = system.settings["coefficients"]
    return float(max(abs(c) * n for c, n in zip(coefficients, counts, strict=True)))


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """ "error" and functionals' errors per atom, "whole" of the reaction: kcal/mol."""
    found = oriented(system, predicted, reference)
    return {key: value / atoms(system) for key, value in found.items()} | {"whole": found["error"]}


@dataclass(frozen=True)
class PerAtom:
    """The imported sets, with the references' uncertainties in kcal/mol per atom."""

    of: Published

    def __call__(self) -> Dataset:
        whole = self.of()
        references = {
            s.id: {
                **whole.references[s.id],
                "uncertainty": whole.references[s.id]["uncertainty"] / atoms(s),
            }
            for s in whole.systems
        }
        return Dataset(whole.systems, references)

    @property
    def names(self) -> tuple[str, ...]:
        return self.of.names

    @property
    def module(self) -> str:
        return self.of.module

    def missing(self) -> list[str]:
        return self.of.missing()


def benchmark_per_atom(
    slug: str, title: str, summary: str, dataset: Published, worst: float, protocol: tuple[str, ...]
) -> Task:
    """worst: kcal/mol per atom, not less than any reference's size."""
    task = benchmark(slug, title, summary, dataset, worst, protocol, turned=True)
    whole = Metric("mae-whole", "MAE of the whole", of="whole", unit="kcal/mol", by=BY)
    return replace(
        task,
        compare=compare,
        dataset=PerAtom(dataset),
        metrics=(*metrics(UNIT, worst, BY), whole),
        formula="MAE = mean |sum coefficient x E(species) - reference| / atoms, over all systems",
        protocol=(
            "Errors are per atom of what falls apart; those of whole energies stand beside.",
            *task.protocol,
        ),
    )
