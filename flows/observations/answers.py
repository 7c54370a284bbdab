"""Answers: what the cells of one column are – people's own words, a choice, several, a rating, a day, a number, a contact."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from flows.model.material import Cell
from flows.observations.dates import is_day
from flows.observations.scales import numbered, rates, steps
from flows.text.words import is_nothing

Answers = Literal["open", "specify", "scale", "choice", "multi", "id", "date", "private", "other"]
"""`specify` is the box beside a choice ("Other, please specify"); `other` is what is none of these: links, names of things, measures."""

SENTENCE = 5
"""Words from which what stands in such a box is more than a label."""

_SPECIFY = re.compile(
    r"\b(?:please (?:specify|explain|describe)|specify|tarkenna|täsmennä)\b|\bother\b[^/]{0,40}$|[\s_(/–-](?:muu|muut|muuta|jokin muu|joku muu)"
    r"(?:[,:]? ?(?:mikä|mitkä|mitä|kuka|miten))?\s*[)?.:]*$|^(?:muu|muu[,:]? mikä|jokin muu|joku muu)\b.{0,25}$|\b(?:selected|chose|valitsit|vastasit)\b"
    r".{0,12}\b(?:other|muu)\b",
    re.IGNORECASE,
)
_ASKS_WORDS = re.compile(
    r"\b(?:why|describe|tell us|tell me|explain|comments?|suggest\w*|improve\w*|anything else|in your own words|feedback|challenges?|pain points?|"
    r"what (?:would|could|should)|how (?:would|could|should)|example|miksi|kuvaile|kerro|perustele|kommentt\w*|palaut\w*|paranta\w*|paranne\w*|"
    r"kehit\w*|muuta|toivo\w*|toive\w*|ehdot\w*|ongelm\w*|haaste\w*|vapaa sana|omin sanoin|ruusu\w*|risu\w*|terveis\w*|mitä mieltä|"
    r"mikä (?:sai|oli|olisi))\b",
    re.IGNORECASE,
)
_NAMES_A_THING = re.compile(r"\b(?:names? of|title of|url|link|web ?page|website|nimi|nimeä|linkki|osoite)\b", re.IGNORECASE)
_IDENTIFIES = re.compile(
    r"(?:^|\b)(?:id|#|no\.?|nro|numero|tunnus|tunniste|code name|koodinimi|sequence|serial)\s*#?\s*$|\bid$", re.IGNORECASE
)
_RANGE = re.compile(r"\b([01])\s?[-–…]\s?(5|7|10)\b")
_NUMBERED = re.compile(r" \(\d{1,2}\)$")
_NAMELESS = re.compile(r"column [A-Z]{1,3}")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\W\d_]{2,}")
_PHONE = re.compile(r"(?:\+|00|0)\d[\d\s()-]{6,16}")
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|\d{6}[-+A-FU-Y]\d{3}[\dA-Z]")
_TOKEN = re.compile(r"[\w.:/-]*\d[\w.:/-]*")
_JOINED = re.compile(r"\s*;\s*|,\s+|,(?=\S)|\s*\|\s*")


def answers(header: str, cells: Sequence[Cell], beside: Sequence[tuple[str, Sequence[Cell]]] = (), coded: bool = False) -> Answers:
    """What a column's filled cells are, by their content first and by the header's words where content leaves it open.

    `beside` are the other columns of the same question (`Which do you use? / Mail`); `coded` says that the sheet writes choices as numbers,
    so that small numbers alone are no rating. Long columns are told by one cell in so many, 500 in all.
    """
    header, cells = _NUMBERED.sub("", header), _sampled(cells)
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    if not cells:
        return "specify" if _SPECIFY.search(header) else "other"
    if _are(texts, cells, _MAIL, _PHONE, _ADDRESS) and not _all_days(cells):
        return "private"
    if _identifies(header, cells):
        return "id"
    if _all_days(cells):
        return "date"
    if _rating(header, cells, coded):
        return "scale"
    if beside and (boxed := _boxed(header, cells, beside)):
        return boxed
    if len(texts) < 0.6 * len(cells) or _are(texts, cells, re.compile(r"[\d\s.:,/+%€-]+")):
        return "choice" if 1 < len({str(cell) for cell in cells}) <= max(2, len(cells) // 4) else "other"
    if 2 * sum(bool(_LINK.match(text)) for text in texts) >= len(texts):
        return "other"
    return _worded(header, texts)


def _worded(header: str, texts: Sequence[str]) -> Answers:
    """Among columns of text: own words vary, and are more than names; choices come again; several are the same few, joined."""
    if _SPECIFY.search(header) and (len(texts) < 3 or not _repeats(texts, 0.15)):
        return "specify"
    if _joined(texts):
        return "multi"
    if len(texts) >= 12 and _repeats(texts, 0.1):
        return "choice"
    if _own_words(header, texts):
        return "open"
    return "choice" if _repeats(texts, 0.5) else "other"


def _own_words(header: str, texts: Sequence[str]) -> bool:
    told = [text for text in texts if not is_nothing(text)] or list(texts)
    words = sum(len(text.split()) for text in told) / len(told)
    distinct = len({text.casefold() for text in told})
    least = 1.6 if _ASKS_WORDS.search(header) else 3
    if words < least or distinct < (len(told) if len(told) < 6 else max(5, 0.5 * len(told))):
        return False
    return not _names_only(header, told, words)


def _names_only(header: str, texts: Sequence[str], words: float) -> bool:
    """Names of courses, schools and products: few words, nearly all with a capital; or a header that asks for one."""
    if words >= 8:
        return False
    if _NAMES_A_THING.search(header):
        return True
    capitals = sum(all(word[0].isupper() or not word[0].isalpha() for word in re.findall(r"\w{4,}", text)) for text in texts)
    phrases = sum(len(text.split()) > 1 for text in texts)
    return len(texts) >= 6 and not _ASKS_WORDS.search(header) and phrases > 0.5 * len(texts) and capitals >= 0.6 * len(texts)


def _repeats(texts: Sequence[str], share: float) -> bool:
    return len({text.casefold() for text in texts}) <= max(1 + (len(texts) > 2), share * len(texts))


def _joined(texts: Sequence[str]) -> bool:
    """Whether the texts are the same few choices, joined by commas or semicolons in some of them."""
    parts = [part.strip().casefold() for text in texts for part in _JOINED.split(text) if part.strip()]
    many = sum(bool(_JOINED.search(text.strip(" ;,"))) for text in texts)
    few = 0.6 if sum(";" in text.strip() for text in texts) >= 0.3 * len(texts) else 0.35
    again = Counter(part for text in {text.casefold() for text in texts} for part in {p.strip() for p in _JOINED.split(text)} if part)
    combined = sum(times > 1 for times in again.values()) >= 2
    return len(texts) >= 6 and combined and many >= 0.2 * len(texts) and len(set(parts)) < few * len(parts)


def _boxed(header: str, cells: Sequence[Cell], beside: Sequence[tuple[str, Sequence[Cell]]]) -> Answers | None:
    """One box of a question with several: `multi` where every cell says the same, `choice` where only what the boxes beside it say too."""
    said = {str(cell).strip().casefold() for cell in cells}
    if said == {header.rpartition(" / ")[2].casefold()} or (len(said) == 1 and (len(cells) > 2 or not _SPECIFY.search(header))):
        return "multi"
    if _SPECIFY.search(header) or len(said) > 12:
        return None
    others = {str(cell).strip().casefold() for _, column in beside for cell in _sampled(column)}
    return "choice" if said <= others else None


def _rating(header: str, cells: Sequence[Cell], coded: bool) -> bool:
    if not steps(cells) or _identifies(header, cells):
        return False
    if not numbered(cells):
        return True
    values = {str(cell).strip() for cell in cells}
    if coded:  # a code may be anything: 6 is `don't know` as often as it is the best
        told = _RANGE.search(header)
        return told is not None and all(value.isdigit() and int(told[1]) <= int(value) <= int(told[2]) for value in values)
    return rates(header) or (len(cells) >= 3 and 2 < len(values) <= 7 and " " in header and not _counts(header, cells))


def _counts(header: str, cells: Sequence[Cell]) -> bool:
    return bool(re.search(r"\b(?:how many|number of|kuinka mon\w+|montako|lukumäärä|kpl|#)", header, re.IGNORECASE)) or any(
        str(cell).strip() == "0" for cell in cells
    )


def _identifies(header: str, cells: Sequence[Cell]) -> bool:
    """A header of an id over cells without spaces; or long numbers of which no two are the same."""
    told = [str(cell).strip() for cell in cells]
    if any(" " in text for text in told):
        return False
    if _NAMELESS.fullmatch(header) and len(told) > 2 and len(set(told)) == len(told) and all(map(str.isdigit, told)):
        return True
    if _IDENTIFIES.search(header.rstrip(" :?*")) and len(set(told)) > 1 and not rates(header):
        return True
    return (
        len(told) >= 8
        and len(set(told)) == len(told)
        and all(_TOKEN.fullmatch(text) and sum(map(str.isdigit, text)) >= 6 for text in told)
        and not (_all_days(cells))
    )


def _all_days(cells: Sequence[Cell]) -> bool:
    return sum(map(is_day, cells)) >= 0.8 * len(cells)


def _sampled(cells: Sequence[Cell]) -> Sequence[Cell]:
    return cells[:: -(-len(cells) // 500)] if len(cells) > 500 else cells


def _are(texts: Sequence[str], cells: Sequence[Cell], *kinds: re.Pattern[str]) -> bool:
    """Whether four in five cells wholly are of one of these kinds."""
    return bool(texts) and sum(any(kind.fullmatch(text) for kind in kinds) for text in texts) >= 0.8 * len(cells)
