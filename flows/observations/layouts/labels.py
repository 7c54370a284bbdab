"""Labels: `Haastattelija:` / `P07:`, `Q:` / `A:`, `Jack:`, `I –`; also inside one paragraph, at soft breaks and bold spans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from flows.model.material import Block
from flows.observations.asking import asks, share
from flows.observations.codes import is_kind_word
from flows.observations.layouts.turns import Voiced, reading
from flows.observations.layouts.unlabelled import HOST, is_aside, is_topic, mended, with_host
from flows.observations.participants import CODE, is_code, starts
from flows.observations.roles import Part, by_word, key_of, pair_of
from flows.observations.speech import Reading, Said, boldness, cut, lines, listed, pieces

_STAMP = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?"
_COLON = re.compile(
    rf"\s*(?P<stamp>{_STAMP}\s*[-–]?\s*)?(?P<label>\[[^\]\n]{{1,30}}\]|[^\W\d_][^\n:?!;\"”]{{0,40}}?)\s*(?:[\[(]?{_STAMP}[\])]?\s*)?:(?![\d/])(?:\s+|$|(?=\S))"
)
_DASH = re.compile(rf"\s*(?P<label>\[?(?:{CODE}|[A-ZÅÄÖ]{{1,2}})\]?)\s*[–—-]\s+")
_POINT = re.compile(r"\s*(?P<label>[A-Za-zÅÄÖåäö]|[A-ZÅÄÖ][a-zåäö]{2,12})\.\s+")
_ALONE = re.compile(rf"\s*(?P<label>{CODE}|[^\W\d_][\w-]+(?: \d{{1,2}})?)\s*$")
_FULL_NAME = re.compile(r"\s*(?P<label>[A-ZÅÄÖ][\w.'’-]*(?: [A-ZÅÄÖ][\w.'’-]*){0,2})\s*$")
_INLINE = re.compile(r"(?<=[.!?…”\"])\s+(?=(?P<label>[^\W\d_][\w-]{3,20}(?: \d{1,2})?)\s*:)")
_LEGEND = re.compile(r"[\[(]?\b(?P<key>[A-ZÅÄÖ]{1,3}\d{0,3})[\])]?\s*(?:=|–|—|-|:)\s*(?:[A-ZÅÄÖ][\w-]+\s+\()?(?P<word>[^\W\d_][\w-]+)")
_NOT_SPEAKERS = listed(
    "huom huomio muistiinpano muistiinpanot aihe teema yhteenveto esim esimerkki sitaatti lainaus havainto havainnot tausta url http https ps nb "
    "note notes topic theme summary example quote observation background date aika kesto paikka pvm tavoite goal specific ask"
)
Grammar = Mapping[str, re.Pattern[str]]
Once = Callable[[Sequence[tuple[str, str]]], set[str]]
"""Chooses the speakers among labels that need not recur, by (label key, what follows it) in order."""


def read(blocks: Sequence[Block], told: Mapping[str, Part] | None = None, sure: bool = False) -> Reading | None:
    """The turns of recurring labels: two speakers or more, or one that asks with unlabelled answers beneath. `told`: roles of label keys.

    `sure`: a person says that there are labels, so they need not recur.
    """
    legend = {**_legend(blocks), **(told or {})}
    grammar = _grammar(blocks, legend) or (_grammar(blocks, legend, _all_once) if sure else {})
    if not grammar:
        return _panel(blocks)
    voiced = with_host(_voiced(blocks, grammar, legend), legend)
    if not legend and _is_list(voiced):
        return None
    keys = {v.key for v in voiced if v.key}
    if HOST in keys:
        found = reading("labels", voiced, {**legend, HOST: "asks"}, mended)
        return replace(found, confidence=min(found.confidence, 0.85))
    if len(keys) == 1:
        return _one_sided(voiced, next(iter(keys)), legend)
    opened = Counter(v.key for v in voiced if v.key and v.opens)
    return reading("labels", voiced, legend, mended) if len(keys) >= 2 and sum(opened.values()) >= 2 else None


def _is_list(voiced: Sequence[Voiced]) -> bool:
    """Whether the labels are keys of a list, such as `Link: https://…`: hardly anything after them is more than one word."""
    said = [v.block.text for v in voiced if v.opens and v.key]
    return len(said) >= 4 and sum(len(text.split()) <= 1 for text in said) >= 0.8 * len(said)


def _panel(blocks: Sequence[Block]) -> Reading | None:
    """Four people or more whose full names stand in bold over what they said, again and again, where none of them asks."""
    bold = [b.text for b in blocks if b.kind == "paragraph" and boldness(b) >= 0.95]
    seen = Counter(key_of(m["label"]) for text in bold if (m := _FULL_NAME.fullmatch(text)))
    names = {key for key in seen if seen[key] >= 2 or seen.total() >= 0.8 * len(bold)}
    if len(names) < 4 or sum(" " in key for key in names) < 0.5 * len(names) or starts(blocks):
        return None
    voiced = _voiced(blocks, dict.fromkeys(names, _FULL_NAME), {})
    spoken = [v for v in voiced if v.opens and v.key]
    if len(spoken) < 8 or share(v.block.text for v in spoken) >= 0.1:
        return None
    said = (Said(v.at, v.block, v.structure or ("answer" if v.key else "note"), v.label, v.dropped) for v in voiced)  # type: ignore[arg-type]
    return Reading("labels", tuple(said), 0.65)


def _legend(blocks: Sequence[Block]) -> dict[str, Part]:
    """Roles that a line such as `[I] – Interviewer` or `H = haastattelija, V = vastaaja` gives to letters."""
    found: dict[str, Part] = {}
    for block in blocks[:40]:
        if is_legend(block.text):
            found |= {key_of(m["key"]): part for m in _LEGEND.finditer(block.text) if (part := by_word(m["word"]))}
    return found


def is_legend(text: str) -> bool:
    """Whether a line explains letters and says nothing else."""
    found = [m for m in _LEGEND.finditer(text) if by_word(m["word"])]
    return bool(found) and len(text.split()) <= 5 * len(found) + 1 and "?" not in text


def _grammar(blocks: Sequence[Block], legend: Mapping[str, Part], once: Once | None = None) -> Grammar:
    """Label keys that count as speakers -> the pattern that finds them. `once`: a person says that there are labels."""
    openings = [text for block in blocks for text in _openings(block)]
    for pattern in (_COLON, _DASH, _POINT, _ALONE):
        met = [(key_of(m["label"]), text[m.end() :]) for text in openings if (m := pattern.match(text)) and _may_speak(m["label"], legend)]
        seen = Counter(key for key, _ in met)
        named = _speakers(seen, legend, len(openings)) or (once or _one_turn_each)(met)
        keys = {k for k in named if pattern is not _ALONE or by_word(k) or is_code(k) or k in legend}
        enough = sum(seen[k] for k in keys) >= (5 if pattern is _POINT else 1 if once else 2)
        if keys and enough and (pattern is _COLON or len(keys) >= 2 or (pattern is _DASH and legend)):
            return dict.fromkeys(keys, pattern)
    return {}


def _openings(block: Block) -> list[str]:
    if block.kind == "heading" or is_legend(block.text):
        return []
    return [piece.text for piece in _sub_lines(block)]


def _sub_lines(block: Block) -> list[Block]:
    borders = [a for a, _ in lines(block)]
    borders += [a for a, b in block.bold if _COLON.match(block.text[a : b + 2]) and ":" in block.text[a : b + 1]]
    borders += [m.end() for m in _INLINE.finditer(block.text) if by_word(key_of(m["label"]))]
    return pieces(block, borders)


def _may_speak(label: str, legend: Mapping[str, Part]) -> bool:
    bare = label.strip("[]() *")
    key = key_of(label)
    if key in legend:
        return True
    if key in _NOT_SPEAKERS or is_kind_word(key) or not key:
        return False
    return len(bare.split()) <= 4 and (bare[0].isupper() or by_word(key) is not None or len(key) == 1)


def _speakers(seen: Counter[str], legend: Mapping[str, Part], openings: int) -> set[str]:
    paired = pair_of(seen)
    keys = {k for k in seen if k in legend or by_word(k) or k in paired}
    keys |= {k for k in seen if seen[k] >= 2 and (len(k) > 1 or len(seen) >= 2)}
    if any(by_word(k) == "asks" or k in paired or k in legend for k in keys) or len(keys) >= 2:
        keys |= {k for k in seen if is_code(k)}
    if any(seen[k] >= 2 for k in keys) and sum(seen.values()) >= 0.6 * openings:
        keys |= {k for k in seen if seen[k] >= 2 or _once(k)}
    if len(keys) == 1 and seen[next(iter(keys))] < 2:
        return set()
    return keys


def _one_turn_each(met: Sequence[tuple[str, str]]) -> set[str]:
    """The one who asks by a word such as `Haastattelija`, and after it the only other label: an interview of one question.

    Where that word has a mere name after it, it says who the interviewer is.
    """
    if len(met) != 2:
        return set()
    (first, question), (other, _) = met
    talks = by_word(first) == "asks" and by_word(other) != "asks" and _once(other)
    return {first, other} if talks and not _FULL_NAME.fullmatch(question) else set()


def _all_once(met: Sequence[tuple[str, str]]) -> set[str]:
    return {key for key, _ in met if by_word(key) or is_code(key) or _once(key)}


def _once(key: str) -> bool:
    """Whether a label that stands once only may be a speaker among speakers: a name of one word or two."""
    return len(key.split()) <= 2 and key.replace(" ", "").isalpha()


def _voiced(blocks: Sequence[Block], grammar: Grammar, legend: Mapping[str, Part]) -> list[Voiced]:
    found: list[Voiced] = []
    same = _short_names(grammar)
    key, label, cell, alone = "", "", None, False
    for at, block in enumerate(blocks):
        if block.kind == "heading":
            key, label, alone = "", "", False
            found.append(Voiced(at, block, structure="section"))
            continue
        if legend and is_legend(block.text):
            found.append(Voiced(at, block, structure="drop", dropped=block.text))
            continue
        if not _matched(block.text, grammar) and (is_aside(block) or is_topic(block)):
            found.append(Voiced(at, block, structure="note" if is_aside(block) else "section", opens=False))
            continue
        if block.cell and (cell is None or block.cell[:2] != cell[:2]):
            key, label = "", ""
        cell = block.cell
        for piece in _turn_pieces(block, grammar):
            matched = _matched(piece.text, grammar)
            if matched:
                key, label = key_of(matched["label"]), matched["label"].strip("[]() *")
                key = same.get(key, key)
                rest = cut(piece, matched.end())
                alone = not rest.text
                found.append(Voiced(at, rest, key, label, piece.text[: matched.end()], structure="drop" if alone else "", opens=not alone))
            else:
                found.append(Voiced(at, piece, key, label, opens=alone))
                alone = False
    return found


def _short_names(grammar: Grammar) -> dict[str, str]:
    """`anna virtanen` -> `anna`, where people are introduced by their full name and then called by the first one."""
    full = [key for key in grammar if " " in key and key.split()[0] in grammar and not is_code(key)]
    counted = Counter(key.split()[0] for key in full)
    return {key: key.split()[0] for key in full if counted[key.split()[0]] == 1 and key.replace(" ", "").isalpha()}


def _turn_pieces(block: Block, grammar: Grammar) -> list[Block]:
    """The block cut only where a known label begins, so that other soft breaks stay in the answer."""
    borders = [a for a, b in lines(block) if _matched(block.text[a:b], grammar)]
    borders += [a for a, _ in block.bold if _matched(block.text[a : a + 60], grammar)]
    borders += [m.end() for m in _INLINE.finditer(block.text) if key_of(m["label"]) in grammar and by_word(key_of(m["label"]))]
    return pieces(block, borders)


def _matched(text: str, grammar: Grammar) -> re.Match[str] | None:
    pattern = next(iter(grammar.values()))
    found = pattern.match(text)
    return found if found and key_of(found["label"]) in grammar else None


def _one_sided(voiced: Sequence[Voiced], key: str, legend: Mapping[str, Part]) -> Reading | None:
    part = legend.get(key) or by_word(key) or ("answers" if is_code(key) else None)
    labelled = [v for v in voiced if v.key and v.opens]
    if part == "asks" or (part is None and all(asks(v.block.text) for v in labelled) and len(labelled) >= 3):
        said = tuple(Said(v.at, v.block, _asking(v), v.label if v.opens else "", v.dropped) for v in voiced)  # type: ignore[arg-type]
        return Reading("labels", said, 0.85)
    if part == "answers":
        return _answers_labelled(voiced)
    return None


def _asking(v: Voiced) -> str:
    if v.structure or not v.key:
        return v.structure or "note"
    return "question" if v.opens or asks(v.block.text) else "answer"


def _answers_labelled(voiced: Sequence[Voiced]) -> Reading | None:
    """Answers with a label under questions without: a monologue unless the unlabelled lines before them ask."""
    free = [v for v in voiced if not v.structure and not v.opens]
    asking = bool(free) and sum(asks(v.block.text) for v in free) >= 0.6 * len(free)
    said = []
    for v in voiced:
        role = v.structure or ("question" if asking and not v.opens else "answer" if v.key else "note")
        said.append(Said(v.at, v.block, role, v.label if role == "answer" else "", v.dropped))  # type: ignore[arg-type]
    return Reading("labels" if asking else "notes", tuple(said), 0.85 if asking else 0.7)
