"""Groups, the error taken apart and the reasons of ties, as pages and API show them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.models import Dataset, Submission
from leaderboard.templatetags.breakdown import bar, tie, ties
from leaderboard.views.groups import group_tables
from leaderboard.views.splits import Part, verdict
from tasks.ase_potential import AsePotential
from tasks.estimate import Estimate
from tasks.prediction import predict
from tasks.reactions import KCAL_MOL
from tasks.registry import TASKS
from tasks.result import Result, Split
from tasks.scoring import score
from tasks.standing import Place, Tie
from tests.leaderboard.scored import CALCULATORS, scored

S22 = TASKS["noncovalent-interactions"]


def with_level(level: str, off: float) -> Result:
    """EMT on S22, whose references also hold a functional that is off by `off` kcal/mol."""
    data, potential = S22.dataset(), AsePotential(CALCULATORS["emt"])
    references = {
        key: {**one, f"level:{level}": np.asarray(one["energy"] + off * KCAL_MOL)}
        for key, one in data.references.items()
    }
    answers = [predict(S22, system, potential) for system in data.systems]
    return score(S22, data.systems, references, answers)


@pytest.fixture
def emt(datasets: list[Dataset], alice: User) -> Submission:
    """Trained on PBE+U, says its owner."""
    submission = scored(alice, "EMT", "emt", S22.slug, training_level="PBE+U")
    submission.evaluations.update(result=with_level("PBE", 0.5).to_json())
    return submission


def test_a_potentials_page_takes_its_error_apart(client: Client, emt: Submission) -> None:
    for address in ("/potentials/emt/", emt.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "The error taken apart: PBE" in page
        assert "What PBE gets wrong" in page
        assert "PBE − reference" in page
        assert "Hubbard correction" in page
        assert "The larger part is what the potential misses of PBE" in page


@pytest.mark.parametrize("level", ["none", "r2SCAN"])
def test_without_a_known_level_nothing_is_taken_apart_and_the_page_says_why(
    client: Client, emt: Submission, level: str
) -> None:
    emt.potential.training_level = level
    emt.potential.save()
    page = client.get("/potentials/emt/").content.decode()
    assert f"Not taken apart: “{level}” names none of the levels" in page
    assert "The error taken apart: PBE" not in page
    assert "What PBE gets wrong" in page  # for information, folded away


def test_where_references_hold_no_level_nothing_is_said(
    client: Client, datasets: list[Dataset], alice: User
) -> None:
    scored(alice, "EMT", "emt", S22.slug, training_level="PBE")
    page = client.get("/potentials/emt/").content.decode()
    assert "aken apart" not in page
    said = client.get("/api/v1/potentials/emt").json()
    assert said["scores"][0]["taken_apart"] is None


def test_the_api_tells_each_part_with_its_unit(client: Client, emt: Submission) -> None:
    said = client.get("/api/v1/potentials/emt").json()["scores"][0]["taken_apart"]
    assert "Hubbard" in said["note"]
    [pbe] = said["levels"]
    assert (pbe["level"], pbe["declared"], pbe["systems"]) == ("PBE", True, 22)
    assert pbe["functional"]["value"] == pytest.approx(0.5)
    assert pbe["functional"]["unit"] == "kcal/mol"
    assert pbe["larger"] == "potential"
    assert pbe["remainder"]["low"] < pbe["remainder"]["value"] < pbe["remainder"]["high"]


def test_groups_are_told_by_tag_on_page_and_in_the_api(client: Client, emt: Submission) -> None:
    page = client.get("/potentials/emt/").content.decode()
    for part in ("By interaction", "By size", "By element", "hydrogen-bonded", "17–32 atoms"):
        assert part in page
    scores = client.get("/api/v1/potentials/emt").json()["scores"][0]["scores"]
    told = {(s["metric"], s["by"], s["group"]) for s in scores}
    assert {("mae", "interaction", "mixed"), ("mean-error", "element", "O")} <= told


def test_groups_of_older_results_have_the_first_tag() -> None:
    result = with_level("PBE", 0.5)
    older = [replace(s, by="") for s in result.scores if s.by in {"", "interaction"}]
    [table] = group_tables(S22, replace(result, scores=tuple(older)))
    assert table.by == "interaction"
    assert [row.group for row in table.rows] == ["hydrogen-bonded", "dispersion", "mixed"]


def split(lead: tuple[float, float | None, float | None], floor: float, larger: Any) -> Split:
    one = Estimate(1.0, 0.5, 1.5)
    return Split(10, one, one, one, Estimate(*lead), floor, larger)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (split((0.5, 0.2, 0.8), 0.1, "functional"), "PBE itself, by 0.50 kcal/mol (0.20–0.80):"),
        (split((-0.5, -0.8, -0.2), 0.1, "potential"), "misses of PBE, by 0.50 kcal/mol (0.20"),
        (split((0.1, -0.2, 0.4), 0.1, "undecided"), "0.10 kcal/mol (−0.20 to 0.40), holds zero"),
        (split((0.1, 0.05, 0.15), 0.12, "undecided"), "own uncertainty of 0.12 kcal/mol"),
        (split((0.1, None, None), 0.0, "undecided"), "too few independent systems"),
        (split((0.5, 0.4, 0.6), 0.1, "undecided"), "too few independent systems"),
    ],
)  # fmt: skip
def test_a_sentence_says_which_part_is_larger_or_why_not(one: Split, words: str) -> None:
    assert words in verdict("PBE", one, S22.primary)


def test_bars_are_told_apart_without_colour_and_never_leave_their_place() -> None:
    estimate = Estimate(3.0, 2.0, 9.0)
    own, inherited = (bar(Part("", "", estimate, kind), 4.0) for kind in ("own", "inherited"))
    assert 'class="part own"' in own
    assert 'class="part inherited"' in inherited
    assert 'width="120.5"' in own
    assert "H160.5" in own  # where 9 would be outside


def test_a_shared_place_says_why() -> None:
    place = Place(1, 4, {"a": Tie.NOISE, "b": Tie.UNCERTAINTY, "c": Tie.NOISE})
    assert tie(place) == "tie: noise, references"
    assert ties(place) == (
        "shared with 2 inside the noise of the systems drawn, "
        "with 1 inside the references’ own uncertainty"
    )
    assert tie(Place(1, 1)) == ties(None) == ""
