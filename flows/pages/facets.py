"""Facets: what the faceted search tells pages apart by, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flows.model.insights import Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.terms import FRESHNESS, LANGUAGES, LEVELS, PAGES
from flows.pages.addresses import Ref

Facets = dict[str, tuple[Words, ...]]


def facets(kind: str, **values: Iterable[Ref | Words]) -> Facets:
    """`kind` is a key of `terms.PAGES`; each further facet has its names, once each. What has no name, and a facet without values, is left out."""
    told = {name: _names(given) for name, given in values.items()}
    return {"kind": (PAGES[kind],), **{name: names for name, names in told.items() if names}}


def surety(insight: Insight) -> Facets:
    """How sure and how fresh a claim that people worded and customers spoke of is; nothing of what is assumed, retired or the machine's."""
    if insight.origin == "theme" or insight.standing in ("assumed", "retired"):
        return {}
    return {"confidence": (LEVELS[insight.confidence.level],), "freshness": (FRESHNESS[insight.freshness.state],)}


def languages(observations: Iterable[Observation]) -> tuple[Words, ...]:
    """The languages of the words that may be shown, by their codes."""
    spoken = sorted({o.language for o in observations if o.quotable and o.language in LANGUAGES})
    return tuple(LANGUAGES[code] for code in spoken)


def heard(days: Iterable[date | None]) -> tuple[Words, ...]:
    """The latest of the days, for putting what was found in order; nobody chooses it."""
    last = max((day for day in days if day), default=None)
    return (Words(fi=last.isoformat(), en=last.isoformat()),) if last else ()


def _names(given: Iterable[Ref | Words]) -> tuple[Words, ...]:
    named = (each.name if isinstance(each, Ref) else each for each in given)
    return tuple(dict.fromkeys(name for name in named if name))
