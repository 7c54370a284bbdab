"""Registered: speakers whom the participants register knows by name go by their own code, not by one that is made up for the document."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from flows.model.documents import Passage
from flows.model.material import Trouble
from flows.observations.participants import is_code
from flows.observations.roles import key_of
from flows.observations.speech import Interview, Turn

UNSURE = 0.5
"""Confidence where two codes are given for one speaker: nothing of the document is counted."""

_MARKED = re.compile(r"\[([^\[\]]+)\]")
_PAREN = re.compile(r"\s*\([^()]*\)")


def with_registered(talk: Interview, hide: Callable[[str], str], told: Iterable[str] = ()) -> Interview:
    """The interview with `P07` for each made-up code whose label `hide` knows as the name of P07 alone: `Pekka Mäki`, `Mäki, Pekka (Ext)`.

    Where the document gives one code and `hide` knows another for the label, nobody can tell which is right: the words are nobody's.
    """
    talk = _without_two_codes(talk, hide, {key_of(label) for label in told})
    known = {code: own for label, code in talk.names.items() if code in talk.minted and (own := registered(label, hide))}
    if not known:
        return talk
    return replace(
        talk,
        passages=tuple(replace(turn, speaker=known.get(turn.speaker, turn.speaker)) for turn in talk.passages),
        participants=tuple(dict.fromkeys(known.get(code, code) for code in talk.participants)),
        minted=talk.minted - known.keys(),
        names={label: known.get(code, code) for label, code in talk.names.items()},
    )


def researchers(turn: Turn, hide: Callable[[str], str]) -> tuple[Turn, tuple[Passage, ...]]:
    """The turn with the researchers' marks alone, and what participants wrote in comments: their own words, and no codes.

    A comment is a participant's where `hide` knows its author. All others count as the researcher's: names of staff are in no register.
    """
    theirs = {mark: code for mark in turn.marks if mark.author and (code := registered(mark.author, hide))}
    if not theirs:
        return turn, ()
    left = tuple(mark for mark in turn.marks if mark not in theirs)
    said = [Passage(locator=f"{turn.locator} comment", text=mark.words, speaker=code, heard_on=mark.on) for mark, code in theirs.items()]
    return replace(turn, marks=left), tuple(said)


def _without_two_codes(talk: Interview, hide: Callable[[str], str], told: Collection[str]) -> Interview:
    """The same with the words of such labels as nobody's, both codes among the participants, and a warning. What a person has `told` is right."""
    given = {label: code for label, code in talk.names.items() if code and code not in talk.minted and key_of(label) not in told}
    other = {code: own for label, code in given.items() if (own := registered(label, hide)) and own != code}
    if not other:
        return talk
    places = [turn.locator for turn in talk.passages if turn.role == "answer" and turn.speaker in other]
    troubles = [_two_codes(code, own, next(iter(places), "")) for code, own in other.items()]
    return replace(
        talk,
        passages=tuple(replace(turn, speaker="") if turn.speaker in other else turn for turn in talk.passages),
        participants=tuple(dict.fromkeys([*talk.participants, *other.values()])),
        confidence=min(talk.confidence, UNSURE),
        troubles=(*talk.troubles, *troubles),
    )


def _two_codes(code: str, own: str, place: str) -> Trouble:
    what = f"The document says {code}, and the participants register knows the label of the turns as {own}, so its words are not counted."
    return Trouble("two-codes", place, what, f"Correct the code on top of the document (or in its name), or write {code}: as the label.")


def registered(label: str, hide: Callable[[str], str]) -> str:
    """The code of the one person whom `hide` knows by this name; empty for anybody else."""
    bare = _PAREN.sub("", label).strip()
    last, comma, first = bare.partition(",")
    found = _MARKED.fullmatch(hide(f"{first.strip()} {last.strip()}" if comma else bare))
    return found[1] if found and is_code(found[1]) else ""
