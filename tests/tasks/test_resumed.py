"""A run that is killed goes on where it was: the same command, the same numbers, no work twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent
from typing import Any

from tasks.coupled_cluster.noncovalent import dataset

ROOT = Path(__file__).parents[2]
SYSTEMS = dataset().systems
TASK = "noncovalent-interactions"
# Writes a line a structure that it is asked for, and takes its time.
POTENTIAL = dedent("""\
    import time
    from pathlib import Path

    from ase.calculators.lj import LennardJones

    HERE = Path(__file__).parent

    class Slow(LennardJones):
        def calculate(self, *arguments):
            with (HERE.parent / "asked").open("a") as stream:
                stream.write("one\\n")
            time.sleep(0.02)
            super().calculate(*arguments)

    def load(device):
        return Slow(sigma=3.0, epsilon=0.01, rc=30.0)
    """)
# At once instead of every ten seconds, lest the test take minutes.
COMMAND = "import tasks.notebook as n; n.EVERY = 0.0; from tasks.cli import main; exit(main())"


def start(home: Path, json_file: str) -> subprocess.Popen[str]:
    potential = ["--potential", str(home / "submission"), "--task", TASK]
    kept = ["--resume", str(home / "kept"), "--json", str(home / json_file)]
    command = [sys.executable, "-c", COMMAND, "run", *potential, *kept]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)


def asked(home: Path) -> int:
    log = home / "asked"
    return len(log.read_text().splitlines()) if log.exists() else 0


def home(folder: Path) -> Path:
    (folder / "submission").mkdir(parents=True)
    (folder / "submission" / "potential.py").write_text(POTENTIAL)
    return folder


def result(home: Path, name: str) -> dict[str, Any]:
    (found,) = json.loads((home / name).read_text())["results"]
    return {k: v for k, v in found.items() if k != "seconds"}


def test_a_killed_run_goes_on_where_it_was_and_comes_to_the_same(tmp_path: Path) -> None:
    killed, whole = home(tmp_path / "killed"), home(tmp_path / "whole")
    with start(killed, "first.json") as run:
        while asked(killed) < 30:
            assert run.poll() is None
            time.sleep(0.01)
        os.kill(run.pid, signal.SIGKILL)
    before = asked(killed)
    assert not (killed / "first.json").exists()
    with start(killed, "second.json") as run:
        said = run.communicate(timeout=120)[1]
    with start(whole, "whole.json") as run:
        run.communicate(timeout=120)
    assert f"of {len(SYSTEMS)} systems are in" in said
    assert result(killed, "second.json") == result(whole, "whole.json")
    # One system was being asked when it was killed: its three species may have been asked in vain.
    assert asked(whole) <= asked(killed) <= asked(whole) + 3
    assert before < asked(killed)
    assert list((killed / "kept").iterdir()) == []


def test_another_potential_is_asked_anew(tmp_path: Path) -> None:
    here = home(tmp_path / "one")
    with start(here, "first.json") as run:
        while asked(here) < 30:
            assert run.poll() is None
            time.sleep(0.01)
        os.kill(run.pid, signal.SIGKILL)
    before = asked(here)
    (here / "submission" / "potential.py").write_text(POTENTIAL + "# better\n")
    with start(here, "second.json") as run:
        said = run.communicate(timeout=120)[1]
    assert "are in" not in said
    assert asked(here) - before == sum(len(s.structures) for s in SYSTEMS)


# All pairs at once, so that a simulation takes seconds; a line a request, as above.
FLUID = dedent("""\
    from pathlib import Path

    import numpy as np

    DEPTH, SIZES = 0.4, {13: 2.62}  # eV, Å: aluminium, roughly
    BATCH = 4

    class Fluid:
        def evaluate(self, batch):
            with (Path(__file__).parents[1] / "asked").open("a") as stream:
                stream.write("one\\n" * len(batch))
            return [answer(atoms) for atoms in batch]

    def answer(atoms):
        edge, n = atoms.cell[0, 0], len(atoms)
        first, second = np.triu_indices(n, 1)
        apart = atoms.positions[first] - atoms.positions[second]
        apart -= edge * np.round(apart / edge)
        square = np.einsum("px,px->p", apart, apart)
        sixth = (SIZES[atoms.numbers[0]] ** 2 / square) ** 3
        pushes = (24 * DEPTH * (2 * sixth**2 - sixth) / square)[:, None] * apart
        forces = np.zeros((n, 3))
        np.add.at(forces, first, pushes)
        np.add.at(forces, second, -pushes)
        virial = np.einsum("px,py->xy", pushes, apart) / edge**3
        return {
            "energy": float(4 * DEPTH * np.sum(sixth**2 - sixth)),
            "forces": forces,
            "stress": -virial[[0, 1, 2, 1, 0, 0], [0, 1, 2, 2, 2, 1]],
        }

    def load(device):
        return Fluid()
    """)
LONG = "molten-metals-quick"


def simulate(home: Path, json_file: str) -> subprocess.Popen[str]:
    """One metal, a fifth of the usual length."""
    potential = ["--potential", str(home / "submission"), "--task", LONG, "--limit", "1"]
    kept = ["--resume", str(home / "kept"), "--json", str(home / json_file)]
    command = [sys.executable, "-c", COMMAND, "run", *potential, *kept]
    short = os.environ | {"ASSAY_DYNAMICS_LENGTH": "0.2"}
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=short)


def test_a_killed_simulation_goes_on_at_its_last_frame(tmp_path: Path) -> None:
    """In its third stage; all errors are those of one that nobody disturbed, digit for digit."""
    killed, whole = home(tmp_path / "killed"), home(tmp_path / "whole")
    for folder in (killed, whole):
        (folder / "submission" / "potential.py").write_text(FLUID)
    with simulate(killed, "first.json") as run:
        while asked(killed) < 400:
            assert run.poll() is None
            time.sleep(0.01)
        os.kill(run.pid, signal.SIGKILL)
    before = asked(killed)
    with simulate(killed, "second.json") as run:
        run.communicate(timeout=300)
    with simulate(whole, "whole.json") as run:
        run.communicate(timeout=300)
    assert result(killed, "second.json") == result(whole, "whole.json")
    # The steps since the last frame, and the forces that a stage begins with, once more.
    assert asked(whole) <= asked(killed) <= asked(whole) + 5 + 1
    assert asked(killed) - before < asked(whole) / 2
