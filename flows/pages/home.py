"""Home: what the organisation knows at a glance, what is new, what to ask next and what needs a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from flows.model.noun import Words
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.registers import Session
from flows.pages.addresses import Addresses, Ref, anchor
from flows.pages.lines import InsightLine, counted, insight_line, question_line, section, standing_first, surest
from flows.pages.quotes import voices
from flows.pages.sessions import next_session
from flows.text.engines import finder

SUREST, NEXT, REVIEWED, CHANGED = 6, 4, 3, 5
"""Lines in the lists of the home page: what is beside one another is about as long."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is known of one persona or one stage."""

    ref: Ref
    anchor: str
    within: Words
    """The segment or the path it belongs to."""
    owner: Ref
    voices: int
    observations: int
    insights: int
    questions: int


class Home:
    """One page: `index.md`."""

    name: ClassVar[str] = "home"

    def pages(self, picture: Picture) -> Iterable[Page]:
        yield Page(
            path="index.md",
            title=picture.organisation.name.told(picture.organisation.language),
            template="home.md.j2",
            facts=_facts(picture, Addresses.of(picture)),
            weight=0.5,
        )


def _facts(picture: Picture, at: Addresses) -> dict[str, object]:
    lines = [insight_line(insight, at) for insight in sorted(picture.insights, key=surest)]
    ranked = sorted((q for q in picture.questions if q.listing == "ranked"), key=standing_first)
    changed = [line for line in lines if line.change and section(line.insight) in ("heard", "assumed")]
    return {
        "about": picture.organisation.about,
        "counts": _counts(picture),
        "changes": picture.changes,
        "new_themes": [at.theme(key) for key in picture.changes.new_themes[:CHANGED]],
        "first": len(picture.cycles) <= 1,
        "changed": changed[:CHANGED],
        "more_changed": max(0, len(changed) - CHANGED),
        "surest": [line for line in lines if _solid(line)][:SUREST],
        "next": [question_line(question, at) for question in ranked[:NEXT]],
        "review": _review(lines),
        "reviewed": REVIEWED,
        "segments": _by_segment(picture, at),
        "ways": _by_way(picture, at),
        "focus": [at.focus(focus.id) for focus in picture.organisation.focus],
        "smallest": picture.organisation.privacy.smallest_group,
        "notes": len(picture.notes),
        "meeting": next_session(picture),
        "sessions": bool(picture.rows(Session)),
        "finder": bool(finder()),
        "board": picture.organisation.board,
        "troubles": sum(issue.severity != "note" for issue, _ in picture.issues),
    }


def _counts(picture: Picture) -> dict[str, int]:
    return {
        "insights": counted(picture.insights),
        "voices": voices(picture.counted),
        "observations": len(picture.counted),
        "documents": len(picture.documents),
        "studies": len(picture.studies),
        "questions": sum(question.listing == "ranked" for question in picture.questions),
    }


def _solid(line: InsightLine) -> bool:
    """A claim of people's that is heard, agreed on, not grown old and more than a few voices."""
    insight = line.insight
    if section(insight) != "heard" or insight.contested or not insight.evidence:
        return False
    return insight.freshness.state != "stale" and insight.confidence.level != "low"


def _review(lines: list[InsightLine]) -> dict[str, list[InsightLine]]:
    """What waits for a person, by why."""
    alive = [line for line in lines if section(line.insight) in ("heard", "assumed")]
    return {
        "contested": [line for line in alive if line.insight.contested and not line.insight.reading],
        "stale": [line for line in alive if line.insight.freshness.state == "stale"],
        "unconfirmed": [line for line in alive if _unconfirmed(line)],
    }


def _unconfirmed(line: InsightLine) -> bool:
    return line.insight.confidence.suggested == "high" and not line.insight.confidence.confirmed_by


def _by_segment(picture: Picture, at: Addresses) -> list[tuple[Ref, list[Tally]]]:
    rest = iter(personas(picture, at))
    return [(at.segment(segment.id), [next(rest) for _ in segment.personas]) for segment in picture.organisation.segments]


def _by_way(picture: Picture, at: Addresses) -> list[tuple[Ref, list[Tally]]]:
    rest = iter(stages(picture, at))
    return [(at.way(way.id), [next(rest) for _ in way.stages]) for way in picture.organisation.paths]


def personas(picture: Picture, at: Addresses) -> list[Tally]:
    """Every persona of the organisation, those that nobody has been heard of too."""
    return [
        _tally(picture, "persona", persona.id, at.persona(persona.id), segment.name, Ref(Words()))
        for segment in picture.organisation.segments
        for persona in segment.personas
    ]


def stages(picture: Picture, at: Addresses) -> list[Tally]:
    """Every stage of every path, in the order that a customer meets them."""
    return [
        _tally(picture, "stage", stage.id, at.stage(stage.id), path.name, at.unit(stage.owner))
        for path in picture.organisation.paths
        for stage in path.stages
    ]


def _tally(picture: Picture, field: str, key: str, ref: Ref, within: Words, owner: Ref) -> Tally:
    heard = [o for o in picture.counted if getattr(o, field) == key]
    return Tally(
        ref=ref,
        anchor=anchor(field, key),
        within=within,
        owner=owner,
        voices=voices(heard),
        observations=len(heard),
        insights=counted(i for i in picture.insights if getattr(i, field) == key),
        questions=sum(getattr(q.gap, field) == key and q.listing == "ranked" for q in picture.questions),
    )
