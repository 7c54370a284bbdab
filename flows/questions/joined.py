"""Joined: gaps about the same thing become one question, led by a person's words if there are any. Values are never added up (Keisler 2005)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.model.noun import digest_of
from flows.model.questions import Gap, GapKind
from flows.model.signals import Overlap

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

    @property
    def formerly(self) -> tuple[str, ...]:
        """Keys that its gaps have as questions by themselves."""
        return tuple(key for gap in self.gaps if (key := _key(gap.key)) != self.key)


def joined(gaps: Sequence[Gap], overlaps: Sequence[Overlap] = ()) -> tuple[Group, ...]:
    """Groups sorted by key. One insight is one group; so are the same words asked twice, whoever asked them, and near-duplicate asks.

    The key is that of the thing (insight, or else the gap), so it stays when another kind of gap takes the lead.
    """
    unlike = {gap.key: gap for gap in gaps}
    subjects = _subjects(unlike, overlaps)
    homes = _homes(list(unlike.values()), subjects)
    members: dict[str, list[Gap]] = {}
    for gap in unlike.values():
        members.setdefault(_home(gap, subjects, homes), []).append(gap)
    groups = (Group(_key(home), tuple(sorted(found, key=_strength))) for home, found in members.items())
    return tuple(sorted(groups, key=lambda group: group.key))


def _subjects(gaps: Mapping[str, Gap], overlaps: Sequence[Overlap]) -> dict[str, str]:
    """Words that a person gave -> one for all that ask nearly the same."""
    subjects = {words: words for gap in gaps.values() if (words := _spoken(gap))}
    for overlap in overlaps:
        asks = (gaps.get(f"asked:{name.removeprefix('asked:')}") for name in overlap.ids if overlap.kind == "asks")
        alike = {subjects[words] for ask in asks if ask and (words := _spoken(ask))}
        subjects |= {words: min(alike) for words, subject in subjects.items() if subject in alike}
    return subjects


def _homes(gaps: Sequence[Gap], subjects: Mapping[str, str]) -> dict[str, str]:
    """Subject -> the insight it is about, or else the first gap that has it."""
    homes: dict[str, tuple[bool, str]] = {}
    for gap in gaps:
        if subject := subjects.get(_spoken(gap)):
            home = (not gap.insight, gap.insight or gap.key)
            homes[subject] = min(homes.get(subject, home), home)
    return {subject: home for subject, (_, home) in homes.items()}


def _home(gap: Gap, subjects: Mapping[str, str], homes: Mapping[str, str]) -> str:
    return gap.insight or homes.get(subjects.get(_spoken(gap), "")) or gap.key


def _key(home: str) -> str:
    return f"q-{digest_of(home)[:10]}"


def _spoken(gap: Gap) -> str:
    return " ".join(re.findall(r"\w+", (gap.words.fi or gap.words.en).casefold()))


def _strength(gap: Gap) -> tuple[int, bool, str]:
    return (STRENGTH.index(gap.kind), not gap.insight, gap.key)
