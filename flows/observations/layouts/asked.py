"""Asked: questions told from answers by how they are set: bold, headings, numbers, or bullets beneath."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from flows.model.material import Block
from flows.observations.asking import asks, share
from flows.observations.speech import Reading, Said, boldness, cut, lines, pieces, words_in

_TYPED = re.compile(r"\s*(?:[QqKk]?\d{1,2}(?:\.\d{1,2})?\s*[.)\-–:]+|[a-hA-H][).])\s*(?=\D)")
SUREST = 0.95
"""The highest confidence of these layouts."""
_Piece = tuple[int, Block]


def read_bold(blocks: Sequence[Block]) -> Reading | None:
    """Bold questions, or bold answers: whichever of the two asks more; never fixed."""
    stretches = _stretches(blocks, _bold_borders)
    plain = [(at, b) for at, b in stretches if _is_text(b)]
    bold = [b for _, b in plain if boldness(b) >= 0.8]
    thin = [b for _, b in plain if boldness(b) < 0.8]
    if len(bold) < 2 or len(thin) < 2:
        return None
    in_bold, in_thin = share(b.text for b in bold), share(b.text for b in thin)
    if in_bold >= in_thin:
        if in_bold < 0.4 or in_bold - in_thin < 0.2:
            return None
        said = _said(stretches, lambda b: boldness(b) >= 0.8 and _is_text(b))
        return Reading("bold-question", said, _sure(in_bold, in_thin))
    if in_thin < 0.4 or in_thin - in_bold < 0.2:
        return None
    said = _said(stretches, lambda b: boldness(b) < 0.8 and _is_text(b))
    return Reading("bold-answer", said, _sure(in_thin, in_bold))


def read_headings(blocks: Sequence[Block]) -> Reading | None:
    """Headings that ask, two or more; headings that do not are sections. An article that asks now and then is not sure to be an interview."""
    headings = [block for block in blocks if block.kind == "heading"]
    asking = [block for block in headings if asks(block.text)]
    text = [block for block in blocks if _is_text(block)]
    if len(asking) < 2 or not text:
        return None
    in_text = share(block.text for block in text)
    if in_text >= 0.5:
        return None
    levels = {block.level for block in asking}
    told = len(asking) / sum(block.level in levels for block in headings)
    said = _said(_stretches(blocks, _question_line), lambda b: b.kind == "heading" and asks(b.text), follow_ups=True)
    return Reading("headings", said, min(SUREST if in_text < 0.2 else 0.8, SUREST if told >= 0.6 else 0.5))


def read_numbered(blocks: Sequence[Block]) -> Reading | None:
    """A numbered list whose items ask, or numbers typed before questions; the paragraphs and bullets beneath answer."""
    stretches = _stretches(blocks, _question_line)
    numbered = [b for _, b in stretches if _is_numbered(b)]
    if len(numbered) < 2:
        return None
    top = min(b.level for b in numbered)
    asked = share(b.text for b in numbered if b.level == top)
    rest = share(b.text for _, b in stretches if _is_text(b) and not _is_numbered(b))
    if asked < 0.5 or rest >= asked:
        return None
    said = _said(stretches, lambda b: _is_numbered(b) and (b.level == top or asks(b.text)), follow_ups=True)
    return Reading("numbered", said, _sure(asked, rest) - 0.05)


def read_bullets(blocks: Sequence[Block]) -> Reading | None:
    """Paragraphs that ask, with bullets beneath that answer."""
    stretches = _stretches(blocks, _question_line)
    plain = [b for _, b in stretches if _is_text(b) and b.kind != "item"]
    items = [b for _, b in stretches if b.kind == "item"]
    if len(plain) < 2 or len(items) < 2:
        return None
    asked, rest = share(b.text for b in plain), share(b.text for b in items)
    if asked < 0.7 or rest >= 0.2:
        return None
    return Reading("bullets", _said(stretches, lambda b: b.kind != "item" and _is_text(b) and asks(b.text)), 0.85)


def as_told(blocks: Sequence[Block], layout: str) -> Reading | None:
    """One of this module's layouts, because a person says so: nothing is weighed. None where the document has nothing set so."""
    borders = _bold_borders if layout.startswith("bold") else _question_line
    stretches = _stretches(blocks, borders)
    is_question = _QUESTIONS[layout](blocks)
    asking = any(is_question(block) and asks(block.text) for _, block in stretches)
    said = _said(stretches, is_question, follow_ups=layout in ("headings", "numbered"), titled=asking)
    return Reading(layout, said, 1.0) if any(s.role == "question" for s in said) else None


def _heading_asks(blocks: Sequence[Block]) -> Callable[[Block], bool]:
    if any(block.kind == "heading" and asks(block.text) for block in blocks):
        return lambda b: b.kind == "heading" and asks(b.text)
    deepest = max((block.level for block in blocks if block.kind == "heading"), default=0)
    return lambda b: b.kind == "heading" and b.level == deepest


_QUESTIONS: dict[str, Callable[[Sequence[Block]], Callable[[Block], bool]]] = {
    "bold-question": lambda _: lambda b: _is_text(b) and boldness(b) >= 0.8,
    "bold-answer": lambda _: lambda b: _is_text(b) and boldness(b) < 0.8,
    "numbered": lambda _: _is_numbered,
    "bullets": lambda _: lambda b: _is_text(b) and b.kind != "item",
    "headings": _heading_asks,
}


def _sure(asked: float, rest: float) -> float:
    return round(min(SUREST, 0.55 + 0.45 * asked - 0.25 * rest), 2)


def _is_text(block: Block) -> bool:
    return block.kind != "heading" and block.cell is None


def _is_numbered(block: Block) -> bool:
    return block.cell is None and (
        (block.kind == "item" and block.numbered) or (block.kind in ("paragraph", "item", "heading") and bool(_TYPED.match(block.text)))
    )


def _said(
    stretches: Sequence[_Piece], is_question: Callable[[Block], bool], *, follow_ups: bool = False, titled: bool = True
) -> tuple[Said, ...]:
    """Roles in reading order. Before the first question a paragraph is a note; where it is `titled`, a short line in the questions' dress
    that does not ask and has no full stop is a section.
    """
    said: list[Said] = []
    asked = False
    for at, block in stretches:
        if is_question(block):
            if titled and _titles(block):
                said.append(Said(at, block, "section"))
                continue
            number = _TYPED.match(block.text)
            bare = cut(block, number.end()) if number else block
            said.append(Said(at, bare, "question", dropped=number[0] if number else ""))
            asked = True
        elif block.kind == "heading":
            said.append(Said(at, block, "section"))
        elif block.cell or not asked:
            said.append(Said(at, block, "note"))
        else:
            follows = follow_ups and block.text.strip().endswith("?") and words_in(block.text) <= 25
            said.append(Said(at, block, "question" if follows else "answer"))
    return tuple(said)


def _titles(block: Block) -> bool:
    return not asks(block.text) and words_in(block.text) <= 6 and not block.text.rstrip().endswith((".", "!", "…"))


def _stretches(blocks: Sequence[Block], borders: Callable[[Block], list[int]]) -> list[_Piece]:
    return [
        (at, piece) for at, block in enumerate(blocks) for piece in (pieces(block, borders(block)) if block.kind != "cell" else [block])
    ]


def _question_line(block: Block) -> list[int]:
    """Borders around lines of a paragraph that ask, where soft breaks stand for paragraphs; and before typed numbers."""
    found = list(lines(block))
    if len(found) < 2:
        return []
    borders = []
    for a, b in found:
        line = block.text[a:b]
        if line.rstrip().endswith("?") or _TYPED.match(line):
            borders += [a, *([b] if line.rstrip().endswith("?") else [])]
    return borders


def _bold_borders(block: Block) -> list[int]:
    """Borders where a line changes weight, and where a bold question and its answer share a line (or the other way round)."""
    borders = _question_line(block)
    weights = [(a, boldness(cut(block, a, b)) >= 0.8) for a, b in lines(block)]
    borders += [a for (a, weight), (_, before) in zip(weights[1:], weights, strict=False) if weight != before]
    if block.bold:
        (first, end), (start, last) = block.bold[0], block.bold[-1]
        if not block.text[:first].strip() and block.text[:end].rstrip().endswith("?"):
            borders.append(end)
        if not block.text[last:].strip() and block.text[:start].rstrip().endswith("?"):
            borders.append(start)
    return borders
