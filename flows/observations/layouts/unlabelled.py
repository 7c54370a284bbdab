"""Unlabelled: paragraphs between labelled ones that the labelled speaker did not say, because they ask that speaker something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from flows.model.material import Block
from flows.observations.asking import asks, share
from flows.observations.layouts.turns import Voiced
from flows.observations.participants import is_code
from flows.observations.roles import Part, Roles, by_word, pair_of
from flows.observations.speech import boldness, words_in

HOST = "?"
"""The key of somebody without a label who asks those that have one."""

_GREETS = re.compile(
    r"\W*(?:hello|hi|hey|welcome|good (?:morning|afternoon|evening|day)|thank you|thanks|tervetuloa|tervehdys|hei|moi|moikka|terve"
    r"|huomenta|päivää|kiitos|kiitokset)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?:\s*(?:\[[^\[\]\n]{1,60}\]|\([^()\n]{1,60}\))\s*)+")
_Run = tuple[int, int]


def is_aside(block: Block) -> bool:
    """Whether a paragraph is nothing but a remark in brackets, such as `[Music]` or `(naurua)`."""
    return block.cell is None and block.text[:1] in "[(" and bool(_ASIDE.fullmatch(block.text))


def is_topic(block: Block) -> bool:
    """Whether a paragraph is a short bold line that does not ask and says nothing: a heading that was not made one."""
    if not block.bold or block.kind != "paragraph":
        return False
    text = block.text.strip()
    return words_in(text) <= 10 and not text.endswith((".", "!", "…")) and not asks(text) and boldness(block) >= 0.95


def with_host(voiced: Sequence[Voiced], legend: Mapping[str, Part]) -> list[Voiced]:
    """The same, where all labels are of people who answer and most of them open after an unlabelled question: those questions get a key."""
    openings = [n for n, v in enumerate(voiced) if v.opens and v.key]
    keys = {voiced[n].key for n in openings}
    if not keys or any(legend.get(key) == "asks" or by_word(key) == "asks" for key in keys) or pair_of(keys):
        return list(voiced)
    before = [voiced[end - 1].block.text for start, end in _runs(voiced) if start < end < len(voiced)]
    asked = [text for text in before if asks(text)]
    known = all(is_code(key) or by_word(key) == "answers" or legend.get(key) == "answers" for key in keys)
    if len(asked) < (2 if known else 3) or len(asked) < 0.5 * len(before):
        return list(voiced)
    if max(share(voiced[n].block.text for n in openings if voiced[n].key == key) for key in keys) >= 0.35:
        return list(voiced)
    return _given(voiced, HOST, lambda start, end, same: _host_from(voiced, start, end))


def mended(voiced: Sequence[Voiced], roles: Roles) -> list[Voiced]:
    """The same, with what the one who asks says without a label: a question after which the same person goes on answering, a question under
    a new heading, a welcome, a farewell; and in a list of questions read out, the bullets beneath them as answers.
    """
    asking = [key for key, part in roles.by.items() if part == "asks"]
    answering = [key for key, part in roles.by.items() if part == "answers"]
    if not asking:
        return list(voiced)
    given = _given(voiced, asking[0], lambda start, end, same: _asker_from(voiced, roles, start, end, same))
    return _listed(given, set(asking), answering[0] if len(answering) == 1 else "")


def _given(voiced: Sequence[Voiced], key: str, begins: object) -> list[Voiced]:
    found = list(voiced)
    for start, end in _runs(voiced):
        opener = next((v.key for v in reversed(voiced[:start]) if v.opens and v.key), "")
        same = end < len(voiced) and voiced[end].key == opener
        first: int = begins(start, end, same)  # type: ignore[operator]
        for n in range(first, end):
            if not voiced[n].structure:
                found[n] = replace(voiced[n], key=key, label="")
    return found


def _runs(voiced: Sequence[Voiced]) -> Iterator[_Run]:
    """(start, end) of what stands unlabelled before each opening and after the last: from the last heading in it, if there is one."""
    start = 0
    for n, v in enumerate([*voiced, None]):
        if v is None or _opens(v):
            yield start, n
            start = n + 1
        elif v.structure == "section":
            start = n + 1


def _opens(v: Voiced) -> bool:
    return bool(v.key) and (v.opens or v.structure == "drop")


def _host_from(voiced: Sequence[Voiced], start: int, end: int) -> int:
    """Where in a run of unlabelled paragraphs the host begins: under a heading at its start, else at the last question."""
    if end == len(voiced):
        return _first_greeting(voiced, start, end)
    asking = [n for n in range(start, end) if asks(voiced[n].block.text)]
    if not asking:
        return end
    if all(not voiced[n].key for n in range(start, end)) and _is_under_heading(voiced, start):
        return start
    return min(asking[-1], _first_greeting(voiced, start, end))


def _asker_from(voiced: Sequence[Voiced], roles: Roles, start: int, end: int, same: bool) -> int:
    if end == len(voiced):
        speaks = next((v.key for v in reversed(voiced[:start]) if v.opens and v.key), "")
        return _first_greeting(voiced, start, end) if roles.by.get(speaks) == "answers" else end
    if roles.by.get(voiced[end].key) != "answers":
        return _first_greeting(voiced, start, end) if not any(v.key for v in voiced[:start]) else end
    headed = all(not voiced[n].key for n in range(start, end))
    if end > start and asks(voiced[end - 1].block.text) and (same or headed):
        return start if headed and _is_under_heading(voiced, start) else end - 1
    return _first_greeting(voiced, start, end) if headed else end


def _is_under_heading(voiced: Sequence[Voiced], start: int) -> bool:
    return start > 0 and voiced[start - 1].structure == "section"


def _first_greeting(voiced: Sequence[Voiced], start: int, end: int) -> int:
    return next((n for n in range(start, end) if _GREETS.match(voiced[n].block.text)), end)


def _listed(voiced: Sequence[Voiced], asking: set[str], answering: str) -> list[Voiced]:
    found: list[Voiced] = []
    read_out = False
    for v in voiced:
        item = not v.opens and v.key in asking and v.block.kind == "item"
        if item and v.block.numbered:
            read_out = asks(v.block.text)
        elif item and read_out:
            v = replace(v, key=answering, label="", structure="" if answering else "answer")
        else:
            read_out = False
        found.append(v)
    return found
