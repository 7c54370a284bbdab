"""Feedback: how far each piece has come on its way, how long it has stood there, and what is late by a rule that everybody sees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import ClassVar, Literal, get_args

from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.registers import FeedbackCase
from flows.pages.addresses import Addresses, Ref

State = Literal["received", "grouped", "decided", "acted", "declined", "told"]
STATES: tuple[State, ...] = get_args(State)
STEPS: tuple[tuple[State, ...], ...] = (("received",), ("grouped",), ("decided",), ("acted", "declined"), ("told",))
"""The way of a case; one is acted on or declined."""
LIMITS: dict[State, int] = {"received": 7, "grouped": 21, "decided": 30, "acted": 14, "declined": 14}
"""Days that a case may stay in a state before it is late. One that was told is at its end."""
TOLD_WITHIN = 30
"""Days from receiving within which whoever gave the feedback ought to have been told."""


@dataclass(frozen=True, slots=True)
class Case:
    """One piece of feedback, and how long it has stood as it is."""

    row: FeedbackCase
    theme: Ref
    unit: Ref
    age: int
    """Days since its state changed, or since it was received where that is not written down."""
    late: bool
    took: int | None
    """Days from receiving to telling; None for what is not told, or told on a day that nobody wrote down."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The cases of one state. Ages are in days: of those who were told the days it took, None where no day is known."""

    state: State
    cases: int
    late: int
    median: float | None
    oldest: int | None
    limit: int | None


@dataclass(frozen=True, slots=True)
class Subject:
    """The cases of one theme."""

    theme: Ref
    cases: int
    waiting: int
    late: int


class Feedback:
    """One page, `feedback.md`, where the register is kept."""

    name: ClassVar[str] = "feedback"

    def pages(self, picture: Picture) -> Iterable[Page]:
        if picture.rows(FeedbackCase):
            facts = _facts(picture, Addresses.of(picture))
            yield Page(path="feedback.md", title="", template="feedback.md.j2", facts=facts, weight=0.6)


def _facts(picture: Picture, at: Addresses) -> dict[str, object]:
    cases = [case(row, picture.cycle.today, at) for row in picture.rows(FeedbackCase)]
    by_state = {state: standing(state, cases) for state in STATES}
    return {
        "steps": [[by_state[state] for state in step] for step in STEPS],
        "cases": sorted(cases, key=_most_pressing),
        "waiting": sum(each.row.standing != "told" for each in cases),
        "late": sum(each.late for each in cases),
        "told_in_time": told_in_time(cases, picture.cycle.today),
        "within": TOLD_WITHIN,
        "subjects": _subjects(cases, picture.organisation.privacy.smallest_group, at),
    }


def case(row: FeedbackCase, today: date, at: Addresses) -> Case:
    """A row of the register with its age on the day `today`."""
    age = max(0, (today - (row.changed or row.received)).days)
    told = row.standing == "told" and row.changed
    took = max(0, (row.changed - row.received).days) if told and row.changed else None
    return Case(row, at.theme(row.theme), at.unit(row.unit), age, age > LIMITS.get(row.standing, age), took)


def standing(state: State, cases: Sequence[Case]) -> Standing:
    """How many stand there, and for how long: the middle one and the oldest."""
    there = [each for each in cases if each.row.standing == state]
    days = [each.took for each in there if each.took is not None] if state == "told" else [each.age for each in there]
    middle, oldest = (median(days), max(days)) if days else (None, None)
    return Standing(state, len(there), sum(each.late for each in there), middle, oldest, LIMITS.get(state))


def told_in_time(cases: Iterable[Case], today: date) -> tuple[int, int]:
    """How many were told within the time, and of how many that can be said: their time is up, or they were told before. What was told on a day
    that nobody wrote down is in neither.
    """
    sayable = [each for each in cases if each.took is not None or (each.row.standing != "told" and _up(each, today))]
    return sum(each.took is not None and each.took <= TOLD_WITHIN for each in sayable), len(sayable)


def _up(each: Case, today: date) -> bool:
    return (today - each.row.received).days > TOLD_WITHIN


def _subjects(cases: Iterable[Case], least: int, at: Addresses) -> list[Subject]:
    """Themes with as many cases as the smallest group, the most first."""
    grouped: dict[str, list[Case]] = {}
    for each in cases:
        grouped.setdefault(each.row.theme, []).append(each)
    told = {
        theme: Subject(at.theme(theme), len(of_it), sum(c.row.standing != "told" for c in of_it), sum(c.late for c in of_it))
        for theme, of_it in grouped.items()
        if theme and len(of_it) >= least
    }
    return [told[theme] for theme in sorted(told, key=lambda theme: (-told[theme].cases, theme))]


def _most_pressing(each: Case) -> tuple[bool, int, int, str]:
    """Sort key: the latest ones first, by how much; then what waits, the oldest first; what is told last."""
    over = each.age - LIMITS.get(each.row.standing, each.age)
    return (each.row.standing == "told", -max(0, over), -each.age if each.row.standing != "told" else each.age, each.row.id)
