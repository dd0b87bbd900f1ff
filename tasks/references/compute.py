"""From a candidate to its record: admission, energies, screening, levels, provenance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import numpy as np

from tasks.reactions import KCAL_MOL
from tasks.references import (
    composite,
    focal_point,
    provenance,
    screening,
    second_tier,
    uncertainty,
)
from tasks.references.admission import admit
from tasks.references.basis import Family
from tasks.references.candidate import FOCAL_POINT, Candidate, Species
from tasks.references.evaluation import Evaluation
from tasks.references.forces import forces
from tasks.references.fragment import Fragment, fragment
from tasks.references.functionals import BASIS, FUNCTIONALS, functional_energies
from tasks.references.memory import Memory
from tasks.references.record import HARTREE, Record
from tasks.references.rejected import Rejected
from tasks.structure import Floats

Announce = Callable[[str], None]

DECIMALS = 9
"""Of a displacement in the provenance, Å."""


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
        accepted = self._record(True, **result)
        return replace(accepted, uncertainty=uncertainty.of_record(accepted))

    def _result(self) -> dict[str, Any]:
        admit(self.candidate)
        for species, one in self._named():
            first = self._first(one, species.name)
            self.evaluations.setdefault(one.key, first)
            screening.check_spin(first, species.name)
        self._second_tier()
        for species, one in self._named():
            self.evaluations[one.key] = self._whole(one, species.name)
            screening.check_spin(self.evaluations[one.key], species.name)
        return self._forces() if self.candidate.forces else self._energy()

    def _named(self) -> list[tuple[Species, Fragment]]:
        return list(zip(self.candidate.species, self.fragments, strict=True))

    def _first(self, one: Fragment, name: str) -> Evaluation:
        """The step that is screened, before anything dear is run."""
        protocol = self.candidate.protocol
        self.announce(f"{protocol} of {name}, first step")
        focal = protocol == FOCAL_POINT
        valence = partial(composite.first_step, family=self.family)
        return self._evaluated(one, "first step", focal_point.first_step if focal else valence)

    def _whole(self, one: Fragment, name: str) -> Evaluation:
        protocol = self.candidate.protocol
        first = self._first(one, name)
        self.announce(f"{protocol} of {name}")
        if protocol == FOCAL_POINT:
            return self._evaluated(one, "whole", partial(focal_point.focal_point, first=first))
        make = partial(composite.composite, first=first, family=self.family)
        return self._evaluated(one, "whole", make)

    def _evaluated(
        self, one: Fragment, step: str, make: Callable[[Fragment], Evaluation]
    ) -> Evaluation:
        kind = f"{self.candidate.protocol}, {self.family}, {step}"
        return Evaluation.from_json(self._kept(one, kind, lambda each: asdict(make(each))))

    def _kept(self, one: Fragment, kind: str, make: Callable[[Fragment], Any]) -> Any:
        """From the memory, or made now. Plain JSON values."""
        key = f"{provenance.PROTOCOL_VERSION}, {kind}: {one.key}"
        return self.memory.get(key, lambda: make(one))

    def _second_tier(self) -> None:
        """Where a closed shell is doubtful. Raises Rejected."""
        doubtful = {
            species.name: doubts
            for species, one in self._named()
            if one.spin == 1 and (doubts := screening.doubts(self.evaluations[one.key]))
        }
        self.notes["second_tier"] = {"asked_because": doubtful}
        if not doubtful:
            return
        if self.candidate.forces:
            raise Rejected(
                "screening",
                f"forces are not taken to the second tier ({screening.words(doubtful)})",
            )
        parts = {one.key: one for one in self.fragments}
        for one in parts.values():
            second_tier.possible(one, screening.words(doubtful))
        self.announce("CCSDT(Q) of all species")
        changes = {
            key: self._kept(one, "CCSDT(Q)", second_tier.beyond_triples)
            for key, one in parts.items()
        }
        total = self._sum(changes) * HARTREE / KCAL_MOL
        self.notes["second_tier"] |= {"change_kcal_mol": total, "changes_hartree": changes}
        screening.check_second_tier(total, doubtful)

    def _energy(self) -> dict[str, Any]:
        energy = self._sum({k: e.energy for k, e in self.evaluations.items()}) * HARTREE
        largest = self._sum({k: e.largest for k, e in self.evaluations.items()}) * HARTREE
        self.notes["extrapolation_kcal_mol"] = (energy - largest) / KCAL_MOL
        return {"energy": energy, "levels": self._levels()}

    def _levels(self) -> dict[str, float]:
        """eV; a level that did not converge for a species is left out."""
        self.announce("functionals")
        parts = {one.key: one for one in self.fragments}
        energies = {
            key: self._kept(one, f"functionals, {BASIS}", functional_energies)
            for key, one in parts.items()
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

        def energy(positions: Floats) -> float:
            moved = one.moved(positions)
            evaluation = self._whole(moved, "a displaced frame")
            step = (positions - one.positions).round(DECIMALS).tolist()
            told = {"geometry_sha256": moved.key, "displacement": step}
            told["terms"] = dict(evaluation.terms)
            self.notes.setdefault("displaced", []).append(told)
            return evaluation.energy * HARTREE

        return {"forces": forces(one.positions, energy).tolist()}

    def _sum(self, energies: Mapping[str, float]) -> float:
        return float(sum(s.coefficient * energies[one.key] for s, one in self._named()))

    def _record(self, accepted: bool, **result: Any) -> Record:
        symbols = [symbol for one in self.fragments for symbol in one.symbols]
        known = provenance.of_candidate(self.candidate, self.family, symbols)
        known["species"] = [
            provenance.of_species(species, one, self.evaluations.get(one.key))
            for species, one in self._named()
        ]
        cost = self.clock.cost() | {
            "cpu_seconds_recalled": round(sum(self.memory.recalled.values()), 2)
        }
        known |= self.notes | {"cost": cost}
        return Record(
            self.candidate.id, self.candidate.family, accepted, provenance=known, **result
        )
