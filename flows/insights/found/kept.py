"""The kept graphs as bytes: text and numbers, nothing that could be run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import sparse

from flows.insights.found.kept_graph import Embed, Graph
from flows.insights.found.labels import Usage
from flows.insights.space import STEP, Space, dense
from flows.model.noun import digest_of

VERSION = 1
_PROBE = "Uoma 1"


def dumped(graphs: Mapping[str, Graph], embed: Embed | None = None) -> bytes:
    """Graphs by language; the same for the same graphs."""
    arrays: list[Any] = []
    told = {language: _told(graph, arrays) for language, graph in sorted(graphs.items())}
    sizes = [(array.dtype.str, array.shape) for array in arrays]
    head = json.dumps({"version": VERSION, "embedder": _mark(embed), "graphs": told, "arrays": sizes}, ensure_ascii=False, sort_keys=True)
    body = b"".join([head.encode("utf-8", "surrogatepass"), b"\n", *(np.ascontiguousarray(array).tobytes() for array in arrays)])
    return digest_of(body).encode() + b"\n" + body


def loaded(kept: bytes, embed: Embed | None = None) -> dict[str, Graph]:
    """The graphs; none if another version wrote them, they are for another embedder, or they are not whole."""
    seal, _, body = kept.partition(b"\n")
    if not body or seal != digest_of(body).encode():
        return {}
    head, _, numbers = body.partition(b"\n")
    told = json.loads(head.decode("utf-8", "surrogatepass"))
    if told.get("version") != VERSION or told.get("embedder") != _mark(embed):
        return {}
    arrays, at = [], 0
    for kind, shape in told["arrays"]:
        array = np.frombuffer(numbers, dtype=kind, count=int(np.prod(shape)), offset=at).reshape(shape)
        arrays.append(array)
        at += array.nbytes
    return {language: _graph(language, each, arrays) for language, each in told["graphs"].items()}


def _told(graph: Graph, arrays: list[Any]) -> dict[str, Any]:
    """What of a graph is text; its numbers go to the arrays, and where they are is told."""

    def kept(array: Any) -> int:
        arrays.append(array)
        return len(arrays) - 1

    def matrix(rows: Any, data: Any) -> Any:
        narrow = np.uint16 if rows.shape[1] <= np.iinfo(np.uint16).max else np.int32
        return [kept(data), kept(rows.indices.astype(narrow)), kept(rows.indptr.astype(np.int32)), rows.shape]

    def steps(data: Any) -> Any:
        return np.rint(data / STEP).astype(np.int16)

    plain = graph.rows if isinstance(graph.rows, np.ndarray) else None
    space = graph.space
    return {
        "keys": graph.keys,
        "digests": kept(graph.digests),
        "rows": kept(steps(plain)) if plain is not None else matrix(graph.rows, steps(graph.rows.data)),
        "near": matrix(graph.near, graph.near.data),
        "usage": [
            dict(sorted(graph.usage.often.items())),
            graph.usage.texts,
            {w: sorted(f) for w, f in sorted(graph.usage.families.items())},
        ],
        "space": [space.grams, kept(space.gram_weights), space.stems, kept(space.stem_weights)] if space else None,
        "counted": [graph.counted, graph.turned],
        "others": [(label, kept(rows)) for label, rows in graph.others],
    }


def _graph(language: str, told: Mapping[str, Any], arrays: list[Any]) -> Graph:
    def matrix(parts: Any, step: float) -> Any:
        data, indices, ends, shape = parts
        numbers = arrays[data].astype(np.float32) * np.float32(step)
        return sparse.csr_matrix((numbers, arrays[indices].astype(np.int32), arrays[ends].copy()), shape=tuple(shape))

    rows = told["rows"]
    often, texts, families = told["usage"]
    counted, turned = told["counted"]
    space = None
    if told["space"]:
        grams, gram_weights, stems, stem_weights = told["space"]
        space = Space(language, tuple(grams), arrays[gram_weights], tuple(stems), arrays[stem_weights])
    return Graph(
        keys=tuple(told["keys"]),
        digests=arrays[told["digests"]],
        rows=arrays[rows].astype(np.float32) * np.float32(STEP) if isinstance(rows, int) else matrix(rows, STEP),
        near=matrix(told["near"], 1.0),
        usage=Usage(often, texts, {word: frozenset(forms) for word, forms in families.items()}),
        space=space,
        counted=counted,
        turned=turned,
        others=tuple((label, arrays[place]) for label, place in told["others"]),
    )


def _mark(embed: Embed | None) -> str:
    """What an embedder makes of a fixed text tells whether it is the same one."""
    return digest_of(dense(embed([_PROBE], "en")).tobytes()) if embed is not None else ""
