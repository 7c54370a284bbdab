"""Memory: what was learnt and heard in one cycle, kept as bytes so that the next one need only look at what is new."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse

from flows.insights.codebook.classifier import SPREAD, STEPS, VERSION, Model, evened
from flows.insights.codebook.reliability import Reliability
from flows.insights.codebook.vectors import nearest
from flows.insights.codebook.vocabulary import Vocabulary
from flows.insights.features import Matrix
from flows.model.noun import digest_of

Outcome = tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]
"""Of a text: theme -> the words of the codebook that were met; theme -> the words by which it is like lessons."""
NOTHING: Outcome = ({}, {})
FEATURES = 64
"""Of a text's features the strongest are kept: they find its neighbours."""
_SEAL = 32


@dataclass(frozen=True)
class Ground:
    """A model, and the texts that new ones listen to: their features, what they heard, and whose they are."""

    model: Model
    rows: Matrix
    """float32, the strongest features alone, of length 1."""
    heard: Any
    """Rows x (themes + 1)."""
    owners: tuple[str, ...]
    """The mark of each row's text; empty for lessons."""

    def listened(self, rows: Matrix) -> Any:
        """Probabilities of new rows after they have listened to those that are here and to one another. Nothing here changes."""
        own = self.model.own(rows)
        if not self.rows.shape[0]:
            return own
        graph = evened(nearest(rows, sparse.vstack([self.rows, rows]).tocsr(), self.model.width))
        old, among = graph[:, : self.rows.shape[0]], graph[:, self.rows.shape[0] :]
        told, heard = old @ self.heard.astype(np.float32), own
        for _ in range(STEPS):
            heard = np.float32(SPREAD) * (told + among @ heard) + np.float32(1 - SPREAD) * own
        return heard

    def joined(self, rows: Matrix, heard: Any, owners: Sequence[str]) -> Ground:
        """With more texts."""
        both = sparse.vstack([self.rows, strongest(rows, self.model.width)]).tocsr()
        return Ground(self.model, both, np.vstack([self.heard, heard.astype(np.float16)]), (*self.owners, *owners))

    def without(self, gone: Collection[str]) -> Ground:
        """Without the texts of these marks."""
        left = np.array([owner not in gone for owner in self.owners], dtype=bool)
        owners = tuple(owner for owner in self.owners if owner not in gone)
        return self if left.all() else Ground(self.model, self.rows[left], self.heard[left], owners)


@dataclass(frozen=True)
class Memory:
    """What is kept. It holds words and n-grams that at least two texts had, and the texts' features."""

    taught: str = ""
    """The digest of what it was taught."""
    size: int = 0
    """Different texts that there were when it was taught."""
    changed: int = 0
    """How many have come and gone since."""
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    """By the text's mark."""
    ground: Ground | None = None
    """None where too little was taught."""

    def dumped(self) -> bytes:
        """The memory as bytes, the same for the same memory; nothing in them can be run."""
        told = {mark: outcome for mark, outcome in sorted(self.outcomes.items()) if outcome != NOTHING}
        head: dict[str, Any] = {"version": VERSION, "taught": self.taught, "size": self.size, "changed": self.changed, "told": told}
        head["nothing"] = "".join(sorted(mark for mark, outcome in self.outcomes.items() if outcome == NOTHING))
        arrays: list[Any] = []
        if self.ground is not None:
            head["model"], arrays = _laid_out(self.ground)
        head["arrays"] = [(array.dtype.str, array.shape) for array in arrays]
        plain = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
        body = plain + b"\n" + b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)
        return digest_of(body).encode() + body

    @classmethod
    def loaded(cls, dumped: bytes) -> Memory | None:
        """What was dumped; None for nothing, for damaged bytes, and for those of another version of the classifier."""
        seal, body = dumped[:_SEAL], dumped[_SEAL:]
        if not dumped or digest_of(body).encode() != seal:
            return None
        head, _, rest = body.partition(b"\n")
        told = json.loads(head.decode("utf-8", "surrogatepass"))
        if told["version"] != VERSION:
            return None
        outcomes: dict[str, Outcome] = {told["nothing"][at : at + MARK]: NOTHING for at in range(0, len(told["nothing"]), MARK)}
        for mark, (worded, likes) in told["told"].items():
            outcomes[mark] = ({theme: tuple(by) for theme, by in worded.items()}, {theme: tuple(by) for theme, by in likes.items()})
        ground = _ground(told["model"], _arrays(rest, told["arrays"])) if "model" in told else None
        return cls(told["taught"], told["size"], told["changed"], outcomes, ground)


MARK = 24


def mark_of(text: str, language: str) -> str:
    """What a text is known by without its words: 24 hexadecimal digits."""
    return digest_of(language, text)[:MARK]


def strongest(rows: Matrix, width: int) -> Matrix:
    """The rows with their 64 strongest features (and their equals), and those of a model of language, of length 1 again."""
    kept = sparse.csr_array(rows, dtype=np.float32, copy=True)
    spared = kept.shape[1] - width
    for start, end in pairwise(kept.indptr):
        own = kept.data[start:end]
        weight = np.where(kept.indices[start:end] < spared, np.abs(own), 0.0)
        if end - start > FEATURES + width:
            least = np.partition(weight, -FEATURES)[-FEATURES]
            own[(weight > 0) & (weight < least)] = 0
    kept.eliminate_zeros()
    return _of_length_one(kept)


def _of_length_one(rows: Matrix) -> Matrix:
    long = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data = (rows.data / np.repeat(np.maximum(long, 1e-9), np.diff(rows.indptr))).astype(np.float16).astype(np.float32)
    return rows


def _laid_out(ground: Ground) -> tuple[dict[str, Any], list[Any]]:
    model, rows = ground.model, ground.rows
    used = np.flatnonzero(np.abs(model.weights).max(axis=1, initial=0.0) > 0).astype(np.int32)
    head = {
        "themes": model.themes,
        "grams": model.vocabulary.grams,
        "words": model.vocabulary.words,
        "glossary": model.vocabulary.glossary,
        "numbers": (model.sharpness, model.none, model.trust.slope, model.trust.base, model.least, model.error),
        "shape": (*model.weights.shape, *rows.shape),
        "owners": ground.owners,
    }
    words = [
        model.vocabulary.gram_weights,
        model.vocabulary.word_weights,
        used,
        model.weights[used],
        model.intercepts,
        model.trust.tendencies,
    ]
    texts = [rows.data.astype(np.float16), rows.indices.astype(np.int32), rows.indptr.astype(np.int64), ground.heard.astype(np.float16)]
    return head, [*words, *texts]


def _ground(told: dict[str, Any], arrays: Sequence[Any]) -> Ground:
    grams, words, used, kept, intercepts, tendencies, data, indices, ends, heard = arrays
    features, classes, count, width = told["shape"]
    pairs = tuple((finnish, english) for finnish, english in told["glossary"])
    vocabulary = Vocabulary(tuple(told["grams"]), grams, tuple(told["words"]), words, pairs)
    weights = np.zeros((features, classes), dtype=kept.dtype)
    weights[used] = kept
    sharpness, none, slope, base, least, error = told["numbers"]
    trust = Reliability(slope, base, tendencies)
    model = Model(tuple(told["themes"]), vocabulary, weights, intercepts, sharpness, none, trust, least, error)
    rows = sparse.csr_array((data.astype(np.float32), indices, ends), shape=(count, width))
    return Ground(model, rows, heard, tuple(told["owners"]))


def _arrays(body: bytes, shapes: Sequence[tuple[str, Sequence[int]]]) -> list[Any]:
    arrays, at = [], 0
    for kind, shape in shapes:
        array = np.frombuffer(body, dtype=kind, count=int(np.prod(shape)), offset=at).reshape(shape)
        arrays.append(array)
        at += array.nbytes
    return arrays
