"""Focus pages: where the organisation wants to get, what it asks on the way there, and whether its research goes where its weight is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from flows.model.organisation import Focus
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.registers import Decision, Metric
from flows.pages.addresses import Addresses, Ref
from flows.pages.lines import insight_line, question_line, section, standing_first, surest

NEAR = 0.1
"""Difference between a share of the work and a share of the weight that is still called balance."""
Deviation = Literal["balanced", "more", "less", "none", "unlinked"]
"""How an area's share of the work is to its share of the weight; `none`: it gets no work; `unlinked`: the work of no area."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One area's share of the weight, and of the person-days of the questions that are to be asked now."""

    focus: Ref
    weight: float
    weighs: float
    """Share of all weight, 0 to 1."""
    days: float
    gets: float
    """Share of all person-days, 0 to 1."""
    deviation: Deviation


@dataclass(frozen=True, slots=True)
class Trace:
    """A metric's latest value and the one before."""

    name: str
    unit: str
    latest: Metric
    before: Metric | None
    places: int
    """Decimals that both values need."""


class FocusAreas:
    """A page each, `focus/x.md`, and the list of them, `focus/index.md`, where there is any."""

    name: ClassVar[str] = "focus"

    def pages(self, picture: Picture) -> Iterable[Page]:
        at = Addresses.of(picture)
        areas = picture.organisation.focus
        rows = balance(picture, at)
        if areas:
            facts = {"areas": [(focus, at.focus(focus.id), at.unit(focus.owner)) for focus in areas], "balance": rows}
            yield Page(path="focus/index.md", title="", template="focuses.md.j2", facts=facts, weight=0.5)
        for focus in areas:
            yield _page(focus, rows, picture, at)


def _page(focus: Focus, rows: Sequence[Balance], picture: Picture, at: Addresses) -> Page:
    themes = [theme for theme in picture.themes if theme.focus == focus.id and theme.id not in at.heirs_of_themes]
    inside = {theme.id for theme in themes}
    lines = [insight_line(i, at) for i in sorted(picture.insights, key=surest) if i.theme in inside]
    asked = (q for q in picture.questions if q.gap.focus == focus.id and q.listing in ("ranked", "hedge"))
    ref = at.focus(focus.id)
    facts = {
        "focus": focus,
        "ref": ref,
        "owner": at.unit(focus.owner),
        "themes": [at.theme(theme.id) for theme in themes],
        "insights": [line for line in lines if section(line.insight) == "heard"],
        "assumed": [line for line in lines if section(line.insight) == "assumed"],
        "questions": [question_line(q, at) for q in sorted(asked, key=standing_first)],
        "decisions": [(row, at.decision(row.id), at.unit(row.owner)) for row in picture.rows(Decision) if row.focus == focus.id],
        "balance": rows,
        "mine": next(row for row in rows if row.focus == ref),
        "metrics": metrics(focus.id, picture),
    }
    title = focus.name.told(picture.organisation.language) or focus.id
    return Page(path=ref.path, title=title, template="focus.md.j2", facts=facts, weight=1.1, of=f"focus:{focus.id}")


def balance(picture: Picture, at: Addresses) -> list[Balance]:
    """Every area in the organisation's order; last the work of questions that belong to none, where there is any."""
    areas = picture.organisation.focus
    known = {focus.id for focus in areas}
    days: dict[str, float] = {}
    for question in picture.questions:
        if question.listing == "ranked" and question.tier == "now" and question.factors:
            focus = question.gap.focus if question.gap.focus in known else ""
            days[focus] = days.get(focus, 0.0) + question.factors.cost
    weight, work = sum(focus.weight for focus in areas), sum(days.values())
    rows = [_balance(at.focus(focus.id), focus.weight, focus.weight / weight, days.get(focus.id, 0.0), work) for focus in areas]
    return [*rows, *([_balance(Ref(at.focus("").name), 0.0, 0.0, days[""], work)] if days.get("") and areas else [])]


def _balance(focus: Ref, weight: float, weighs: float, days: float, work: float) -> Balance:
    gets = days / work if work else 0.0
    return Balance(focus, weight, weighs, days, gets, _deviation(weighs, gets))


def _deviation(weighs: float, gets: float) -> Deviation:
    if not weighs:
        return "unlinked"
    if not gets:
        return "none"
    return "balanced" if abs(gets - weighs) <= NEAR else "more" if gets > weighs else "less"


def metrics(focus: str, picture: Picture) -> dict[str, list[Trace]]:
    """By family the metrics of an area, each by its latest value; families without any are left out."""
    series: dict[tuple[str, str], list[Metric]] = {}
    for row in sorted((m for m in picture.rows(Metric) if m.focus == focus), key=lambda m: (m.family, m.metric, m.on, m.key)):
        series.setdefault((row.family, row.metric), []).append(row)
    told: dict[str, list[Trace]] = {}
    for (family, name), rows in series.items():
        told.setdefault(family, []).append(_trace(name, rows))
    return told


def _trace(name: str, rows: Sequence[Metric]) -> Trace:
    latest, before = rows[-1], rows[-2] if len(rows) > 1 else None
    values = [row.value for row in (latest, before) if row]
    places = next((n for n in (0, 1) if all(round(value, n) == value for value in values)), 2)
    return Trace(name, latest.unit, latest, before, places)
