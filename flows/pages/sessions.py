"""Sessions: where colleagues can meet customers next, how to join, and a calendar of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any, ClassVar, Literal

from flows.model.noun import Words, slug
from flows.model.organisation import Organisation
from flows.model.pages import Leaf, Page
from flows.model.picture import Picture
from flows.model.registers import Session
from flows.pages.addresses import Addresses, Ref, anchor, paths

CALENDAR = "sessions.ics"
"""All coming sessions, for a calendar program."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A session as pages tell it."""

    session: Session
    anchor: str
    study: Ref
    calendar: str
    """Address of its own calendar file."""
    begins: time | None
    """None where the register says no time, or says it in words."""
    ends: time | None

    @property
    def in_words(self) -> str:
        """When, where that is not said as a time: `aamupäivä`."""
        return "" if self.begins else self.session.at


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom to turn to: a form, an e-mail address, or nobody named."""

    kind: Literal["form", "mail", "nobody"]
    address: str = ""


class Sessions:
    """One page, `sessions.md`, and calendar files beside it; nothing where no sessions are kept."""

    name: ClassVar[str] = "sessions"

    def pages(self, picture: Picture) -> Iterable[Page | Leaf]:
        if not picture.rows(Session):
            return
        every = sessions(picture)
        coming = [each for each in every if each.session.on >= picture.cycle.today]
        facts = {
            "coming": coming,
            "past": [each for each in reversed(every) if each.session.on < picture.cycle.today],
            "reach": reach(picture.organisation),
            "calendar": CALENDAR,
            "contact_hours": has_contact_hours(picture),
        }
        yield Page(path="sessions.md", title="", template="sessions.md.j2", facts=facts, weight=0.7)
        yield Leaf(path=CALENDAR, facts=_calendar(coming, picture))
        yield from (Leaf(path=each.calendar, facts=_calendar([each], picture)) for each in every)


def sessions(picture: Picture) -> list[Coming]:
    """Every session of the register, the soonest first; those of the same day by the clock."""
    at, rows = Addresses.of(picture), picture.rows(Session)
    files = paths("sessions", (row.id for row in rows))
    told = [_coming(row, files[row.id].removesuffix(".md") + ".ics", at) for row in rows]
    return sorted(told, key=lambda each: (each.session.on, each.begins or time.max, each.session.id))


def next_session(picture: Picture) -> Coming | None:
    """The soonest session that colleagues can still join; one with places before one without."""
    coming = [each for each in sessions(picture) if each.session.on >= picture.cycle.today]
    return next((each for each in coming if each.session.seats), coming[0] if coming else None)


def reach(organisation: Organisation) -> Reach:
    """Whom to write to, by the organisation's `contact`; an address that is neither kind leads nowhere."""
    given = organisation.contact.strip()
    if _FORM.fullmatch(given):
        return Reach("form", given)
    return Reach("mail", given) if _MAIL.fullmatch(given) else Reach("nobody")


def clock(at: str) -> tuple[time | None, time | None]:
    """When a session begins and ends, as people write it: `15:30`, `klo 9`, `13.00–14.30`. None for what is no time."""
    found = _CLOCK.fullmatch(at.strip().casefold())
    if not found:
        return None, None
    begins, ends = _time(found[1], found[2]), _time(found[3], found[4])
    return begins, (ends if begins and ends and ends > begins else None)


def has_contact_hours(picture: Picture) -> bool:
    """Whether there is a page of contact hours to link to."""
    return bool(picture.registers.get("exposure"))


_FORM = re.compile(r"https://[^\s\"'<>\\]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CLOCK = re.compile(r"(?:klo\.?|kello|at)?\s*(\d{1,2})(?:[:.](\d{2}))?(?:\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?)?")
_SEATS = Words(fi="Paikkoja tarkkailijoille: {seats}", en="Places for observers: {seats}")
_NAME = Words(fi="Asiakastilaisuudet", en="Sessions with customers")


def _coming(row: Session, calendar: str, at: Addresses) -> Coming:
    begins, ends = clock(row.at)
    return Coming(row, anchor("session", row.id), at.study(row.study), calendar, begins, ends)


def _time(hours: str | None, minutes: str | None) -> time | None:
    if hours is None or int(hours) > 23 or int(minutes or 0) > 59:
        return None
    return time(int(hours), int(minutes or 0))


def _calendar(every: Sequence[Coming], picture: Picture) -> dict[str, Any]:
    """The facts of a calendar file; the ids of its events do not hang on the language, so that no calendar shows a session twice."""
    name, language = picture.organisation.name, picture.organisation.language
    host = slug(name.fi or name.en) or "uoma"
    return {
        "name": f"{_NAME.told(language)}: {name.told(language)}",
        "stamp": picture.cycle.today,
        "events": [
            {
                "uid": f"{each.anchor}@{host}",
                "title": each.session.title,
                "on": each.session.on,
                "begins": each.begins,
                "ends": each.ends,
                "place": each.session.place,
                "about": _about(each, language),
            }
            for each in every
        ],
    }


def _about(each: Coming, language: str) -> str:
    seats = _SEATS.told(language).format(seats=each.session.seats) if each.session.seats else ""
    return " · ".join(filter(None, (each.in_words, each.study.name.told(language), seats)))
