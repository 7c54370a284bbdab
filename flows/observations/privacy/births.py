"""Births: days beside words of being born."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.model.spans import Span


def birth_spans(text: str) -> Iterator[Span]:
    """Certain hits in a text that has digits."""
    for pattern in (_BORN, _BORN_AFTER) if "synt" in text.casefold() else (_BORN,):  # a day is slow to look for where no word comes first
        yield from (Span(match.start("hit"), match.end("hit"), "birth-date") for match in pattern.finditer(text))


_MONTHS = (
    r"(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu(?:ta|n|ssa)?"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"|(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
)
_DATE = (
    r"\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS}),?\s(?:19|20)\d\d|(?:{_MONTHS})\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"
)
_BORN = re.compile(
    r"(?i:\b(?:syntyn(?:yt|eeni|yttä)|synnyin|syntymäai(?:ka|kani|jaksi)|syntymäpäivä(?:ni|si)?|synt\.?|born|birth|birthday|birthdate"
    r"|dob|d\.o\.b\.|född|födelsedag)"
    rf"\W{{0,3}}(?:(?:on|is|was|oli|in|of|den|är)\b\s*){{0,2}})(?P<hit>(?i:{_DATE}))(?!\d)"
)
_BORN_AFTER = re.compile(rf"(?<![\d.])(?P<hit>(?i:{_DATE}))(?=,? (?i:syntyn|synt\.))")
