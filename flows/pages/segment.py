"""Segment pages: who a target group is, how far the four core questions of it are answered, and what its roles want of the same thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from flows.model.insights import Insight
from flows.model.organisation import Persona, Segment
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.model.signals import CoreAnswer, CoreQuestion, RoleConflict
from flows.pages.addresses import Addresses, Ref
from flows.pages.facets import facets, languages
from flows.pages.home import Tally, personas
from flows.pages.lines import InsightLine, QuestionLine, insight_line, question_line, section, sections, standing_first, surest
from flows.pages.quotes import newest_first, quotes

NEAREST = 2
"""Insights, and questions, that stand beside each core question."""
VALUED = 2
"""Insights of each sort that stand in the table of value by role."""
QUOTED = 6
"""Quotes that stand open."""
NEEDS = frozenset(("need", "wish", "doubt", "expectation", "problem"))
OFFERING = frozenset(("behaviour", "praise"))
VALUES = frozenset(("need", "wish", "expectation", "praise"))
HINDERS = frozenset(("problem", "doubt"))


@dataclass(frozen=True, slots=True)
class Core:
    """One of the four core questions: what answers it, or comes nearest, and who asks for the rest."""

    answer: CoreAnswer
    insights: tuple[InsightLine, ...]
    asking: tuple[QuestionLine, ...]
    """Open questions that would answer it; nothing where it is answered."""


@dataclass(frozen=True, slots=True)
class Value:
    """What one role looks for, by its motives and needs, and what gets in its way; only what has been heard."""

    persona: Persona
    ref: Ref
    seeks: tuple[InsightLine, ...]
    hinders: tuple[InsightLine, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Roles that want different things of one claim or theme."""

    about: Ref
    sides: tuple[tuple[Ref, str, bool, int], ...]
    """Persona, its buying role, whether it is for, and how many people are."""


class Segments:
    """A page each: `segments/x.md`. The list of them is that of the personas."""

    name: ClassVar[str] = "segment"

    def pages(self, picture: Picture) -> Iterable[Page]:
        at = Addresses.of(picture)
        tallies = {tally.ref.path: tally for tally in personas(picture, at)}
        for segment in picture.organisation.segments:
            yield _page(segment, tallies, picture, at)


def conflicts(picture: Picture, at: Addresses, segment: str = "", persona: str = "") -> list[Conflict]:
    """Those of a segment, or those that a persona is a side of."""
    found = picture.signals.conflicts
    mine = [each for each in found if segment == each.segment or (persona and persona in {side.persona for side in each.sides})]
    return [_conflict(each, picture, at) for each in mine]


def _conflict(each: RoleConflict, picture: Picture, at: Addresses) -> Conflict:
    about = at.insight(each.about) if each.about in picture.insight else at.theme(each.about)
    sides = ((at.persona(s.persona), s.role, s.supports > s.contradicts, max(s.supports, s.contradicts)) for s in each.sides)
    return Conflict(about, tuple(sides))


def _page(segment: Segment, tallies: dict[str, Tally], picture: Picture, at: Addresses) -> Page:
    inside = frozenset(persona.id for persona in segment.personas)
    heard = [o for o in picture.counted if o.segment == segment.id or o.persona in inside]
    mine = sorted((i for i in picture.insights if i.segment == segment.id or i.persona in inside), key=surest)
    asked = [q for q in sorted(picture.questions, key=standing_first) if _asks_of(q, segment.id, inside)]
    told = sections(mine, at)
    facts = {
        "segment": segment,
        "share": segment.weight / sum(each.weight for each in picture.organisation.segments),
        "personas": [(persona, tallies[at.persona(persona.id).path]) for persona in segment.personas],
        "core": [_core(each, asked, picture, at) for each in picture.signals.core if each.segment == segment.id],
        "values": _values(segment, told["heard"], at),
        "conflicts": conflicts(picture, at, segment=segment.id),
        "sections": told,
        "questions": [question_line(q, at) for q in asked],
        "quotes": quotes(((o, None) for o in newest_first(heard)), at, QUOTED),
        "smallest": picture.organisation.privacy.smallest_group,
    }
    return Page(
        path=at.segment(segment.id).path,
        title=segment.name.told(picture.organisation.language) or segment.id,
        template="segment.md.j2",
        facts=facts,
        weight=1.2,
        of=f"segment:{segment.id}",
        facets=facets(
            "segment",
            segment=(segment.name,),
            persona=(persona.name for persona in segment.personas),
            theme=(line.theme for line in told["heard"]),
            language=languages(heard),
        ),
    )


def _asks_of(question: Question, segment: str, inside: frozenset[str]) -> bool:
    gap = question.gap
    return question.listing in ("ranked", "hedge") and (gap.segment == segment or gap.persona in inside)


def _core(answer: CoreAnswer, asked: Sequence[Question], picture: Picture, at: Addresses) -> Core:
    lines = [insight_line(i, at) for key in answer.insights if (i := picture.insight.get(key)) and section(i) != "retired"]
    asking: Iterable[Question] = ()
    if answer.state != "answered":
        asking = (q for q in asked if _WOULD_ANSWER[answer.question](q, picture.insight.get(q.gap.insight)))
    return Core(answer, tuple(lines[:NEAREST]), tuple(question_line(q, at) for q in list(asking)[:NEAREST]))


_WOULD_ANSWER: dict[CoreQuestion, Callable[[Question, Insight | None], bool]] = {
    "who": lambda question, _: question.gap.kind == "uncovered",
    "what": lambda question, about: about.kind in NEEDS if about else question.gap.kind in ("planned", "asked", "emerging"),
    "offering": lambda _, about: (about.kind in OFFERING or bool(about.so_what.strip())) if about else False,
    "channels": lambda question, _: bool(question.gap.stage),
}


def _values(segment: Segment, heard: Sequence[InsightLine], at: Addresses) -> list[Value]:
    return [_value(persona, [line for line in heard if line.insight.persona == persona.id], at) for persona in segment.personas]


def _value(persona: Persona, mine: Sequence[InsightLine], at: Addresses) -> Value:
    seeks = tuple(line for line in mine if line.insight.motivation or line.insight.kind in VALUES)
    hinders = tuple(line for line in mine if line.insight.challenge or line.insight.kind in HINDERS)
    return Value(persona, at.persona(persona.id), seeks[:VALUED], hinders[:VALUED])
