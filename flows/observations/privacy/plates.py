"""Plates: registration numbers of vehicles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.model.spans import Span
from flows.observations.privacy.context import around


def plate_spans(text: str) -> Iterator[Span]:
    """Certain hits in a text that has digits: three letters and three digits alone, others beside words of vehicles."""
    for match in _FINNISH.finditer(text):
        letters = match["letters"]
        whole = len(letters) == 3 and letters.isupper() and len(match["number"]) == 3 and letters not in _KNOWN_CODES
        if whole or _WORDS.search(around(text, match)):
            yield Span(match.start("hit"), match.end("hit"), "plate")
    for match in _OTHERS.finditer(text):
        if match["british"] or _WORDS.search(around(text, match)):
            yield Span(match.start("hit"), match.end("hit"), "plate")


_FINNISH = re.compile(r"(?<![\w-])(?P<hit>(?P<letters>[A-ZÅÄÖ]{2,3}|[a-zåäö]{3})-(?P<number>\d{1,3}))(?![\w-])")
_OTHERS = re.compile(
    r"(?<![\w-])(?P<hit>(?P<british>[A-HJ-PR-Y][A-HJ-PR-Y]\d\d [A-HJ-PR-Z]{3})|[A-Z]{2}\d\d[A-Z]{3}|[A-Z]{3} ?\d{2}[\dA-Z]|[A-ZÅÄÖ]-\d{1,4}|CD-\d{1,4}"
    r"|[a-zåäö]{3} \d{3}|\d{3}-[A-Z]{3})(?![\w-])"
)
_WORDS = re.compile(
    r"rekisteri(?:n|t|kilpi|kilve|ss)|rekkari|rek\.|kilpi|kilve|\bauto(?:ni|n|lla|mme)?\b|mopo|moottoripyör|plate|registration|\bcar\b|vehicle|\bvan\b"
)
_KNOWN_CODES_TEXT = """
API ASA BUG CAS CRM CVE DIN DOC EAN EEC ERP ETA EUR FAQ FIX GDP HTT IEC IFR INC INT ISO ITE KPI LTE MVP NPS NRO OBS PDF PEP PIN
PRO QMS RAL REF REQ REV RFC SAP SFS SHA SKU SLA SMS SQL TAM TIC TKT TLS UCS URL USB USD UTF VAT VER XML
"""
_KNOWN_CODES = frozenset(_KNOWN_CODES_TEXT.split())
