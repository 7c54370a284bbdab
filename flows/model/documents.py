"""Document and Passage: captured material, already pseudonymised. Names are never stored."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from flows.model.issues import Issue
from flows.model.noun import Noun

Role = Literal["answer", "question", "staff", "note"]


class Passage(Noun):
    """One paragraph, row or cue with its place. Only answers become observations; questions are kept for context."""

    locator: str
    text: str
    role: Role = "answer"
    speaker: str = Field(default="", description="the participant's code (`P07`), never a name")
    question: str = Field(default="", description="the question that this answers, verbatim")
    section: str = ""
    heard_on: date | None = None
    codes: tuple[str, ...] = Field(default=(), description="the researcher's codes, normalised: `laskutus`, `hinta+`, `c-012-`")
    fields: dict[str, str] = Field(default_factory=dict, description="other columns of the row, by header")
    row: str = Field(default="", description="what a sheet's row is known by, however the sheet is sorted: made from its id or its time")


class Wave(Noun):
    """One month of a scale's answers."""

    month: str = Field(description="`2026-03`")
    answers: int
    mean: float


class Scale(Noun):
    """What a column of ratings comes to: a metric beside the words, never evidence for a why, and no voice."""

    question: str
    answers: int
    mean: float
    spread: float = Field(description="standard deviation")
    least: int
    most: int = Field(description="the last step of the scale: 5, 7 or 10")
    promoters: int | None = Field(default=None, description="net promoter score, -100 to 100")
    waves: tuple[Wave, ...] = ()


class Document(Noun):
    """One captured file, sheet or transcript."""

    key: str = Field(description="the source's own id: `laskutus/P07.docx`")
    origin: str = Field(default="", description="the key that it was first captured under, where it has been renamed since")
    study: str
    source: str = Field(description="the source kind that read it")
    name: str
    title: str = ""
    held_on: date | None = None
    language: str = Field(default="", description="`fi`, `en` or empty for unknown")
    fingerprint: str
    participants: tuple[str, ...] = Field(default=(), description="codes, never names")
    persona: str = ""
    segment: str = ""
    stage: str = ""
    unit: str = ""
    provenance: str = ""
    layout: str = Field(default="", description="how its structure was recognised: `labels`, `bold-question`, `table` ...")
    confidence: float = Field(default=1.0, ge=0, le=1, description="how sure the recognition of who speaks is")
    passages: tuple[Passage, ...] = ()
    scales: tuple[Scale, ...] = Field(default=(), description="a survey's ratings in sum, where one notice covers everyone")
    issues: tuple[Issue, ...] = Field(default=(), description="what was odd while it was read; stays as long as this revision")

    @property
    def root(self) -> str:
        """What the document is known by for good, whatever it is called now."""
        return self.origin or self.key


class Quarantined(Noun):
    """A revision that could not be read. It is not tried again until its fingerprint changes; the last good one is kept."""

    key: str = Field(description="the document's key")
    fingerprint: str = Field(description="empty where the document could not be fetched: then it is tried again in every cycle")
    issue: Issue
    kept: bool = Field(default=False, description="whether an earlier good revision stands in its place")


class Collated(Noun):
    """What collate met in one document; stays until the document is collated anew."""

    key: str = Field(description="the document's key")
    issues: tuple[Issue, ...] = ()
