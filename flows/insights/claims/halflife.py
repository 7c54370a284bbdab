"""Half-life: how soon what customers say of a theme goes out of date, learnt from how well old words foretold later ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, hypot, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, logsumexp

from flows.insights.belief import MONTH, Piece, weigh
from flows.model.noun import Words
from flows.model.organisation import Theme

PRIOR = 18.0
"""Months, where nothing is learnt."""
CANDIDATES = PRIOR * 2.0 ** (np.arange(-12, 13) / 4)
"""Months, from 2.2 to 144, evenly on the logarithmic scale and as many below the prior as above."""
LEAST, MOST = float(CANDIDATES[0]), float(CANDIDATES[-1])
BETWEEN_ORGANISATIONS = 1.0
BETWEEN_THEMES = 0.5
"""Standard deviations of ln half-life that are believed before anything is heard."""
TENTH = 1.2816
"""Standard deviations from the middle of a normal distribution to its 10th and 90th percentile."""
ENOUGH = 20
"""Pieces that others came before: with fewer nothing is learnt."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Learnt:
    """A theme's half-life and what it rests on."""

    half_life: float
    """Months, to one decimal."""
    low: float
    high: float
    """Between these it is with a chance of 8 in 10."""
    pieces: int
    """Dated pieces of evidence that earlier ones of the same claim could foretell: what one person says in a month is one."""
    claims: int
    """Claims with such pieces."""
    why: Words


def half_lives(themes: Mapping[str, Sequence[Sequence[Piece]]], today: date, prior: float = PRIOR) -> dict[str, Learnt]:
    """Theme -> its half-life, from the evidence on each of its claims.

    For each candidate half-life every claim's evidence is foretold month by month from what was heard before it, with the belief that the
    candidate gives; the product of these chances is its likelihood (prequential, Dawid 1984; exponential forgetting, West and Harrison 1997).
    Each theme is shrunk to what the other themes together say, and that is shrunk to `prior`. Undated pieces tell nothing.
    """
    heard = {name: _heard(themes[name], today, prior) for name in sorted(themes)}
    together = sum((each.likelihood for each in heard.values()), np.zeros(len(CANDIDATES)))
    known = sum(each.pieces for each in heard.values())
    told = {}
    for name, each in heard.items():
        others = together - each.likelihood if known - each.pieces >= ENOUGH else np.zeros(len(CANDIDATES))
        told[name] = _learnt(each, _posterior(others, prior, BETWEEN_ORGANISATIONS), prior)
    return told


def half_life(claims: Sequence[Sequence[Piece]], today: date, prior: float = PRIOR) -> Learnt:
    """The half-life of one theme on its own, shrunk to `prior`."""
    return half_lives({"": claims}, today, prior)[""]


def lives(
    themes: Iterable[Theme], claims: Mapping[str, Sequence[Sequence[Piece]]], today: date, prior: float
) -> dict[str, tuple[float, Words]]:
    """Theme -> its half-life, and how it was learnt: the one that it names, else the learnt one.

    Themes that name none and have too little evidence of their own to learn from are left out: they have the prior. `claims`: theme -> the
    evidence on each of its claims; what is heard on themes that name their half-life teaches the others.
    """
    learnt = half_lives(claims, today, prior) if claims else {}
    told: dict[str, tuple[float, Words]] = {}
    for theme in themes:
        known = learnt.get(theme.id)
        if theme.half_life is not None:
            told[theme.id] = (theme.half_life, Words())
        elif known and known.pieces >= ENOUGH:
            told[theme.id] = (known.half_life, known.why)
    return told


@dataclass(frozen=True, slots=True)
class _Heard:
    """How likely each candidate makes what was heard (natural logarithm), and how much that was."""

    likelihood: Numbers
    pieces: int
    claims: int


def _heard(claims: Iterable[Sequence[Piece]], today: date, prior: float) -> _Heard:
    likelihood, pieces, many = np.zeros(len(CANDIDATES)), 0, 0
    for months, yes, no, later in (_by_month(claim, today, prior) for claim in claims):
        if later:
            likelihood += _foretold(months, yes, no)
            pieces += later
            many += 1
    return _Heard(likelihood, pieces, many)


def _by_month(claim: Sequence[Piece], today: date, prior: float) -> tuple[Numbers, Numbers, Numbers, int]:
    """Months up to an arbitrary day (the oldest first), weight for and against in each, and the number of pieces after the first month.

    The months do not begin from today: what is learnt from the same evidence is the same tomorrow. One person still counts at most 1, and
    all that one says in a month is one piece. What weighs nothing is left out.
    """
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    voices: dict[int, set[str]] = defaultdict(set)
    for piece, weight in zip(claim, weigh(claim, today, prior), strict=True):
        if piece.heard_on and weight.new > 0:
            month = int((date.max - min(piece.heard_on, today)).days / MONTH)
            sums[month][weight.direction == "contradicts"] += weight.new
            voices[month].add(piece.voice)
    months = sorted(sums, reverse=True)
    table = np.asarray([sums[month] for month in months], dtype=np.float64).reshape(-1, 2)
    return np.asarray(months, dtype=np.float64), table[:, 0], table[:, 1], sum(len(voices[month]) for month in months[1:])


def _foretold(months: Numbers, yes: Numbers, no: Numbers) -> Numbers:
    """The logarithm of the chance of each month's evidence given the months before, summed, for each candidate."""
    lag = months[None, :] - months[:, None]  # lag[i, j] > 0 where j is before i
    kept = np.where(lag > 0, 2.0 ** (-np.maximum(lag, 0) / CANDIDATES[:, None, None]), 0.0)
    a, b = 1 + kept @ yes, 1 + kept @ no
    return np.asarray((betaln(a + yes, b + no) - betaln(a, b)).sum(axis=1))


@dataclass(frozen=True, slots=True)
class _Guess:
    """What is believed of a half-life: its geometric mean, the standard deviation of its logarithm, its 10th and 90th percentile."""

    mean: float
    spread: float
    low: float
    high: float


def _posterior(likelihood: Numbers, centre: float, spread: float) -> _Guess:
    """Without evidence the mean is exactly the centre."""
    if not likelihood.any():
        return _Guess(centre, spread, centre * exp(-TENTH * spread), centre * exp(TENTH * spread))
    scale = np.log(CANDIDATES)
    chance = _normalised(likelihood - 0.5 * ((scale - log(centre)) / spread) ** 2)
    mean = float(chance @ scale)
    low, high = (float(CANDIDATES[int(np.searchsorted(np.cumsum(chance), share - 1e-9))]) for share in (0.1, 0.9))
    return _Guess(exp(mean), sqrt(float(chance @ (scale - mean) ** 2)), low, high)


def _normalised(logarithms: Numbers) -> Numbers:
    return np.asarray(np.exp(logarithms - logsumexp(logarithms)))


_WHY = {
    "few": Words(
        fi="Näyttöä on liian vähän puoliintumisajan oppimiseen ({pieces} päivättyä, tarvitaan {enough}): se on {half_life} kk.",
        en="There is too little evidence to learn a half-life from ({pieces} dated pieces, {enough} are needed): it is {half_life} months.",
    ),
    "learnt": Words(
        fi="Opittu: {claims} väitteen {pieces} päivättyä näyttöä osuvat parhaiten, kun vanhasta unohtuu puolet {half_life} kuukaudessa "
        "(todennäköisesti {low}–{high}; ilman niitä {prior}).",
        en="Learnt: {pieces} dated pieces about {claims} are foretold best when half of what is old is forgotten in {half_life} months "
        "(likely {low}–{high}; {prior} without them).",
    ),
}


def _learnt(heard: _Heard, others: _Guess, prior: float) -> Learnt:
    """Shrunk to the others; a theme with too little evidence of its own is as they are."""
    enough = heard.pieces >= ENOUGH
    likelihood = heard.likelihood if enough else np.zeros(len(CANDIDATES))
    found = _posterior(likelihood, others.mean, hypot(BETWEEN_THEMES, others.spread))
    figures = {"half_life": found.mean, "low": found.low, "high": found.high, "prior": prior}
    said = {name: f"{value:.1f}".removesuffix(".0") for name, value in figures.items()}
    counts = {"pieces": heard.pieces, "claims": heard.claims, "enough": ENOUGH}
    pattern = _WHY["learnt" if enough else "few"]
    finnish = {name: text.replace(".", ",") for name, text in said.items()}
    english = counts | {"claims": f"{heard.claims} claim{'s' * (heard.claims != 1)}"}
    why = Words(fi=pattern.fi.format(**finnish, **counts), en=pattern.en.format(**said, **english))
    return Learnt(round(found.mean, 1), round(found.low, 1), round(found.high, 1), heard.pieces, heard.claims, why)
