"""Contact hours: how much each part of the organisation meets customers, and which parts do not. Never who."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Literal

from flows.model.noun import Words
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.registers import Exposure, Session
from flows.pages.addresses import Addresses, Ref, anchor
from flows.pages.sessions import next_session

LATELY = timedelta(weeks=6)
"""Two hours every six weeks for everybody who has a say in the product keeps it good (Spool 2011)."""
A_YEAR = timedelta(days=365)
LEADERS = frozenset(
    ("johto", "johtaja", "johtajat", "johtoryhmä", "leadership", "leader", "leaders", "management", "executive", "executives")
)
"""How registers write the seniority of those who lead."""

Grade = Literal["leadership", "unsaid", ""]


@dataclass(frozen=True, slots=True)
class Hours:
    """Time spent with customers in some span."""

    hours: float = 0.0
    people: int = 0
    """Colleagues who took part, once for each time."""
    person_hours: float | None = 0.0
    """None where so few took part that it would tell who."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit, or one level of seniority."""

    ref: Ref
    anchor: str
    lately: Hours
    year: Hours
    last: date | None
    """When it last met a customer, as far as the register goes."""
    grade: Grade = ""


class ContactHours:
    """One page, `contact.md`; nothing where no hours are kept."""

    name: ClassVar[str] = "contact"

    def pages(self, picture: Picture) -> Iterable[Page]:
        if not picture.rows(Exposure):
            return
        met, lines, privacy = heard_until(picture), units(picture), picture.organisation.privacy
        facts = {
            "units": lines,
            "grades": grades(met, picture) if any(row.seniority.strip() for row in met) else [],
            "pockets": [line for line in lines if _is_pocket(line, picture)],
            "lately": hours(met, picture, LATELY),
            "met": sum(line.lately.hours > 0 for line in lines),
            "since": picture.cycle.today - LATELY,
            "smallest": privacy.smallest_group,
            "next": next_session(picture),
            "sessions": bool(picture.rows(Session)),
        }
        yield Page(path="contact.md", title="", template="contact.md.j2", facts=facts, weight=0.5)


def heard_until(picture: Picture) -> list[Exposure]:
    """The hours that have been, the latest first; what is still to come is a plan."""
    rows = [row for row in picture.rows(Exposure) if row.on <= picture.cycle.today]
    return sorted(rows, key=lambda row: (-row.on.toordinal(), row.key))


def hours(rows: Iterable[Exposure], picture: Picture, span: timedelta) -> Hours:
    """Hours of the rows that lie within `span` before today; person-hours are hours times people."""
    within = [row for row in rows if picture.cycle.today - span < row.on <= picture.cycle.today]
    people = sum(row.people for row in within)
    few = 0 < people < picture.organisation.privacy.smallest_group
    return Hours(sum(row.hours for row in within), people, None if few else sum(row.hours * row.people for row in within))


def units(picture: Picture) -> list[UnitLine]:
    """Every unit of the organisation and every other that the register names: most hours lately first, the organisation's own order then."""
    at, met = Addresses.of(picture), heard_until(picture)
    known = [unit.id for unit in picture.organisation.units]
    every = dict.fromkeys([*known, *sorted({row.unit for row in met})])
    lines = [_line(at.unit(unit), anchor("unit", unit), [row for row in met if row.unit == unit], picture) for unit in every]
    return sorted(lines, key=lambda line: (-line.lately.hours, -line.year.hours))


def pockets(picture: Picture) -> list[UnitLine]:
    """Units of the organisation in which nobody has met a customer lately; those that never did first. Nothing where no hours are kept."""
    lines = units(picture) if heard_until(picture) else []
    return sorted((line for line in lines if _is_pocket(line, picture)), key=lambda line: (line.last or date.min, line.anchor))


def leadership(picture: Picture) -> UnitLine | None:
    """What those who lead have met of customers; None where the register does not tell seniority."""
    met = heard_until(picture)
    return grades(met, picture)[0] if any(row.seniority.strip() for row in met) else None


def grades(met: Sequence[Exposure], picture: Picture) -> list[UnitLine]:
    """Leadership first, with or without hours; then the other levels, those with most hours lately first; last what nobody has graded."""
    named: dict[str, list[Exposure]] = {"leadership": []}
    for row in met:
        level = row.seniority.strip()
        named.setdefault("leadership" if level.casefold() in LEADERS else level, []).append(row)
    told = [_line(_said(level), anchor("level", level or "unsaid"), rows, picture, _grade(level)) for level, rows in sorted(named.items())]
    return sorted(told, key=lambda line: (("leadership", "", "unsaid").index(line.grade), -line.lately.hours, -line.year.hours))


def _grade(level: str) -> Grade:
    return "leadership" if level == "leadership" else "" if level else "unsaid"


def _said(level: str) -> Ref:
    return Ref(Words(fi=level, en=level))


def _line(ref: Ref, place: str, rows: Sequence[Exposure], picture: Picture, grade: Grade = "") -> UnitLine:
    last = max((row.on for row in rows if row.hours > 0), default=None)
    return UnitLine(ref, place, hours(rows, picture, LATELY), hours(rows, picture, A_YEAR), last, grade)


def _is_pocket(line: UnitLine, picture: Picture) -> bool:
    own = {anchor("unit", unit.id) for unit in picture.organisation.units}
    return line.anchor in own and line.lately.hours == 0
