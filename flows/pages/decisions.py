"""Decisions: what each rests on today, what it means for the customer, which questions wait for it and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, get_args

from flows.model.insights import Insight, TurnKind
from flows.model.observations import Observation
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.registers import Decision
from flows.pages.addresses import Addresses, Ref, anchor
from flows.pages.lines import InsightLine, QuestionLine, insight_line, question_line, section, standing_first
from flows.pages.quotes import voices

State = Literal["researched", "partial", "mutu"]
STATES: tuple[State, ...] = get_args(State)
Verdict = Literal["solid", "stale", "contested", "low", "theme", "machine", "unheard", "assumed", "retired", "unknown"]
PARTLY: frozenset[Verdict] = frozenset({"stale", "contested", "low", "theme", "machine"})
"""Heard, and yet not enough to call a decision researched."""
WAITING = ("ranked", "hedge", "unlinked")
"""Listings of questions that still want an answer."""


@dataclass(frozen=True, slots=True)
class Basis:
    """One claim or theme that a decision names, and what it is worth as evidence."""

    ref: Ref
    verdict: Verdict
    line: InsightLine | None = None
    voices: int = 0
    """People who were heard on a theme; a claim has its own."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a decision is worth looking at again, and the day on which it came to be so, where that is known."""

    basis: Basis
    kind: Literal["retired", "stale", "contested"]
    since: date | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """One decision as its page shows it."""

    row: Decision
    anchor: str
    state: State
    bases: tuple[Basis, ...]
    doubts: tuple[Doubt, ...]
    owner: Ref
    focus: Ref
    questions: tuple[QuestionLine, ...]
    late: bool
    """It is open, and its day has gone by."""
    unreviewed: bool
    """It was made, the day of its review has gone by, and nobody has written what came of it."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """How many decisions of one quarter are researched, partly so, or made by gut feeling; year 0 for those without a day."""

    year: int
    number: int
    counts: dict[State, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class Decisions:
    """One page, `decisions.md`, where the register is kept."""

    name: ClassVar[str] = "decisions"

    def pages(self, picture: Picture) -> Iterable[Page]:
        if picture.rows(Decision):
            facts = _facts(picture, Addresses.of(picture))
            yield Page(path="decisions.md", title="", template="decisions.md.j2", facts=facts, weight=0.7)


def _facts(picture: Picture, at: Addresses) -> dict[str, object]:
    told = [_resolution(row, picture, at) for row in picture.rows(Decision)]
    alive = [each for each in told if each.row.standing != "dropped"]
    return {
        "groups": {
            "open": sorted((r for r in told if r.row.standing == "open"), key=lambda r: (r.row.due or date.max, r.row.id)),
            "made": sorted((r for r in told if r.row.standing == "made"), key=lambda r: (-_day(r.row).toordinal(), r.row.id)),
            "dropped": sorted((r for r in told if r.row.standing == "dropped"), key=lambda r: r.row.id),
        },
        "again": [each for each in alive if each.doubts],
        "unreviewed": [each for each in alive if each.unreviewed],
        "counts": {state: sum(each.state == state for each in alive) for state in STATES},
        "quarters": quarters(alive),
    }


def evidence_state(verdicts: Iterable[Verdict]) -> State:
    """Researched with one solid claim; partial where something was heard at all; else mutu: gut feeling."""
    found = set(verdicts)
    return "researched" if "solid" in found else "partial" if found & PARTLY else "mutu"


def verdict(insight: Insight) -> Verdict:
    """What one claim is worth as evidence for a decision: the gravest thing that speaks against resting on it, or `solid`."""
    if insight.standing == "retired":
        return "retired"
    if not insight.evidence:
        return "assumed" if section(insight) == "assumed" else "unheard"
    if section(insight) == "machine":
        return "machine"
    if insight.freshness.state == "stale":
        return "stale"
    if insight.contested and not insight.reading:
        return "contested"
    return "low" if insight.confidence.level == "low" else "solid"


def quarters(told: Sequence[Resolution]) -> list[Quarter]:
    """The newest first, by the day on which each was made or is due; those without a day last."""
    grouped: dict[tuple[int, int], list[Resolution]] = {}
    for each in told:
        day = each.row.decided or each.row.due
        grouped.setdefault((day.year, (day.month + 2) // 3) if day else (0, 0), []).append(each)
    return [
        Quarter(year, number, {state: sum(r.state == state for r in grouped[year, number]) for state in STATES})
        for year, number in sorted(grouped, reverse=True)
    ]


def _resolution(row: Decision, picture: Picture, at: Addresses) -> Resolution:
    bases = tuple(_basis(name, picture, at) for name in row.claims)
    today = picture.cycle.today
    return Resolution(
        row=row,
        anchor=anchor("decision", row.id),
        state=evidence_state(basis.verdict for basis in bases),
        bases=bases,
        doubts=_doubts(row, bases, picture) if row.standing != "dropped" else (),
        owner=at.unit(row.owner),
        focus=at.focus(row.focus),
        questions=_waiting(row, picture, at),
        late=row.standing == "open" and row.due is not None and row.due < today,
        unreviewed=row.standing == "made" and row.review is not None and row.review < today and not row.outcome,
    )


def _basis(name: str, picture: Picture, at: Addresses) -> Basis:
    """A claim goes before a theme of the same id; what was merged counts as what it was merged into."""
    claim = picture.insight.get(name) or next((i for i in picture.insights if i.key.casefold() == name.casefold()), None)
    if claim:
        claim = _heir(claim, picture)
        return Basis(at.insight(claim.key), verdict(claim), insight_line(claim, at))
    theme = next((t for t in picture.themes if t.id.casefold() == name.casefold()), None)
    if theme is None:
        return Basis(at.insight(name), "unknown")
    heard = [o for o in picture.by_theme.get(theme.id, ()) if _weighs(o, picture)]
    return Basis(at.theme(theme.id), "theme" if heard else "unheard", voices=voices(heard))


def _heir(insight: Insight, picture: Picture) -> Insight:
    """What it was merged into, by however many steps."""
    passed = {insight.key}
    while insight.into in picture.insight and insight.into not in passed:
        insight = picture.insight[insight.into]
        passed.add(insight.key)
    return insight


def _weighs(observation: Observation, picture: Picture) -> bool:
    """Whether it was heard from customers: hearsay and colleagues' opinions open questions and weigh nothing."""
    return picture.organisation.research.grades.get(observation.provenance, 0) > 0


def _doubts(row: Decision, bases: Iterable[Basis], picture: Picture) -> tuple[Doubt, ...]:
    """Of a decision that is made, only what has come about since; before one is made, all that its maker should know."""
    return tuple(doubt for basis in bases if (doubt := _doubt(basis, picture)) and _matters(doubt, row, picture))


def _doubt(basis: Basis, picture: Picture) -> Doubt | None:
    insight = basis.line.insight if basis.line else None
    if insight is None or section(insight) == "machine":
        return None
    if insight.standing == "retired":
        return Doubt(basis, "retired", _since(insight, "retired", picture))
    if insight.freshness.state == "stale":
        return Doubt(basis, "stale", insight.freshness.until or _since(insight, "stale", picture))
    return Doubt(basis, "contested", _since(insight, "contradicted", picture)) if insight.contested else None


def _matters(doubt: Doubt, row: Decision, picture: Picture) -> bool:
    """What has been so since nobody knows when counts from the first day that anything is known of the insight."""
    insight = doubt.basis.line.insight if doubt.basis.line else None
    if row.standing == "open":
        return doubt.kind != "contested" or not (insight and insight.reading)
    history = picture.histories.get(insight.key, ()) if insight else ()
    made, since = row.decided or row.due, doubt.since or (history[0].on if history else None)
    return made is None or since is None or since > made


def _since(insight: Insight, kind: TurnKind, picture: Picture) -> date | None:
    """The day of the latest turn of that kind; none where the insight was so from its first record on."""
    return next((turn.on for turn in reversed(picture.histories.get(insight.key, ())[1:]) if turn.kind == kind), None)


def _waiting(row: Decision, picture: Picture, at: Addresses) -> tuple[QuestionLine, ...]:
    asked = (q for q in picture.questions if q.listing in WAITING and any(_for(gap.decision, row) for gap in (q.gap, *q.also)))
    return tuple(question_line(question, at) for question in sorted(asked, key=standing_first))


def _for(name: str, row: Decision) -> bool:
    return name.casefold() == row.id.casefold()


def _day(row: Decision) -> date:
    return row.decided or row.due or date.min
