"""Shared letters: which texts of many are nearly the same, by the runs of four letters that they have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from flows.text.words import normal

LIKE = 0.62
"""Share of two texts' runs of letters that both have (Jaccard 1901), from which they say nearly the same."""

_WORD = re.compile(r"\w+")
_RUN = 4
_BANDS, _ROWS = 32, 4
_FIRST = 8
"""Of texts that meet in a band each is compared with the earliest few: in a crowd of one form's texts these stand for the rest."""
_SURELY_LESS = 0.44
"""Share of equal minima below which the true share is not .62 by any chance worth a look (4 standard errors)."""
_TEXTS, _PAIRS = 1000, 20_000
"""How many are worked on at once: as much as a processor keeps at hand."""
_COLUMNS = 2**31 - 1


def nearly_same(texts: Sequence[str]) -> list[tuple[int, int, float]]:
    """(Earlier, later, share) of every two texts that have 62 % or more of their runs of four letters in common, ascending by place.

    Letter case, punctuation and spaces do not matter. Pairs are looked for by minima of hashes (Broder 1997) in 32 bands of 4 (Leskovec,
    Rajaraman and Ullman 2020, ch. 3), then counted exactly: at 62 % one in 170 is missed, at 75 % one in two hundred thousand.
    Where more than eight texts meet, the later ones are compared with the earliest eight. The same texts in the same order give the same.
    """
    if not texts:
        return []
    runs, minima = _read(texts)
    met = _meeting(minima)
    likely = met[_each(met, lambda pairs: (minima[pairs[:, 0]] == minima[pairs[:, 1]]).mean(axis=1)) >= _SURELY_LESS]
    shares = _each(likely, lambda pairs: _jaccard(runs, pairs))
    near = shares >= LIKE - 1e-9
    return [(first, later, share) for (first, later), share in zip(likely[near].tolist(), shares[near].tolist(), strict=True)]


def _read(texts: Sequence[str]) -> tuple[Any, Any]:
    """A sparse matrix with a row for each text and an entry for each run in it (a column is a run's hash), and the minima of the hashes."""
    parts = [_runs(texts[at : at + _TEXTS]) for at in range(0, len(texts), _TEXTS)]
    minima = np.concatenate([_minima(columns, sizes) for columns, sizes in parts])
    columns = np.concatenate([columns for columns, _ in parts])
    starts = np.cumsum(np.concatenate([[0], *(sizes for _, sizes in parts)]))
    return sparse.csr_matrix((np.ones(len(columns), dtype=np.int32), columns, starts), shape=(len(texts), _COLUMNS)), minima


def _runs(texts: Sequence[str]) -> tuple[Any, Any]:
    """Hashes of 31 bits of each text's runs, every text's ascending and each once; and how many each text has: at least one."""
    padded = [f" {' '.join(_WORD.findall(normal(text)))} ".ljust(_RUN) for text in texts]
    lengths = np.array([len(text) for text in padded])
    letters = np.frombuffer("".join(padded).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    rows = np.repeat(np.arange(len(texts), dtype=np.uint64), lengths)[: 1 - _RUN]
    whole = rows == np.repeat(np.arange(len(texts), dtype=np.uint64), lengths)[_RUN - 1 :]
    hashed = np.zeros(len(rows), dtype=np.uint64)
    for at in range(_RUN):
        hashed = hashed * np.uint64(0x9E3779B97F4A7C15) + letters[at : at + len(rows)]
    entries = _once(rows[whole] << np.uint64(31) | _mixed(hashed[whole]) % np.uint64(_COLUMNS))
    return (entries & np.uint64(_COLUMNS)).astype(np.int32), np.bincount((entries >> np.uint64(31)).astype(np.int64), minlength=len(texts))


def _minima(columns: Any, sizes: Any) -> Any:
    """For each text the least of its runs' hashes under each of 128 orders."""
    hashes = _mixed(columns.astype(np.uint64)).astype(np.uint32)
    starts = np.cumsum(sizes) - sizes
    return np.stack([np.minimum.reduceat(hashes * order, starts) for order in _orders()], axis=1)


def _orders() -> Any:
    """Odd numbers: to multiply by one of them puts all numbers of 32 bits into another order."""
    return _mixed(np.arange(1, _BANDS * _ROWS + 1, dtype=np.uint64)).astype(np.uint32) | np.uint32(1)


def _meeting(minima: Any) -> Any:
    """Pairs of rows that agree in all four minima of a band, each once, ascending."""
    count = len(minima)
    found = [np.empty(0, dtype=np.int64)]
    for band in range(_BANDS):
        keys = np.zeros(count, dtype=np.uint64)
        for place in range(band * _ROWS, (band + 1) * _ROWS):
            keys = _mixed(keys + minima[:, place])
        order = np.argsort(keys, kind="stable")
        new = np.append(True, keys[order][1:] != keys[order][:-1])
        begin = np.maximum.accumulate(np.where(new, np.arange(count), 0))
        for step in range(_FIRST):
            later = np.flatnonzero(np.arange(count) > begin + step)
            found.append(order[begin[later] + step] * count + order[later])
    pairs = _once(np.concatenate(found))
    return np.stack([pairs // count, pairs % count], axis=1)


def _each(pairs: Any, measured: Callable[[Any], Any]) -> Any:
    """What is measured of every pair, some thousands at a time."""
    return np.concatenate([np.empty(0), *(measured(pairs[at : at + _PAIRS]) for at in range(0, len(pairs), _PAIRS))])


def _jaccard(runs: Any, pairs: Any) -> Any:
    shared = np.asarray(runs[pairs[:, 0]].multiply(runs[pairs[:, 1]]).sum(axis=1)).ravel()
    sizes = np.diff(runs.indptr)
    return shared / (sizes[pairs[:, 0]] + sizes[pairs[:, 1]] - shared)


def _once(values: Any) -> Any:
    """The values, each once, ascending; faster than numpy's own where most are different."""
    ordered = np.sort(values)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]


def _mixed(values: Any) -> Any:
    """SplitMix64's last step (Steele, Lea and Flood 2014): every bit of a number bears on every bit of the outcome."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
