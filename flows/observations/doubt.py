"""Doubt: words of a text that look like the name of a person whom no register knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from flows.observations.neighbours import begins, written_as_name
from flows.text.words import stop_words

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_TWO_CAPITALS = re.compile(r"\b[^\W\d_a-zåäö]\w+ [^\W\d_a-zåäö]")
_LONGEST = 3
_NOT_PEOPLE_TEXT = """
oy oyj ab ky tmi ry as ltd inc llc plc gmbh co corp group company bank pankki street road avenue lane square park city town county island
airport station university school college hospital museum centre center church house hotel club lake river mountain bay beach new los las
san santa saint united great north south east west northern southern eastern western central uusi iso pohjois etelä itä länsi google
microsoft apple amazon office power adobe samsung visma excel word outlook teams windows android facebook linkedin youtube christmas visa
card direct debit euro pound pounds dollar dollars ruble liitto hoito easter year eve day god english finnish swedish american european
british europe finland
"""
_NOT_PEOPLE = frozenset(_NOT_PEOPLE_TEXT.split())
_PLACE = re.compile(r"(?:katu|kadulla|kadun|kadulle|kadulta|tie|tiellä|tien|tielle|kuja|kujalla|polku|polulla|kaupunki|kaupungin)$")


def unregistered(text: str, known: Iterable[str] = ()) -> int:
    """How many words stand, two or three together and inside a sentence, written as a first name and a surname are.

    Left out are words in capitals, titles, companies, streets, the best-known places and products, texts In Title Case, and forms of the
    `known` names, which are no people's (the organisation, its units and personas). It is a hint for a person who looks, and misses much.
    """
    if not _TWO_CAPITALS.search(text) or _in_title_case(text):
        return 0
    heads = _heads(tuple(known))
    return sum(len(row) for row in _rows(text) if 1 < len(row) <= _LONGEST and all(_may_name(word, heads) for word in row))


@cache
def _heads(known: tuple[str, ...]) -> tuple[str, ...]:
    """The beginnings that all case forms of the names share."""
    return tuple(word[: max(4, len(word) - 2)] for name in known for word in _WORD.findall(name.casefold()) if len(word) > 3)


def _rows(text: str) -> Iterator[list[str]]:
    """Words with a capital that stand together, without the first of a sentence."""
    row: list[str] = []
    end = -1
    for match in _WORD.finditer(text):
        if not (row and text[end : match.start()] == " "):
            yield row
            row = []
        if written_as_name(match.group()) and not begins(text[max(0, match.start() - 40) : match.start()]):
            row.append(match.group())
        else:
            yield row
            row = []
        end = match.end()
    yield row


def _in_title_case(text: str) -> bool:
    words = _WORD.findall(text)
    return len(words) > 5 and sum(word[0].isupper() for word in words) > 0.6 * len(words)


def _may_name(word: str, heads: tuple[str, ...]) -> bool:
    plain = re.sub(r"['’]s?$", "", word).casefold()
    common = plain in _NOT_PEOPLE or plain in stop_words("")
    return not (common or plain.startswith(heads) or _PLACE.search(plain)) and len(plain) > 1
