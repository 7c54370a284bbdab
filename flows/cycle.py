"""Cycle: the five verbs in order."""

from __future__ import annotations

import time
from datetime import date

from flows.desk.desk import at_desk
from flows.model.issues import Report
from flows.runners import Verb, verb
from flows.verbs.capture import capture
from flows.verbs.collate import collate
from flows.verbs.prioritise import prioritise
from flows.verbs.publish import publish
from flows.verbs.synthesise import synthesise

VERBS: dict[str, Verb[...]] = {
    "capture": capture,
    "collate": collate,
    "synthesise": synthesise,
    "prioritise": prioritise,
    "publish": publish,
}
"""The river."""


@verb("cycle")
def cycle(workspace: str, today: str = "", cycle: str = "", fewer_pages: bool = False) -> Report:
    """Carry everything once through the river: capture, collate, synthesise, prioritise, publish. `fewer_pages` is for publish alone."""
    begun = time.perf_counter()
    today = today or date.today().isoformat()
    with at_desk("cycle", workspace, today) as desk:
        told = {"publish": {"fewer_pages": True}} if fewer_pages else {}
        parts = tuple(each(workspace, today, desk.cycle.name, **told.get(name, {})) for name, each in VERBS.items())
    counts = {f"{part.verb}: {name}": number for part in parts for name, number in part.counts.items()}
    issues = tuple({issue.key: issue for part in parts for issue in part.issues}.values())
    seconds = time.perf_counter() - begun
    return Report(verb="cycle", counts=counts, issues=issues, skipped=all(p.skipped for p in parts), seconds=seconds, parts=parts)
