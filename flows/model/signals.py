"""Signals: what the library as a whole shows, beside its claims: growth, saturation, faint voices, holes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from flows.model.noun import Noun, Words


class Growth(Noun):
    """Whether a theme is brought up more or less than before, by an exact test corrected for the number of themes."""

    theme: str
    direction: Literal["growing", "declining", "emerging"]
    basis: Literal["confirmed", "suggested"] = Field(description="`suggested` where the machine gave the themes")
    now: int = Field(description="people who brought it up in the latest period")
    before: int = Field(description="people who did in the periods before")
    heard_now: int = Field(description="people who were heard at all in the latest period")
    heard_before: int
    ratio: float = Field(description="share now / share before; 0 where nobody did before")
    q: float = Field(description="false discovery rate (Benjamini and Hochberg 1995) at which it is told")
    since: date = Field(description="first day of the latest period")


class Saturation(Noun):
    """How many themes each interview of a study brought that no earlier one had."""

    study: str
    new: tuple[int, ...] = Field(description="new themes, interview by interview, in the order they were held")
    base: int = Field(description="themes of the first four interviews")
    ratio: float = Field(description="new themes in the last two interviews / base, 0 to 1 and over")
    saturated: bool = Field(description="ratio at most 0.05 (Guest, Namey and Chen 2020)")


class WeakSignal(Noun):
    """Something that few have said and nobody studies."""

    theme: str = ""
    observations: tuple[str, ...] = ()
    voices: int = 0
    words: tuple[str, ...] = Field(default=(), description="what they have in common")
    latest: date | None = None


class InsideOut(Noun):
    """A word that staff use of a subject, and no customer ever does."""

    word: str
    language: str
    staff: int = Field(description="how often staff said it")
    documents: int = Field(description="in how many documents")
    instead: tuple[str, ...] = Field(default=(), description="words that customers use in the same theme, commonest first")


class RoleConflict(Noun):
    """Buying roles of one segment that want different things of one claim or theme."""

    about: str = Field(description="key of an insight, or id of a theme")
    segment: str
    sides: tuple[RoleSide, ...] = ()


class RoleSide(Noun):
    """One persona's side of it."""

    persona: str
    role: str
    supports: int = Field(description="people")
    contradicts: int


class CoreAnswer(Noun):
    """One of the four core questions of a segment, and how far it is answered."""

    segment: str
    question: Literal["who", "why", "where", "what"]
    state: Literal["answered", "partly", "open"]
    insights: tuple[str, ...] = ()
    voices: int = 0


class Hole(Noun):
    """A unit, stage, persona or segment with too little evidence."""

    kind: Literal["unit", "stage", "persona", "segment", "motive"]
    id: str
    voices: int = 0


class Overlap(Noun):
    """Things that are nearly the same: two asks, two studies; or a study that nothing rests on."""

    kind: Literal["asks", "studies", "unused-study"]
    ids: tuple[str, ...]
    likeness: float = Field(default=1.0, ge=0, le=1)
    words: Words = Words()


class Signals(Noun):
    """All of it, as of a day."""

    growth: tuple[Growth, ...] = ()
    saturation: tuple[Saturation, ...] = ()
    weak: tuple[WeakSignal, ...] = ()
    inside_out: tuple[InsideOut, ...] = ()
    conflicts: tuple[RoleConflict, ...] = ()
    core: tuple[CoreAnswer, ...] = ()
    holes: tuple[Hole, ...] = ()
    overlaps: tuple[Overlap, ...] = ()


RoleConflict.model_rebuild()
