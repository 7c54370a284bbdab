"""The graph of a library's texts, kept from one cycle to the next: only what is new is compared with everything."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy import sparse

from flows.insights.features import Matrix, said, telling
from flows.insights.found.groups import NEIGHBOURS, either_way, nearest, ranked
from flows.insights.found.labels import Usage
from flows.insights.space import Space, dense
from flows.text.words import without_nothings

SMALL = 2000
"""Fewer texts are counted anew each time: that takes a moment, and is then the same with and without a kept graph."""
GROWN = 0.2
"""When so large a share of the texts has come or gone since they were last counted, they are counted anew."""

Embed = Callable[[Sequence[str], str], Any]
"""Texts and their language in, one row of numbers a text out."""


@dataclass(frozen=True)
class Graph:
    """The texts of one language by key, their rows, the nearest of each, and the groups among them that are no proposals."""

    keys: tuple[str, ...]
    digests: Any
    """8 bytes of each text's BLAKE2b, as numbers."""
    rows: Any
    near: Matrix
    """The cosine of each row to its 16 nearest, itself among them."""
    usage: Usage
    space: Space | None = None
    """None where an embedder made the rows."""
    counted: int = 0
    """Texts when they were last counted."""
    turned: int = 0
    """Texts that have come or gone since."""
    others: tuple[tuple[str, Any], ...] = ()
    """What each is called, and its rows."""
    changed: Any = field(default=None, compare=False)
    """Rows that are new since the graph was kept; None if everything has been counted anew."""

    def likeness(self) -> Matrix:
        """The symmetric graph of neighbours."""
        return either_way(self.near)


def graph_of(texts: Mapping[str, str], language: str, kept: Graph | None, embed: Embed | None = None) -> Graph:
    """The graph of texts by key: the kept one, brought up to date, if it will do."""
    keys = tuple(sorted(texts))
    digests = _digests([texts[key] for key in keys])
    if kept is not None and len(keys) >= SMALL and (kept.space is None) == (embed is not None):
        grown = _grown(kept, keys, digests, texts, language, embed)
        if grown is not None:
            return grown
    return _counted(keys, digests, texts, language, embed)


def _counted(keys: tuple[str, ...], digests: Any, texts: Mapping[str, str], language: str, embed: Embed | None) -> Graph:
    spoken = [said(without_nothings(texts[key])) for key in keys]
    usage = Usage.of(spoken, language)
    if embed is not None:
        space, rows = None, _embedded([texts[key] for key in keys], language, embed)
    else:
        space, rows = Space.counted([telling(tokens, language) for tokens in spoken], language)
    return Graph(keys, digests, rows, nearest(rows, rows), usage, space, len(keys))


def _grown(kept: Graph, keys: tuple[str, ...], digests: Any, texts: Mapping[str, str], language: str, embed: Embed | None) -> Graph | None:
    """The graph with what is new and without what is gone; None if too much is."""
    place = {key: row for row, key in enumerate(kept.keys)}
    was = np.array([place.get(key, -1) for key in keys], dtype=np.int64)
    was[(was >= 0) & (kept.digests[was] != digests)] = -1
    new, gone = np.flatnonzero(was < 0), len(kept.keys) - int((was >= 0).sum())
    turned = kept.turned + len(new) + gone
    if turned > GROWN * kept.counted:
        return None
    kept, fresh = _widened(kept, [texts[keys[row]] for row in new], len(keys), language, embed)
    if fresh.shape[1] != kept.rows.shape[1]:
        return None
    moved = bool(len(new)) or gone > 0
    rows = _moved(kept.rows, was, fresh) if moved else kept.rows
    near = _renewed(kept, was, rows) if moved else kept.near
    now = np.full(len(kept.keys), -1)
    now[was[was >= 0]] = np.flatnonzero(was >= 0)
    others = tuple((label, members[members >= 0]) for label, members in ((label, np.sort(now[old])) for label, old in kept.others))
    return replace(kept, keys=keys, digests=digests, rows=rows, near=near, turned=turned, others=others, changed=new)


def _widened(kept: Graph, texts: Sequence[str], count: int, language: str, embed: Embed | None) -> tuple[Graph, Any]:
    """The graph with room for what only the new texts have, and their rows."""
    if kept.space is None or embed is not None:
        return kept, _embedded(texts, language, embed) if texts and embed else kept.rows[:0]
    told = [telling(said(without_nothings(text)), language) for text in texts]
    space = kept.space.learnt(told, count)
    return replace(kept, space=space, rows=space.fitted(kept.rows, kept.space)), space.rows(told)


def _embedded(texts: Sequence[str], language: str, embed: Embed) -> Any:
    return dense(embed(texts, language)) if texts else np.zeros((0, 1), np.float32)


def _moved(old: Any, was: Any, new: Any) -> Any:
    """Old rows and new ones, each where it now belongs."""
    both = np.vstack([old, new]) if isinstance(old, np.ndarray) else sparse.vstack([old, new]).tocsr()
    place = was.copy()
    place[was < 0] = old.shape[0] + np.arange(new.shape[0])
    return both[place]


def _renewed(kept: Graph, was: Any, rows: Any) -> Matrix:
    """The nearest of each row: sought among all for new rows and those that have lost one, among the new for the others."""
    ones, others, likeness, lost = _remaining(kept.near, was)
    new = was < 0
    asking = np.flatnonzero(new | lost)
    settled = np.flatnonzero(~(new | lost))
    found = nearest(rows[asking], rows).tocoo()
    come = nearest(rows[settled], rows[np.flatnonzero(new)]).tocoo() if new.any() and len(settled) else sparse.coo_matrix((0, 0))
    stays = ~lost[ones]
    full = np.bincount(ones[stays], minlength=len(was)) > NEIGHBOURS
    least = np.full(len(was), np.inf, np.float32)
    np.minimum.at(least, ones[stays], likeness[stays])
    nearer = come.data > np.where(full, least, 0.0)[settled[come.row]] if come.nnz else np.zeros(0, dtype=bool)
    whose = settled[come.row[nearer]] if come.nnz else np.zeros(0, dtype=int)
    whom = np.flatnonzero(new)[come.col[nearer]] if come.nnz else np.zeros(0, dtype=int)
    again = np.zeros(len(was), dtype=bool)
    again[whose] = True
    same = stays & ~again[ones]
    mixed = stays & again[ones]
    shape = (len(was), len(was))
    best = ranked(
        np.concatenate([ones[mixed], whose]),
        np.concatenate([others[mixed], whom]),
        np.concatenate([likeness[mixed], come.data[nearer]]) if come.nnz else likeness[mixed],
        shape,
    ).tocoo()
    told = (
        np.concatenate([likeness[same], best.data, found.data]),
        (np.concatenate([ones[same], best.row, asking[found.row]]), np.concatenate([others[same], best.col, found.col])),
    )
    return sparse.csr_matrix(told, shape=shape, dtype=np.float32)


def _remaining(near: Matrix, was: Any) -> tuple[Any, Any, Any, Any]:
    """What was near and still is there, by where it now is; and which rows have lost one of a full list, so that others may step in."""
    now = np.full(near.shape[0], -1)
    stays = was >= 0
    now[was[stays]] = np.flatnonzero(stays)
    old = near.tocoo()
    ones, others = now[old.row], now[old.col]
    lost = np.zeros(len(was), dtype=bool)
    full = np.diff(near.indptr) > NEIGHBOURS
    lost[ones[(ones >= 0) & (others < 0) & full[old.row]]] = True
    both = (ones >= 0) & (others >= 0)
    return ones[both], others[both], old.data[both], lost


def _digests(texts: Sequence[str]) -> Any:
    joined = b"".join(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest() for text in texts)
    return np.frombuffer(joined, dtype="<u8")
