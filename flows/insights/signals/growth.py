"""Growth: which themes more people bring up than before, which fewer, and which are new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from scipy.stats import binomtest

from flows.insights.evidence import voice_of
from flows.insights.signals.heard import first_hand
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.signals import Growth

PERIOD_DAYS = 90
PERIODS = 4
"""The latest, and the three that it is compared with."""
FEWEST = 8
"""Mentions, one a person and period, that a theme must have in all of them to be tested."""
EFFECT = 1.5
"""The share of people must have become so many times as large, or as small."""
FALSE_ALARMS = 0.1
"""Share of what is told that may be mere chance (Benjamini and Hochberg 1995)."""
SILENT_PERIODS, FEWEST_EXPECTED = 2, 3.0
BY_PEOPLE = frozenset(("code", "confirmed"))

Basis = Literal["confirmed", "suggested"]
_BASES: tuple[Basis, ...] = ("confirmed", "suggested")


def growth(observations: Iterable[Observation], themes: Sequence[Theme], today: date, period_days: int = PERIOD_DAYS) -> tuple[Growth, ...]:
    """Themes that grow, decline or emerge, the surest first; sorted, so that the order of observations is of no matter.

    People who bring the theme up in the latest period are compared with those of the three before, by the exact conditional binomial test
    (Przyborowski and Wilenski 1940) given how many people were heard in each, once for growth and once for decline; the p-values of all
    themes are corrected together (Benjamini and Hochberg 1995, q = 0.1). A theme is tested on what people assigned (`code`, `confirmed`)
    where that makes 8 mentions, else on all assignments, as `suggested`; it needs 8 mentions and a share 1.5 times as large or small.
    Emerging: nobody before, 8 people or more now. Also declining: nobody for two periods, though at the rate of the two before three or
    more were to be expected.
    Twins, nothings, hearsay and what has no date do not count. Merged and rejected themes are not tested.
    """
    counts = {basis: _Counts() for basis in _BASES}
    for observation in first_hand(observations):
        place = _period(observation.heard_on, today, period_days)
        if place is not None:
            _count(observation, place, counts)
    since = today - timedelta(days=period_days - 1)
    tested = [_tested(theme.id, counts) for theme in themes if theme.standing not in ("merged", "rejected")]
    trends = [trend for trend in tested if trend]
    rates = zip(*(false_discovery_rates([trend.p[way] for trend in trends]) for way in (0, 1)), strict=True)
    found = [trend.told(rate, since) for trend, both in zip(trends, rates, strict=True) if trend.tellable(rate := both[trend.down])]
    return tuple(sorted(found, key=lambda g: (g.q, -max(g.now, g.before), g.theme)))


def false_discovery_rates(p: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's (1995) q-values, in the order of the p-values."""
    rates, least = [1.0] * len(p), 1.0
    for rank, place in reversed(list(enumerate(sorted(range(len(p)), key=lambda i: p[i]), start=1))):
        least = min(least, p[place] * len(p) / rank)
        rates[place] = least
    return rates


@dataclass(slots=True)
class _Counts:
    """Who was heard in each period, and who brought up each theme; the latest period is 0."""

    heard: list[set[str]] = field(default_factory=lambda: [set() for _ in range(PERIODS)])
    about: dict[str, list[set[str]]] = field(default_factory=lambda: defaultdict(lambda: [set() for _ in range(PERIODS)]))
    studies: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def mentions(self, theme: str) -> int:
        return sum(map(len, self.about[theme])) if theme in self.about else 0


@dataclass(frozen=True, slots=True)
class _Trend:
    """One theme's numbers, and how unlikely they are if nothing has changed."""

    theme: str
    basis: Basis
    now: int
    before: int
    heard_now: int
    heard_before: int
    silent: bool
    p: tuple[float, float]
    """That as many would say it, and that as few."""
    studies: int

    @property
    def ratio(self) -> float:
        """Share now / share before; infinite where nobody did before."""
        if not self.heard_now or not self.heard_before:
            return 1.0
        return (self.now / self.heard_now) / (self.before / self.heard_before) if self.before else float("inf")

    @property
    def direction(self) -> Literal["", "growing", "declining", "emerging"]:
        if self.silent or self.ratio <= 1 / EFFECT:
            return "declining"
        if not self.before:
            return "emerging" if self.now >= FEWEST else ""
        return "growing" if self.ratio >= EFFECT else ""

    @property
    def down(self) -> bool:
        return self.direction == "declining"

    def tellable(self, rate: float) -> bool:
        return self.silent or bool(self.direction and rate <= FALSE_ALARMS)

    def told(self, rate: float, since: date) -> Growth:
        assert self.direction
        return Growth(
            theme=self.theme,
            direction=self.direction,
            basis=self.basis,
            now=self.now,
            before=self.before,
            heard_now=self.heard_now,
            heard_before=self.heard_before,
            ratio=round(self.ratio, 4) if self.before else 0.0,
            q=round(rate, 6),
            since=since,
            studies=self.studies,
            silent=self.silent,
        )


def _period(heard_on: date | None, today: date, period_days: int) -> int | None:
    """0 for the latest period, which ends today, 1 for the one before it ...; None for no date, one to come, or too long ago."""
    if heard_on is None or heard_on > today:
        return None
    place = (today - heard_on).days // period_days
    return place if place < PERIODS else None


def _count(observation: Observation, place: int, counts: Mapping[Basis, _Counts]) -> None:
    voice = voice_of(observation)
    given: dict[Basis, list[str]] = {
        "confirmed": [theme for theme in observation.themes if observation.reasons.get(theme) in BY_PEOPLE],
        "suggested": list(observation.themes),
    }
    for basis, themes in given.items():
        if themes or basis == "suggested":
            counts[basis].heard[place].add(voice)
        for theme in themes:
            counts[basis].about[theme][place].add(voice)
            counts[basis].studies[theme].add(observation.study)


def _tested(theme: str, counts: Mapping[Basis, _Counts]) -> _Trend | None:
    basis = next((basis for basis in _BASES if counts[basis].mentions(theme) >= FEWEST), None)
    if basis is None:
        return None
    of = counts[basis]
    said, heard = [len(each) for each in of.about[theme]], [len(each) for each in of.heard]
    silent = _silent(said, heard)
    split = SILENT_PERIODS if silent else 1
    return _Trend(
        theme=theme,
        basis=basis,
        now=said[0],
        before=sum(said[1:]),
        heard_now=heard[0],
        heard_before=sum(heard[1:]),
        silent=silent,
        p=_chances(sum(said[:split]), sum(said[split:]), sum(heard[:split]), sum(heard[split:])),
        studies=len(of.studies[theme]),
    )


def _silent(said: Sequence[int], heard: Sequence[int]) -> bool:
    """Nobody lately, though at the rate of the periods before enough were to be expected."""
    lately, earlier = sum(heard[:SILENT_PERIODS]), sum(heard[SILENT_PERIODS:])
    expected = sum(said[SILENT_PERIODS:]) / earlier * lately if earlier else 0.0
    return not sum(said[:SILENT_PERIODS]) and expected >= FEWEST_EXPECTED


def _chances(now: int, before: int, heard_now: int, heard_before: int) -> tuple[float, float]:
    """One-sided p-values that so many say it now, and that so few do, at the rate of before; 1 where one of the two was not heard at all."""
    if not heard_now or not heard_before:
        return 1.0, 1.0
    share = heard_now / (heard_now + heard_before)
    up, down = (binomtest(now, now + before, share, alternative=way).pvalue for way in ("greater", "less"))
    return float(up), float(down)
