"""Organisation: what `research_plans/organisation.yaml` says. The codebook, the segments and personas, the paths, the focus areas."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from flows.model.noun import LEAST_DAYS, LEAST_MONTHS, MOST_DAYS, MOST_MONTHS, Bilingual, BilingualLists, Id, Noun, WordLists, Words
from flows.model.observations import GRADES

BuyingRole = Literal["user", "buyer", "influencer", "blocker", "follower"]


class Persona(Noun):
    """A kind of customer that decisions are made for."""

    id: Id
    name: Bilingual
    role: BuyingRole = Field(default="user", description="part in a purchase")
    summary: Bilingual = Words()
    also: tuple[str, ...] = Field(default=(), description="other names that documents and sheets use for it")


class Segment(Noun):
    """A target group, with the personas in it."""

    id: Id
    name: Bilingual
    definition: Bilingual = Words()
    weight: float = Field(default=1.0, gt=0, le=1000, description="shown beside rankings; not multiplied")
    personas: tuple[Persona, ...] = ()
    also: tuple[str, ...] = ()


class Stage(Noun):
    """One step of a customer path."""

    id: Id
    name: Bilingual
    owner: str = Field(default="", description="id of the unit that answers for it; empty is a visible gap")
    functions: tuple[str, ...] = Field(default=(), description="ids of the units that take part")
    also: tuple[str, ...] = ()


class Path(Noun):
    """A customer's way through the service, across functions."""

    id: Id
    name: Bilingual
    stages: tuple[Stage, ...] = ()


class Focus(Noun):
    """A strategic focus area. One without a definition is refused: nobody could tell whether a question belongs to it."""

    id: Id
    name: Bilingual
    definition: Bilingual
    ambition: Bilingual = Words()
    weight: float = Field(default=1.0, ge=0.5, le=2.0, description="F of the priority, 0.5 to 2")
    owner: str = ""
    period: str = ""


class Unit(Noun):
    """A part of the organisation."""

    id: Id
    name: Bilingual


class Theme(Noun):
    """What voices talk about: one entry of the codebook, or a group that synthesise found."""

    id: Id
    name: Bilingual
    definition: Bilingual = Words()
    words: BilingualLists = Field(default=WordLists(), description="word beginnings that point to it: `lasku`, `invoice`")
    examples: BilingualLists = Field(default=WordLists(), description="sentences as customers say them; ten or more teach it best")
    half_life: float | None = Field(
        default=None,
        ge=LEAST_MONTHS,
        le=MOST_MONTHS,
        description="months after which evidence weighs half; learnt from the evidence where it is left out",
    )
    focus: str = ""
    origin: Literal["codebook", "found"] = "codebook"
    standing: Literal["listed", "proposed", "accepted", "merged", "rejected"] = Field(
        default="listed", description="of a found theme: what people have said of it on the board"
    )
    into: str = Field(default="", description="id of the theme that a merged one belongs to")
    medoids: tuple[str, ...] = Field(default=(), description="keys of the observations that stand for a found theme")
    members: tuple[str, ...] = Field(default=(), description="keys of the observations of a found theme")

    @property
    def key(self) -> str:
        return self.id


class NotDoing(Noun):
    """Something the organisation has chosen not to do, or not to ask, and until when."""

    what: Bilingual
    reason: Bilingual = Words()
    reopen: date | None = None


class Privacy(Noun):
    """How people are kept safe."""

    smallest_group: int = Field(default=3, ge=1, description="breakdowns with fewer people are not shown")
    not_names: tuple[str, ...] = Field(default=(), description="words that look like names of people and are none; in any case form")
    detectors: tuple[str, ...] = Field(default=(), description="plug-ins that find more personal data: `presidio`")


class Glossed(Noun):
    """A Finnish and an English word, or phrase, that mean the same."""

    fi: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Research(Noun):
    """How much research costs and how often the river turns: the backlog's constants."""

    cycle_days: int = Field(default=14, ge=1, le=MOST_DAYS, description="calendar days between cycles")
    capacity_days: float = Field(default=20, ge=LEAST_DAYS, le=MOST_DAYS, description="person-days of research in a cycle")
    fixed_days: float = Field(default=3, ge=0, le=MOST_DAYS, description="person-days that any study costs before its first interview")
    days_per_interview: float = Field(
        default=1, ge=LEAST_DAYS, le=MOST_DAYS, description="person-days an interview costs, recruiting and analysis included"
    )
    lead_days: int = Field(default=14, ge=0, le=MOST_DAYS, description="calendar days from starting to ask until an answer is usable")
    half_life: float = Field(default=18, ge=LEAST_MONTHS, le=MOST_MONTHS, description="months, for themes that name none")
    rule: str = Field(default="evsi", description="the scoring rule that orders the backlog")
    scribe: str = Field(default="quotes", description="who words a statement that no person has worded")
    embedder: str = Field(default="", description="plug-in that turns texts into vectors, such as `sentence`; empty: none is needed")
    precision: float = Field(
        default=0.8, ge=0.5, le=0.99, description="share that must be right of the themes that the classifier gives; it is silent below"
    )
    grades: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(
        default_factory=lambda: dict(GRADES), description="weight of each provenance, 0 to 1; those left out keep their own"
    )

    @field_validator("grades")
    @classmethod
    def _whole(cls, given: dict[str, float]) -> dict[str, float]:
        if strange := given.keys() - GRADES.keys():
            raise ValueError(f"it has {len(strange)} keys that are no provenance; known are {', '.join(GRADES)}")
        return GRADES | given


class Organisation(Noun):
    """One workspace = one organisation."""

    name: Bilingual
    about: Bilingual = Words()
    sample: bool = Field(default=False, description="true for made-up material: every page says so")
    languages: tuple[Literal["fi", "en"], ...] = Field(
        default=("fi",), min_length=1, description="the site is in each; the first is the organisation's"
    )
    segments: tuple[Segment, ...] = ()
    paths: tuple[Path, ...] = ()
    focus: tuple[Focus, ...] = ()
    units: tuple[Unit, ...] = ()
    themes: tuple[Theme, ...] = Field(default=(), description="the codebook")
    glossary: tuple[Glossed, ...] = Field(
        default=(), description="words that mean the same: they let examples in one language teach the other"
    )
    not_doing: tuple[NotDoing, ...] = ()
    registers: dict[str, str] = Field(default_factory=dict, description="register -> link to the Google Sheet that people keep it in")
    board: str = Field(default="", description="link to the Google Sheet in which people answer back; else `research_plans/board.xlsx`")
    contact: str = Field(
        default="",
        description="where the site sends those who ask or want to take part: a `https://` address of a form, or an e-mail address",
    )
    privacy: Privacy = Privacy()
    research: Research = Research()

    @property
    def key(self) -> str:
        return "organisation"

    @property
    def language(self) -> str:
        """The site's language."""
        return self.languages[0]

    def told_in(self, language: str) -> Organisation:
        """The same organisation with that language first."""
        rest = tuple(other for other in self.languages if other != language)
        return self.model_copy(update={"languages": (language, *rest)})

    def personas(self) -> dict[str, Persona]:
        """Personas of all segments by id."""
        return {persona.id: persona for segment in self.segments for persona in segment.personas}

    def stages(self) -> dict[str, Stage]:
        """Stages of all paths by id."""
        return {stage.id: stage for path in self.paths for stage in path.stages}

    def names(self) -> tuple[str, ...]:
        """What the organisation and its things are called, in both languages, and by their other names."""
        placed: list[Segment | Persona | Stage] = [*self.segments, *self.personas().values(), *self.stages().values()]
        things: list[Segment | Persona | Stage | Path | Focus | Unit | Theme] = [
            *placed,
            *self.paths,
            *self.focus,
            *self.units,
            *self.themes,
        ]
        told = (self.name, *(thing.name for thing in things))
        return (*(name for words in told for name in (words.fi, words.en) if name), *(name for thing in placed for name in thing.also))

    def segment_of(self, persona: str) -> str:
        """Id of the segment that a persona belongs to, or empty."""
        return next((segment.id for segment in self.segments if any(p.id == persona for p in segment.personas)), "")
