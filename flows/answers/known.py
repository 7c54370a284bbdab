"""Known: what answers may speak of, by the keys that the board was written with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from flows.model.noun import Words
from flows.model.picture import Picture
from flows.model.studies import Layout


@dataclass(frozen=True)
class Known:
    """Things that a cell may name, and keys that a row may have."""

    themes: Mapping[str, Words] = field(default_factory=dict)
    """Of the codebook and found ones: id -> name."""
    insights: Mapping[str, Words] = field(default_factory=dict)
    """Key -> statement."""
    layouts: tuple[str, ...] = tuple(layout for layout in get_args(Layout) if layout)
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By tab: all that there is, on the board or not."""
    shown: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By tab: what has a row there."""
    suggested: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Observation -> the themes that the machine gave it."""


def is_suggested(reason: str) -> bool:
    """Whether a theme was given by the machine and by no person."""
    return reason == "group" or reason.startswith(("words:", "like:"))


def things(picture: Picture) -> Known:
    """What a picture has, without what the board shows of it."""
    return Known(
        themes={theme.id: theme.name for theme in picture.themes},
        insights={insight.key: insight.statement for insight in picture.insights},
        keys={
            "insights": frozenset(picture.insight),
            "questions": frozenset(picture.question),
            "themes": frozenset(picture.theme),
            "observations": frozenset(picture.observation),
            "documents": frozenset(picture.document),
        },
        suggested={
            o.key: given for o in picture.observations if (given := frozenset(t for t in o.themes if is_suggested(o.reasons.get(t, ""))))
        },
    )
