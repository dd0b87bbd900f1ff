"""From a candidate to its record: admission, energies, screening, levels, provenance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from ase import units

from tasks.reactions import KCAL_MOL
from tasks.references import provenance, screening, uncertainty
from tasks.references.admission import admit
from tasks.references.basis import Family
from tasks.references.candidate import FOCAL_POINT, Candidate
from tasks.references.composite import composite
from tasks.references.evaluation import Evaluation
from tasks.references.focal_point import focal_point
from tasks.references.forces import forces
from tasks.references.fragment import Fragment, fragment
from tasks.references.functionals import FUNCTIONALS, functional_energies
from tasks.references.memory import Memory
from tasks.references.record import Record
from tasks.references.rejected import Rejected
from tasks.references.second_tier import beyond_triples
from tasks.structure import Floats

HARTREE = float(units.Hartree)
"""eV."""
Announce = Callable[[str], None]


def compute(
    candidate: Candidate,
    announce: Announce = lambda stage: None,
    memory: Memory | None = None,
) -> Record:
    """Never raises for chemistry: what cannot be had is a rejected record with its reasons.

    `announce` is told each stage as it begins. `memory` may hold what was computed for other
    candidates, of the same fragments. Bytes in memory: PySCF's own limit, PYSCF_MAX_MEMORY in MB.
    """
    return _Computation(candidate, announce, memory or Memory()).run()


class _Computation:
    """One candidate's. Fragments are evaluated once however many species they are."""

    def __init__(self, candidate: Candidate, announce: Announce, memory: Memory) -> None:
        self.candidate, self.announce, self.memory = candidate, announce, memory
        self.clock = provenance.Clock()
        self.fragments = [fragment(candidate, species) for species in candidate.species]
        anions = any(each.charge < 0 for each in self.fragments)
        diffuse = candidate.protocol == FOCAL_POINT or anions
        self.family = Family.DIFFUSE if diffuse else Family.VALENCE
        self.evaluations: dict[str, Evaluation] = {}
        self.notes: dict[str, Any] = {}

    def run(self) -> Record:
        try:
            result = self._result()
        except Rejected as rejected:
            self.notes["rejected_at"] = rejected.stage
            return self._record(False, reasons=(rejected.reason,))
        except np.linalg.LinAlgError as error:
            self.notes["rejected_at"] = "linear algebra"
            return self._record(False, reasons=(f"linear algebra failed: {error}",))
        return self._record(True, **result)

    def _result(self) -> dict[str, Any]:
        admit(self.candidate)
        for species, one in zip(self.candidate.species, self.fragments, strict=True):
            screening.check_spin(self._evaluate(one, species.name), species.name)
        change = self._second_tier()
        return self._forces() if self.candidate.forces else self._energy(change)

    def _evaluate(self, one: Fragment, name: str) -> Evaluation:
        if one.key not in self.evaluations:
            self.announce(f"{self.candidate.protocol} of {name}")
            kept = self._kept(one, f"{self.candidate.protocol}, {self.family}", self._described)
            self.evaluations[one.key] = Evaluation.from_json(kept)
        return self.evaluations[one.key]

    def _kept(self, one: Fragment, kind: str, make: Callable[[Fragment], Any]) -> Any:
        """From the memory, or made now. Plain JSON values."""
        return self.memory.get(
            f"{provenance.PROTOCOL_VERSION}, {kind}: {one.key}", lambda: make(one)
        )

    def _described(self, one: Fragment) -> dict[str, Any]:
        return asdict(self._protocol(one))

    def _protocol(self, one: Fragment) -> Evaluation:
        focal = self.candidate.protocol == FOCAL_POINT
        return focal_point(one) if focal else composite(one, self.family)

    def _second_tier(self) -> float:
        """kcal/mol, of the reaction; 0 where no closed shell is doubtful."""
        named = list(zip(self.candidate.species, self.fragments, strict=True))
        doubtful = {
            species.name: doubts
            for species, one in named
            if one.spin == 1 and (doubts := screening.doubts(self.evaluations[one.key]))
        }
        self.notes["second_tier"] = {"asked_because": doubtful}
        if not doubtful:
            return 0.0
        if self.candidate.forces:
            why = "; ".join(f"{name}: {', '.join(each)}" for name, each in doubtful.items())
            raise Rejected("screening", f"forces are not taken to the second tier ({why})")
        self.announce("CCSDT(Q) of all species")
        changes = {one.key: 0.0 for one in self.fragments}
        for key, one in {one.key: one for one in self.fragments}.items():
            changes[key] = self._kept(one, "CCSDT(Q)", beyond_triples)
        total = self._sum(changes) * HARTREE / KCAL_MOL
        self.notes["second_tier"] |= {"change_kcal_mol": total, "changes_hartree": changes}
        screening.check_second_tier(total, doubtful)
        return total

    def _energy(self, second_tier: float) -> dict[str, Any]:
        energy = self._sum({k: e.energy for k, e in self.evaluations.items()}) * HARTREE
        largest = self._sum({k: e.largest for k, e in self.evaluations.items()}) * HARTREE
        step = (energy - largest) / KCAL_MOL
        self.notes["extrapolation_kcal_mol"] = step
        estimate = uncertainty.of_energy(
            self.candidate.protocol, energy / KCAL_MOL, step, second_tier
        )
        return {"energy": energy, "uncertainty": estimate, "levels": self._levels()}

    def _levels(self) -> dict[str, float]:
        """eV; a level that did not converge for a species is left out."""
        self.announce("functionals")
        parts = {one.key: one for one in self.fragments}
        energies = {
            k: self._kept(one, "functionals", functional_energies) for k, one in parts.items()
        }
        self.notes["functionals_hartree"] = energies
        levels = {}
        for level in FUNCTIONALS:
            values = {key: each[level] for key, each in energies.items()}
            known = {key: value for key, value in values.items() if value is not None}
            if len(known) == len(values):
                levels[level] = self._sum(known) * HARTREE
        return levels

    def _forces(self) -> dict[str, Any]:
        self.announce("forces by finite differences")
        one = self.fragments[0]

        def energies(positions: Floats) -> Floats:
            moved = self._protocol(one.moved(positions))
            return np.array([moved.energy, moved.largest]) * HARTREE

        limit, largest = forces(one.positions, energies)
        estimate = uncertainty.of_forces(1000.0 * (limit - largest))
        return {"forces": limit.tolist(), "uncertainty": estimate}

    def _sum(self, energies: Mapping[str, float]) -> float:
        pairs = zip(self.candidate.species, self.fragments, strict=True)
        return float(sum(s.coefficient * energies[one.key] for s, one in pairs))

    def _record(self, accepted: bool, **result: Any) -> Record:
        symbols = [symbol for one in self.fragments for symbol in one.symbols]
        known = provenance.of_candidate(self.candidate, self.family, symbols)
        known["species"] = [
            provenance.of_species(species, one, self.evaluations.get(one.key))
            for species, one in zip(self.candidate.species, self.fragments, strict=True)
        ]
        cost = self.clock.cost() | {
            "cpu_seconds_recalled": round(sum(self.memory.recalled.values()), 2)
        }
        known |= self.notes | {"cost": cost}
        return Record(
            self.candidate.id, self.candidate.family, accepted, provenance=known, **result
        )
