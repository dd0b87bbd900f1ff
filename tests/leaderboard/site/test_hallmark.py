"""Bob reads which exact laws a potential keeps, and Mallory's copies are told apart."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes
from ase.calculators.lj import LennardJones
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.models import Dataset
from tests.leaderboard.scored import CALCULATORS, scored


class Telling(Calculator):
    """Its energy says in which order the atoms are listed, and where they lie."""

    implemented_properties = ["energy", "forces"]

    def calculate(
        self,
        atoms: Atoms | None = None,
        properties: list[str] | None = None,
        system_changes: list[str] = all_changes,
    ) -> None:
        super().calculate(atoms, properties, system_changes)  # type: ignore[no-untyped-call]
        assert atoms is not None
        honest = LennardJones(sigma=3.0, epsilon=0.05)
        apart = atoms.positions[0] - atoms.positions[-1]
        told = 1e6 * float(apart @ apart) + 1e6 * float(atoms.positions[0] @ atoms.positions[0])
        self.results["energy"] = honest.get_property("energy", atoms) + told
        self.results["forces"] = honest.get_property("forces", atoms)


@pytest.fixture
def both(
    datasets: list[Dataset], alice: User, mallory: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CALCULATORS, "telling", Telling())  # type: ignore[no-untyped-call]
    scored(alice, "Honest", "sticky", "symmetries")
    scored(mallory, "Telling", "telling", "symmetries")


def laws(slug: str) -> dict[str, dict[str, Any]]:
    said = Client().get(f"/api/v1/potentials/{slug}").json()
    return {law["metric"]: law for law in said["laws"]}


@pytest.mark.usefixtures("both")
def test_who_tells_copies_apart_is_shown_to_break_a_law_and_an_honest_potential_is_not() -> None:
    honest, telling = laws("honest"), laws("telling")
    assert {law["grade"] for law in honest.values()} == {"holds"}
    for law in ("permutation", "translation"):
        assert telling[law]["grade"] == "broken"
        assert telling[law]["worst"]["value"] > 1
        assert telling[law]["worst"]["unit"] == "%"
        assert telling[law]["system"]
    assert telling["repetition"]["grade"] == "holds"


@pytest.mark.usefixtures("both")
def test_the_page_says_which_law_and_where(client: Client) -> None:
    page = client.get("/potentials/telling/").content.decode()
    row = page[page.index("The order of its atoms does not matter") :].partition("</tr>")[0]
    words = re.sub(r"<[^>]+>", " ", row).split()
    assert "broken" in words
    assert laws("telling")["permutation"]["system"] in words


def test_a_potential_that_was_asked_for_no_law_shows_none(
    client: Client, datasets: list[Dataset], alice: User
) -> None:
    scored(alice, "EMT", "emt", "barrier-heights")
    assert b'id="hallmark"' not in client.get("/potentials/emt/").content
    assert laws("emt") == {}


def test_what_it_does_not_answer_is_untested(
    client: Client, datasets: list[Dataset], alice: User
) -> None:
    scored(alice, "Silent", "silent", "symmetries")
    assert {law["grade"] for law in laws("silent").values()} == {"untested"}
    assert {law["worst"] for law in laws("silent").values()} == {None}
