"""Everything that is kept with a reference: how it was made, of what, at what cost."""

from __future__ import annotations

import os
import platform
import resource
import time
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pyscf import lib

from tasks.references import correlation, forces, functionals, scf
from tasks.references.basis import Family, auxiliary_name, orbital_name
from tasks.references.candidate import COMPOSITE, Candidate, Species
from tasks.references.evaluation import Evaluation
from tasks.references.fragment import Fragment

PROTOCOL_VERSION = 1
"""Raised by whoever changes a number that the protocol gives."""
PACKAGES = "pyscf", "numpy", "scipy", "basis-set-exchange", "ase"

Json = dict[str, Any]


class Clock:
    """CPU and wall seconds since it was made, of this process with all its threads."""

    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def cost(self) -> Json:
        """Also the peak memory of the process, MB, and what it ran on."""
        return {
            "cpu_seconds": round(time.process_time() - self._cpu, 2),
            "wall_seconds": round(time.perf_counter() - self._wall, 2),
            "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0),
            "threads": int(lib.num_threads()),
            "processor": processor(),
        }


def of_candidate(candidate: Candidate, family: Family, elements: Iterable[str]) -> Json:
    """What is known before anything is run."""
    present = sorted(set(elements))
    return {
        "protocol": candidate.protocol,
        "protocol_version": PROTOCOL_VERSION,
        "versions": versions(),
        "counterpoise": candidate.counterpoise,
        "orbital_bases": {each: _orbitals(candidate, family, each) for each in present},
        "auxiliary_bases": {each: _auxiliaries(candidate, each) for each in present},
        "tolerances": _tolerances(candidate),
    }


def of_species(species: Species, fragment: Fragment, evaluation: Evaluation | None) -> Json:
    """Energies in hartree. `evaluation` None: it was not reached."""
    known: Json = {
        "name": species.name,
        "coefficient": species.coefficient,
        "geometry_sha256": fragment.key,
        "atoms": " ".join(fragment.names),
        "charge": fragment.charge,
        "multiplicity": fragment.spin,
        "reference": "RHF" if fragment.spin == 1 else "UHF",
        "frozen_orbitals": fragment.valence_core,
    }
    if evaluation is None:
        return known
    cluster = evaluation.coupled_cluster
    return known | {
        "frozen_in_core_valence_step": fragment.deep_core,
        "functions": dict(evaluation.functions),
        "energy": evaluation.energy,
        "terms": dict(evaluation.terms),
        "converged": True,
        "retried_with_level_shift": evaluation.retried,
        "t1": cluster.t1,
        "d1": cluster.d1,
        "largest_t2": cluster.t2,
        "share_of_triples": cluster.share,
        "excess_of_s_squared": evaluation.contamination,
    }


@cache
def versions() -> dict[str, str]:
    """Of this code and of what the numbers come from."""
    try:
        own = version("assay")
    except PackageNotFoundError:
        own = "not installed"
    packages = {package: version(package) for package in PACKAGES}
    return {"assay": own, "python": platform.python_version(), **packages}


@cache
def processor() -> str:
    """The model's name as Linux gives it."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} logical cores"


def _orbitals(candidate: Candidate, family: Family, element: str) -> dict[str, str]:
    steps = {cardinal: orbital_name(element, family, cardinal) for cardinal in "TQ"}
    steps["functionals"] = functionals.BASIS
    if candidate.protocol == COMPOSITE:
        return steps | {"core-valence": orbital_name(element, Family.CORE, "T")}
    return steps | {"coupled cluster": orbital_name(element, family, "D")}


def _auxiliaries(candidate: Candidate, element: str) -> dict[str, str]:
    """None under the composite protocol, but for the functionals."""
    used = {"functionals": functionals.FIT}
    if candidate.protocol == COMPOSITE:
        return used
    fits = {f"HF {c}": auxiliary_name(element, c, "jkfit") for c in "TQ"}
    return used | fits | {f"MP2 {c}": auxiliary_name(element, c, "ri") for c in "TQ"}


def _tolerances(candidate: Candidate) -> Mapping[str, Any]:
    kept: Json = {
        "scf_energy_hartree": scf.TOLERANCE,
        "ccsd_energy_hartree": correlation.TOLERANCE,
        "ccsd_amplitudes": correlation.AMPLITUDES,
        "functional_energy_hartree": functionals.TOLERANCE,
        "functional_grid": list(functionals.GRID),
        "functional_nonlocal_grid": list(functionals.NONLOCAL_GRID),
    }
    return kept | ({"displacement_angstrom": forces.STEP} if candidate.forces else {})
