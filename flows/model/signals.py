"""Signals: what the library as a whole shows, beside its claims: growth, saturation, faint voices, holes.

A number of people of one persona or segment that is smaller than the organisation's smallest group is not told: it stands as 0.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import Field

from flows.model.noun import Noun, Words


class Growth(Noun):
    """Whether a theme is brought up more or less than before, by an exact test corrected for the number of themes."""

    theme: str
    direction: Literal["growing", "declining", "emerging"]
    basis: Literal["confirmed", "suggested"] = Field(description="`suggested` where the machine gave the themes")
    now: int = Field(description="people who brought it up in the latest period")
    before: int = Field(description="people who did in the periods before; once for each period in which they did")
    heard_now: int = Field(
        description="people who were heard at all in the latest period; with `confirmed` those of whom a person gave any theme"
    )
    heard_before: int
    ratio: float = Field(description="share now / share before; 0 where nobody did before")
    q: float = Field(description="false discovery rate (Benjamini and Hochberg 1995) at which it is told")
    since: date = Field(description="first day of the latest period")
    studies: int = Field(default=0, description="studies in which it was brought up in these periods: one alone may have asked for it")
    silent: bool = Field(default=False, description="nobody brought it up for two periods, though three or more were to be expected")


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
    language: str = ""


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
    """One persona's side of it. Who says both yes and no is on neither."""

    persona: str
    role: str
    supports: int = Field(description="people")
    contradicts: int


CoreQuestion = Literal["who", "what", "offering", "channels"]
"""Who the customers are; what problems and needs they have; which offering serves them; through which channels they are met."""


class CoreAnswer(Noun):
    """One of the four core questions of a segment, and how far it is answered."""

    segment: str
    question: CoreQuestion
    state: Literal["answered", "partly", "open"]
    insights: tuple[str, ...] = Field(default=(), description="that answer it; where it is answered in part, those that come nearest")
    voices: int = Field(default=0, description="people of the segment who said something that bears on it")


class Hole(Noun):
    """A unit, stage, persona or segment with too little evidence, or an insight of which nobody has said why."""

    kind: Literal["unit", "stage", "persona", "segment", "motive"]
    id: str
    lacks: Literal["evidence", "owner", "motive"] = "evidence"
    voices: int = 0


class Overlap(Noun):
    """Things that are nearly the same: two asks, two studies; or a study that nothing rests on."""

    kind: Literal["asks", "studies", "unused-study"]
    ids: tuple[str, ...]
    likeness: float = Field(default=1.0, ge=0, le=1)
    words: Words = Words()


class Tally(Noun):
    """How many people stand behind one thing."""

    id: str
    voices: int = Field(description="0 for fewer than the smallest group")


class Triangulation(Noun):
    """From how many sides the support of an insight comes (Denzin 1978): the segments, studies and methods behind it, most people first."""

    insight: str
    segments: tuple[Tally, ...] = ()
    studies: tuple[Tally, ...] = ()
    methods: tuple[Tally, ...] = ()


class ThemeTurn(Noun):
    """What became of themes that the machine proposes, in one cycle: ids before, ids after."""

    kind: Literal["split", "merged", "gone", "new"]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


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
    triangulation: tuple[Triangulation, ...] = ()
    themes: tuple[ThemeTurn, ...] = ()

    @property
    def key(self) -> str:
        return "signals"

    @cached_property
    def triangulated(self) -> dict[str, Triangulation]:
        """By the insight's key."""
        return {each.insight: each for each in self.triangulation}


RoleConflict.model_rebuild()
