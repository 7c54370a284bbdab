"""Brief: one sheet of paper for those who lead. What to act on, what changed, what to find out, and what decisions rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, get_args

from flows.model.insights import Insight
from flows.model.noun import Words
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.registers import Decision
from flows.pages.addresses import Addresses, Ref
from flows.pages.contact import LATELY, heard_until, hours, leadership, pockets
from flows.pages.decisions import Verdict, evidence_state, verdict
from flows.pages.focus import Balance, balance
from flows.pages.lines import InsightLine, counted, insight_line, question_line, section, standing_first, surest
from flows.pages.quotes import voices

KNOWN, CHANGED, NEXT, SHAKY, AREAS = 3, 3, 3, 4, 5
"""What one sheet has room for."""

Ground = Literal["mutu", "stale", "contested"]
GROUNDS: tuple[Ground, ...] = get_args(Ground)


@dataclass(frozen=True, slots=True)
class Known:
    """A claim to act on, and the next decision that rests on it."""

    line: InsightLine
    decision: Decision | None
    path: str
    """Address of the decision."""


@dataclass(frozen=True, slots=True)
class Shaky:
    """An open decision, what is wrong with what it rests on, and the claim that it is about."""

    decision: Decision
    path: str
    ground: Ground
    claim: Ref


class Brief:
    """One page, `brief.md`, of the newest cycle; nothing while nothing is known and nothing is asked."""

    name: ClassVar[str] = "brief"

    def pages(self, picture: Picture) -> Iterable[Page]:
        if any(section(insight) == "heard" for insight in picture.insights):
            yield Page(path="brief.md", title="", template="brief.md.j2", facts=_facts(picture, Addresses.of(picture)), weight=0.5)


def _facts(picture: Picture, at: Addresses) -> dict[str, object]:
    shaky = shaken(picture)
    asked = [question_line(q, at) for q in sorted(picture.questions, key=standing_first) if q.listing == "ranked"]
    return {
        "known": known(picture)[:KNOWN],
        "changed": _changed(picture, at),
        "changes": picture.changes,
        "first": len(picture.cycles) <= 1,
        "retired": [i for i in picture.changes.retired if i.origin != "theme"][:1],
        "next": asked[:NEXT],
        "shaky": shaky[:SHAKY],
        "more_shaky": max(0, len(shaky) - SHAKY),
        "open": sum(row.standing == "open" for row in picture.rows(Decision)),
        "areas": _areas(picture, at),
        "met": hours(heard_until(picture), picture, LATELY) if heard_until(picture) else None,
        "leaders": leadership(picture),
        "pockets": [line.ref for line in pockets(picture)],
        "numbers": _numbers(picture),
    }


def known(picture: Picture) -> list[Known]:
    """Sure and fresh claims of people's: those that the next decisions rest on first, then the surest of the others."""
    at, waiting = Addresses.of(picture), _open(picture)
    solid = [i for i in sorted(picture.insights, key=surest) if section(i) == "heard" and verdict(i) == "solid"]
    told = []
    for insight in solid:
        row = next((row for row in waiting if insight.key in {i.key for i in _claims(row, at)}), None)
        told.append(Known(insight_line(insight, at), row, at.decision(row.id).path if row else ""))
    return sorted(told, key=lambda each: (each.decision.due or date.max) if each.decision else date.max)


def shaken(picture: Picture) -> list[Shaky]:
    """Open decisions that rest on nothing but gut feeling, or on what is stale or contested, the soonest first."""
    at = Addresses.of(picture)
    told = [_shaken(row, at) for row in _open(picture)]
    return [each for each in told if each]


def _open(picture: Picture) -> list[Decision]:
    """Decisions that wait, the soonest first."""
    return sorted((row for row in picture.rows(Decision) if row.standing == "open"), key=lambda row: (row.due or date.max, row.id))


def _claims(row: Decision, at: Addresses) -> list[Insight]:
    """What it rests on; of what was merged, the claim that it belongs to now."""
    keys = (at.heirs_of_insights.get(key, key) for key in row.claims)
    return [at.picture.insight[key] for key in keys if key in at.picture.insight]


def _shaken(row: Decision, at: Addresses) -> Shaky | None:
    verdicts = {insight.key: verdict(insight) for insight in _claims(row, at)}
    themes: list[Verdict] = ["theme" for key in row.claims if at.picture.by_theme.get(key)]
    if evidence_state([*verdicts.values(), *themes]) == "mutu":
        return Shaky(row, at.decision(row.id).path, "mutu", Ref(Words()))
    for ground in GROUNDS[1:]:
        if weak := next((key for key, found in verdicts.items() if found == ground), ""):
            return Shaky(row, at.decision(row.id).path, ground, at.insight(weak))
    return None


def _areas(picture: Picture, at: Addresses) -> list[Balance]:
    """The weightiest focus areas, where there is work to share among them."""
    rows = [row for row in balance(picture, at) if row.weighs]
    return sorted(rows, key=lambda row: -row.weighs)[:AREAS] if any(row.days for row in rows) else []


def _changed(picture: Picture, at: Addresses) -> list[InsightLine]:
    """The gravest first; nothing in the first cycle, where everything is new."""
    if len(picture.cycles) <= 1:
        return []
    grave = ("contradicted", "weaker", "stale", "stronger", "new")
    lines = [insight_line(i, at) for i in sorted(picture.insights, key=surest) if section(i) == "heard"]
    return sorted((line for line in lines if line.change), key=lambda line: grave.index(line.change))[:CHANGED]


def _numbers(picture: Picture) -> dict[str, int]:
    heard = [insight for insight in picture.insights if section(insight) == "heard"]
    return {
        "insights": counted(picture.insights),
        "solid": sum(verdict(insight) == "solid" for insight in heard),
        "stale": sum(insight.freshness.state == "stale" for insight in heard),
        "contested": sum(insight.contested for insight in heard),
        "voices": voices(picture.counted),
        "studies": len(picture.studies),
        "questions": sum(question.listing == "ranked" for question in picture.questions),
        "answered": len(picture.changes.answered_questions),
    }
