"""Curves of two atoms on the periodic table: a potential's, beside those of a rival."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from leaderboard.models import Evaluation, Potential, Submission
from leaderboard.plots.shown import shown
from leaderboard.reading.laws import tally_of
from leaderboard.results.diatomics import SILENT, WORDS, charts, lines, squares, with_others
from tasks.figure import Figure
from tasks.landscape import diatomics, diatomics_full
from tasks.result import Result

TASK = diatomics.TASK


def curves(request: HttpRequest, slug: str) -> HttpResponse:
    """?element=Cu&rival=slug; without them, the first element that is answered, and the first
    rival by name. Raises Http404 for an element or a rival that is not there."""
    potential = get_object_or_404(Potential.objects.visible_to(request.user), slug=slug)
    evaluation = shown(potential, TASK.slug)
    own, rivals = _result(evaluation), _rivals(evaluation)
    rival = _chosen(rivals, request.GET.get("rival", ""))
    element = _element(own, request.GET.get("element", ""))
    theirs = _result(rival) if rival else None
    beside = (rival.submission.potential.name, rival.drawn()) if rival else None
    table = squares(own)
    context = {
        "section": "ranking",
        "potential": potential,
        "task": TASK,
        "evaluation": evaluation,
        "laws": tally_of(evaluation.submission),
        "squares": table,
        "words": [(i, word, meaning) for i, (_, word, meaning) in enumerate(WORDS)],
        "silent": (len(WORDS), SILENT),
        "counts": _counts([one.word for _, one in table if one]),
        "chosen": next(one for _, one in table if one and one.symbol == element),
        "note": own.states[element],
        "rival": rival.submission.potential if rival else None,
        "rivals": [one.submission.potential for one in rivals],
        "charts": charts(element, (potential.name, evaluation.drawn()), beside),
        "lines": lines(element, own, theirs),
        "pairs": with_others(element, _pairs(potential)),
    }
    return render(request, "site/diatomics.html", context)


def _result(evaluation: Evaluation) -> Result:
    result = evaluation.parsed_result()
    assert result is not None  # of those that are scored
    return result


def _rivals(evaluation: Evaluation) -> list[Evaluation]:
    """Everybody else's on the same systems, by name; their figures are not read."""
    listed = Submission.objects.listed().values("pk")
    rows = Evaluation.objects.scored().filter(dataset=evaluation.dataset, submission__in=listed)
    rows = rows.exclude(pk=evaluation.pk).select_related("submission__potential")
    return list(rows.order_by("submission__potential__name", "pk"))


def _chosen(rivals: list[Evaluation], slug: str) -> Evaluation | None:
    if not slug:
        return rivals[0] if rivals else None
    for one in rivals:
        if one.submission.potential.slug == slug:
            return one
    raise Http404("No such potential has published curves of two atoms.")


def _element(result: Result, symbol: str) -> str:
    if symbol and symbol not in result.states:
        raise Http404("There is no such element among those that were asked for.")
    return symbol or next(iter(result.errors), next(iter(result.states)))


def _counts(words: list[str]) -> list[tuple[str, int]]:
    order = [*(word for _, word, _ in WORDS), SILENT]
    return [(word, words.count(word)) for word in order if word in words]


def _pairs(potential: Potential) -> list[Figure]:
    """Of all pairs of elements, where this installation asks for them."""
    try:
        return shown(potential, diatomics_full.TASK.slug).drawn()
    except Http404:
        return []
