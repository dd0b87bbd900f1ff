"""The public systems of a task: listed, found, looked at one by one, taken home."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import numpy as np
import pytest
from ase.io import read
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.shown_systems import Shown
from leaderboard.templatetags.assay import signed
from tests.leaderboard.scored import result, scored
from tests.leaderboard.site.test_task_results import TASK, shown

__all__ = ["shown"]

PAGE = f"/tasks/{TASK.slug}/"
NAMES = re.compile(r'<th scope="row"><a href="/tasks/[a-z-]+/systems/([^/]+)/">')
pytestmark = pytest.mark.usefixtures("shown")


def names(query: str) -> list[str]:
    return NAMES.findall(Client().get(f"{PAGE}?{query}").content.decode())


def test_a_task_lists_its_systems_in_their_order(shown: Shown) -> None:
    assert names("") == list(shown.by_id)


def test_systems_are_found_by_words_formula_element_and_family(shown: Shown) -> None:
    assert names("q=water+dimer") == ["Water_dimer"]
    assert names("q=h4o2") == ["Water_dimer"]
    held = [s.id for s in shown.about.systems if 8 in s.elements]
    assert names("element=O") == held
    family = [s.id for s in shown.about.systems if s.tags["interaction"] == "dispersion"]
    assert names("tag=interaction:dispersion") == family
    both = [name for name in family if name in held]
    assert names("tag=interaction:dispersion&element=O") == both
    assert names("q=nothing+like+it") == []


def test_systems_are_sorted_either_way(shown: Shown) -> None:
    values = {s.id: s.value or 0.0 for s in shown.about.systems}
    assert names("sort=reference") == sorted(values, key=lambda name: values[name])
    assert names("sort=-reference") == sorted(values, key=lambda name: -values[name])


def test_the_links_of_a_narrowed_list_keep_what_was_asked() -> None:
    page = Client().get(f"{PAGE}?q=dimer&element=O").content.decode()
    assert 'href="?q=dimer&amp;element=O&amp;sort=atoms#systems"' in page


def test_a_system_has_its_structure_reference_and_everybodys_error(alice: User, bob: User) -> None:
    for owner, name, calculator in ((alice, "Argon", "argon"), (bob, "EMT", "emt")):
        scored(owner, name, calculator, TASK.slug)
    page = Client().get(f"{PAGE}systems/Water_dimer/").content.decode()
    assert "H₄O₂" in page
    assert "−5.0203" in page
    error = result(TASK.slug, "argon").errors["Water_dimer"]["error"]
    assert f'<td class="num value">{signed(error, 3)}</td>' in page
    for name in ("Argon", "EMT"):
        assert f">{name}</a>" in page


def test_ase_reads_what_is_downloaded() -> None:
    answer = Client().get(f"{PAGE}systems/Water_dimer.xyz")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    frames = read(StringIO(answer.content.decode()), index=":", format="extxyz")
    system = next(s for s in TASK.dataset().systems if s.id == "Water_dimer")
    for atoms, structure in zip(frames, system.structures.values(), strict=True):
        assert np.array_equal(atoms.positions, structure.positions)
        assert atoms.numbers.tolist() == structure.numbers.tolist()


@pytest.mark.parametrize("name", ["no-such-system", "..", "Water_dimer%22%3E"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    for end in ("/", ".xyz"):
        assert Client().get(f"{PAGE}systems/{name}{end}").status_code == 404


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}systems/Water_dimer/"])
def test_more_potentials_take_no_more_queries(
    path: str, alice: User, bob: User, django_assert_max_num_queries: Any
) -> None:
    for i in range(6):
        scored((alice, bob)[i % 2], f"Potential {i}", "argon", TASK.slug)
    with django_assert_max_num_queries(12):
        Client().get(path)


def test_the_systems_come_as_json_too(shown: Shown, alice: User) -> None:
    said = Client().get(f"/api/v1/tasks/{TASK.slug}/systems").json()
    assert (said["quantity"], said["unit"], said["split"]) == ("energy", "kcal/mol", "public")
    assert [one["id"] for one in said["systems"]] == list(shown.by_id)
    water = next(one for one in said["systems"] if one["id"] == "Water_dimer")
    assert water["reference"] == pytest.approx(-5.0203, abs=1e-3)
    assert water["elements"] == ["H", "O"]
    assert Client().get(water["structures"]).status_code == 200
    assert Client().get("/api/v1/tasks/barrier-heights/systems").status_code == 404
