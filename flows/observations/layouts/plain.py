"""Plain: documents where nothing marks who speaks. A guide of questions, one person's notes, or paragraphs nobody can attribute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from flows.model.material import Block, Trouble
from flows.observations.asking import asks
from flows.observations.speech import Reading, Said, words_in


def read_guide(blocks: Sequence[Block], readings: Sequence[Reading]) -> Reading | None:
    """Questions and hardly any answer: three or more of them, and most of what is there; or another layout's questions left unanswered."""
    empty = [r for r in readings if r.layout not in ("notes", "unattributed") and answered(r) < 0.25]
    if empty:
        best = max(empty, key=lambda r: (r.confidence, r.layout))
        said = tuple(replace(s, role="note") if s.role == "answer" else s for s in best.said)
        return Reading("guide", said, 0.9)
    text = [block for block in blocks if block.kind != "heading" or asks(block.text)]
    asking = [block for block in text if asks(block.text)]
    if len(asking) < 3 or len(asking) < 0.6 * len(text):
        return None
    return Reading("guide", tuple(Said(at, b, _guide_role(b)) for at, b in enumerate(blocks)), 0.85)  # type: ignore[arg-type]


def read_notes(blocks: Sequence[Block], participants: Sequence[str]) -> Reading | None:
    """Headings, bullets and paragraphs without a question: what one person told, if exactly one code is known, else of unknown hand."""
    text = [block for block in blocks if block.kind != "heading"]
    if not text or any("?" in b.text and asks(b.text) for b in blocks):
        return None
    known = len(participants) == 1
    role = "answer" if known else "note"
    said = tuple(Said(at, b, "section" if b.kind == "heading" else role) for at, b in enumerate(blocks))  # type: ignore[arg-type]
    return Reading("notes", said, 0.7 if known else 0.5)


def read_unattributed(blocks: Sequence[Block]) -> Reading:
    """Everything kept as notes, for a person to attribute."""
    said = tuple(Said(at, b, "section" if b.kind == "heading" else "note") for at, b in enumerate(blocks))
    what = "Nothing in the layout tells who asks and who answers."
    trouble = Trouble("unattributed", "", what, "Write H: before questions and the participant's code before answers.")
    return Reading("unattributed", said, 0.45, (trouble,) if said else ())


def answered(reading: Reading) -> float:
    """Share of the questions that have an answer beneath them."""
    runs = [s.role for s in reading.said if s.role in ("question", "answer") and words_in(s.block.text)]
    questions = runs.count("question")
    followed = sum(a == "question" and b == "answer" for a, b in pairwise(runs))
    return followed / questions if questions else 1.0


def _guide_role(block: Block) -> str:
    if asks(block.text):
        return "question"
    return "section" if block.kind == "heading" else "note"
