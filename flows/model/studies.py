"""Study: what one `research_plans/<study>/plan.yaml` says. What is asked, who is asked, where the material lies."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from flows.model.noun import LEAST_DAYS, MOST_DAYS, MOST_STAKES, Bilingual, Id, Noun, Words
from flows.model.observations import Provenance

Scope = Literal["notes", "quotes", "later"]
Layout = Literal[
    "", "labels", "stamps", "table", "table-turns", "headings", "bold-question", "bold-answer", "numbered", "bullets", "notes", "guide"
]
Method = Literal["interview", "survey", "feedback", "diary", "usability", "observation", "desk", "other"]


STAFF = "staff"
"""Who a label stands for, where that is somebody of the organisation."""

_CODE = re.compile(r"[A-ZÅÄÖ]{1,3}[-_ ]?\d{1,4}")
_VEILED = "#"


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

    path: str = Field(default="*", description="a file name or glob in the study's folder, or a link to a Google folder, document or sheet")
    kind: str = Field(default="", description="source kind; found from the file's ending or the link when left out")
    tabs: tuple[str, ...] = Field(default=(), description="for Google Sheets: names of the tabs to read; all when left out")
    provenance: Provenance | None = Field(default=None, description="overrides the study's")
    columns: dict[str, str] = Field(default_factory=dict, description="for sheets: our name of a column -> its header; see the handbook")
    legend: dict[str, str] = Field(default_factory=dict, description="for Word: highlight colour -> code")
    language: str = Field(default="", description="`fi` or `en`, for material that does not show it")
    voice: Literal["", "document"] = Field(
        default="", description="`document`: where nothing tells who speaks, all of a document is one customer's words"
    )
    layout: Layout = Field(default="", description="how interviews are set, where it was not recognised; see the handbook")
    speakers: dict[str, str] = Field(
        default_factory=dict,
        description="who the labels of an interview stand for: label -> `staff` or a participant's code; a label may be a name, so they never "
        "leave the plan",
    )

    @field_validator("speakers")
    @classmethod
    def _known(cls, speakers: dict[str, str]) -> dict[str, str]:
        # The labels may be names of people, so the message must not hold them: it is said of all of them together.
        if not all(label.strip() and (who == STAFF or _CODE.fullmatch(who)) for label, who in speakers.items()):
            raise ValueError("each label needs `staff` or a participant's code, such as P07")
        return speakers

    @property
    def nameless(self) -> bool:
        """Whether its labels were taken out, so that it cannot say who speaks."""
        return any(label.startswith(_VEILED) for label in self.speakers)

    def without_names(self) -> SourceEntry:
        """The entry as it may be kept: with numbers in place of the labels."""
        veiled = {f"{_VEILED}{number}": who for number, who in enumerate(self.speakers.values(), start=1)}
        return self.model_copy(update={"speakers": veiled}) if self.speakers else self


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
    guide: tuple[Bilingual, ...] = Field(
        default=(), description="what interviewees are asked, in order; leading and closed questions are told"
    )
    sources: tuple[SourceEntry, ...] = ()
    consent: StudyConsent = StudyConsent()
    keep_until: date | None = Field(default=None, description="retention: after this day the material must go")

    @property
    def key(self) -> str:
        return self.id

    def without_names(self) -> Study:
        """The study as it may be kept: names of speakers stay in the plan."""
        return self.model_copy(update={"sources": tuple(entry.without_names() for entry in self.sources)})
