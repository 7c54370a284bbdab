"""Study: what one `research_plans/<study>/plan.yaml` says. What is asked, who is asked, where the material lies."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from flows.model.noun import LEAST_DAYS, MOST_DAYS, MOST_STAKES, Bilingual, Id, Noun, Words
from flows.model.observations import Provenance

Scope = Literal["notes", "quotes", "later"]
Method = Literal["interview", "survey", "feedback", "diary", "usability", "observation", "desk", "other"]


class PlannedQuestion(Noun):
    """A question that a study sets out to answer, and the decision that waits for it."""

    id: Id
    text: Bilingual
    decision: str = Field(default="", description="id in the decisions register")
    decision_date: date | None = None
    stakes: float | None = Field(default=None, gt=0, le=MOST_STAKES, description="V: 0.2, 0.5, 1, 2, 5, or euros")
    break_even: float | None = Field(default=None, ge=0, le=1, description="t: the share above which one would act; leave out if unknown")
    days: float | None = Field(
        default=None, ge=LEAST_DAYS, le=MOST_DAYS, description="person-days it would take, if known better than by the formula"
    )
    claim: str = Field(default="", description="id of the claim it is about")
    theme: str = ""
    persona: str = ""
    stage: str = ""
    focus: str = ""
    answered: bool = Field(default=False, description="set by a person when the answer is in")


class SourceEntry(Noun):
    """Where material lies, and how to read it. A study without any reads every file in its folder."""

    path: str = Field(default="*", description="a file name or glob in the study's folder")
    kind: str = Field(default="", description="source kind; found from the file's ending when left out")
    provenance: Provenance | None = Field(default=None, description="overrides the study's")
    columns: dict[str, str] = Field(default_factory=dict, description="for sheets: our name of a column -> its header; see the handbook")
    legend: dict[str, str] = Field(default_factory=dict, description="for Word: highlight colour -> code")
    language: str = Field(default="", description="`fi` or `en`, for material that does not show it")
    voice: Literal["", "document"] = Field(
        default="", description="`document`: where nothing tells who speaks, all of a document is one customer's words"
    )


class StudyConsent(Noun):
    """Whether the whole study rests on one notice (a survey), or each participant has a record in the consents register."""

    covers: Literal["each", "everyone"] = "each"
    scope: Scope = Field(
        default="quotes", description="`notes`: analysed, words not shown; `quotes`: words may be shown; `later`: also in later studies"
    )
    notice: str = Field(default="", description="version of the notice that people saw")


class Study(Noun):
    """One study plan."""

    id: Id = Field(description="the folder's name")
    title: Bilingual
    method: Method = "interview"
    owner: str = Field(default="", description="a role or unit, not a person's name")
    units: tuple[str, ...] = ()
    about: Bilingual = Words()
    limits: Bilingual = Words()
    begun: date | None = None
    ended: date | None = None
    provenance: Provenance = "first-hand"
    persona: str = Field(default="", description="for material that does not say")
    segment: str = ""
    stage: str = ""
    questions: tuple[PlannedQuestion, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    consent: StudyConsent = StudyConsent()
    keep_until: date | None = Field(default=None, description="retention: after this day the material must go")

    @property
    def key(self) -> str:
        return self.id
