from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from tasks import cli
from tasks.artefact import sha256, write_references, write_systems
from tasks.ase_potential import AsePotential
from tasks.cli import main
from tasks.exact import memory
from tasks.load import load_potential
from tasks.prediction import predict
from tasks.progress import Progress
from tasks.registry import TASKS, find
from tasks.result import Result
from tasks.scoring import score
from tasks.system import Arrays, System
from tasks.task import Domain, Profile
from tests.tasks.argon import POTENTIAL, TASK, dataset
from tests.tasks.laptop import run, written

ROOT = Path(__file__).parents[2]


pytestmark = pytest.mark.usefixtures("laptop")


def test_slugs_are_unique_and_every_primary_metric_has_a_price_for_silence() -> None:
    assert [task.slug for task in TASKS.values()] == list(TASKS)
    assert all(task.primary.worst for task in TASKS.values())


def test_an_unknown_task_is_told_the_known_ones() -> None:
    with pytest.raises(LookupError, match=r"no task 'barriers'.*noncovalent-interactions, "):
        find("barriers")


def test_list_names_every_task(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()[1 : 1 + len(TASKS)]
    assert [line.split()[0] for line in lines] == list(TASKS)
    assert lines[-1].split() == ["argon-pairs", "exact-laws", "MAE,", "meV", "6"]


@pytest.mark.parametrize("slug", TASKS)
def test_show_tells_formula_and_sources(slug: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", slug]) == 0
    said = capsys.readouterr().out
    assert TASKS[slug].formula in said
    assert all(source.link in said for source in TASKS[slug].sources)


def test_run_prints_the_scores_and_writes_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--task", "argon-pairs") == 0
    said = capsys.readouterr()
    assert "  MAE                0.000  0.000 to 0.000  meV   6/6\n" in said.out
    assert "Score 1.00" in said.out
    assert "argon-pairs: 6 systems in" in said.err
    [result] = written()["results"]
    assert result["scores"][0]["answered"] == 6
    assert result["complete"] is True


def test_the_file_holds_what_the_site_would_compute() -> None:
    run("--task", "argon-pairs", "--json", "out.json")
    [found] = written("out.json")["results"]
    data, potential = dataset(), load_potential("potential.py")
    predictions = [predict(TASK, system, potential) for system in data.systems]
    assert Result.from_json(found) == score(TASK, data.systems, data.references, predictions)
    assert found["inputs_sha256"] == sha256(write_systems(data.systems))
    assert found["references_sha256"] == sha256(write_references(data.references))


def test_the_file_says_what_was_run() -> None:
    run("--task", "argon-pairs", "--device", "cuda")
    content = written()
    assert content["format"] == 1
    assert content["potential"] == "potential.py"
    assert content["capabilities"]["elements"] == [18]
    assert content["capabilities"]["device"] == "cuda"
    assert set(content["versions"]) >= {"python", "numpy", "ase"}


def test_gfn2_on_s22_has_the_error_that_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    Path("potential.py").write_text(
        dedent("""\
        from tblite.ase import TBLite
        PERIODIC = False
        def load(device):
            return TBLite(method="GFN2-xTB", verbosity=0)
        """)
    )
    assert run("--task", "noncovalent-interactions") == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[2].split()[:2] == ["MAE", "0.78"]
    by_type = "  MAE by interaction: hydrogen-bonded 0.78, dispersion 0.60, mixed 0.99"
    assert rows[4] == by_type
    assert rows[5].startswith("  MAE by size: 5–8 atoms ")
    assert rows[6].startswith("  MAE by coordination: 1 neighbour 0.86, 2 neighbours 0.91, ")
    assert any("  Uncertainty of references: 0.04 kcal/mol on average; " in row for row in rows)
    assert run("--task", "noncovalent-interactions", "--groups") == 0
    said = capsys.readouterr().out
    assert [row.split()[1] for row in said.splitlines()[3:6]] == ["0.78", "0.60", "0.99"]
    assert "\n    O                " in said


def test_what_is_not_answered_is_counted_with_the_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("potential.py").write_text(POTENTIAL.replace('["Ar"]', '["Xe"]'))
    assert run("--task", "argon-pairs") == cli.SILENT
    said = capsys.readouterr().out
    assert "  6 unsupported: declares no Ar" in said
    assert "0/6" in said
    [result] = written()["results"]
    assert result["states"]["ar-3.4"] == "unsupported"
    assert result["notes"]["ar-3.4"] == "declares no Ar"


def test_a_reason_of_many_lines_is_shown_by_its_first(capsys: pytest.CaptureFixture[str]) -> None:
    Path("potential.py").write_text(
        dedent("""\
        from ase.calculators.calculator import Calculator
        class Stubborn(Calculator):
            implemented_properties = ["energy"]
            def calculate(self, *_):
                raise RuntimeError("not converged\\nsee the manual")
        def load(device):
            return Stubborn()
        """)
    )
    assert run("--task", "argon-pairs") == cli.SILENT
    assert "  6 failed: RuntimeError: not converged\n" in capsys.readouterr().out


def test_a_limit_is_said_to_spoil_the_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--task", "argon-pairs", "--limit", "2") == 0
    assert "Only 2 of 6 systems were asked" in capsys.readouterr().out
    [result] = written()["results"]
    assert (len(result["states"]), result["complete"]) == (2, False)


def test_all_tasks_run_by_default_laws_first_and_a_task_named_twice_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for slug, task in list(TASKS.items()):  # a ladder climbs as long as it can
        if task.profile is Profile.FULL or task.domain is Domain.EFFICIENCY:
            monkeypatch.delitem(TASKS, slug)
    monkeypatch.setattr(memory, "SECONDS", 0.1)
    run("--limit", "1")
    here = [task.slug for task in TASKS.values() if not task.missing()]
    laws = [slug for slug in here if TASKS[slug].domain is Domain.EXACT]
    others = [slug for slug in here if slug not in laws]
    assert [r["task"] for r in written()["results"]] == [*laws, *others]
    run("--task", "argon-pairs", "--task", "argon-pairs")
    assert [r["task"] for r in written()["results"]] == ["argon-pairs"]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["run", "--potential", "nowhere.py"], "There is no file nowhere.py"),
        (["run", "--potential", "broken.py"], "raised OSError: no weights here"),
        (["run", "--potential", "potential.py", "--task", "s66"], "The tasks are: unseen"),
        (["run", "--potential", "potential.py", "--limit", "0"], "no positive whole number"),
        (["run", "--potential", "potential.py", "--json", "no/such/out.json"], "Cannot write"),
        (["run"], "--potential"),
        ([], "list | show | run"),
    ],
)
def test_a_wrong_command_ends_with_2_and_no_traceback(options: list[str], text: str) -> None:
    Path("broken.py").write_text("def load(device):\n    raise OSError('no weights here')\n")
    ended = _python(*options)
    assert ended.returncode == 2
    assert text in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_traceback_is_shown_when_asked_for() -> None:
    Path("broken.py").write_text("def load(device):\n    raise OSError('no weights here')\n")
    ended = _python("run", "--potential", "broken.py", "--traceback")
    assert ended.returncode == 2
    assert 'broken.py", line 2, in load' in ended.stderr
    assert "Run again" not in ended.stderr


def test_neither_django_nor_docker_is_needed() -> None:
    heavy = "{'django', 'celery', 'docker', 'redis'}"
    code = f"import sys, tasks.cli; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def _python(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tasks", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, env=environment)


def test_ctrl_c_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(AsePotential, "evaluate", interrupted)
    assert run("--task", "argon-pairs") == cli.INTERRUPTED
    assert "nothing was written" in capsys.readouterr().err
    assert not Path("results.json").exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_a_bar_fill_up_and_go() -> None:
    screen = Terminal()
    bar = Progress("argon", 2, screen)
    for system in ("ar-3.4", "ar-3.6"):
        bar.show(system)
        bar.step()
    bar.close()
    first, second, last = screen.getvalue().split("\r\033[K")[1:]
    assert first.endswith("0/2 ar-3.4")
    assert second.count("█") == 12
    assert last.startswith("argon: 2 systems in")


def test_the_error_is_taken_apart_where_references_tell_what_a_functional_gives(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The functional is off by 3 meV for each pair, and the potential by nothing."""

    def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
        return TASK.compare(system, predicted, reference) | {"functional:PBE": 3.0}

    monkeypatch.setitem(TASKS, TASK.slug, replace(TASK, compare=compare))
    assert run("--task", "argon-pairs") == 0
    rows = capsys.readouterr().out.splitlines()
    [at] = [n for n, row in enumerate(rows) if "The error taken apart" in row]
    assert "meV" in rows[at]
    assert rows[at + 1].split()[:2] == ["level", "level"]
    parts = "3.000 (3.000 to 3.000) 3.000 (3.000 to 3.000) 0.000 (0.000 to 0.000)"
    assert rows[at + 2].split() == f"PBE {parts} 6 undecided".split(" ")
    [result] = written()["results"]
    assert result["splits"]["PBE"]["systems"] == 6


EVERYTHING = """
from ase.calculators.lj import LennardJones

class Everything(LennardJones):
    implemented_properties = ["energy", "forces"]

    def calculate(self, atoms, properties, system_changes):
        super().calculate(atoms, properties, system_changes)
        self.results["energy"] += PULL * atoms.positions.mean()

def load(device):
    return Everything(sigma=1.0, epsilon=0.4, rc=4.0, smooth=True)
"""


def test_the_hallmark_is_struck_before_anything_else_is_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("potential.py").write_text(EVERYTHING.replace("PULL", "0.0"))
    asked = ("many-body", "symmetries", "repeatability")
    assert run(*(word for slug in asked for word in ("--task", slug)), "--limit", "1") == 0
    said = capsys.readouterr().out
    hallmark = said.index("Hallmark: 10 hold, 3 untested, of 13 laws")
    titles = [said.index(TASKS[slug].title) for slug in asked]
    assert titles[1] < titles[2] < hallmark < titles[0]
    marks = {mark["metric"]: mark for mark in written()["hallmark"]}
    assert marks["rotation"]["grade"] == "holds"
    assert marks["rotation"]["worst"] < marks["rotation"]["holds"]


def test_a_broken_law_is_told_in_words_with_the_system_that_shows_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("potential.py").write_text(EVERYTHING.replace("PULL", "5.0"))
    assert run("--task", "symmetries", "--limit", "2") == 0
    said = capsys.readouterr().out
    assert "Where it lies does not matter: broken by " in said
    assert "a molecule that is let go begins to drift" in " ".join(said.split())
    assert "order of its atoms does not matter: broken" not in said
