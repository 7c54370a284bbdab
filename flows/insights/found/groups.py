"""Groups of texts that say alike, found without being told what to look for; those that stood already are held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import graspologic_native
import numpy as np
import sparse_dot_topn
from scipy import sparse

from flows.insights.features import Matrix, frequencies, normalised
from flows.insights.space import affordable

NEIGHBOURS = 15
RESOLUTIONS = ((2.0, 0.3), (1.0, 0.4), (0.5, 0.4))
"""From fine to coarse, each with the mean cosine to the middle of the others below which a group is none. What is too small or too loose
at one is tried at the next: in a small library fine means crumbs."""
SEED = 20211
THREADS = 2
"""For speed alone: each row's neighbours are its own affair, so any number gives the same."""
LEAST_LIKE = 0.05
LOOSE = 0.15
"""A member whose cosine to the middle of the others is less, or less than half of the group's mean, is dropped."""
HELD = 0.75
"""What stood already stays at this share of what is asked of newcomers."""
ONE = 0.6
"""A group of which no part has more than this falls apart."""
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, ascending, and how near each is to the middle of all."""

    rows: Any
    nearness: Any


def groups(rows: Any, fewest: int, graph: Matrix | None = None, among: Any = None) -> list[Group]:
    """Coherent groups of `fewest` rows or more, largest first: Leiden communities (Traag, Waltman and van Eck 2019) of nearest neighbours.

    The same rows in the same order give the same groups; loose members are left out, and so are loose groups. `among` says which rows are
    looked at, as finely as if all were: in a remnant the same resolution would see crumbs.
    """
    graph = neighbours(rows) if graph is None else graph
    left = np.ones(rows.shape[0], dtype=bool) if among is None else among.copy()
    scale = 1.0 if left.all() else _scale(graph, np.flatnonzero(left))
    found: list[Group] = []
    for resolution, coherent in RESOLUTIONS:
        for members in _communities(graph, left, scale * resolution):
            group = tightened(rows, members, coherent) if len(members) >= fewest else None
            if group is not None and len(group.rows) >= fewest:
                left[group.rows] = False
                found.append(group)
    return _largest_first(found)


def newcomers(graph: Matrix, held: Sequence[Any]) -> list[Any]:
    """For each group that stands the rows that are in none and fall to it.

    They do when communities are sought that begin with what stands, or most of their likeness to neighbours is likeness to its members.
    """
    if not held:
        return []
    home = _homes(graph.shape[0], held)
    labels = np.full(graph.shape[0], -1)
    for number, members in enumerate(_communities(graph, home > -2, RESOLUTIONS[0][0], home)):
        labels[members] = number
    pulls = _pulls(graph, home, len(held))
    most = _likeness(graph) / 2
    for place, members in enumerate(held):  # a row goes only to a group that has most of its members in the row's own community
        counts = np.bincount(labels[members][labels[members] >= 0], minlength=1)
        pulls[(labels != (counts.argmax() if 2 * counts.max() >= len(members) else -2)) & (pulls[:, place] <= most), place] = 0.0
    return _going(pulls, home < 0, 0.0)


def voted(graph: Matrix, held: Sequence[Any], asking: Any) -> list[Any]:
    """For each group that stands those of the rows `asking` most of whose likeness to neighbours is likeness to its members."""
    home = _homes(graph.shape[0], held)
    free = np.zeros(graph.shape[0], dtype=bool)
    free[asking] = True
    return _going(_pulls(graph, home, len(held)), free & (home < 0), _likeness(graph) / 2)


def widened(rows: Any, members: Any, coming: Any) -> Group | None:
    """The group with those newcomers that are near enough; members that stood leave it only if they have become strangers. None if the
    whole has come apart.
    """
    both = np.union1d(members, coming)
    near = _nearness(rows, both)
    new, mean = ~np.isin(both, members), near.mean() if len(near) else 0.0
    kept = both[near >= np.where(new, max(LOOSE, mean / 2), HELD * max(LOOSE, mean / 2))]
    near = _nearness(rows, kept)
    return Group(kept, near) if len(kept) and near.mean() >= HELD * RESOLUTIONS[0][1] else None


def parted(rows: Any, graph: Matrix, group: Group, fewest: int, finer: float = 1.0, one: float = ONE) -> list[Group]:
    """The coherent parts that a group falls into, largest first: none if it is one, or one part has more than `one` of it.

    It is looked at as finely as everything is when groups are found first, or so many times finer.
    """
    inner = graph[group.rows][:, group.rows].tocsr()
    found = []
    for members in _communities(inner, np.ones(len(group.rows), dtype=bool), finer * RESOLUTIONS[0][0] * _scale(graph, group.rows)):
        part = tightened(rows, group.rows[members]) if len(members) >= fewest else None
        if part is not None and len(part.rows) >= fewest:
            found.append(part)
    return _largest_first(found) if len(found) > 1 and max(len(p.rows) for p in found) <= one * len(group.rows) else []


def neighbours(rows: Any, threads: int = THREADS) -> Matrix:
    """The exact cosine of each row to its 15 nearest, either way, as a symmetric matrix with an empty diagonal."""
    bearable = rows if isinstance(rows, np.ndarray) else _bearable(rows)
    return either_way(nearest(bearable, bearable, threads))


def nearest(asking: Any, rows: Any, threads: int = THREADS) -> Matrix:
    """The cosine of each row of `asking` to the 16 nearest of `rows`, itself among them; sparse or dense."""
    if isinstance(rows, np.ndarray):
        parts = [_nearest_dense(asking[start : start + AT_ONCE], rows) for start in range(0, len(asking), AT_ONCE)]
        return sparse.vstack(parts).tocsr() if parts else sparse.csr_matrix((0, len(rows)), dtype=np.float32)
    one, other = (sparse.csr_matrix(each.astype(np.float32, copy=False)) for each in (asking, rows))
    return sparse_dot_topn.sp_matmul_topn(one, other.T.tocsr(), top_n=NEIGHBOURS + 1, threshold=LEAST_LIKE, sort=True, n_threads=threads)


def either_way(near: Matrix) -> Matrix:
    """A symmetric graph: rows are neighbours if one is near the other."""
    both = near.maximum(near.T).tocsr()
    both.setdiag(0.0)
    both.eliminate_zeros()
    return both


def tightened(rows: Any, members: Any, coherent: float = RESOLUTIONS[0][1]) -> Group | None:
    """The group without its loose members; None if what is left is loose as a whole."""
    near = _nearness(rows, members)
    kept = members[near >= max(LOOSE, near.mean() / 2)]
    if not len(kept):
        return None
    near = _nearness(rows, kept)
    return Group(kept, near) if near.mean() >= coherent else None


def measured(rows: Any, members: Any) -> Group:
    """The members as a group, however near they are."""
    return Group(members, _nearness(rows, members))


def representatives(rows: Any, group: Group, voices: Mapping[int, str] | Sequence[str], count: int = 3, balance: float = 0.6) -> list[int]:
    """Rows that stand for a group, of different voices: near to its middle and unlike one another (MMR, Carbonell and Goldstein 1998)."""
    chosen: list[int] = []
    whose = np.unique([voices[int(row)] for row in group.rows], return_inverse=True)[1]
    left = np.ones(len(group.rows), dtype=bool)
    likeness = np.zeros(len(group.rows))
    while left.any() and len(chosen) < count:
        worth = np.round(balance * group.nearness - (1 - balance) * likeness, 9)
        best = int(np.where(left, worth, -np.inf).argmax())
        chosen.append(int(group.rows[best]))
        likeness = np.maximum(likeness, rows[group.rows] @ _plain(rows[[chosen[-1]]]).ravel())
        left &= whose != whose[best]
    return chosen


def _communities(graph: Matrix, among: Any, resolution: float, start: Any = None) -> list[Any]:
    upper = sparse.triu(graph, k=1).tocoo()
    inside = among[upper.row] & among[upper.col] & (upper.data > 0)
    ones, others = upper.row[inside], upper.col[inside]
    if not len(ones):
        return []
    names = list(map(str, range(graph.shape[0])))
    edges = [
        (names[one], names[other], w) for one, other, w in zip(ones.tolist(), others.tolist(), upper.data[inside].tolist(), strict=True)
    ]
    begun = None
    if start is not None:
        alone = int(start.max(initial=-1)) + 1
        begun = {names[row]: int(start[row]) if start[row] >= 0 else alone + row for row in np.union1d(ones, others).tolist()}
    _, community = graspologic_native.leiden(edges, begun, resolution=max(resolution, 1e-6), use_modularity=True, seed=SEED)
    members: dict[int, list[int]] = {}
    for row, name in sorted((int(node), name) for node, name in community.items()):
        members.setdefault(name, []).append(row)
    return [np.array(rows) for rows in members.values()]


def _scale(graph: Matrix, members: Any) -> float:
    """What a resolution is to be multiplied by in a part of the graph to see as it does in the whole (after modularity, Newman 2004)."""
    volume, inner, whole = (float(each.sum()) for each in (graph[members], graph[members][:, members], graph))
    return volume**2 / (inner * whole) if inner else 1.0


def _likeness(graph: Matrix) -> Any:
    """Of each row to its neighbours in sum."""
    return np.asarray(graph.sum(axis=1)).ravel()


def _homes(count: int, held: Sequence[Any]) -> Any:
    """For each row the group that it is in, or -1."""
    home = np.full(count, -1)
    for place, members in enumerate(held):
        home[members] = place
    return home


def _pulls(graph: Matrix, home: Any, count: int) -> Any:
    """For each row and group the row's likeness to those of its neighbours that are in the group, in sum."""
    inside = np.flatnonzero(home >= 0)
    member = sparse.csr_array((np.ones(len(inside), np.float32), (inside, home[inside])), shape=(graph.shape[0], count))
    return (sparse.csr_array(graph) @ member).toarray()


def _going(pulls: Any, free: Any, more_than: Any) -> list[Any]:
    if not pulls.shape[1]:
        return []
    best = pulls.argmax(axis=1)
    goes = free & (pulls[np.arange(len(best)), best] > more_than)
    return [np.flatnonzero(goes & (best == place)) for place in range(pulls.shape[1])]


def _nearness(rows: Any, members: Any) -> Any:
    """Cosine of each member to the middle of the others, for with itself even a stray one is near in a small group."""
    chosen = rows[members]
    whole = np.asarray(chosen.sum(axis=0, dtype=np.float64)).ravel()
    product = np.asarray(chosen @ whole).ravel()
    square = np.square(whole).sum()  # a threaded dot product takes longer to begin than to do
    rest = np.maximum(square - 2 * product + 1, 1e-9)
    return np.maximum(product - 1, 0.0) / np.sqrt(rest)


def _nearest_dense(asking: Any, rows: Any) -> Matrix:
    """Of rows that are equally near the first are taken: which they are must not hang on how the machine sorts."""
    likeness = asking @ rows.T
    place = max(0, likeness.shape[1] - NEIGHBOURS - 1)
    near = (likeness >= np.partition(likeness, place, axis=1)[:, place : place + 1]) & (likeness > LEAST_LIKE)
    ones, others = np.nonzero(near)
    return ranked(ones, others, likeness[near], likeness.shape)


def ranked(ones: Any, others: Any, likeness: Any, shape: tuple[int, int]) -> Matrix:
    """The 16 likest of each row, as a sparse matrix; of equals the first."""
    order = np.lexsort((others, -likeness, ones))
    ones, others, likeness = ones[order], others[order], likeness[order]
    starts = np.searchsorted(ones, np.arange(shape[0]))
    kept = np.arange(len(ones)) - starts[ones] <= NEIGHBOURS
    return sparse.csr_matrix((likeness[kept], (ones[kept], others[kept])), shape=shape, dtype=np.float32)


def _bearable(rows: Matrix) -> Matrix:
    """The matrix without its commonest columns, as far as the cost asks for it."""
    kept = affordable(frequencies(rows))
    return rows if kept.all() else normalised(rows[:, kept].tocsr())


def _plain(rows: Any) -> Any:
    return rows if isinstance(rows, np.ndarray) else rows.toarray()


def _largest_first(found: list[Group]) -> list[Group]:
    return sorted(found, key=lambda group: (-len(group.rows), int(group.rows[0])))
