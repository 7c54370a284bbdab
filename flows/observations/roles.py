"""Roles: which of the speakers asks, by the words people use for roles, and else by who asks the questions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Literal

from flows.observations.asking import share
from flows.observations.participants import is_code, tidy
from flows.observations.speech import listed

Part = Literal["asks", "answers", "staff"]

_ASKS = listed(
    "haastattelija haast haast. kysyjä tutkija moderaattori fasilitaattori juontaja kysymys jatkokysymys lisäkysymys tarkennus me minä "
    "interviewer researcher moderator facilitator host question follow-up followup int int. kysymykset questions"
)
_ANSWERS = listed(
    "haastateltava osallistuja vastaaja asiakas käyttäjä vastaus vast vast. testaaja kertoja informantti "
    "participant interviewee respondent customer user client answer response guest informant subject tester vastaukset answers"
)
_STAFF = listed("tarkkailija havainnoija muistiinpanija kirjuri kirjaaja observer notetaker note-taker scribe")
_PAIRS = (("h", "v"), ("k", "v"), ("q", "a"), ("i", "p"), ("i", "r"), ("m", "p"), ("h", "o"), ("h", "a"))
_NUMBERED_ALIKE = re.compile(
    r"(kysymys|vastaus|jatkokysymys|question|answer|haastattelija|interviewer|moderator|tutkija|researcher)\s*\d{1,3}", re.IGNORECASE
)
SELDOM = 0.05
"""Share of the turns under which somebody whose label names a role of asking is not taken for the one who leads the talk."""
_PAREN = re.compile(r"\s*[\[(].*?[\])]\s*$")


@dataclass(frozen=True, slots=True)
class Roles:
    """Who does what, by label key, and how sure."""

    by: dict[str, Part]
    confidence: float


@lru_cache(maxsize=2048)
def key_of(label: str) -> str:
    """A label as it is compared: without brackets and case; `Question 3` is `question`, but `Speaker 2` stays itself."""
    bare = label.strip().strip("*").strip()
    if bare[:1] in "[(" and bare[-1:] in "])":
        bare = bare[1:-1].strip()
    bare = _PAREN.sub("", bare).strip()
    if found := _NUMBERED_ALIKE.fullmatch(bare):
        bare = found[1]
    return tidy(bare) if is_code(bare) else bare.casefold()


@lru_cache(maxsize=2048)
def by_word(key: str) -> Part | None:
    """The role that a label's word names, or None. Single letters have none of their own."""
    base = re.sub(r"\s*\d{1,3}$", "", key.casefold())
    if base in _ASKS:
        return "asks"
    if base in _ANSWERS:
        return "answers"
    return "staff" if base in _STAFF else None


def pair_of(keys: Iterable[str]) -> dict[str, Part]:
    """Roles of single letters, when exactly one known pair of them is there."""
    letters = {key for key in keys if len(key) == 1}
    pairs = [pair for pair in _PAIRS if set(pair) <= letters]
    return {pairs[0][0]: "asks", pairs[0][1]: "answers"} if len(pairs) == 1 or pairs else {}


def assign(turns: Sequence[tuple[str, str]], legend: Mapping[str, Part] | None = None) -> Roles:
    """Who asks among (label key, text) turns. Confidence: 1.0 by words on both sides, 0.95 by words or codes on one, 0.6 to 0.9 by the
    share of questions, 0.5 where nothing tells.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    for key, text in turns:
        texts[key].append(text)
    order = [key for key, _ in groupby(key for key, _ in turns)]
    known: dict[str, Part] = {key: part for key in texts if (part := (legend or {}).get(key) or by_word(key) or _code_part(key))}
    known |= {key: part for key, part in pair_of(texts).items() if key not in known}
    rest = [key for key in texts if key not in known]
    shares = {key: share(said) for key, said in texts.items()}
    asking = {key for key, part in known.items() if part == "asks"}
    given = any(key in asking for key in legend or ())
    if asking and rest and not given and sum(key in asking for key in order) < SELDOM * len(order):
        return _by_questions(known, rest, shares, texts, order)
    if asking:
        by = known | dict.fromkeys(rest, "answers")
        return Roles(by, 1.0 if not rest else 0.95)
    if not rest:
        return Roles(known, 0.95 if len(texts) == 1 else 0.7)
    return _by_questions(known, rest, shares, texts, order)


def _by_questions(
    known: dict[str, Part], rest: Sequence[str], shares: Mapping[str, float], texts: Mapping[str, list[str]], order: Sequence[str]
) -> Roles:
    answering = [shares[key] for key, part in known.items() if part == "answers"]
    if answering:
        asking = {key for key in rest if len(rest) == 1 or (shares[key] >= 0.4 and shares[key] > 2 * max(answering))}
        by: dict[str, Part] = known | {key: "asks" if key in asking else "answers" for key in rest}
        sure = bool(asking) and min(shares[key] for key in asking) > max(answering)
        return Roles(by, 0.95 if sure else 0.65 if len(rest) == 1 else 0.5)
    ranked = sorted(rest, key=lambda key: (-shares[key], -len(texts[key]), key))
    first, second = shares[ranked[0]], shares[ranked[1]] if len(ranked) > 1 else 0.0
    by = known | {key: "asks" if key == ranked[0] else "answers" for key in ranked}
    if len(ranked) == 1 or first - second < 0.1 or (first < 0.6 and _led(order, ranked[0]) < 0.5):
        return Roles(by, 0.5)
    return Roles(by, 0.9 if first >= 0.3 and first >= 1.5 * second else 0.7)


def _led(order: Sequence[str], asking: str) -> float:
    """Share of the others' turns that come right after the one who asks, 0 to 1: low where people talk among themselves."""
    others = [before for before, key in pairwise(order) if key != asking]
    return others.count(asking) / len(others) if others else 0.0


def _code_part(key: str) -> Part | None:
    return "answers" if is_code(key) else None
