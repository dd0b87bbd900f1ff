"""One run: the queue is filled, then it drains, while everybody else comes too."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import count

from django.conf import settings

from leaderboard.models import Attempt, Submission
from tests.load.accounts import Account, account
from tests.load.installation import Loaded
from tests.load.reading import Reading
from tests.load.uploads import Answer, at_once, by_form, in_words, obediently, over_api
from tests.load.verdict import verdict

PUSHY = 20  # one account of so many hands in more at once than may arrive at once:
EACH = 6
ARRIVING = 2.0  # seconds that each of theirs takes to arrive
TOLD_EVERY = 30.0  # seconds


class Rush:
    """asked: of tests/load/__main__.py. Every limit is an operator's default."""

    def __init__(self, house: Loaded, asked: argparse.Namespace) -> None:
        self.house, self.asked = house, asked
        self.numbers = count()
        self.accounts: list[Account] = []
        self.answers: list[Answer] = []
        self.wrong: list[str] = []
        self.slots = ["predict", *(f"predict-{n}" for n in range(2, asked.slots + 1))]

    def run(self) -> list[str]:
        """What was lost, in words."""
        self.house.open()
        for zone in ("control", "score", "predict"):
            self.house.start(zone)
        self.house.wait("the workers", self.house.well)
        published = self._publish(max(2, self.asked.submissions // 50))
        self.house.end("predict")
        self._fill_the_queue()
        fresh = self._people(self.asked.at_once, publishes=False)
        reading = Reading(self.house, published[1:], [a.potential.slug for a in published])
        began = time.monotonic()
        for slot in self.slots:
            self.house.start(slot)
        self.house.wait("the workers", self.house.well)
        reading.start(self.asked.readers, self.asked.seconds)
        try:
            self._all_at_once(fresh)
            self._push()
            self._drain(reading, began)
        finally:
            reading.stop()
        self._tell_figures(reading)
        return [*self.wrong, *reading.lost(), *verdict(self, reading.handed_in())]

    def count(self) -> int:
        return Submission.objects.count()

    def taken(self) -> list[str]:
        return [one.submission for one in self.answers if one.taken]

    def _publish(self, number: int) -> list[Account]:
        """Potentials that stand on the ranking before the load comes; the first is undisturbed."""
        people = self._people(number, publishes=True)
        for who in people:
            self._taken([over_api(self.house.url, who)])
            self.house.wait("the first to be scored", lambda: not self._open())
        return people

    def _people(self, number: int, publishes: bool) -> list[Account]:
        """Every other one signs in and hands in by the form; the rest by token."""
        made = [account(next(self.numbers), publishes) for _ in range(number)]
        at_once([partial(a.arrive, self.house.url, _signs_in(a)) for a in made])
        self.accounts += made
        return made

    def _fill_the_queue(self) -> None:
        """While nobody predicts: each account as many as it may hand in a day."""
        left, began = self.asked.submissions, time.monotonic()
        day = settings.ASSAY_SUBMISSIONS_PER_DAY
        people = self._people(-(-left // day), publishes=False)
        for who in people[::5]:
            who.publishes = True
        while left > 0:
            wave = people[:left]
            self._taken(at_once([partial(self._send, who) for who in wave]))
            left -= len(wave)
        queued = Submission.objects.filter(state=Submission.State.QUEUED).count()
        print(
            f"{queued} queued by {len(people)} accounts, {time.monotonic() - began:.0f} s",
            flush=True,
        )
        if queued != self.asked.submissions:
            self.wrong.append(f"{self.asked.submissions} were handed in, {queued} are queued")
        self._refused([self._send(who) for who in people[:4] if self._used_up(who)])

    def _used_up(self, who: Account) -> bool:
        return Submission.quota_left(who.user) == 0

    def _all_at_once(self, people: Sequence[Account]) -> None:
        began = time.monotonic()
        self._taken(at_once([partial(self._send, who) for who in people]))
        print(f"{len(people)} handed in at once, {time.monotonic() - began:.1f} s", flush=True)

    def _push(self) -> None:
        """More at once than an account may; who waits as long as it is told gets in.

        How many are refused is chance: a busy server reads late what has arrived, and then fast.
        """
        people = self._people(max(1, self.asked.at_once // PUSHY), publishes=False)
        sends = [partial(self._slowly, who) for who in people for _ in range(EACH)]
        told = at_once([partial(obediently, one) for one in sends])
        self._taken([tries[-1] for tries in told])
        refused = [one for tries in told for one in tries[:-1]]
        self._refused(refused)
        seen = f"{len(told)} by {len(people)} accounts at once"
        print(f"{seen}: {len(refused)} times refused, then taken", flush=True)

    def _drain(self, reading: Reading, began: float) -> None:
        told = time.monotonic()
        while self._open() or reading.running():
            if dead := self.house.dead():
                self.wrong += [f"{zone} died: {self.house.log(zone)[-500:]}" for zone in dead]
                return
            if time.monotonic() - told > TOLD_EVERY:
                told = time.monotonic()
                print(f"     {told - began:4.0f} s: {self._open()} left", flush=True)
            time.sleep(0.5)
        took = time.monotonic() - began
        print(f"drained in {took:.0f} s, {self._states()}", flush=True)

    def _tell_figures(self, reading: Reading) -> None:
        seen = reading.figures()
        print(
            f"{seen.requests} requests beside it, {seen.refused} refused by limits, "
            f"{seen.per_second:.1f}/s, p50 {seen.p50:.0f} ms, p95 {seen.p95:.0f} ms; "
            f"{len(reading.handed_in())} handed in",
        )
        print(*(f"     {line}" for line in seen.pages), sep="\n", flush=True)
        self.wrong += seen.wrong

    def _send(self, who: Account) -> Answer:
        return self._slowly(who, 0)

    def _slowly(self, who: Account, seconds: float = ARRIVING) -> Answer:
        way = by_form if _signs_in(who) else over_api
        return in_words(partial(way, self.house.url, who, seconds), who)

    def _taken(self, answers: Iterable[Answer]) -> None:
        for one in answers:
            self.answers.append(one)
            if not one.taken:
                self.wrong.append(f"not taken in: {one.status} {one.said}")

    def _refused(self, answers: Iterable[Answer]) -> None:
        for one in answers:
            if one.status != 429 or not one.retry_after or one.retry_after < 1:
                why = f"{one.status}, Retry-After {one.retry_after}: {one.said}"
                self.wrong.append(f"a refusal must be 429 and say for how long: {why}")

    def _open(self) -> int:
        return Submission.objects.exclude(state__in=Submission.FINAL).count()

    def _states(self) -> str:
        ended = Counter(Attempt.objects.order_by().values_list("stage", "state"))
        return ", ".join(f"{n} {stage} {state}" for (stage, state), n in sorted(ended.items()))


def _signs_in(who: Account) -> bool:
    return who.number % 2 == 0
