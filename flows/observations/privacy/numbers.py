"""Numbers: identity codes, accounts, cards, business ids and numbers of documents, proved by their check signs or by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban, luhn
from stdnum.fi import alv, hetu, ytunnus
from stdnum.se import personnummer
from stdnum.us import ssn

from flows.model.spans import Span
from flows.observations.privacy.context import DIGIT, Check, around, before, certain


def number_spans(text: str) -> Iterator[Span]:
    """Certain hits in a text that has digits, the surest kinds first; they may overlap."""
    digits = len(DIGIT.findall(text))
    for kind, least, pattern, sure in _CHECKED:
        for match in pattern.finditer(text) if digits >= least else ():
            if end := sure(text, match):
                yield Span(match.start("hit"), end, kind)


def _identity_code(text: str, match: re.Match[str]) -> int:
    """Finnish personal identity code, with the signs for centuries of 2023; without its check sign only beside words for it."""
    real = hetu.is_valid(match["hit"].replace("–", "-"), allow_temporary=True)
    return match.end("hit") if real or _IDENTITY_WORDS.search(before(text, match)) else 0


def _swedish_code(_: str, match: re.Match[str]) -> int:
    return match.end("hit") if personnummer.is_valid(match["hit"]) else 0


def _american_code(text: str, match: re.Match[str]) -> int:
    named = _IDENTITY_WORDS.search(around(text, match))
    return match.end("hit") if named or ssn.is_valid(match["hit"]) else 0


def _account(_: str, match: re.Match[str]) -> int:
    """IBAN (ISO 13616). Words in capitals may stand after it, so shorter ends are tried too."""
    hit = match["hit"]
    for end in range(len(hit), 14, -1):
        if hit[end - 1].isalnum() and iban.is_valid(re.sub(r"[\s-]", "", hit[:end])):
            return match.start("hit") + end
    return 0


def _card(text: str, match: re.Match[str]) -> int:
    """Payment card: Luhn's check digit (ISO/IEC 7812), and the form of a card or a word for one."""
    formed = _CARD_FORM.fullmatch(match["hit"]) or _CARD_WORDS.search(around(text, match, 45))
    return match.end("hit") if formed and luhn.is_valid(re.sub(r"\D", "", match["hit"])) else 0


def _business_id(_: str, match: re.Match[str]) -> int:
    hit = match["hit"]
    return match.end("hit") if (alv.is_valid(hit) if hit.startswith("FI") else ytunnus.is_valid(hit)) else 0


_IDENTITY = re.compile(
    r"(?<![\w-])(?P<hit>(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d\d)[-+–A-FU-Ya-fu-y](?P<number>\d{3})(?P<check>[0-9A-Ya-y]))(?!\w)"
)
_IDENTITY_WORDS = re.compile(
    r"\b(?:hetu|henkilötunnu|sotu|sosiaaliturvatunnu|henkilönumero|personal identity|identity (?:code|number)|social security|ssn|personnummer)"
)
_SWEDISH = re.compile(r"(?<![\w-])(?P<hit>(?:19|20)?\d{6}[-+]\d{4})(?![\w-])")
_AMERICAN = re.compile(r"(?<![\w-])(?P<hit>\d{3}-\d\d-\d{4})(?![\w-])")
_BRITISH = re.compile(r"(?<![\w-])(?P<hit>[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D])(?![\w-])")
_IBAN = re.compile(r"(?<!\w)(?P<hit>[A-Za-z]{2}\d\d(?:[ -]?[A-Za-z0-9]){11,30})(?!\w)")
_CARD_NUMBER = re.compile(r"(?<![\w-])(?P<hit>\d(?:[ -]?\d){11,18})(?![\w-])")
_CARD_FORM = re.compile(r"(?:[456]\d{3}|2[2-7]\d\d|35\d\d)(?:[ -]?\d{4}){3}|3[47]\d\d[ -]?\d{6}[ -]?\d{5}")
_CARD_WORDS = re.compile(r"kort[ti]|\bcard|visa|mastercard|amex")
_BUSINESS = re.compile(r"(?<![\w-])(?P<hit>\d{7}-\d|FI ?\d{8})(?![\w-])")
_DOCUMENT = re.compile(
    r"(?i:\b(?:passi(?:n|ni|numero(?:ni)?)?|passport|ajokort(?:ti|in|tini)(?:numero(?:ni)?)?|driv(?:er['’]?s?|ing) licen[cs]e"
    r"|henkilökort(?:ti|in)|(?:identity|id) card|pass(?:nummer)?|körkort)\b"
    r"(?:[\s:#]+(?:no|nro|nr|number|numero(?:ni)?|nummer|is|on|oli|was|är))*[\s:.#]{1,3})(?P<hit>(?=[\dA-Z-]*\d{2})[A-Z]{0,6}\d[\dA-Z-]{4,16})(?![\w-])"
)

_CHECKED: tuple[tuple[str, int, re.Pattern[str], Check], ...] = (
    ("identity-code", 9, _IDENTITY, _identity_code),
    ("identity-code", 10, _SWEDISH, _swedish_code),
    ("document-number", 2, _DOCUMENT, certain),
    ("account", 2, _IBAN, _account),
    ("card", 12, _CARD_NUMBER, _card),
    ("identity-code", 9, _AMERICAN, _american_code),
    ("identity-code", 6, _BRITISH, certain),
    ("business-id", 8, _BUSINESS, _business_id),
)
"""Kind, the digits that a hit has at least, its form, and what proves it."""
