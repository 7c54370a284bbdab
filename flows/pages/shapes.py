"""Shapes: what the records of the site hold, for other tools. The JSON Schema that is published beside them is made of these."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from flows.model.insights import FreshnessState, Level, Standing
from flows.model.noun import Noun, Words
from flows.model.observations import Kind, Provenance
from flows.model.organisation import BuyingRole

FORMAT = 1
"""Goes up when a field is renamed or goes away; a new field leaves it as it is."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Linked(Noun):
    """A name, and the page behind it."""

    name: Words
    page: str = Field(default="", description="address of its page; empty where it has none")


class Named(Linked):
    """A thing that a record is about."""

    id: str


class Quoted(Noun):
    """A customer's words, which they have agreed to have shown."""

    text: str
    language: str = Field(default="", description="`fi`, `en` or empty")
    voice: str = Field(default="", description="the code of a person within the study, never a name")
    persona: Linked | None = None
    study: Linked
    heard_on: date | None = None
    kind: Kind
    provenance: Provenance
    question: str = Field(default="", description="what it answers")
    place: str = Field(default="", description="address of the place where it stands among the others of its study")


class Cited(Noun):
    """The quotes of one side: as many as stand open on the page."""

    quotes: tuple[Quoted, ...] = ()
    more: int = Field(default=0, description="how many more stand on the site")
    withheld: int = Field(default=0, description="how many may be counted, and not shown word for word")


class Why(Noun):
    """One reason of a confidence."""

    component: Literal["method", "coherence", "adequacy", "relevance"]
    level: Level
    code: str
    number: float


class Sureness(Noun):
    """How sure a claim is."""

    level: Level
    reasons: tuple[Why, ...] = ()


class Share(Noun):
    """Share of the persona, segment or customers for whom it likely holds."""

    mean: float
    low: float = Field(description="10th percentile")
    high: float = Field(description="90th percentile")


class Fresh(Noun):
    """Whether the evidence has grown old."""

    state: FreshnessState
    until: date | None = Field(default=None, description="the day it turns stale if nothing new is heard")


class Counts(Noun):
    """How much was heard."""

    voices: int = Field(description="distinct people")
    studies: int
    supports: int = Field(description="observations")
    against: int = Field(description="observations")


class Record(Noun):
    """What every record holds."""

    format: int = Field(default=FORMAT, description="goes up when a field is renamed or goes away; new fields leave it as it is")
    id: str = Field(description="permanent")
    page: str = Field(description="address of its page, as all addresses here: from the folder in which index.json lies")
    as_of: date = Field(description="the day that freshness is counted from")
    cycle: str
    sample: bool = Field(default=False, description="whether all of it is made up")


class InsightRecord(Record):
    """A claim, how sure, how fresh, and in whose words."""

    kind: Literal["insight"] = "insight"
    card: str = Field(description="address of the card to embed")
    statement: Words
    worded_by: Literal["people", "machine", "language model"]
    standing: Standing
    contested: bool = False
    change: str = Field(default="", description="what the last cycle brought: new, contradicted, stale, weaker, stronger or nothing")
    theme: Named | None = None
    persona: Named | None = None
    segment: Named | None = None
    stage: Named | None = None
    situation: str = ""
    motivation: str = ""
    challenge: str = ""
    so_what: str = ""
    reading: str = Field(default="", description="how people read what speaks against it")
    confidence: Sureness | None = Field(default=None, description="null for what is only assumed, or worded by the machine")
    belief: Share | None = Field(default=None, description="null for what is only assumed, or worded by the machine")
    freshness: Fresh | None = None
    counts: Counts
    supports: Cited = Cited()
    against: Cited = Cited()
    questions: tuple[Named, ...] = Field(default=(), description="what is still asked about it, the most worth asking first")


class ThemeRecord(Record):
    """What voices talk about, and which claims came of it."""

    kind: Literal["theme"] = "theme"
    feed: str = Field(default="", description="address of its feed of changes; empty where it has none")
    name: Words
    definition: Words
    found: bool = Field(description="whether the machine proposed it")
    standing: Literal["listed", "proposed", "accepted", "merged", "rejected"]
    voices: int
    observations: int
    insights: tuple[Named, ...] = Field(default=(), description="worded by people, the surest first")
    questions: tuple[Named, ...] = ()
    said: Cited = Cited()


class PersonaRecord(Record):
    """A kind of customer: what is known, what is asked."""

    kind: Literal["persona"] = "persona"
    name: Words
    role: BuyingRole
    summary: Words
    segment: Named
    voices: int | None = Field(description="null where so few were heard that they are not told apart")
    observations: int
    insights: tuple[Named, ...] = Field(default=(), description="worded by people and heard, the surest first")
    assumed: tuple[Named, ...] = Field(default=(), description="held to be so; nobody has been heard to say it")
    questions: tuple[Named, ...] = ()
    said: Cited = Cited()


class Entry(Noun):
    """One line of the index."""

    kind: Literal["insight", "theme", "persona"]
    id: str
    name: Words
    page: str
    record: str = Field(description="address of its JSON")
    heard_last: date | None = Field(default=None, description="the latest day of words behind it that may be shown")


class Index(Noun):
    """Every record of the site."""

    kind: Literal["index"] = "index"
    format: int = FORMAT
    organisation: Words
    as_of: date
    cycle: str
    sample: bool = False
    languages: tuple[str, ...] = Field(description="of the site; the first is this tree's")
    feed: str = "changes.atom"
    records: tuple[Entry, ...] = ()


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of every file that this site's records are in, told apart by `kind`."""
    definitions: dict[str, Any] = {}
    for shape in (Index, InsightRecord, ThemeRecord, PersonaRecord):
        made = shape.model_json_schema(mode="serialization", ref_template="#/$defs/{model}")
        definitions |= made.pop("$defs", {})
        definitions[shape.__name__] = made
    every = [{"$ref": f"#/$defs/{shape.__name__}"} for shape in (Index, InsightRecord, ThemeRecord, PersonaRecord)]
    return {"$schema": DIALECT, "title": "Records of a Uoma site", "oneOf": every, "$defs": definitions}
