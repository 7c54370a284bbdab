"""Names: words of the material that may be people's, read again where they lie and shown to a person; nothing of it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flows.desk.shroud import mask_of
from flows.desk.survey import material_of, survey
from flows.errors import Unreadable
from flows.model.material import Material
from flows.model.spans import Span
from flows.observations.columns import is_private
from flows.observations.legible import as_read
from flows.observations.privacy import Mask
from flows.workspace import Workspace

REACH = 40
"""Letters shown on each side of a word."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may name somebody, and where they stand. Not to be stored or logged."""

    place: str
    """The document's covered key and the place in it."""
    words: str
    before: str
    after: str
    hidden: bool
    """Whether they are hidden as `[nimi]`; else they stand in the library."""


def candidates(workspace: Workspace, study: str = "") -> Iterator[Candidate]:
    """Each candidate of the material as it lies there now, in the order of its documents. Raises BrokenOrganisation.

    Documents that cannot be read are passed over: capture tells of them. Of the same words in one document each occurrence is told.
    """
    plan = workspace.plan()
    jobs, _, _ = survey(workspace, plan)
    masks: dict[str, Mask] = {}
    for job in jobs:
        if study and job.study.id != study:
            continue
        mask = masks.setdefault(job.study.id, mask_of(plan.organisation, plan.participants, job.study.id))
        try:
            material = as_read(material_of(job))
        except Unreadable:
            continue
        for locator, text in _texts(material):
            yield from _in_text(f"{job.found.key} {locator}", text, mask)


def _in_text(place: str, text: str, mask: Mask) -> Iterator[Candidate]:
    told = [(span, True) for span in mask.strangers(text)] + [(span, False) for span in mask.doubts(text)]
    covered = _covered(text, mask.spans(text)) if told else ""
    for span, hidden in sorted(told, key=lambda each: each[0].start):
        before = _on_one_line(covered[max(0, span.start - REACH) : span.start])
        after = _on_one_line(covered[span.end : span.end + REACH])
        yield Candidate(place, text[span.start : span.end], before, after, hidden)


def _covered(text: str, spans: Iterable[Span]) -> str:
    """As long as the text, without what is hidden in it: who decides about one name needs no other's number."""
    signs = list(text)
    for span in spans:
        signs[span.start : span.end] = "…" * (span.end - span.start)
    return "".join(signs)


def _on_one_line(text: str) -> str:
    return " ".join(re.sub("…+", "…", text).split("\n"))


def _texts(material: Material) -> Iterator[tuple[str, str]]:
    if title := material.facts.get("title", ""):
        yield "title", title
    for block in material.blocks:
        yield block.locator, block.text
        yield from ((block.locator, mark.words) for mark in block.marks if mark.by == "comment")
    for sheet in material.sheets:
        kept = [at for at, header in enumerate(sheet.header) if not is_private(header)]
        for row in sheet.rows:
            yield from ((row.locator, cell) for at in kept if at < len(row.cells) and isinstance(cell := row.cells[at], str))
