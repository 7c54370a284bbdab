"""Question pages: the backlog, and for each question how its place came about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from flows.model.derivation import moving, steps
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.questions import Gap, Question
from flows.model.registers import Decision
from flows.pages.addresses import Addresses, Ref, anchor
from flows.pages.facets import Facets, facets
from flows.pages.lines import LISTINGS, QuestionLine, decision_named, insight_line, question_line, standing_first
from flows.pages.plane import backlog


class Questions:
    """The backlog, `questions/index.md`, and one page each."""

    name: ClassVar[str] = "question"

    def pages(self, picture: Picture) -> Iterable[Page]:
        at = Addresses.of(picture)
        ordered = sorted(picture.questions, key=standing_first)
        yield Page(path="questions/index.md", title="", template="questions.md.j2", facts=_backlog(ordered, picture, at), weight=0.8)
        for question in ordered:
            yield _page(question, picture, at)


def _backlog(ordered: list[Question], picture: Picture, at: Addresses) -> dict[str, object]:
    lists: dict[str, list[QuestionLine]] = {listing: [] for listing in LISTINGS}
    for question in ordered:
        lists[question.listing].append(question_line(question, at))
    return {
        "lists": lists,
        "plane": backlog(ordered),
        "lines": {line.question.key: line for line in lists["ranked"]},
        "capacity": picture.organisation.research.capacity_days,
        "cycle_days": picture.organisation.research.cycle_days,
        "focus": [(at.focus(focus.id), anchor("focus", focus.id), at.unit(focus.owner)) for focus in picture.organisation.focus],
        "not_doing": picture.organisation.not_doing,
        "board": picture.organisation.board,
    }


def _page(question: Question, picture: Picture, at: Addresses) -> Page:
    gap, line, language = question.gap, question_line(question, at), picture.organisation.language
    about = picture.insight.get(gap.insight)
    decision = next((row for row in picture.rows(Decision) if row.id == gap.decision), None)
    facts = {
        "line": line,
        "question": question,
        "steps": steps(question, language),
        "moved": moving(question, language),
        "insight": insight_line(about, at) if about else None,
        "decision": decision,
        "owner": at.unit(decision.owner if decision else ""),
        "decision_named": decision_named(gap.decision, picture),
        "places": _places(gap, at),
        "also": [(other, _places(other, at)) for other in question.also],
        "ranked": sum(q.listing == question.listing for q in picture.questions),
    }
    title = question.text.told(language) or question.key
    weight = 1.5 if question.listing == "ranked" else 1.0
    return Page(
        path=line.path,
        title=title,
        template="question.md.j2",
        facts=facts,
        tags=(question.key,),
        weight=weight,
        of=f"question:{question.key}",
        facets=_facets(question, at),
    )


def _facets(question: Question, at: Addresses) -> Facets:
    gaps = (question.gap, *question.also)
    return facets(
        "question",
        persona=(at.persona(gap.persona) for gap in gaps),
        segment=(at.segment(gap.segment or at.picture.organisation.segment_of(gap.persona)) for gap in gaps),
        stage=(at.stage(gap.stage) for gap in gaps),
        theme=(at.theme(gap.theme) for gap in gaps),
        study=(at.study(gap.study) for gap in gaps),
    )


def _places(gap: Gap, at: Addresses) -> dict[str, Ref]:
    """What a gap is about, by what kind of thing it is; empty ones left out."""
    places = {
        "theme": at.theme(gap.theme),
        "persona": at.persona(gap.persona),
        "segment": at.segment(gap.segment),
        "stage": at.stage(gap.stage),
        "focus": at.focus(gap.focus),
        "study": at.study(gap.study),
    }
    return {kind: ref for kind, ref in places.items() if ref.name}
