"""Joined: gaps about the same thing become one question, led by a person's words if there are any. Values are never added up (Keisler 2005)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.model.noun import digest_of
from flows.model.questions import Gap, GapKind

STRENGTH: tuple[GapKind, ...] = (
    "planned",
    "asked",
    "contradicted",
    "assumption",
    "stale",
    "emerging",
    "thin",
    "single-source",
    "unexplained",
    "uncovered",
)
"""Which gap leads and gives the question its words: a study's own, then an ask, then what the machine found, strongest first."""


@dataclass(frozen=True, slots=True)
class Group:
    """Gaps about one thing; `gaps[0]` leads."""

    key: str
    gaps: tuple[Gap, ...]

    @property
    def insight(self) -> str:
        return next((gap.insight for gap in self.gaps if gap.insight), "")


def joined(gaps: Sequence[Gap]) -> tuple[Group, ...]:
    """Groups sorted by key. One insight is one group; so are the same words asked twice, whoever asked them.

    The key is that of the thing (insight, or else the gap), so it stays when another kind of gap takes the lead.
    """
    unlike = {gap.key: gap for gap in gaps}
    homes = _homes(list(unlike.values()))
    members: dict[str, list[Gap]] = {}
    for gap in unlike.values():
        members.setdefault(_home(gap, homes), []).append(gap)
    groups = (Group(f"q-{digest_of(home)[:10]}", tuple(sorted(found, key=_strength))) for home, found in members.items())
    return tuple(sorted(groups, key=lambda group: group.key))


def _homes(gaps: Sequence[Gap]) -> dict[str, str]:
    """Words that a person gave -> the insight they are about, or else the first gap that has them."""
    homes: dict[str, tuple[bool, str]] = {}
    for gap in gaps:
        if words := _spoken(gap):
            home = (not gap.insight, gap.insight or gap.key)
            homes[words] = min(homes.get(words, home), home)
    return {words: home for words, (_, home) in homes.items()}


def _home(gap: Gap, homes: dict[str, str]) -> str:
    return gap.insight or homes.get(_spoken(gap)) or gap.key


def _spoken(gap: Gap) -> str:
    return " ".join(re.findall(r"\w+", (gap.words.fi or gap.words.en).casefold()))


def _strength(gap: Gap) -> tuple[int, bool, str]:
    return (STRENGTH.index(gap.kind), not gap.insight, gap.key)
