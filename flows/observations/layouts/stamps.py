"""Time stamps: `00:00:03 Speaker 1` on its own line and the words beneath; and transcripts whose cues name their speaker."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flows.model.material import Block
from flows.observations.layouts.turns import Voiced, reading
from flows.observations.roles import Part, key_of
from flows.observations.speech import Reading, Said, cut, lines, pieces

_TIME = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?"
_NAME = r"(?P<name>[^\W\d_][^\n:?!\d]{0,40}?(?: \d{1,3})?|[A-ZÅÄÖ]{1,3}[-_ ]?\d{1,4})"
_LINES = (
    re.compile(rf"\s*{_TIME}\s*[-–—|]?\s*{_NAME}\s*:?\s*"),
    re.compile(rf"\s*{_NAME}\s*[-–—|,]?\s*{_TIME}\s*:?\s*"),
)
_INLINE = re.compile(rf"\s*{_TIME}\s*[-–—|]?\s*{_NAME}\s*:\s+")


def read(blocks: Sequence[Block], told: Mapping[str, Part] | None = None) -> Reading | None:
    """Turns by a line of time and speaker, two such lines or more. `told`: roles of label keys."""
    heads = sum(1 for b in blocks for a, z in lines(b) if _head(b.text[a:z]))
    if heads < 2:
        return None
    voiced: list[Voiced] = []
    key = label = ""
    for at, block in enumerate(blocks):
        if block.kind == "heading":
            key = label = ""
            voiced.append(Voiced(at, block, structure="section"))
            continue
        for piece in pieces(block, _borders(block)):
            found = _head(piece.text)
            if not found:
                voiced.append(Voiced(at, piece, key, label, opens=False))
                continue
            key, label = key_of(found["name"]), found["name"]
            rest = cut(piece, found.end())
            voiced.append(Voiced(at, rest, key, label, found[0], structure="" if rest.text else "drop"))
    return _checked("stamps", voiced, told)


def read_cues(blocks: Sequence[Block], told: Mapping[str, Part] | None = None) -> Reading | None:
    """Turns by the speakers that the format itself names, in half of the blocks or more. `told`: roles of label keys."""
    spoken = [block for block in blocks if block.speaker]
    if not spoken or len(spoken) < 0.5 * sum(block.kind != "heading" for block in blocks):
        return None
    voiced = [
        Voiced(at, b, structure="section") if b.kind == "heading" else Voiced(at, b, key_of(b.speaker) if b.speaker else "", b.speaker)
        for at, b in enumerate(blocks)
    ]
    return _checked("cues", voiced, told)


def _checked(layout: str, voiced: Sequence[Voiced], told: Mapping[str, Part] | None) -> Reading | None:
    keys = {v.key for v in voiced if v.key}
    if len(keys) >= 2 or keys & (told or {}).keys():
        return reading(layout, voiced, told)
    said = tuple(Said(v.at, v.block, v.structure or ("answer" if v.key else "note"), v.label, v.dropped) for v in voiced)  # type: ignore[arg-type]
    return Reading(layout, said, 0.7) if keys else None


def _borders(block: Block) -> list[int]:
    borders = []
    for a, z in lines(block):
        if _head(block.text[a:z]):
            borders += [a, z] if not _INLINE.match(block.text[a:z]) else [a]
    return borders


def _head(text: str) -> re.Match[str] | None:
    if len(text) > 90 and not _INLINE.match(text):
        return None
    return _INLINE.match(text) or next((m for p in _LINES if (m := p.fullmatch(text.strip("\n")))), None)
