"""Calendars: what is written is read back by the library that others use, whatever people have typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.press.calendar import calendar
from flows.press.escape import plain

STAMP = date(2026, 11, 21)


def facts(*events: dict[str, Any], name: str = "Tapaamiset") -> dict[str, Any]:
    known = {"uid": "session-1@mylly", "title": "Haastattelu", "on": date(2026, 12, 1)}
    return {"name": name, "stamp": STAMP, "events": [{**known, **event} for event in events]}


def read(*events: dict[str, Any]) -> list[Any]:
    return list(icalendar.Calendar.from_ical(calendar(facts(*events))).walk("VEVENT"))


def test_times_are_local_and_float_and_an_open_end_takes_an_hour() -> None:
    short, long = read({"begins": time(15, 30)}, {"begins": time(9), "ends": time(11, 15)})
    assert (short["dtstart"].dt, short["dtend"].dt) == (datetime(2026, 12, 1, 15, 30), datetime(2026, 12, 1, 16, 30))
    assert long["dtend"].dt - long["dtstart"].dt == timedelta(hours=2, minutes=15)
    assert short["dtstart"].dt.tzinfo is None
    assert short["dtstamp"].dt == datetime(2026, 11, 21, tzinfo=UTC)


def test_a_session_late_in_the_evening_ends_the_next_day() -> None:
    assert read({"begins": time(23, 30)})[0]["dtend"].dt == datetime(2026, 12, 2, 0, 30)


def test_a_session_without_a_time_takes_the_day_and_says_when_in_words() -> None:
    event = read({"about": "aamupäivä"})[0]
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 12, 1), date(2026, 12, 2))
    assert str(event["description"]) == "aamupäivä"


@pytest.mark.parametrize(
    "typed",
    [
        "Haastattelu\r\nBEGIN:VEVENT\r\nSUMMARY:vieras\r\nEND:VEVENT",
        "Kerhohuone; 2. krs, ovi \\ B",
        "Sähkö 🔌 auto 🚗, åäö",
        "x" * 10_000,
        "ääkkösiä ja 🧑‍🔧 " * 500,
        "oikealta\u202e vasemmalle\x00\x07",
        "rivi\u2028toinen\u0085kolmas",
    ],
)
def test_whatever_is_typed_is_one_line_of_text(typed: str) -> None:
    raw = calendar(facts({"title": typed, "place": typed, "about": typed}, name=typed))
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["summary"]) == str(event["location"]) == str(event["description"]) == plain(typed)
    assert raw.count(b"\r\nBEGIN:VEVENT\r\n") == 1


@given(st.text(max_size=300), st.text(max_size=300))
def test_lines_are_short_and_end_as_the_standard_says(title: str, place: str) -> None:
    raw = calendar(facts({"title": title, "place": place}))
    lines = raw.split(b"\r\n")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert str(event.get("summary", "")) == plain(title)


def test_the_same_facts_give_the_same_bytes() -> None:
    told = facts({"begins": time(15, 30), "place": "Kerho", "about": "x"}, {"uid": "session-2@mylly"})
    assert calendar(told) == calendar(told)
    assert calendar(facts()).startswith(b"BEGIN:VCALENDAR\r\n")
