"""Strangers: people whom no register knows, by their first names, by what introduces them, and by how names are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from flows.observations.privacy.first_names import first_names
from flows.observations.privacy.forms import name_index
from flows.observations.privacy.homonyms import common_words
from flows.observations.privacy.neighbours import begins, written_as_name
from flows.observations.privacy.register import OWNER
from flows.observations.privacy.things import Things
from flows.text.inflection import bases_of
from flows.text.words import stop_words


@dataclass(frozen=True, slots=True)
class Stranger:
    """A stretch of text that names somebody: surely, or perhaps."""

    start: int
    end: int
    sure: bool


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    first: bool
    """It begins a sentence, where every word has a capital."""
    plain: str
    given: bool
    ground: bool
    """A first name in its base form: what a surname may follow."""
    common: bool
    """It is an everyday word as well."""
    thing: bool


class Strangers:
    """Finds names of people in a text from which registered people and other personal data have been taken out.

    `things` are words that are no people's; their case forms are left alone.
    Sure are: a first name that is no everyday word; a first name and a word written as a name after it; a title and a word written as a name;
    a word after `my name is`. Perhaps: first names that are everyday words, words like surnames, and two or three words written as names together.
    """

    def __init__(self, things: Things) -> None:
        self._things = things
        self._read = cache(self._told)

    def found(self, text: str) -> list[Stranger]:
        """Those in the text, in order; they do not overlap."""
        written = [match for match in _CAPITAL.finditer(text) if match.group()[0].isupper()]
        titled = _in_title_case(text, len(written))
        told = [stranger for row in self._rows(text, written) for stranger in _judged(row, text) if not titled or stranger.sure]
        return sorted([*told, *_said_small(text)], key=lambda each: each.start)

    def _rows(self, text: str, written: Iterable[re.Match[str]]) -> Iterator[list[_Word]]:
        """Words written as names that stand side by side."""
        row: list[_Word] = []
        for match in written:
            between = text[row[-1].end : match.start()] if row else ""
            if row and between != " " and not (between == ". " and row[-1].end - row[-1].start == 1):
                yield row
                row = []
            row.append(self._word(text, match))
        if row:
            yield row

    def _word(self, text: str, match: re.Match[str]) -> _Word:
        length, plain, *told = self._read(match.group())
        start = match.start()
        return _Word(start, start + length, begins(text[max(0, start - _REACH) : start]), plain, *told)

    def _told(self, met: str) -> tuple[int, str, bool, bool, bool, bool]:
        """What a word tells wherever it stands: its length without what follows its apostrophe, and the latter fields of `_Word`."""
        written = OWNER.sub("", met)
        plain = written.casefold()
        thing = not written_as_name(written) or self._things.has(plain)
        return len(written), plain, *_as_first_name(plain), thing


def _judged(row: Sequence[_Word], text: str) -> Iterator[Stranger]:
    """Names in a row of words, the longest first."""
    at = 0
    while at < len(row):
        end, sure = _name_at(row, at, text)
        if end > at:
            yield Stranger(row[at].start, row[end - 1].end, sure)
        at = max(end, at + 1)


def _name_at(row: Sequence[_Word], at: int, text: str) -> tuple[int, bool]:
    """Where the name ends that begins at a word of the row, and whether it is sure; the word itself where it is none."""
    word, after = row[at], row[at + 1 : at + _LONGEST]
    announced = "" if word.thing else _announced(word, text)
    if announced == "name":
        return at + 1 + _following(after), True
    if word.ground and not word.thing and (count := _following(after)):
        return at + 1 + count, not (word.first and word.common)
    if len(word.plain) == 1 and text[word.end : word.end + 1] == "." and after and not after[0].thing:
        return at + 2, after[0].given or _like_surname(after[0])
    if word.thing:
        return at, False
    if _like_surname(word) and after and after[0].ground:
        return at + 2, not word.first
    if word.given:
        return _alone(row, at, announced)
    return _perhaps(row, at, announced)


def _alone(row: Sequence[_Word], at: int, announced: str) -> tuple[int, bool]:
    """A first name with nothing after it: sure in its base form, and inside a sentence in every case; not after a thing (`San Francisco`)."""
    word = row[at]
    if word.common:
        return (at if word.first and not announced else at + 1), False
    after_thing = at > 0 and row[at - 1].thing and not row[at - 1].first
    return at + 1, (word.ground or not word.first) and not after_thing and not _PLURAL.search(word.plain)


def _perhaps(row: Sequence[_Word], at: int, announced: str) -> tuple[int, bool]:
    word = row[at]
    if announced or (_like_surname(word) and not word.first):
        return at + 1, False
    together = [other for other in row if not other.first]
    whole = 1 < len(together) < _LONGEST and not any(other.thing for other in together)
    return (len(row) if whole and not word.first else at), False


def _following(after: Sequence[_Word]) -> int:
    """How many words after a first name belong to it: other first names in their base form, and one surname."""
    for count, word in enumerate(after, 1):
        if word.thing or (word.common and word.given and not word.ground):
            return count - 1
        if not word.ground:
            return count
    return len(after)


def _like_surname(word: _Word) -> bool:
    return len(word.plain) > 5 and bool(_SURNAME.search(word.plain)) and not word.plain.endswith(_NO_SURNAMES)


def _announced(word: _Word, text: str) -> str:
    """`name` where what stands before surely announces a name, `person` where it may."""
    told = text[max(0, word.start - _REACH) : word.start].casefold()
    if _NAME_IS.search(told):
        return "name"
    return "person" if _PERSON.search(told) else ""


def _said_small(text: str) -> Iterator[Stranger]:
    """Names in small letters after words that say that a name comes."""
    plain = text.casefold()
    for match in _SMALL.finditer(text) if any(word in plain for word in _NAMING) else ():
        if match["name"] in first_names() and match["name"] not in stop_words(""):
            yield Stranger(match.start("name"), match.end("name"), True)


def _in_title_case(text: str, capitals: int) -> bool:
    """Whether more than 0.6 of six words or more have a capital."""
    return capitals > 3 and (words := len(_WORD.findall(text))) > 5 and capitals > 0.6 * words


@cache
def _as_first_name(plain: str) -> tuple[bool, bool, bool]:
    """Whether a word is a form of a first name, whether it is its base form, and whether it is an everyday word too."""
    head, _, last = plain.rpartition("-")
    if head and not all(part in first_names() for part in head.split("-")):
        return False, False, False
    bases = bases_of(last, _index())
    return bool(bases), last in first_names(), not head and bool(bases & common_words() or plain in common_words())


@cache
def _index() -> dict[str, dict[str, int]]:
    return name_index(first_names())


_REACH = 40
_LONGEST = 4
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CAPITAL = re.compile(r"[^\W\d_a-zåäö](?<![^\W\d_].)(?<![^\W\d_][-'’].)[^\W\d_]*(?:[-'’][^\W\d_]+)*")
"""Those that may have a capital: looked for alone, as they are few."""
_PLURAL = re.compile(r"(?:ien|ein|jen|oiden|eiden)$")
_SURNAME = re.compile(
    r"[aeiouyäö](?:nen|sen|sella|sellä|selle|selta|seltä|sesta|sestä|senkin)$"
    r"|(?:sson|ström|berg|qvist|kvist|lund|gren|blom|dahl|stedt|roos|mark)(?:in|ille|illa|ilta|ia|ista|iin|s)?$"
    r"|(?:ovich|ova|ov|ski|sky|ez|shvili|poulos|dottir)$"
)
_NO_SURNAMES = (
    "llinen",
    "llisen",
    "llista",
    "llistä",
    "lainen",
    "läinen",
    "laisen",
    "läisen",
    "laista",
    "läistä",
    "minen",
    "misen",
    "mista",
    "mistä",
    "sista",
    "sistä",
)
_NAME_IS = re.compile(
    r"(?:\b(?:nimeni (?:on|oli)|nimi on|nimellä|minua kutsutaan|my name is|my name['’]s|name is|called me|mitt namn är|jag heter)\s+"
    r"|\b(?:herra|rouva|neiti|hra|rva|tri|tohtori|prof\.?|professori|mr|mrs|ms|miss|mx|dr|sir|madam|mister|fru)\.?\s+)$"
)
_KIN = (
    "kollega|työkaveri|kaveri|ystävä|miehe|mies|vaimo|puoliso|äiti|isä|äidi|sisko|velje|veli|poika|poja|tyttäre|tytär|tyttö|tytö|pomo|esimiehe"
    "|naapuri|serkku|täti|setä|eno|lapse|lapsen|anoppi|appe|ukki|mummo|vaari"
)
_PERSON = re.compile(
    rf"(?:\b(?:{_KIN})\w{{0,6}}(?:ni|nsa|nsä|mme|nne)(?:kin|kaan|kään)?\s+"
    r"|\b(?:(?:minä )?olen|mä oon|täällä|tässä|terveisin|terv\.?|kiittäen|yst\.? terv\.?|asentaja|myyjä|virkailija|asiakaspalvelija|lääkäri|hoitaja"
    r"|isännöitsijä|opettaja|henkilö|nimeltä|hei|moi|terve|moikka)[\s,]+"
    r"|\b(?:i am|i['’]m|this is|call me|(?:my|his|her|our|their) (?:husband|wife|son|daughter|brother|sister|mother|father|mum|mom|dad|friend|boss"
    r"|colleague|neighbour|neighbor|partner|manager|cousin|uncle|aunt)|regards|cheers|sincerely|thanks|dear|hi|hello|hey|named|called)[\s,]+)$"
)
_NAMING = ("nim", "name", "heter")
_SMALL = re.compile(r"(?i:\b(?:nimeni on|mun nimi on|minun nimeni on|my name is|my name['’]s|jag heter))\s+(?P<name>[a-zåäö]{3,})\b")
