"""Insights that lost evidence because people asked to be forgotten: they say so, with the day and the number of voices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from flows.model.erasures import Erasure
from flows.model.insights import EvidenceGone, Insight


def with_withdrawn(insights: Iterable[Insight], erasures: Iterable[Erasure]) -> tuple[Insight, ...]:
    """The insights, each with what was erased of its evidence. Nothing tells whose it was, nor what it said."""
    gone: dict[str, Counter[date]] = {}
    for erasure in erasures:
        for key in erasure.insights if erasure.why == "asked" else ():
            gone.setdefault(key, Counter())[erasure.on] += 1
    return tuple(
        insight.model_copy(update={"erased": _told(gone[insight.key])}) if insight.key in gone else insight for insight in insights
    )


def _told(days: Counter[date]) -> tuple[EvidenceGone, ...]:
    return tuple(EvidenceGone(on=day, voices=voices) for day, voices in sorted(days.items(), reverse=True))
