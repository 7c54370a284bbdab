"""Sentence: the embedder with a sentence-transformers model that lies in a folder (extra `embeddings`). Nothing is ever downloaded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from flows import settings
from flows.errors import UnknownPlugin

BATCH = 64
DECIMALS = 3
"""Kept of each number: those after them hang on how many threads there are, and on what stands beside a text."""
OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE")


class Sentence:
    """The embedder `sentence`. Raises UnknownPlugin where the extra is not installed, or the folder of UOMA_EMBEDDER_MODEL holds no model."""

    name: ClassVar[str] = "sentence"

    def __init__(self) -> None:
        self._model = _loaded(_folder(settings.EMBEDDER_MODEL.read()))

    def embed(self, texts: Sequence[str], language: str) -> Any:
        """A row of length 1 for each text; the model is asked once for each different text, in one order whatever the order of `texts`."""
        different = sorted(set(texts))
        if not different:
            return np.zeros((0, 0), dtype=np.float32)
        told = self._model.encode(different, batch_size=BATCH, convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False)
        rows = unit(np.round(unit(np.asarray(told, dtype=np.float32)), DECIMALS))
        place = {text: at for at, text in enumerate(different)}
        return rows[[place[text] for text in texts]]


def unit(rows: Any) -> Any:
    """Rows of length 1, float32. Rows that are zero, or that are no numbers, become zeros."""
    finite = np.where(np.isfinite(rows).all(axis=1, keepdims=True), rows, 0.0).astype(np.float32)
    lengths = np.linalg.norm(finite, axis=1, keepdims=True)
    return np.divide(finite, lengths, out=np.zeros_like(finite), where=lengths > 0)


def _folder(written: str) -> Path:
    if not written:
        raise UnknownPlugin("the embedder sentence has no model", "name the folder of one in UOMA_EMBEDDER_MODEL")
    folder = Path(written).expanduser()
    if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
        raise UnknownPlugin(f"UOMA_EMBEDDER_MODEL names {written}, which is no folder with a model", "a model's folder has a config.json")
    return folder


def _loaded(folder: Path) -> Any:
    if find_spec("sentence_transformers") is None:
        raise UnknownPlugin("the embedder sentence is not installed", "pip install 'uoma[embeddings]'")
    for name in OFFLINE:
        os.environ[name] = "1"  # read when the libraries are imported
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
    except Exception as error:  # whatever a broken model raises
        what = f"the model in {folder} cannot be loaded: {type(error).__name__}"
        raise UnknownPlugin(what, "take another one that sentence-transformers can load") from error
