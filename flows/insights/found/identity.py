"""Which found theme is which from one cycle to the next, what people have said of it, and what has become of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import linear_sum_assignment

from flows.model.answers import ThemeAnswer
from flows.model.noun import Words, slug
from flows.model.organisation import Theme

SAME = 0.3
"""A group with this Jaccard likeness to last cycle's theme is that theme."""
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Lineage:
    """What became of found themes in one cycle: ids before, ids after.

    `split`: one before, all its parts after, itself among them if it goes on; `merged`: the one that ended, and the one that its members
    are in; `gone`: one that nothing follows; `new`: one that was not there.
    """

    kind: Literal["split", "merged", "gone", "new"]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def judged(before: Iterable[Theme], verdicts: Mapping[str, ThemeAnswer]) -> tuple[Theme, ...]:
    """Found themes by id as people see them: named, accepted, merged, rejected, or proposed.

    A theme without an answer stays as it was; one whose verdict was taken back, or asks for a split, is proposed. Chains of merges end at
    the last theme; a theme that is merged into what is not in `before`, or into itself over others, is proposed. What is merged into a
    rejected theme is rejected.
    """
    all_themes = {theme.id: theme for theme in before}
    found = {key: _answered(theme, verdicts.get(key)) for key, theme in sorted(all_themes.items()) if theme.origin == "found"}
    ends = {key: _end(key, found, all_themes) for key in found}
    return tuple(_merged(theme, ends[key], found) for key, theme in found.items())


def identities(groups: Sequence[Collection[str]], earlier: Mapping[str, frozenset[str]]) -> dict[int, str]:
    """Place of a group -> id of the theme it continues: the pairing that is likest in sum (Kuhn 1955)."""
    ids = tuple(earlier)
    if not groups or not ids:
        return {}
    likeness = np.array([[jaccard(frozenset(members), old) for old in earlier.values()] for members in groups])
    pairs = zip(*linear_sum_assignment(np.where(likeness >= SAME, likeness, 0.0), maximize=True), strict=True)
    return {int(p): ids[int(t)] for p, t in pairs if likeness[p, t] >= SAME}


def fresh(label: str, taken: Collection[str]) -> str:
    """An id out of the label that nobody has: `found-parking-garage`."""
    stem = "-".join(["found", *slug(label).split("-")[:2]])
    number = 1
    while (own := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return own


def lineage(before: Sequence[Theme], after: Sequence[Theme], present: Collection[str]) -> tuple[Lineage, ...]:
    """What became of each found theme, by id: told by where its members are that are `present` still."""
    old = {t.id: t for t in before if t.origin == "found"}
    now = {t.id: t for t in after}
    proposals = [t for t in after if t.standing == "proposed"]
    told = [_ended(theme, proposals, now, present) for key, theme in old.items() if theme.standing not in ("merged", "rejected")]
    parts = {
        t.id: _whole(t, [o for o in old.values() if o.standing in ("listed", "proposed")], present) for t in proposals if t.id not in old
    }
    split = {whole: tuple(sorted(part for part, of in parts.items() if of == whole)) for whole in sorted(set(parts.values()) - {""})}
    ended = [event for event in told if event and event.before[0] not in split]
    new = [Lineage("new", (), (part,)) for part, of in sorted(parts.items()) if not of]
    apart = [Lineage("split", (whole,), tuple(sorted({*ids, *({whole} & {p.id for p in proposals})}))) for whole, ids in split.items()]
    return tuple(sorted([*ended, *apart, *new], key=lambda e: (e.kind, e.before, e.after)))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """What both have, as a share of what either has."""
    return len(one & other) / len(one | other) if one or other else 0.0


def _answered(theme: Theme, answer: ThemeAnswer | None) -> Theme:
    if answer is None:
        return theme if theme.standing != "listed" else theme.model_copy(update={"standing": "proposed"})
    name = answer.name
    called = Words(fi=name.fi or name.en or theme.name.fi, en=name.en or name.fi or theme.name.en)
    standing = {"accept": "accepted", "merge": "merged", "reject": "rejected"}.get(answer.verdict, "proposed")
    meant = Words(fi=answer.definition, en=answer.definition) if answer.definition else theme.definition
    into = answer.into.strip() if standing == "merged" else ""
    return theme.model_copy(update={"name": called, "standing": standing, "definition": meant, "into": into})


def _end(key: str, found: Mapping[str, Theme], known: Mapping[str, Theme]) -> str:
    """Where the members of a theme are in the end; empty where its merges lead nowhere."""
    seen: set[str] = set()
    while key in found and found[key].standing == "merged":
        if key in seen:
            return ""
        seen.add(key)
        key = found[key].into
    return key if key in known else ""


def _merged(theme: Theme, end: str, found: Mapping[str, Theme]) -> Theme:
    if theme.standing != "merged":
        return theme
    if not end:
        return theme.model_copy(update={"standing": "proposed", "into": ""})
    lost = end in found and found[end].standing == "rejected"
    return theme.model_copy(update={"standing": "rejected", "into": ""} if lost else {"into": end})


def _ended(theme: Theme, proposals: Sequence[Theme], now: Mapping[str, Theme], present: Collection[str]) -> Lineage | None:
    if theme.id in now:
        into = now[theme.id].into
        return Lineage("merged", (theme.id,), (into,)) if into else None
    members = frozenset(theme.members).intersection(present)
    heirs = [p.id for p in proposals if members and len(members.intersection(p.members)) >= HALF * len(members)]
    return Lineage("merged", (theme.id,), (heirs[0],)) if heirs else Lineage("gone", (theme.id,))


def _whole(part: Theme, old: Sequence[Theme], present: Collection[str]) -> str:
    """Id of the theme that half of the new one's members were in, or empty."""
    members = frozenset(part.members).intersection(present)
    return next((theme.id for theme in old if len(members.intersection(theme.members)) >= HALF * len(members)), "")
