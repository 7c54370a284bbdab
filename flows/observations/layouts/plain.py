"""Plain: documents where nothing marks who speaks. A guide of questions, one person's notes, or paragraphs nobody can attribute."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from flows.model.material import Block
from flows.observations.asking import asks
from flows.observations.codes import is_kind_word
from flows.observations.speech import Reading, Said, words_in

_GUIDE = re.compile(
    r"haastattelurun|kysymysrun|teemarun|keskustelurun|kysymyspatter|haastatteluoh|(?:interview|discussion|conversation|question|debrief)"
    r"[ _-]{0,3}(?:guide|script|protocol)|leitfaden",
    re.IGNORECASE,
)
"""What people call a document of questions to ask."""
_SHORT = 15
"""Words below which a paragraph is rather a turn of a talk than a note."""


def read_guide(blocks: Sequence[Block], readings: Sequence[Reading], called: str = "") -> Reading | None:
    """Questions and hardly any answer: three or more of them, and most of what is there; or another layout's questions left unanswered.

    A third of the document is enough where it is `called` a guide by its name or title: what is to be said and done stands between them.
    """
    empty = [r for r in readings if r.layout not in ("notes", "unattributed") and answered(r) < 0.25]
    if empty:
        best = max(empty, key=lambda r: (r.confidence, r.layout))
        said = tuple(replace(s, role="note") if s.role == "answer" else s for s in best.said)
        return Reading("guide", said, 0.9)
    text = [block for block in blocks if block.kind != "heading" or asks(block.text)]
    asking = [block for block in text if asks(block.text)]
    if len(asking) < 3 or len(asking) < (0.3 if _GUIDE.search(called) else 0.6) * len(text):
        return None
    return Reading("guide", tuple(Said(at, b, _guide_role(b)) for at, b in enumerate(blocks)), 0.85)  # type: ignore[arg-type]


def read_notes(blocks: Sequence[Block], participants: Sequence[str]) -> Reading | None:
    """Headings, bullets and paragraphs without a question: what one person told, if exactly one code is known, else of unknown hand.

    Many short paragraphs may as well be the turns of a talk, so they are not sure to be one person's.
    """
    text = [block for block in blocks if block.kind != "heading"]
    if not text or any("?" in b.text and asks(b.text) for b in blocks):
        return None
    known = len(participants) == 1
    role = "answer" if known else "note"
    said = tuple(Said(at, b, "section" if b.kind == "heading" else role) for at, b in enumerate(blocks))  # type: ignore[arg-type]
    return Reading("notes", said, 0.7 if known and not _like_turns(text) else 0.5)


def as_told(blocks: Sequence[Block], layout: str) -> Reading:
    """`guide`: questions and what is to be said between them; `notes`: what was told, whoever wrote it down. Because a person says so."""
    if layout == "guide":
        return Reading("guide", tuple(Said(at, b, _guide_role(b)) for at, b in enumerate(blocks)), 1.0)  # type: ignore[arg-type]
    return Reading("notes", tuple(Said(at, b, "section" if b.kind == "heading" else "answer") for at, b in enumerate(blocks)), 1.0)


def read_unattributed(blocks: Sequence[Block]) -> Reading:
    """Everything kept as notes, for a person to attribute."""
    said = tuple(Said(at, b, "section" if b.kind == "heading" else "note") for at, b in enumerate(blocks))
    return Reading("unattributed", said, 0.45)


def answered(reading: Reading) -> float:
    """Share of the questions that have an answer beneath them."""
    runs = [s.role for s in reading.said if s.role in ("question", "answer") and words_in(s.block.text)]
    questions = runs.count("question")
    followed = sum(a == "question" and b == "answer" for a, b in pairwise(runs))
    return followed / questions if questions else 1.0


def _like_turns(text: Sequence[Block]) -> bool:
    """Whether most of what is there are short plain paragraphs, four or more: neither bullets nor notes under words such as `Tarve:`."""
    plain = [words_in(b.text) for b in text if b.kind == "paragraph" and not b.cell and not is_kind_word(b.text.partition(":")[0].strip())]
    return len(plain) >= 4 and len(plain) > 0.5 * len(text) and median(plain) < _SHORT


def _guide_role(block: Block) -> str:
    if asks(block.text):
        return "question"
    return "section" if block.kind == "heading" else "note"
