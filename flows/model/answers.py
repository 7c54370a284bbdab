"""Answers: what people wrote on the board, a noun a row. Each cell has the day on which it was first read as it is."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal, Self

from pydantic import Field

from flows.model.noun import MOST_STAKES, Noun, Words
from flows.model.observations import Stance
from flows.model.studies import SourceEntry


class Answer(Noun):
    """One row of the board in which a person has written something."""

    tab: ClassVar[str]
    key: str = Field(description="of what the row is about: an insight, a question, a theme, an observation, a document")
    note: str = ""
    written: dict[str, date] = Field(default_factory=dict, description="column id -> the day on which its cell was first read as it is now")

    @property
    def on(self) -> date | None:
        """The day of the latest change."""
        return max(self.written.values(), default=None)

    def without_names(self) -> Self:
        """The answer as it may be kept."""
        return self


class InsightAnswer(Answer):
    """What people say of an insight: its wording, where it stands, how sure they are."""

    tab: ClassVar[str] = "insights"
    statement_fi: str = ""
    statement_en: str = ""
    standing: Literal["", "proposed", "accepted", "retired"] = ""
    confirmed: Literal["", "low", "moderate", "high"] = Field(default="", description="confidence that a person confirmed")
    confirmed_by: str = Field(default="", description="a role or unit")
    motivation: str = Field(default="", description="why the customer acts so")
    reading: str = Field(default="", description="how contradicting evidence is read")
    so_what: str = ""
    into: str = Field(default="", description="key of the insight that this one is merged into")

    @property
    def statement(self) -> Words:
        return Words(fi=self.statement_fi, en=self.statement_en)


class QuestionAnswer(Answer):
    """What planners say of a question."""

    tab: ClassVar[str] = "questions"
    text_fi: str = ""
    text_en: str = ""
    standing: Literal["", "ask", "answered", "not-asking"] = ""
    reopen: date | None = Field(default=None, description="with `not-asking`: the day on which it comes back")
    stakes: float | None = Field(default=None, ge=0, le=MOST_STAKES)
    break_even: float | None = Field(default=None, ge=0, le=1)
    decide_by: date | None = None
    place: int | None = Field(default=None, ge=1, description="the rank that people give it, against the computed order")
    reason: str = Field(default="", description="why; an override without a reason is told and still heeded")
    owner: str = Field(default="", description="a role or unit")
    votes: int | None = Field(default=None, ge=0, description="shown, never multiplied")


class ThemeAnswer(Answer):
    """The verdict on a theme that the machine has found."""

    tab: ClassVar[str] = "themes"
    verdict: Literal["", "accept", "merge", "split", "reject"] = ""
    into: str = Field(default="", description="with `merge`: id of the theme, listed or found, that it belongs to")
    name_fi: str = ""
    name_en: str = ""
    definition: str = ""

    @property
    def name(self) -> Words:
        return Words(fi=self.name_fi, en=self.name_en)


class ObservationAnswer(Answer):
    """Whether the machine gave an observation the right theme."""

    tab: ClassVar[str] = "observations"
    verdict: Literal["", "right", "wrong"] = ""
    themes: tuple[str, ...] = Field(default=(), description="ids of the themes that it is about instead, or as well")
    stance: Stance = ""


class DocumentAnswer(Answer):
    """How a document is to be read whose speakers the machine is unsure of."""

    tab: ClassVar[str] = "documents"
    layout: str = ""
    speakers: dict[str, str] = Field(default_factory=dict, description="label -> `staff` or a participant's code")

    def without_names(self) -> Self:
        """Labels may be names of people: they stay on the board."""
        return self.model_copy(update={"speakers": SourceEntry(speakers=self.speakers).without_names().speakers})


ANSWERS: dict[str, type[Answer]] = {
    answer.tab: answer for answer in (InsightAnswer, QuestionAnswer, ThemeAnswer, ObservationAnswer, DocumentAnswer)
}
"""Every kind by its tab. In the ledger a kind is `answer.<tab>`."""


def said(answer: Answer) -> dict[str, Any]:
    """The cells of an answer that say something, by column id."""
    plain = answer.model_dump(exclude={"key", "written"})
    return {name: value for name, value in plain.items() if value not in ("", None, (), {})}
