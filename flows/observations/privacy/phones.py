"""Phones: telephone numbers by the forms in which people write them, and by the numbering plans that `phonenumbers` knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import Leniency, NumberParseException, PhoneNumberMatcher, PhoneNumberType, is_possible_number, number_type, parse

from flows.model.spans import Span
from flows.observations.privacy.context import NUMBERED, before

REGIONS = ("FI", "SE", "GB", "US")
"""Countries whose numbering plans are tried where a number has no country code."""


def phone_spans(text: str) -> Iterator[Span]:
    """Certain hits in a text that has digits; they may overlap."""
    for match in _NAMED.finditer(text):
        if 6 <= _digits(match["hit"]) <= 13:
            yield Span(match.start("hit"), match.end("hit"), "phone")
    for match in _FORMS.finditer(text):
        if _is_phone(text, match):
            yield Span(match.start("hit"), match.end("hit"), "phone")
    if _LONG.search(text):
        yield from _planned(text)


def _is_phone(text: str, match: re.Match[str]) -> bool:
    hit = match["hit"]
    if hit.startswith("+"):
        return _possible(hit)
    return hit.startswith("00") or not _anothers(before(text, match, 25))


def _planned(text: str) -> Iterator[Span]:
    """Valid numbers of a country's plan, written in groups or beside a word for telephones; no companies' free and service numbers."""
    matches = [match for region in REGIONS for match in PhoneNumberMatcher(text, region, Leniency.VALID)]
    services = {(match.start, match.end) for match in matches if number_type(match.number) not in _PERSONAL}
    for start, end in sorted({(match.start, match.end) for match in matches} - services):
        told, written = text[max(0, start - 30) : start].casefold(), text[start:end]
        grouped = _GROUPED.search(written) or _WORDS.search(told)
        if grouped and not _anothers(told) and not _DATED.search(written):
            yield Span(start, end, "phone")


def _anothers(told: str) -> bool:
    """Whether the words before a number say that it is no phone's."""
    return bool(NUMBERED.search(told)) and not _WORDS.search(told)


def _possible(number: str) -> bool:
    try:
        return is_possible_number(parse(number))
    except NumberParseException:
        return False


def _digits(hit: str) -> int:
    return sum(sign.isdigit() for sign in hit)


_PERSONAL = frozenset(
    (
        *(PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.VOIP),
        PhoneNumberType.PERSONAL_NUMBER,
    )
)
_LONG = re.compile(r"\d(?:\D{0,3}\d){6}")
_GROUPED = re.compile(r"^(?:\+|\(?0\d|\(\d{3}\) ?\d)")
_DATED = re.compile(
    r"^\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|^(?:19|20)\d\d[-./ ](?:\d\d|(?:19|20)\d\d)\b|^\d{1,2}[.:]\d\d|/(?:19|20)\d\d$"
)
_WORDS = re.compile(r"puh|gsm|phone|mobile|\btel\b|\bcall|\bfax|\bdesk\b|soit|numero(?:ni|on|sta)\b|whatsapp|ring |mobil")
_FORMS = re.compile(
    r"(?<![\w./+-])(?<!\d,)(?P<hit>"
    r"(?:\+|00(?=[1-9]))\d{1,3}[ .-]?(?:\(0?\)[ .-]?)?\d(?:[ .-]?\d){5,11}"
    r"|\(?0(?:4\d|50)\)?(?:[ -]?\d){6,8}"
    r"|(?:\(0(?:[235689]|1[3-9])\)[ -]?|0(?:[235689]|1[3-9])[ -])\d{3,4}[ -]?\d{2,4}"
    r"|0(?:(?:7\d{3}|1\d{3})[ -]?\d{3}[ -]?\d{3,4}|20[ -]?[378]\d{3}[ -]?\d{4})"
    r"|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[ .-]\d{4}"
    r")(?: ?x\d{1,5})?(?!\w|-\d|[.,]\d)"
)
_NAMED = re.compile(
    r"(?i:\b(?:puh|puhelin(?:numero(?:ni|si)?)?|gsm|matkapuhelin|(?:tele)?phone(?: number)?|mobile|tel|fax|desk|call me (?:at|on)"
    r"|soita|soittaa|numeroon|whatsapp)\b[.:]?(?:\s(?:is|on|nro|no)\b)?[:\s]{0,3})(?P<hit>\+?\(?\d(?:[ ()./-]{0,2}\d){5,12})(?![\w-]|[.,/]\d)"
)
