"""Split: an interview's blocks become turns, with who speaks, what is asked, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

from flows.model.material import Block, Trouble
from flows.observations import metadata
from flows.observations.asking import asks
from flows.observations.dates import date_in
from flows.observations.layouts import asked, labels, plain, stamps, tables
from flows.observations.layouts.told import Told, read_as, told_of
from flows.observations.participants import code_in, codes_in, in_title, is_code, starts, tidy
from flows.observations.roles import by_word, key_of
from flows.observations.speech import Interview, Reading, Said, Turn, cut, listed, words_in

_SET = (asked.read_headings, asked.read_bold, asked.read_numbered, asked.read_bullets)
_FOREWORD = 60
"""Words that may stand before the talk without making its layout less sure."""
_PLACES = ("persona", "segment", "stage", "unit")
_NOBODY = listed("speaker puhuja person henkilö unknown tuntematon nainen mies man woman kaikki all")


@dataclass
class _Part:
    """The stretch of a document that is about one participant (or the whole)."""

    facts: dict[str, str]
    codes: tuple[str, ...]
    speakers: dict[str, str] = field(default_factory=dict)


def interview(
    blocks: Sequence[Block],
    *,
    name: str = "",
    facts: Mapping[str, str] | None = None,
    layout: str = "",
    speakers: Mapping[str, str] | None = None,
) -> Interview:
    """Recognise a document's layout and read it; `name` is the file's, `facts` its front matter.

    Every layout that fits reads it; the one that is `rated` best is kept (ties: the more explicit layout). No word is lost: what is no
    passage is a section, a fact, or in `dropped`. What a person says in the plan comes first: the `layout` to read it in, and `speakers`,
    label -> `staff` or a participant's code.
    """
    told = told_of(layout, speakers or {})
    beside = [cut(block, 0) for block in blocks if block.kind == "note" and block.text.strip()]
    blocks = [cut(block, 0) for block in blocks if block.kind != "note" and block.text.strip()]
    known = metadata.of_file(name, facts or {})
    parts, at_part, rest, dropped, names = _parts(blocks, known)
    title, rest = _title(rest, facts or {})
    _learn(parts, title)
    read = _best([block for _, block in rest], parts, f"{name} {title}", told)
    said = [(rest[s.at][0], s) for s in read.said]
    _name_speakers(parts, [(at_part[at], s) for at, s in said], told)
    turns, more = _turns(said, parts, at_part)
    everything = {**known, **parts[0].facts, **({"title": title} if title else {})}
    codes = tuple(dict.fromkeys([*(t.speaker for t in turns if t.role == "answer" and t.speaker), *(c for p in parts for c in p.codes)]))
    return Interview(
        passages=(*turns, *(Turn(block.locator, block.text, "note", marks=block.marks) for block in beside)),
        facts=everything,
        participants=codes,
        minted=frozenset(_minted(parts, told)),
        layout=read.layout,
        confidence=read.confidence,
        troubles=(*read.troubles, *_troubles(turns)),
        dropped=(*dropped, *more),
        names={**_names(parts, read, [*names, *metadata.names_in(facts or {})]), **_named(told)},
    )


def rated(reading: Reading) -> tuple[float, Reading]:
    """How well a layout explains a document, 0 to 1, and its reading.

    The first is confidence x (0.8 + 0.2 x the share that it gives a speaker or a question). The confidence is lowered in proportion where it
    explains less than 0.7 of the document.
    """
    told = _told(reading)
    confidence = round(reading.confidence * min(1.0, told / 0.7), 2)
    return confidence * (0.8 + 0.2 * told), replace(reading, confidence=confidence)


def _told(reading: Reading) -> float:
    """Share of a document that a layout gives a role. Guides, notes and unattributed text are explained by being kept.

    It counts a paragraph by its words, 60 at most, so that one pasted text does not outweigh an interview.
    A few words before anybody speaks, such as what the form says of itself, do not count.
    """
    if reading.layout in ("guide", "notes", "unattributed"):
        return 1.0
    words = [(min(60, words_in(s.block.text)), s.role != "note" or bool(s.who)) for s in reading.said if s.role not in ("section", "drop")]
    first = next((at for at, (_, told) in enumerate(words) if told), 0)
    words = words[first:] if sum(n for n, _ in words[:first]) <= _FOREWORD else words
    total = sum(n for n, _ in words)
    return sum(n for n, told in words if told) / total if total else 0.0


def _parts(
    blocks: Sequence[Block], known: Mapping[str, str]
) -> tuple[list[_Part], dict[int, int], list[tuple[int, Block]], list[str], list[str]]:
    """Parts by participant; block index -> part; blocks left to read; what was dropped; names met."""
    begun = starts(blocks)
    borders = sorted({0, *begun, len(blocks)})
    parts: list[_Part] = []
    at_part: dict[int, int] = {}
    rest: list[tuple[int, Block]] = []
    dropped: list[str] = []
    names: list[str] = []
    for a, b in pairwise(borders):
        if a in begun:
            dropped.append(blocks[a].text)
        told = metadata.take([(at, blocks[at]) for at in range(a + (a in begun), b)])
        shared = {"date": parts[0].facts["date"]} if parts and 0 not in begun and "date" in parts[0].facts else {}
        facts = {**({} if begun else known), **shared, **told.facts}
        codes = (
            codes_in(begun.get(a, ""))
            or codes_in(facts.get("participant", ""))
            or (() if begun else codes_in(known.get("participant", "")))
        )
        at_part |= dict.fromkeys(range(a, b), len(parts))
        parts.append(_Part(facts, codes))
        rest += told.rest
        dropped += [*told.dropped, *(f"{key}: {value}" for key, value in told.facts.items() if a)]
        names += told.names
    return parts or [_Part({}, codes_in(known.get("participant", "")))], at_part, rest, dropped, names


def _title(rest: Sequence[tuple[int, Block]], facts: Mapping[str, str]) -> tuple[str, list[tuple[int, Block]]]:
    """The document's title: a first heading that has no equal, and does not ask."""
    if not rest or rest[0][1].kind != "heading" or asks(rest[0][1].text):
        return facts.get("title", ""), list(rest)
    first = rest[0][1]
    equal = sum(block.kind == "heading" and block.level <= first.level for _, block in rest)
    return (first.text, list(rest[1:])) if equal == 1 else (facts.get("title", ""), list(rest))


def _learn(parts: Sequence[_Part], title: str) -> None:
    """A title such as `Haastattelu P07, 12.3.2026` says whose document it is, where nothing else does."""
    if len(parts) > 1:
        return
    if not parts[0].codes and (code := in_title(title)):
        parts[0].codes = (code,)
    if "date" not in parts[0].facts and (day := date_in(title)):
        parts[0].facts = {**parts[0].facts, "date": day.isoformat()}


def _best(blocks: Sequence[Block], parts: Sequence[_Part], called: str, told: Told) -> Reading:
    if told.layout:
        found = read_as(blocks, told)
        return found or _unfit(_best(blocks, parts, called, replace(told, layout="")), told.layout)
    readings = [rated(found) for read in _voices(told) if (found := read(blocks))]
    fitting = [each for each in readings if _answered(each[1])]
    if not any(fit >= asked.SUREST for fit, _ in fitting):
        others = [rated(found) for read in _SET if (found := read(blocks))]
        readings, fitting = readings + others, fitting + [each for each in others if _answered(each[1])]
    if not any(fit >= 0.6 for fit, _ in fitting) and (guide := plain.read_guide(blocks, [r for _, r in readings], called)):
        fitting.append(rated(guide))
    single = [code for part in parts[-1:] for code in part.codes]
    if not any(r.layout == "labels" and r.confidence >= 0.45 for _, r in fitting) and (notes := plain.read_notes(blocks, single)):
        fitting.append(rated(notes))
    fitting.append(rated(plain.read_unattributed(blocks)))
    return max(fitting, key=lambda each: round(each[0], 6))[1]


def _answered(reading: Reading) -> bool:
    return plain.answered(reading) >= 0.25


def _voices(told: Told) -> tuple[Callable[[Sequence[Block]], Reading | None], ...]:
    """The layouts that name who speaks or asks, the more explicit first."""
    cues, stamped = partial(stamps.read_cues, told=told.roles), partial(stamps.read, told=told.roles)
    voices, labelled = partial(tables.read_voices, told=told.roles), partial(labels.read, told=told.roles)
    return cues, tables.read, voices, stamped, labelled


def _unfit(reading: Reading, layout: str) -> Reading:
    what = f"The plan says that the layout is {layout}, and nothing in the document is set so."
    trouble = Trouble("layout-unfit", "", what, "Name another layout of the handbook's table, or leave it out.")
    return replace(reading, troubles=(*reading.troubles, trouble))


def _name_speakers(parts: Sequence[_Part], said: Sequence[tuple[int, Said]], told: Told) -> None:
    """A code for every answering speaker of every part: the one a person tells, their own, the part's only one, or S1, S2 ... by order of appearance."""
    numbers: dict[tuple[int, str], str] = {}
    for at, part in enumerate(parts):
        order = list(dict.fromkeys(key_of(s.who) for p, s in said if p == at and s.role == "answer" and s.who))
        unnamed = [key for key in order if not is_code(key)]
        for key in order:
            if key in told.codes:
                part.speakers[key] = told.codes[key]
            elif is_code(key):
                part.speakers[key] = tidy(key)
            elif len(unnamed) == 1 and len(part.codes) == 1 and len(order) == 1:
                part.speakers[key] = part.codes[0]
            else:
                shared = key if by_word(key) is None else f"{at}:{key}"
                numbers.setdefault((0, shared), f"S{len(numbers) + 1}")
                part.speakers[key] = numbers[0, shared]
        anonymous = any(p == at and s.role == "answer" and not s.who for p, s in said)
        if anonymous and len(parts) > 1 and not part.codes:
            numbers.setdefault((at + 1, ""), f"S{len(numbers) + 1}")
            part.speakers.setdefault("", numbers[at + 1, ""])
        elif anonymous and len(part.codes) == 1:
            part.speakers.setdefault("", part.codes[0])


def _minted(parts: Sequence[_Part], told: Told) -> set[str]:
    given = {*told.codes.values(), *(code for part in parts for code in part.codes)}
    return {code for part in parts for key, code in part.speakers.items() if not is_code(key) and code not in given}


def _turns(said: Sequence[tuple[int, Said]], parts: Sequence[_Part], at_part: Mapping[int, int]) -> tuple[list[Turn], list[str]]:
    """Turns in reading order, each answer with the question before it; and what was dropped."""
    turns: list[Turn] = []
    dropped: list[str] = []
    headings: list[tuple[int, str, str, bool]] = []
    question, current, followed = "", -1, True
    heard = [date_in(part.facts.get("date", "")) for part in parts]
    for at, s in said:
        if at_part[at] != current:
            turns += _unused(headings)
            current, question, headings = at_part[at], "", []
        dropped += [s.dropped] if s.dropped else []
        text = s.block.text
        if s.role == "section":
            level = s.block.level if s.block.kind == "heading" else 9
            gone = [h for h in headings if h[0] >= level]
            turns += _unused(gone)
            headings = [*(h for h in headings if h[0] < level), (level, text, s.block.locator, False)]
            question = ""
        elif s.role != "drop" and text.strip():
            headings = [(level, words, place, True) for level, words, place, _ in headings]
            section = " › ".join(words for _, words, _, _ in headings)
            part = parts[current]
            answers = s.role == "answer"
            speaker = part.speakers.get(key_of(s.who) if s.who else "", "") if answers else ""
            places = tuple((kind, part.facts[kind]) for kind in _PLACES if kind in part.facts) if answers and current else ()
            turns.append(
                Turn(s.block.locator, text, s.role, speaker, question if answers else "", section, heard[current], s.block.marks, places)
            )
            if s.role == "question":
                question, followed = _asked(question, text, followed), False
            followed = followed or answers
    return turns + _unused(headings), dropped


def _asked(before: str, text: str, answered: bool) -> str:
    """The question that stands after a turn of the one who asks: a mere `Joo` or `Okay` leaves the one before."""
    if not before or asks(text):
        return text
    return text if answered and words_in(text) >= 3 else before


def _unused(headings: Sequence[tuple[int, str, str, bool]]) -> list[Turn]:
    """Headings that nothing stands under are kept as notes, so that no word is lost."""
    return [Turn(place, words, "note") for _, words, place, used in headings if not used]


def _troubles(turns: Sequence[Turn]) -> list[Trouble]:
    if any(t.role == "answer" and not t.speaker for t in turns):
        what = "No participant code is given, so nobody can tell whose answers these are."
        return [Trouble("no-participant", "", what, "Write `Osallistuja: P07` on top, or put the code into the file name.")]
    return []


def _names(parts: Sequence[_Part], read: Reading, met: Sequence[str]) -> dict[str, str]:
    """Labels that are names, and names in the metadata, with the code that may stand in their place."""
    codes = {key: code for part in parts for key, code in part.speakers.items()}
    labels_met = {s.who for s in read.said if s.who and _may_be_name(s.who)}
    return {**{name.strip(): "" for name in met if name.strip()}, **{label: codes.get(key_of(label), "") for label in sorted(labels_met)}}


def _named(told: Told) -> dict[str, str]:
    return {label: who for label, who in told.labels.items() if _may_be_name(label)}


def _may_be_name(label: str) -> bool:
    key = key_of(label)
    nobody = key.split()[0] in _NOBODY if key else True
    return not nobody and by_word(key) is None and not code_in(label) and len(key) > 2
