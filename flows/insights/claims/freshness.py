"""How much of the evidence's weight time has left, and until when it lasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import floor, fsum, log2

from flows.insights.belief import MONTH, Weight
from flows.model.insights import Freshness, FreshnessState

FRESH, STALE = 0.7, 0.5
"""At least this share of the weight left: fresh; less than this: stale; ageing between them."""


def freshness(weights: Sequence[Weight], dates: Sequence[date | None], today: date, half_life: float) -> Freshness:
    """The state of the evidence on a day; `none` where nothing weighs. Half-life in months."""
    new = fsum(w.new for w in weights)
    latest = max((d for d in dates if d), default=None)
    if new <= 0:
        return Freshness(latest=latest)
    share = round(fsum(w.now for w in weights) / new, 9)
    return Freshness(state=_state(share), share=round(share, 4), latest=latest, until=_until(share, today, half_life))


def _state(share: float) -> FreshnessState:
    return "fresh" if share >= FRESH else "ageing" if share >= STALE else "stale"


def _until(share: float, today: date, half_life: float) -> date | None:
    """The first day that it is stale, if it is not so already."""
    if share < STALE:
        return None
    days = floor(half_life * log2(share / STALE) * MONTH) + 1
    return today + timedelta(days=min(days, (date.max - today).days))
