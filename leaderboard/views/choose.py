"""Which one for my system?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard import throttle
from leaderboard.choosing import Answer, ChooseQuery, answered, covered
from leaderboard.choosing.kinds import KINDS, MATERIALS, MOLECULES
from leaderboard.choosing.query import RULES
from leaderboard.choosing.subjects import PROPERTIES
from leaderboard.elements import Square, periodic_table
from tasks.narrowing import LEAST

EXAMPLES = (
    (
        "Organic molecules: barriers of reactions",
        ChooseQuery(kind="organic", properties=("barriers",)),
    ),
    (
        "Complexes of C, H, N and O: interaction energies",
        ChooseQuery(elements=(1, 6, 7, 8), properties=("interactions",)),
    ),
    (
        "Metals and alloys: lattice constants and elastic constants",
        ChooseQuery(kind="metals", properties=("lattice-constants", "elasticity")),
    ),
    (
        "Semiconductors, oxides and salts: phonons",
        ChooseQuery(kind="compounds", properties=("phonons",)),
    ),
)


@dataclass(frozen=True)
class CoveredSquare:
    """systems: public ones that hold the element."""

    square: Square
    systems: int
    chosen: bool


def choose(request: HttpRequest) -> HttpResponse:
    problem, query = "", ChooseQuery()
    answer: Answer | None = None
    try:
        query = ChooseQuery.parse(request.GET)
    except ValueError as error:
        problem = str(error)
    if not query.is_empty:
        before = cache(partial(throttle.spend, request, throttle.RANKING))
        answer = answered(query, before)
    context = {
        "section": "choose",
        "query": query,
        "problem": problem,
        "answer": answer,
        "squares": list(_squares(query, covered())),
        "kinds": [(MOLECULES, _of(MOLECULES)), (MATERIALS, _of(MATERIALS))],
        "rules": RULES,
        "properties": PROPERTIES,
        "examples": EXAMPLES,
        "least": LEAST,
    }
    return render(request, "site/choose.html", context, status=400 if problem else 200)


def _of(kind: str) -> list[object]:
    return [one for one in KINDS if one.of == kind]


def _squares(query: ChooseQuery, systems: Mapping[int, int]) -> Iterator[CoveredSquare]:
    for one in periodic_table():
        yield CoveredSquare(one, systems.get(one.number, 0), one.number in query.elements)
