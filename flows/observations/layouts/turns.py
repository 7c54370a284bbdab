"""Turns: from stretches with a label to stretches with a role, the same for labels, time stamps and cues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.model.material import Block, Trouble
from flows.observations.roles import Part, assign
from flows.observations.speech import Reading, Said

_ROLE = {"asks": "question", "answers": "answer", "staff": "staff"}


@dataclass(frozen=True, slots=True)
class Voiced:
    """A stretch with the key of its speaker; empty where nobody has spoken yet. `structure` stands for what is not speech."""

    at: int
    block: Block
    key: str = ""
    label: str = ""
    dropped: str = ""
    structure: str = ""
    opens: bool = True
    """Whether the label stands here, not carried on from before."""


def reading(layout: str, voiced: Sequence[Voiced], legend: Mapping[str, Part] | None = None, most: float = 1.0) -> Reading:
    """The roles of all stretches. Where nothing tells who asks, every turn stays a note and confidence is 0.5."""
    roles = assign([(v.key, v.block.text) for v in voiced if v.key], legend)
    unsure = roles.confidence < 0.6
    said = tuple(_said(v, "" if unsure else _ROLE[roles.by[v.key]] if v.key else "") for v in voiced)
    trouble = (
        (Trouble("who-asks", "", "Nobody could tell which speaker asks.", "Label the turns, for example H: and P07:."),) if unsure else ()
    )
    return Reading(layout, said, min(roles.confidence, most), trouble)


def _said(v: Voiced, role: str) -> Said:
    return Said(v.at, v.block, v.structure or role or "note", v.label or v.key, v.dropped)  # type: ignore[arg-type]
