"""Changes: what this cycle made stronger, weaker or new and by what; what is no longer believed, ever; and what each cycle brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from flows.model.cycles import Cycle
from flows.model.insights import Insight, TurnKind
from flows.model.noun import unique
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.registers import Decision
from flows.pages.addresses import Addresses, Ref
from flows.pages.lines import InsightLine, insight_line, question_line, section, surest

CYCLES = 24
"""Cycles that are told, the latest first."""
INSTEAD = 3
"""Claims that are told as what is thought instead."""


@dataclass(frozen=True, slots=True)
class Move:
    """How a belief moved in this cycle, and the studies that brought what moved it; none where nothing new was heard."""

    before: float | None
    after: float
    studies: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Former:
    """What used to be believed."""

    insight: Insight
    path: str
    """Empty for a claim that was taken out of its register: it has no page."""
    until: date | None
    """The day it was given up; None where it was given up before anything was recorded of it."""
    why: str
    into: Ref | None
    """What it was merged into."""
    instead: tuple[InsightLine, ...]
    """Claims that are heard of the same theme and the same persona, if it had any."""
    decisions: tuple[Ref, ...]
    """Decisions that name it."""


class WhatChanged:
    """One page: `changes.md`."""

    name: ClassVar[str] = "changes"

    def pages(self, picture: Picture) -> Iterable[Page]:
        yield Page(path="changes.md", title="", template="changes.md.j2", facts=_facts(picture, Addresses.of(picture)), weight=0.4)


def _facts(picture: Picture, at: Addresses) -> dict[str, object]:
    changes = picture.changes
    return {
        "changes": changes,
        "first": len(picture.cycles) <= 1,
        "groups": {
            "new": _lines(changes.new, at),
            "stronger": _lines(changes.stronger, at),
            "weaker": _lines(changes.weaker, at),
            "contradicted": _lines(changes.contradicted, at),
            "stale": _lines(changes.gone_stale, at),
        },
        "moves": _moves(picture, at),
        "erased": [insight_line(i, at) for i in sorted(picture.insights, key=surest) if i.key in changes.evidence_erased],
        "machine": [line for line in _known(changes.new, at) if line.insight.origin == "theme"],
        "retired": former(picture, at),
        "new_questions": [question_line(picture.question[key], at) for key in changes.new_questions if key in picture.question],
        "answered": [(question.text, at.question(question.key).path) for question in changes.answered_questions],
        "new_themes": [at.theme(key) for key in changes.new_themes],
        "new_documents": [at.document(key) for key in changes.new_documents],
        "withdrawn": [(at.called(document), at.study(document.study)) for document in changes.withdrawn_documents],
        "cycles": _cycles(picture),
    }


def former(picture: Picture, at: Addresses) -> list[Former]:
    """Every claim that is no longer believed, the last given up first: those that stand as retired, and those that this cycle lost."""
    standing = [i for i in picture.insights if i.standing == "retired"]
    gone = [i for i in picture.changes.retired if i.key not in picture.insight]
    told = [_former(insight, picture, at) for insight in (*standing, *gone) if insight.origin != "theme"]
    return sorted(told, key=lambda each: (-(each.until or date.min).toordinal(), each.insight.key))


def _former(insight: Insight, picture: Picture, at: Addresses) -> Former:
    known, history = insight.key in picture.insight, picture.histories.get(insight.key, ())
    turn = next((turn for turn in reversed(history) if turn.kind in ("retired", "merged")), None)
    always = bool(history) and turn is history[0]
    return Former(
        insight=insight,
        path=at.insight(insight.key).path if known and not insight.into else "",
        until=None if always else turn.on if turn else None if known else picture.cycle.today,
        why=(turn.why if turn else "") or insight.reading,
        into=at.insight(insight.into) if insight.into else None,
        instead=() if insight.into else _instead(insight, picture, at),
        decisions=tuple(at.decision(row.id) for row in picture.rows(Decision) if insight.key in row.claims),
    )


def _instead(insight: Insight, picture: Picture, at: Addresses) -> tuple[InsightLine, ...]:
    def near(other: Insight) -> bool:
        same = bool(insight.theme) and other.theme == insight.theme and insight.persona in ("", other.persona)
        return same and section(other) == "heard" and bool(other.evidence)

    return tuple(insight_line(other, at) for other in sorted(filter(near, picture.insights), key=surest)[:INSTEAD])


def _moves(picture: Picture, at: Addresses) -> dict[str, Move]:
    """By insight: of what grew stronger or weaker, or came to be contradicted, in this cycle."""
    changes = picture.changes
    told = ((changes.stronger, "stronger"), (changes.weaker, "weaker"), (changes.contradicted, "contradicted"))
    moved: dict[str, Move] = {}
    for keys, kind in told:
        for key in keys:
            if key in picture.insight:
                moved[key] = _move(picture.insight[key], kind, picture, at)
    return moved


def _move(insight: Insight, kind: str, picture: Picture, at: Addresses) -> Move:
    turn = next((t for t in reversed(picture.histories.get(insight.key, ())) if t.kind == kind and t.cycle == picture.cycle.name), None)
    fresh = _fresh(insight, "supports" if kind == "stronger" else "contradicts", picture) or _fresh(insight, "", picture)
    return Move(turn.before if turn else None, insight.belief.mean, tuple(at.study(study) for study in fresh))


def _fresh(insight: Insight, direction: str, picture: Picture) -> tuple[str, ...]:
    """Studies whose documents were new or had changed in this cycle, and gave the insight evidence of that direction, or of any; sorted."""
    heard = (picture.observation.get(e.observation) for e in insight.evidence if direction in ("", e.direction))
    read = picture.read_in
    return unique(sorted(o.study for o in heard if o and o.document in read and read[o.document].number == picture.cycle.number))


def _cycles(picture: Picture) -> list[tuple[Cycle, Mapping[str, int]]]:
    """The latest first, each with how many of people's claims were new, stronger, weaker, contradicted, stale or retired in it."""
    counts: dict[str, Counter[str]] = {}
    for insight in picture.insights:
        for place, turn in enumerate(picture.histories.get(insight.key, ()) if insight.origin != "theme" else ()):
            counts.setdefault(turn.cycle, Counter())[_told_as(turn.kind, place == 0)] += 1
    return [(cycle, counts.get(cycle.name, Counter())) for cycle in tuple(reversed(picture.cycles))[:CYCLES]]


def _told_as(kind: TurnKind, first: bool) -> str:
    if kind in ("retired", "merged"):
        return "retired"
    return "new" if first else kind


def _lines(keys: Iterable[str], at: Addresses) -> list[InsightLine]:
    """What people believe; what the machine words is no belief that could grow or fade."""
    return [line for line in _known(keys, at) if line.insight.origin != "theme"]


def _known(keys: Iterable[str], at: Addresses) -> list[InsightLine]:
    known = at.picture.insight
    return [insight_line(insight, at) for insight in sorted((known[key] for key in keys if key in known), key=surest)]
