"""Columns: what every tab has in common. The hidden key, the state of a row, and how columns and drop-downs are told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from flows.model.board import NO_WORDS, Choice, Column
from flows.model.noun import Words
from flows.model.terms import LEVELS as LEVEL_TERMS

LONGEST = 1000
"""Characters of a machine's cell; what is longer stands on the page."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ud800-\udfff\ufeff\ufffe\uffff]+")

KEY = Column(
    "key",
    Words(fi="Rivin avain", en="Row key"),
    note=Words(fi="Tästä kone tuntee rivin. Älä muuta.", en="The machine knows the row by it. Do not change it."),
    width=12,
    hidden=True,
)
AGAIN = Column(
    "again",
    Words(fi="Rivin avain toistamiseen", en="Row key once more"),
    note=Words(
        fi="Jos rivit lajitellaan ilman piilotettua ensimmäistä saraketta, kone tuntee ne tästä. Älä muuta.",
        en="Where rows are sorted without the hidden first column the machine knows them by this one. Do not change it.",
    ),
    width=12,
    hidden=True,
)
"""It stands among the cells that people see, and so goes along with them."""


def choices(**titles: tuple[str, str]) -> tuple[Choice, ...]:
    """A drop-down: value=(Finnish, English); `_` in a name stands for `-` in the value."""
    return tuple(Choice(value.replace("_", "-"), Words(fi=fi, en=en)) for value, (fi, en) in titles.items())


def titled(terms: Mapping[Any, Words]) -> tuple[Choice, ...]:
    """A drop-down of terms, by value."""
    return tuple(Choice(value, title) for value, title in terms.items())


GONE, DUPLICATE = "gone", "duplicate"
STATE = Column(
    "state",
    Words(fi="Rivin tila", en="State of the row"),
    note=Words(
        fi="Tyhjä: rivi on käytössä. Poistunut: asiaa ei enää ole, mutta kirjauksesi säilyvät. Kaksoiskappale: toinen samanlainen rivi on voimassa.",
        en="Empty: the row is in use. Gone: the thing is no more, and what you wrote is kept. Duplicate: another row with this key counts.",
    ),
    choices=choices(gone=("poistunut", "gone"), duplicate=("kaksoiskappale", "duplicate")),
    width=14,
)
LEVELS = titled(LEVEL_TERMS)
PAGE = Column("page", Words(fi="Sivu", en="Page"), form="link", width=12)
NOTE = Column(
    "note",
    Words(fi="Huomautus", en="Note"),
    "person",
    Words(fi="Mitä muut tarvitsevat tietää. Ei henkilöiden nimiä.", en="What others need to know. No names of people."),
    width=36,
)


def machine(id_: str, fi: str, en: str, **facts: Any) -> Column:
    """A column that the machine writes."""
    return Column(id_, Words(fi=fi, en=en), **facts)


def person(id_: str, fi: str, en: str, note: tuple[str, str] = ("", ""), **facts: Any) -> Column:
    """A column that people write; its id is the field of the answer."""
    return Column(id_, Words(fi=fi, en=en), "person", Words(fi=note[0], en=note[1]) if note[0] else NO_WORDS, **facts)


def named(things: Mapping[str, Words]) -> tuple[Choice, ...]:
    """A drop-down of things by key. Those that are called alike bear their key as well, so that each can be told from the others."""
    called = {key: Words(fi=plain(name.told("fi")) or key, en=plain(name.told("en")) or key) for key, name in things.items()}
    alike = Counter(told for name in called.values() for told in {_folded(name.fi), _folded(name.en)})
    alike.update(_folded(key) for key in called)
    return tuple(Choice(key, name if _alone(key, name, alike) else _told_apart(key, name)) for key, name in called.items())


def _alone(key: str, name: Words, alike: Counter[str]) -> bool:
    own = _folded(key)
    return all(alike[told] - (told == own) == 1 for told in {_folded(name.fi), _folded(name.en)})


def _told_apart(key: str, name: Words) -> Words:
    return Words(fi=f"{name.fi} ({key})", en=f"{name.en} ({key})")


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())


def plain(words: str, longest: int = LONGEST) -> str:
    """A text on one line, without what a workbook cannot hold, cut where it is long: what is written is what is read again."""
    told = " ".join(_UNSEEN.sub(" ", words).split())
    return told if len(told) <= longest else told[: longest - 1].rstrip() + "…"


def listed(words: Iterable[str]) -> str:
    """Several, on one line."""
    return ", ".join(word for word in words if word)
