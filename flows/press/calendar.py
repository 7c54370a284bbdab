"""Calendar: coming sessions as an iCalendar file (RFC 5545), which every calendar program reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar, Event

from flows.press.escape import plain

MADE_BY = "-//Uoma//Sessions with customers//EN"
AN_HOUR = timedelta(hours=1)
"""Set aside for a session of which nobody says when it ends."""


def calendar(facts: Mapping[str, Any]) -> bytes:
    """The calendar `facts["name"]` of `facts["events"]`, stamped with the day `facts["stamp"]`: the same facts, the same bytes.

    An event has `uid`, `title` and `on`, a day; it may have `begins` and `ends`, times of that day, and `place` and `about`. Times are
    local and float: whoever joins is where the session is. Without `begins` it takes the whole day. Words are text, on one line each.
    """
    made = Calendar()
    made.add("prodid", MADE_BY)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", plain(facts["name"]))
    for event in facts["events"]:
        made.add_component(_event(event, facts["stamp"]))
    return bytes(made.to_ical())


def _event(told: Mapping[str, Any], stamp: date) -> Event:
    made = Event()
    made.add("uid", plain(told["uid"]))
    made.add("dtstamp", datetime.combine(stamp, time(), UTC))
    for name, value in _when(told["on"], told.get("begins"), told.get("ends")).items():
        made.add(name, value)
    words = {"summary": told["title"], "location": told.get("place"), "description": told.get("about")}
    for name, text in words.items():
        if text:
            made.add(name, plain(text))
    made.add("transp", "OPAQUE" if told.get("begins") else "TRANSPARENT")
    return made


def _when(on: date, begins: time | None, ends: time | None) -> dict[str, date]:
    """First and last moment; the last day of a whole day is the next one, as the standard has it."""
    if begins is None:
        return {"dtstart": on, "dtend": on + timedelta(days=1)}
    start = datetime.combine(on, begins)
    return {"dtstart": start, "dtend": datetime.combine(on, ends) if ends and ends > begins else start + AN_HOUR}
