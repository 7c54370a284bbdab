"""Transcripts: .vtt, .srt and .sbv as turns of talk, each with its time and, where the file says so, its speaker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise
from typing import ClassVar

from flows.errors import Unreadable
from flows.model.contracts import Place
from flows.model.material import Block, Found, Material, Trouble
from flows.sources.files import FileSource, bytes_of
from flows.sources.plain import letters

PAUSE = 5.0
"""Seconds of silence after which the same speaker begins a new turn."""
WORDS = 120
"""Words after which a turn ends at the next end of a sentence, or at twice as many anywhere."""

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_TIMING = re.compile(rf"\s*({_TIME})\s*-->\s*({_TIME})(?=\s|$)")
_BROKEN = re.compile(rf"\s*({_TIME})?(?=\S*\s*-->)")
_ARROW = re.compile(rf"\s*({_TIME})\s*(?:,|-{{1,3}}>|[–—]>|→)\s*({_TIME})\s*")
_CHEVRONS = re.compile(r">{2,3}\s*")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>")
_TAG = re.compile(r"</?(?:c|i|b|u|v|ruby|rt|lang|font|span)(?:[.\s][^<>]*)?/?>|<\d[\d:.]*>|\{\\[^{}]*\}", re.IGNORECASE)
_ROLLING = re.compile(r"<\d[\d:.]*>\s*<c")
_LABEL = re.compile(r"(?:[-–]\s*)?([^\W\d_][^:\n<>?!]{0,39}?)\s?:\s+(?=\S)")
_ASIDE = re.compile(r"\(([^\W\d_][^()\n]{0,39})\)")
_SKIPPED = ("NOTE", "STYLE", "REGION")
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")


class Transcript(FileSource):
    """Transcripts: blocks of kind `cue`, with the time `00:03:12` as locator and the speaker as the file writes it."""

    kind: ClassVar[str] = "transcript"
    endings: ClassVar[tuple[str, ...]] = (".vtt", ".srt", ".sbv")

    def read(self, place: Place, found: Found) -> Material:
        return turns_in(bytes_of(place, found))


def turns_in(data: bytes) -> Material:
    """The turns of a .vtt, .srt or .sbv: consecutive cues of one speaker are one block. Raises Unreadable, also `no-cues`."""
    text, troubles = letters(data)
    facts, lines = _head([_arrowed(line) for line in text.split("\n")])
    cues, odd = _cues(lines)
    if not any(cue.timed and cue.text for cue in cues):
        hint = "Export the transcript again as .vtt or .srt."
        raise Unreadable("no-cues", "No line of talk with a time code was found.", hint)
    blocks = tuple(Block(_clock(turn.start), turn.text, "cue", speaker=turn.speaker) for turn in _turns(_spoken(cues)))
    return Material(blocks=blocks, facts=facts, troubles=(*troubles, *odd))


@dataclass(frozen=True, slots=True)
class _Cue:
    """What is shown or said at one time, in seconds from the beginning."""

    start: float
    end: float
    text: str
    speaker: str = ""
    timed: bool = True
    begins: bool = False
    """Whether somebody else begins here, though the file does not say who: `>>`."""


def _arrowed(line: str) -> str:
    """Times with the comma of YouTube's .sbv between them, or a mistyped arrow, as the other formats write them."""
    found = _ARROW.fullmatch(line)
    return f"{found[1]} --> {found[2]}" if found else line


def _head(lines: list[str]) -> tuple[dict[str, str], list[tuple[int, str]]]:
    """What the head of a .vtt says of itself, and the numbered lines after it."""
    numbered = list(enumerate(lines, start=1))
    if not lines[0].startswith("WEBVTT"):
        return {}, numbered
    facts: dict[str, str] = {}
    title = lines[0].removeprefix("WEBVTT").strip(" -–\t")
    if title:
        facts["title"] = title
    for number, line in numbered[1:]:
        if not line.strip() or "-->" in line:
            return facts, numbered[number - 1 :]
        key, colon, value = line.partition(":")
        if colon and key.strip().casefold() == "language" and value.strip():
            facts["language"] = value.strip()
    return facts, []


def _cues(lines: list[tuple[int, str]]) -> tuple[list[_Cue], list[Trouble]]:
    """Cues in the order of the file. A cue with a broken time keeps its words and takes the time before it."""
    cues: list[_Cue] = []
    broken: list[int] = []
    chunks = list(_chunks(lines))
    rolling = _rolls(chunks)
    shown = ""
    for chunk in chunks:
        number, first = chunk[0]
        timing = _TIMING.match(first)
        said = _said(chunk)
        if rolling:
            said = [line for line in said if _plain(line) != shown]
        text = "\n".join(line.strip() for line in said if line.strip())
        shown = _plain(said[-1]) if said and _plain(said[-1]) else shown
        before = cues[-1].end if cues else 0.0
        if timing:
            cue = _Cue(_seconds(timing[1]), _seconds(timing[2]), text)
            cues += [] if cues and cue == cues[-1] else [cue]
        elif text:
            broken.append(number)
            begun = _BROKEN.match(first)
            start = _seconds(begun[1]) if begun and begun[1] else before
            cues.append(_Cue(start, start, text, timed=False))
    return cues, _broken(broken)


def _said(chunk: list[tuple[int, str]]) -> list[str]:
    return [line for _, line in (chunk[1:] if "-->" in chunk[0][1] else chunk)]


def _rolls(chunks: list[list[tuple[int, str]]]) -> bool:
    """Whether captions roll up the screen, so that a line is written again with the one below it: YouTube's tags say so, or most cues do."""
    if any(_ROLLING.search(line) for chunk in chunks for _, line in chunk):
        return True
    said = [lines for chunk in chunks if (lines := [plain for line in _said(chunk) if (plain := _plain(line))])]
    again = sum(first[-1] == second[0] and len(second) > 1 for first, second in pairwise(said))
    return again >= 2 and again >= 0.5 * (len(said) - 1)


def _broken(numbers: list[int]) -> list[Trouble]:
    if not numbers:
        return []
    count = "1 cue has" if len(numbers) == 1 else f"{len(numbers)} cues have"
    what = f"{count} no readable time code; the words are kept with the time before."
    return [Trouble("bad-time", f"line {numbers[0]}", what, "Write the time as 00:03:12.000 --> 00:03:15.000.")]


def _chunks(lines: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Runs of lines that belong to one cue, the timing first; notes, styles and identifiers are left out."""
    chunk: list[tuple[int, str]] = []
    skipping = False
    for index, (number, line) in enumerate(lines):
        arrow = "-->" in line
        if not line.strip() and not arrow:
            if chunk and not (len(chunk) == 1 and "-->" in chunk[0][1] and _tail(lines, index)):
                yield from _whole(chunk)
                chunk = []
            skipping = False
        elif arrow:
            yield from _whole(chunk[:-1] if _identifies(chunk) else chunk)
            chunk, skipping = [(number, line)], False
        elif not chunk and line.split(" ")[0].split("\t")[0] in _SKIPPED:
            skipping = True
        elif not skipping:
            chunk.append((number, line))
    yield from _whole(chunk)


def _tail(lines: list[tuple[int, str]], index: int) -> bool:
    """Whether blank lines between a timing and its words are only loose spacing: words follow, and no timing within two lines."""
    following = [line for _, line in lines[index + 1 : index + 4]]
    return bool(following and following[0].strip()) and not any("-->" in line for line in following[:2])


def _identifies(chunk: list[tuple[int, str]]) -> bool:
    """Whether the line just before a timing is the next cue's identifier: alone after a blank line, or a number after words."""
    if not chunk or "-->" in chunk[-1][1]:
        return False
    return (len(chunk) == 1) or chunk[-1][1].strip().isdigit()


def _whole(chunk: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    if chunk and "-->" not in chunk[0][1] and chunk[0][1].strip().isdigit():
        chunk = chunk[1:]
    if chunk:
        yield chunk


def _spoken(cues: list[_Cue]) -> Iterator[_Cue]:
    """Cues cut where the speaker changes, with the speaker taken out of the words."""
    labels = _recurring([cue.text for cue in cues])
    carried = ""
    for cue in cues:
        if _VOICE.search(cue.text):
            yield from _voices(cue)
            continue
        for line in cue.text.split("\n"):
            begins = bool(_CHEVRONS.match(_plain(line)))
            carried, text = _labelled(line, labels, "" if begins else carried)
            if text:
                yield replace(cue, text=text, speaker=carried, begins=begins)


def _recurring(texts: Sequence[str]) -> frozenset[str]:
    """Names that stand as a label at least twice; a single one may be anything, unless most cues begin with a label."""
    lines = [_bare(line) for text in texts for line in text.split("\n")]
    openings = [_bare(text.split("\n", 1)[0]) for text in texts if text]
    known: set[str] = set()
    for name_in in (_before_colon, _in_brackets):
        counted = Counter(name for line in lines if (name := name_in(line)))
        recurring = {name for name, times in counted.items() if times > 1}
        begun = [name for line in openings if (name := name_in(line)) and not name[0].islower()]
        usual = recurring and len(begun) >= 0.6 * len(openings)
        known |= recurring | set(begun if usual else ())
    return frozenset(known)


def _before_colon(line: str) -> str:
    label = _LABEL.match(line)
    return label[1].strip() if label and len(label[1].split()) <= 5 else ""


def _in_brackets(line: str) -> str:
    aside = _ASIDE.fullmatch(line)
    return aside[1].strip() if aside else ""


def _voices(cue: _Cue) -> Iterator[_Cue]:
    parts = _VOICE.split(cue.text)
    for speaker, said in zip(["", *parts[1::2]], parts[::2], strict=True):
        text = _plain(said)
        if text:
            yield replace(cue, text=text, speaker=unescape(speaker).strip())


def _labelled(line: str, labels: frozenset[str], carried: str) -> tuple[str, str]:
    """The line's speaker and words; without a label of its own it goes on with the speaker before."""
    plain = _bare(line)
    if _in_brackets(plain) in labels:
        return _in_brackets(plain), ""
    if _before_colon(plain) in labels:
        return _before_colon(plain), plain.partition(":")[2].strip()
    return carried, plain


def _turns(cues: Iterable[_Cue]) -> Iterator[_Cue]:
    """Consecutive cues of one speaker as one; a pause or enough words end a turn."""
    turn: _Cue | None = None
    for cue in cues:
        same = turn and turn.speaker == cue.speaker and not (cue.begins and not cue.speaker)
        if turn and same and cue.start - turn.end <= PAUSE and not _full(turn.text):
            turn = replace(turn, end=max(turn.end, cue.end), text=f"{turn.text} {cue.text}")
            continue
        if turn:
            yield turn
        turn = cue
    if turn:
        yield turn


def _full(text: str) -> bool:
    count = text.count(" ") + 1
    return count >= 2 * WORDS or (count >= WORDS and bool(_ENDED.search(text)))


def _plain(line: str) -> str:
    return " ".join(unescape(_TAG.sub("", _VOICE.sub("", line))).split())


def _bare(line: str) -> str:
    return _CHEVRONS.sub("", _plain(line), count=1) if _plain(line).startswith(">>") else _plain(line)


def _seconds(time: str) -> float:
    parts = [float(part) for part in time.replace(",", ".").split(":")]
    return sum(part * 60.0**power for power, part in enumerate(reversed(parts)))


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
