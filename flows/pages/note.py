"""Note pages: the receipt of each note that a colleague wrote down, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import ClassVar, Literal

from flows.model.notes import NOTES, Note
from flows.model.observations import GRADES, Observation
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.pages.addresses import Addresses, Ref
from flows.pages.lines import InsightLine, QuestionLine, insight_line, question_line, section, standing_first, surest
from flows.pages.quotes import Quote, quote

OPEN = 100
"""Notes on the first page of the list; where there are more, each month has a page of its own."""
MOST = 5
"""Insights and questions that a receipt names."""
UNDATED = "undated"

How = Literal["supports", "contradicts", "hearsay", "beside"]
State = Literal["nothing", "consent", "waiting", "twin", "insight", "question", "theme", "alone"]


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one note."""

    note: Note
    state: State
    """The most that came of it."""
    observation: Observation | None = None
    themes: tuple[Ref, ...] = ()
    insights: tuple[tuple[How, InsightLine], ...] = ()
    questions: tuple[QuestionLine, ...] = ()
    twin: Ref | None = None
    """What it repeats: another note's receipt, or the place where it stands on a study's page."""


class Notes:
    """The list, `notes/index.md`, a page a month where it is long, and a receipt each; nothing where no notes are kept."""

    name: ClassVar[str] = "note"

    def pages(self, picture: Picture) -> Iterable[Page]:
        if not picture.notes:
            return
        whereabouts = Whereabouts(picture)
        lines = [whereabouts.of(note) for note in sorted(picture.notes, key=_newest)]
        yield from _lists(lines, whereabouts)
        for line in lines:
            yield _receipt(line, whereabouts)


@dataclass(frozen=True)
class Whereabouts:
    """A picture in which notes are looked up."""

    picture: Picture

    @cached_property
    def at(self) -> Addresses:
        return Addresses.of(self.picture)

    def of(self, note: Note) -> Became:
        """What became of a note, as far as it is known."""
        observation = self.picture.observation.get(note.observation)
        if observation is None or not observation.text:
            return Became(note, note.left_out or "consent")
        if observation.twin_of:
            return Became(note, "twin", observation, twin=self._twin(observation.twin_of))
        themes = tuple(self.at.theme(key) for key in observation.themes if key in self.picture.theme)
        insights = self._bearing.get(observation.key, ())
        questions = self._questions(observation)
        state: State = "insight" if insights else "question" if questions else "theme" if themes else "alone"
        return Became(note, state, observation, themes, tuple(insights), questions)

    def _twin(self, key: str) -> Ref:
        first = self.picture.observation.get(key)
        path = self.at.note_of(key) or (self.at.observation(first) if first else "")
        name = self.at.study(first.study).name if first else self.at.study(NOTES).name
        return Ref(name, path)

    @cached_property
    def _bearing(self) -> Mapping[str, list[tuple[How, InsightLine]]]:
        """By the observation's key the living insights that it stands on the page of, the surest first."""
        grades = {**GRADES, **self.picture.organisation.research.grades}
        mine = {note.observation for note in self.picture.notes if note.observation}
        told: dict[str, list[tuple[How, InsightLine]]] = {}
        for insight in sorted((i for i in self.picture.insights if section(i) != "retired"), key=surest):
            line = insight_line(insight, self.at)
            coded, around = (insight.hearsay, insight.related) if insight.origin != "theme" else ((), (*insight.related, *insight.hearsay))
            roles: dict[How, Iterable[str]] = {
                "supports": insight.supports, "contradicts": insight.contradicts, "hearsay": coded, "beside": around,
            }  # fmt: skip
            for how, keys in roles.items():
                for key in mine.intersection(keys):
                    weightless = grades[self.picture.observation[key].provenance] <= 0 if key in self.picture.observation else False
                    if how != "beside" or weightless:
                        told.setdefault(key, []).append((how, line))
        return told

    def _questions(self, observation: Observation) -> tuple[QuestionLine, ...]:
        """Questions that want an answer about the insights that the note stands with, or about a theme that it made worth asking about."""
        insights = {line.insight.key for how, line in self._bearing.get(observation.key, ()) if how == "hearsay"}
        found = [q for key in (*sorted(insights), *observation.themes) for q in self._asking.get(key, ())]
        return tuple(question_line(q, self.at) for q in sorted(dict.fromkeys(found), key=standing_first)[:MOST])

    @cached_property
    def _asking(self) -> Mapping[str, list[Question]]:
        """By the key of an insight or an emerging theme."""
        asking: dict[str, list[Question]] = {}
        for question in self.picture.questions:
            if question.listing in ("ranked", "hedge", "unlinked"):
                gaps = (question.gap, *question.also)
                keys = {gap.insight for gap in gaps} | {gap.theme for gap in gaps if gap.kind == "emerging"}
                for key in sorted(keys - {""}):
                    asking.setdefault(key, []).append(question)
        return asking


def _lists(lines: list[Became], whereabouts: Whereabouts) -> Iterable[Page]:
    months: dict[str, list[Became]] = {}
    for line in lines:
        months.setdefault(_month(line.note.noted_on), []).append(line)
    paged = [(month, f"notes/{month}.md", len(held)) for month, held in months.items()] if len(lines) > OPEN else []
    facts = {"months": paged, "total": len(lines), "smallest": OPEN}
    yield Page(
        "notes/index.md",
        "",
        "notes.md.j2",
        {**facts, "lines": [_told(line, whereabouts) for line in lines[:OPEN]], "month": None},
        weight=0,
    )
    for month, path, _ in paged:
        told = [_told(line, whereabouts) for line in months[month]]
        yield Page(path, month, "notes.md.j2", {**facts, "lines": told, "month": month}, weight=0)


def _told(line: Became, whereabouts: Whereabouts) -> tuple[Became, str, Ref]:
    return line, whereabouts.at.note(line.note.id), _unit(line, whereabouts.at)


def _receipt(line: Became, whereabouts: Whereabouts) -> Page:
    at, observation = whereabouts.at, line.observation
    facts = {
        "line": line,
        "most": MOST,
        "quote": _quote(observation, at),
        "unit": _unit(line, at),
        "about": at.study(line.note.about) if line.note.about in whereabouts.picture.study else None,
        "source": at.document(line.note.document),
    }
    return Page(at.note(line.note.id), line.note.id, "note.md.j2", facts, weight=0, of=f"note:{line.note.id}")


def _quote(observation: Observation | None, at: Addresses) -> Quote | None:
    """The words, where they may be shown; the receipt needs no link to itself."""
    return replace(quote(observation, at), note="") if observation and observation.quotable else None


def _unit(line: Became, at: Addresses) -> Ref:
    return at.unit(line.observation.unit if line.observation else "")


def _newest(note: Note) -> tuple[int, str]:
    return (-(note.noted_on or date.min).toordinal(), note.id)


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else UNDATED
