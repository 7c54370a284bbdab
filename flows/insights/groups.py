"""Groups of texts that say alike, found without being told what to look for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import graspologic_native
import numpy as np
import sparse_dot_topn
import Stemmer
from scipy import sparse

from flows.insights.features import Bag, Matrix, bigrams, frequencies, normalised, tfidf

NEIGHBOURS = 15
RESOLUTIONS = ((2.0, 0.3), (1.0, 0.4), (0.5, 0.4))
"""From fine to coarse, each with the mean cosine to the middle of the others below which a group is none. What is too small or too loose
at one is tried at the next: in a small library fine means crumbs."""
SEED = 20211
THREADS = 2
"""For speed alone: each row's neighbours are its own affair, so any number gives the same."""
FEWEST_TEXTS = 2
"""N-grams that fewer texts have join nothing."""
STEM_WEIGHT = 0.5
MOST_PRODUCTS = 1.2e9
"""The commonest n-grams go until the neighbours cost no more multiplications than this, some five seconds; short texts never get there."""
LEAST_LIKE = 0.05
LOOSE = 0.15
"""A member whose cosine to the middle of the others is less, or less than half of the group's mean, is dropped."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, ascending, and how near each is to the middle of all."""

    rows: Any
    nearness: Any


def space(texts: Sequence[Sequence[str]], language: str) -> Matrix:
    """Rows of length 1 for texts given as content words: character n-grams, and for English stems and pairs of stems at half weight.

    Characters do for Finnish what lemmas and split compounds would, without a dictionary; in English stems add to them.
    """
    bag = Bag.of(texts)
    characters = tfidf((bag.counts @ bag.grams()).tocsr(), FEWEST_TEXTS)
    if language != "en":
        return characters
    stemmed = [_stemmer().stemWords(list(text)) for text in texts]
    stems = tfidf(Bag.of([[*text, *bigrams(text)] for text in stemmed]).counts, FEWEST_TEXTS)
    return normalised(sparse.hstack([characters, STEM_WEIGHT * stems]).tocsr())


def groups(rows: Matrix, fewest: int) -> list[Group]:
    """Coherent groups of `fewest` rows or more, largest first: Leiden communities (Traag, Waltman and van Eck 2019) of nearest neighbours.

    The same rows in the same order give the same groups; loose members are left out, and so are loose groups.
    """
    graph = neighbours(rows)
    left = np.ones(rows.shape[0], dtype=bool)
    found: list[Group] = []
    for resolution, coherent in RESOLUTIONS:
        for members in _communities(graph, left, resolution):
            group = tightened(rows, members, coherent) if len(members) >= fewest else None
            if group is not None and len(group.rows) >= fewest:
                left[group.rows] = False
                found.append(group)
    return sorted(found, key=lambda group: (-len(group.rows), int(group.rows[0])))


def neighbours(rows: Matrix, threads: int = THREADS) -> Matrix:
    """The exact cosine of each row to its 15 nearest, either way, as a symmetric matrix with an empty diagonal."""
    affordable = sparse.csr_matrix(_affordable(rows).astype(np.float32))
    near = sparse_dot_topn.sp_matmul_topn(
        affordable, affordable.T.tocsr(), top_n=NEIGHBOURS + 1, threshold=LEAST_LIKE, sort=True, n_threads=threads
    )
    both = near.maximum(near.T)
    return (both - sparse.diags(both.diagonal())).tocsr()


def tightened(rows: Matrix, members: Any, coherent: float = RESOLUTIONS[0][1]) -> Group | None:
    """The group without its loose members; None if what is left is loose as a whole."""
    near = _nearness(rows, members)
    kept = members[near >= max(LOOSE, near.mean() / 2)]
    if not len(kept):
        return None
    near = _nearness(rows, kept)
    return Group(kept, near) if near.mean() >= coherent else None


def representatives(rows: Matrix, group: Group, voices: Sequence[str], count: int = 3, balance: float = 0.6) -> list[int]:
    """Rows that stand for a group, of different voices: near to its middle and unlike one another (MMR, Carbonell and Goldstein 1998)."""
    chosen: list[int] = []
    left = list(range(len(group.rows)))
    likeness = np.zeros(len(group.rows))
    while left and len(chosen) < count:
        best = max(left, key=lambda i: (round(balance * group.nearness[i] - (1 - balance) * likeness[i], 9), -i))
        chosen.append(int(group.rows[best]))
        likeness = np.maximum(likeness, (rows[group.rows] @ rows[[chosen[-1]]].T).toarray()[:, 0])
        left = [i for i in left if voices[group.rows[i]] != voices[chosen[-1]]]
    return chosen


def _communities(graph: Matrix, among: Any, resolution: float) -> list[Any]:
    upper = sparse.triu(graph, k=1).tocoo()
    inside = among[upper.row] & among[upper.col] & (upper.data > 0)
    ends = ([str(row) for row in rows[inside].tolist()] for rows in (upper.row, upper.col))
    edges = list(zip(*ends, upper.data[inside].tolist(), strict=True))
    if not edges:
        return []
    _, community = graspologic_native.leiden(edges, resolution=resolution, use_modularity=True, seed=SEED)
    members: dict[int, list[int]] = {}
    for row, name in sorted((int(node), name) for node, name in community.items()):
        members.setdefault(name, []).append(row)
    return [np.array(rows) for rows in members.values()]


def _nearness(rows: Matrix, members: Any) -> Any:
    """Cosine of each member to the middle of the others, for with itself even a stray one is near in a small group."""
    chosen = rows[members]
    whole = np.asarray(chosen.sum(axis=0)).ravel()
    product = chosen @ whole
    square = np.square(whole).sum()  # a threaded dot product takes longer to begin than to do
    rest = np.maximum(square - 2 * product + 1, 1e-9)
    return np.maximum(product - 1, 0.0) / np.sqrt(rest)


def _affordable(rows: Matrix) -> Matrix:
    """The matrix without its commonest columns, as far as the cost asks for it."""
    often = frequencies(rows).astype(float)
    ascending = np.argsort(often, kind="stable")
    count = int(np.searchsorted(np.cumsum(often[ascending] ** 2), MOST_PRODUCTS, side="right"))
    return rows if count == len(often) else normalised(rows[:, np.sort(ascending[:count])].tocsr())


@cache
def _stemmer() -> Any:
    return Stemmer.Stemmer("english")
