"""Quotes: what a page may show of observations. Words without consent are counted and never handed on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flows.model.observations import Observation
from flows.pages.addresses import Addresses, Ref

SHOWN = 12
"""Quotes of one kind that stand open on a page."""
LONGEST_QUESTION = 140
"""Characters of a question above its answer."""
FOLDED = 60
"""Quotes that are folded away beneath them; the rest stand on the pages of the studies."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One observation as a page shows it."""

    text: str
    language: str
    who: str
    """The voice's code within its study, never a name."""
    persona: Ref
    study: Ref
    heard_on: date | None
    place: str
    """Address of its own place on the study's page."""
    kind: str
    provenance: str
    question: str = ""
    """What it answers, clipped."""
    asked_in: str = ""
    """The language of the question: a sheet asks in its own, whatever the answer is in."""
    weight: float | None = None
    note: str = ""
    """Address of the receipt, where a colleague noted it."""


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotes to show, quotes to fold away, and how many are left out."""

    shown: tuple[Quote, ...] = ()
    folded: tuple[Quote, ...] = ()
    unshown: int = 0
    """How many more stand on the studies' pages."""
    hidden: int = 0
    """How many may not be shown word for word."""

    @property
    def total(self) -> int:
        return len(self.shown) + len(self.folded) + self.unshown + self.hidden


def quote(observation: Observation, at: Addresses, weight: float | None = None) -> Quote:
    """One observation with the names and addresses it needs. Only for those that are quotable."""
    return Quote(
        text=observation.text,
        language=observation.language,
        who=observation.voice.rpartition(":")[2],
        persona=at.persona(observation.persona),
        study=at.study(observation.study),
        heard_on=observation.heard_on,
        place=at.observation(observation),
        kind=observation.kind,
        provenance=observation.provenance,
        question=clipped(observation.question),
        asked_in=asked_in(observation, at),
        weight=weight,
        note=at.note_of(observation.key),
    )


def quotes(observations: Iterable[tuple[Observation, float | None]], at: Addresses, shown: int = SHOWN) -> Quotes:
    """The first `shown` voices open, the rest folded; a voice speaks again only after every other one has spoken."""
    every = list(observations)
    usable = in_turns([(o, w) for o, w in every if o.quotable])
    told = [quote(o, at, w) for o, w in usable[: shown + FOLDED]]
    return Quotes(tuple(told[:shown]), tuple(told[shown:]), len(usable) - len(told), len(every) - len(usable))


@lru_cache(maxsize=4096)
def clipped(question: str) -> str:
    """A question on one line, cut between words where it is long."""
    told = " ".join(question.split())
    return textwrap.shorten(told, LONGEST_QUESTION, placeholder=" …") if " " in told[:LONGEST_QUESTION] else told[:LONGEST_QUESTION]


def asked_in(observation: Observation, at: Addresses) -> str:
    """The language of the document that asks, or else of the answer."""
    document = at.picture.document.get(observation.document)
    return (document.language if document else "") or observation.language


def in_turns(observations: Sequence[tuple[Observation, float | None]]) -> list[tuple[Observation, float | None]]:
    """Stable: everyone's first, then everyone's second, and so on. An unknown voice is nobody's repetition."""
    spoken: dict[str, int] = {}
    turns = []
    for place, (observation, weight) in enumerate(observations):
        voice = observation.voice or observation.key
        turns.append((spoken.get(voice, 0), place, observation, weight))
        spoken[voice] = spoken.get(voice, 0) + 1
    return [(observation, weight) for _, _, observation, weight in sorted(turns, key=lambda turn: turn[:2])]


def newest_first(observations: Iterable[Observation]) -> list[Observation]:
    """Latest date first; undated ones last; equal dates by key."""
    return sorted(observations, key=lambda o: (-(o.heard_on or date.min).toordinal(), o.key))


def voices(observations: Iterable[Observation]) -> int:
    """Distinct people behind the observations; those whose voice nobody knows are not people that can be counted."""
    return len({o.voice for o in observations if o.voice})
