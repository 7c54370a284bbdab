"""Method: a hint at how to find out, by Fuccella's quadrant of problem clarity and risk."""

from __future__ import annotations

from flows.model.insights import Insight
from flows.model.questions import GapKind

METHODS = {
    "interview": "unclear and risky: talk with people in depth, to learn what the problem is",
    "observe": "unclear, little at stake: sit in on what happens anyway (support, sales, a session) before paying for a study",
    "test": "clear and risky, and an assumption: try it on people with a prototype or an experiment",
    "survey": "clear and risky, and heard already: count how many it holds for",
    "desk": "clear, little at stake: look it up in the library, logs and earlier studies, or decide and measure",
}
"""Codes and when each is hinted (Fuccella 2021); pages word them."""
RISKY = 1.0
"""Stakes from which being wrong is dear: the middle of the geometric scale."""
_UNCLEAR: frozenset[GapKind] = frozenset({"contradicted", "emerging", "uncovered", "unexplained"})
_HEARD: frozenset[GapKind] = frozenset({"thin", "stale", "single-source"})


def method(kind: GapKind, insight: Insight | None, stakes: float) -> str:
    """A key of METHODS.

    The problem is clear when there is a claim to be right or wrong about, and unclear when voices disagree, the reason is missing, nobody
    has been heard, or the question is about no claim yet.
    """
    risky = stakes >= RISKY
    if kind in _UNCLEAR or insight is None or insight.contested:
        return "interview" if risky else "observe"
    if not risky:
        return "desk"
    return "survey" if kind in _HEARD else "test"
