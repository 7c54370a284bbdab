"""Turns: from stretches with a label to stretches with a role, the same for labels, time stamps and cues."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flows.model.material import Block, Trouble
from flows.observations.roles import Part, Roles, assign
from flows.observations.speech import Reading, Said

_WHO = "Say in the plan who the labels are, `speakers: {label: staff, other label: P07}`, or label the turns H: and P07:."
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
    """Whether the label stands here or on a line of its own before it, not carried on from an earlier stretch."""


def reading(
    layout: str,
    voiced: Sequence[Voiced],
    legend: Mapping[str, Part] | None = None,
    mend: Callable[[Sequence[Voiced], Roles], list[Voiced]] | None = None,
) -> Reading:
    """The roles of all stretches. Where nothing tells who asks, every turn stays a note and confidence is under 0.6.

    `mend` may give stretches to other speakers, once it is known who asks.
    """
    roles = assign([(v.key, v.block.text) for v in voiced if v.key], legend)
    unsure = roles.confidence < 0.6
    voiced = mend(voiced, roles) if mend and not unsure else voiced
    said = tuple(_said(v, "" if unsure else _ROLE[roles.by[v.key]] if v.key else "") for v in voiced)
    trouble = Trouble("who-asks", "", "Nobody could tell which speaker asks, so the words are kept as notes and not counted.", _WHO)
    return Reading(layout, said, roles.confidence, (trouble,) if unsure else ())


def _said(v: Voiced, role: str) -> Said:
    return Said(v.at, v.block, v.structure or role or "note", v.label or v.key, v.dropped)  # type: ignore[arg-type]
