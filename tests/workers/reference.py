"""A plain ASE loop over S22 with a package's own calculator: run inside the runtime's image.

Nothing of this project is in it. Usage: reference.py sevennet|chgnet NAME …; prints JSON: for each
system the energies of the complex and of its two molecules, in eV.
"""

import json
import sys
from typing import Any

import torch
from ase import Atoms
from ase.data import s22


def calculator(model: str) -> Any:
    torch.set_num_threads(1)
    if model == "sevennet":
        from sevenn.calculator import SevenNetCalculator

        return SevenNetCalculator("7net-0", device="cpu")
    from chgnet.model import CHGNetCalculator

    return CHGNetCalculator(use_device="cpu")


def energy(atoms: Atoms, calc: Any, vacuum: float) -> float:
    if vacuum:
        atoms.center(vacuum=vacuum)
        atoms.pbc = True
    atoms.calc = calc
    return float(atoms.get_potential_energy())


def main() -> None:
    model, *names = sys.argv[1:]
    calc, vacuum = calculator(model), 8.0 if model == "chgnet" else 0.0
    found = {}
    for name in names:
        both, (first, _) = s22.create_s22_system(name), s22.get_number_of_dimer_atoms(name)
        parts = [both.copy(), both[:first], both[first:]]
        found[name] = [energy(part, calc, vacuum) for part in parts]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
