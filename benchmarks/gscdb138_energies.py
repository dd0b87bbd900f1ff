"""Total energies of the species of a set of GSCDB138 with density functionals, by PySCF.

    python -m benchmarks.gscdb138_energies FOLDER SET FILE

FOLDER is the source's, SET one of its sets, FILE the JSON that is written, or taken up again where
it holds some of the energies. tests/tasks/imports/test_recomputation.py scores such files as if a
potential had answered, and compares with the errors that GSCDB138 publishes. Without arguments the
energies that are committed are told over again for one species a set.

As GSCDB138's geometries say of themselves: def2-QZVPPD, 99 radial and 590 angular points. Here
Coulomb and exchange are density-fitted (def2-universal-jkfit), and the field is converged on a
smaller grid first. An open shell is followed to a stable solution.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from tasks.imports.gscdb138.read import read
from tasks.structure import Structure

FUNCTIONALS = {"PBE0": "pbe0", "B3LYP": "b3lyp", "wB97M-V": "wb97m_v"}
BASIS, FITTED = "def2-qzvppd", "def2-universal-jkfit"
COARSE, FINE, NONLOCAL = (50, 194), (99, 590), (50, 194)
TRIES = 3  # at a stable solution


COMMITTED = Path(__file__).parents[1] / "tests" / "tasks" / "imports" / "energies"
BESIDE = Path(__file__).parents[2] / "shared" / "reference-data"


def main() -> None:
    if len(sys.argv) == 1:
        return again()
    folder, name, file = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    return compute(species_of(folder, name), name, file)


def again() -> None:
    """One species of each committed file once more: the cheapest that is no atom."""
    folder = Path(os.environ.get("ASSAY_REFERENCE_DATA") or BESIDE) / "gscdb138"
    if not folder.is_dir():
        print(f"the published data are not here: {folder}")
        return
    for file in sorted(COMMITTED.glob("*.json")):
        known = json.loads(file.read_text())["hartree"]
        species = {n: s for n, s in species_of(folder, file.stem).items() if len(s) > 1}
        label = min(species, key=lambda n: int(species[n].numbers.sum()))
        start = time.process_time()
        for functional, energy in _energies(species[label], {}):
            change = energy - known[label][functional]
            seconds = time.process_time() - start
            print(f"{label}  {functional}  {energy:.8f} Eh, {change:+.0e} since  {seconds:.0f} s")


def species_of(folder: Path, name: str) -> dict[str, Structure]:
    """By name, of the set `name` of GSCDB138 in `folder`."""
    found = next(c for c in read(folder) if c.about.name == f"gscdb138/{name}")
    return {n: s for system in found.dataset.systems for n, s in system.structures.items()}


def compute(species: dict[str, Structure], name: str, file: Path) -> None:
    """Write the energies that the file has not, one after the other, small molecules first."""
    content = json.loads(file.read_text()) if file.exists() else _head(name)
    start = time.process_time()
    for label in sorted(species, key=lambda n: len(species[n])):
        for functional, energy in _energies(species[label], content["hartree"].get(label, {})):
            content["hartree"].setdefault(label, {})[functional] = energy
            print(f"{time.process_time() - start:7.0f} s  {label}  {functional}  {energy:.8f}")
            file.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n")


def _head(name: str) -> dict[str, Any]:
    import numpy
    import pyscf

    return {
        "set": name,
        "script": "benchmarks/gscdb138_energies.py",
        "basis": BASIS,
        "density_fitting": FITTED,
        "grid": list(FINE),
        "nonlocal_grid": list(NONLOCAL),
        "versions": {"pyscf": pyscf.__version__, "numpy": numpy.__version__},
        "hartree": {},
    }


def _energies(structure: Structure, known: dict[str, float]) -> Any:
    density = None
    for functional, xc in FUNCTIONALS.items():
        if functional not in known:
            energy, density = energy_of(structure, xc, density)
            yield functional, energy


def energy_of(structure: Structure, xc: str, guess: Any = None) -> tuple[float, Any]:
    """Hartree, and the density matrix for the next functional to start from.

    Raises RuntimeError where the field does not converge.
    """
    field = _field(structure, xc)
    field.grids.atom_grid = COARSE
    field.kernel(guess)
    if structure.spin > 1:
        field = _stable(field)
    density = field.make_rdm1()
    field.grids.reset()
    field.grids.atom_grid = FINE
    field.kernel(density)
    if not field.converged:
        field = field.newton()
        field.kernel(density)
    if not field.converged:
        raise RuntimeError(f"{xc} does not converge")
    return float(field.e_tot), field.make_rdm1()


def _field(structure: Structure, xc: str) -> Any:
    from ase.data import chemical_symbols
    from pyscf import dft, gto

    atoms = zip(structure.numbers, structure.positions, strict=True)
    molecule = gto.M(
        atom=[(chemical_symbols[z], tuple(xyz)) for z, xyz in atoms],
        charge=structure.charge,
        spin=structure.spin - 1,
        basis=BASIS,
        verbose=0,
    )
    kind = dft.UKS if structure.spin > 1 else dft.RKS
    field = kind(molecule, xc=xc).density_fit(auxbasis=FITTED)
    field.nlcgrids.atom_grid = NONLOCAL
    field.conv_tol = 1e-9
    return field


def _stable(field: Any) -> Any:
    for _ in range(TRIES):
        try:
            orbitals, _, stable, _ = field.stability(return_status=True)
        except NotImplementedError:  # nonlocal correlation: it starts from a stable density
            return field
        if stable:
            return field
        field.kernel(field.make_rdm1(orbitals, field.mo_occ))
    raise RuntimeError("no stable solution was found")


if __name__ == "__main__":
    main()
