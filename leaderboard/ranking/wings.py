"""The tabs of the ranking: which domains each one is about, and what it shows first."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.task import Domain


@dataclass(frozen=True)
class Wing:
    """A tab. domains: none means all of them. says: one sentence below its name."""

    slug: str
    title: str
    says: str
    domains: tuple[Domain, ...] = ()

    def has(self, domain: str) -> bool:
        return not self.domains or domain in self.domains


OVERALL = Wing("overall", "Overall", "All domains, weighted; a few tasks of each as examples.")
_TRUTH = Wing(
    "coupled-cluster",
    "Coupled cluster",
    "Molecules and molecular crystals against coupled-cluster theory; what is held out first.",
    (Domain.HELD_OUT, Domain.COUPLED_CLUSTER),
)
_METROLOGY = Wing(
    "metrology",
    "Metrology",
    "What holds of every potential energy surface, whatever its accuracy.",
    (Domain.EXACT, Domain.LANDSCAPE, Domain.DYNAMICS, Domain.INTERPRETABILITY),
)
_EFFICIENCY = Wing(
    "efficiency",
    "Efficiency",
    "Time and memory, measured from outside on devices of one kind.",
    (Domain.EFFICIENCY,),
)
_PROPERTIES = Wing(
    "properties",
    "Properties",
    "What a simulation is made for: crystals, liquids and surfaces, mostly against experiment.",
    (Domain.SOLIDS,),
)
WINGS = {wing.slug: wing for wing in (OVERALL, _TRUTH, _PROPERTIES, _METROLOGY, _EFFICIENCY)}

# What the overall tab shows of each domain: the first two that anybody was evaluated on.
HEADLINES: dict[str, tuple[str, ...]] = {
    Domain.HELD_OUT: ("unseen-interactions", "unseen-reactions", "unseen-forces"),
    Domain.COUPLED_CLUSTER: (
        "noncovalent-interactions",
        "barrier-heights",
        "reaction-energies",
        "lattice-energies",
    ),
    Domain.SOLIDS: (
        "crystal-stability",
        "thermal-conductivity",
        "equation-of-state",
        "phonons",
        "elastic-constants",
        "liquid-water-quick",
    ),
    Domain.EXACT: ("energy-force-consistency", "symmetries"),
    Domain.LANDSCAPE: ("diatomics", "close-contacts"),
    Domain.DYNAMICS: ("energy-conservation", "survival"),
}
MOST = 2


def headlines(domain: str, present: list[str]) -> list[str]:
    """Of the tasks of a domain that are there, those that the overall tab shows."""
    named = [slug for slug in HEADLINES.get(domain, ()) if slug in present]
    return [*named, *(slug for slug in present if slug not in named)][:MOST]
