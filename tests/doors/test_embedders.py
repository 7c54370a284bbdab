"""Embedders: any model that keeps the contract, and one from a folder on disk."""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from flows.embedders import sentence
from flows.embedders.sentence import Sentence, unit
from flows.errors import UnknownPlugin
from flows.model.contracts import Embedder

TEXTS = ("lasku oli väärin", "the app crashes", "lasku oli väärin", "", "hinta nousi taas")


class Letters:
    """A tiny model: how often each letter is there."""

    name: ClassVar[str] = "letters"

    def embed(self, texts: Sequence[str], language: str) -> Any:
        counts = np.array([[text.count(letter) for letter in "aeiouylnrstkp"] for text in texts], dtype=np.float32).reshape(-1, 13)
        return unit(counts)


def keeps_the_contract(embedder: Embedder) -> None:
    rows = embedder.embed(TEXTS, "fi")
    assert rows.dtype == np.float32
    assert rows.shape[0] == len(TEXTS)
    lengths = np.linalg.norm(rows, axis=1)
    assert np.all((np.abs(lengths - 1) < 1e-5) | (lengths == 0))
    assert np.array_equal(rows[0], rows[2])
    assert np.array_equal(embedder.embed(TEXTS[::-1], "fi"), rows[::-1])
    assert np.array_equal(embedder.embed(TEXTS[1:2], "fi"), rows[1:2])
    assert embedder.embed((), "fi").shape[0] == 0


def test_a_tiny_model_keeps_the_contract():
    keeps_the_contract(Letters())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setenv("UOMA_EMBEDDER_MODEL", str(tmp_path))
    for name in sentence.OFFLINE:
        monkeypatch.setenv(name, "0")
    return tmp_path


def installed(monkeypatch: pytest.MonkeyPatch, model: type) -> None:
    """A library that stands in for sentence-transformers, which no test downloads a model for."""
    library = types.ModuleType("sentence_transformers")
    library.SentenceTransformer = model  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    monkeypatch.setattr(sentence, "find_spec", lambda name: library)


class Lettered:
    """Numbers whose last digits hang on what stands beside, as those of real models do."""

    made: ClassVar[list[tuple[str, dict[str, Any]]]] = []

    def __init__(self, path: str, **how: Any) -> None:
        assert all(os.environ[name] == "1" for name in sentence.OFFLINE)
        self.made.append((path, how))

    def encode(self, texts: Sequence[str], **how: Any) -> Any:
        rows = Letters().embed(texts, "").astype(np.float64)
        return rows * 3 + np.where(rows > 0, len(texts) * 1e-7, 0)


def test_a_model_in_a_folder_is_loaded_from_there_alone_and_keeps_the_contract(folder: Path, monkeypatch: pytest.MonkeyPatch):
    installed(monkeypatch, Lettered)
    keeps_the_contract(Sentence())
    path, how = Lettered.made[-1]
    assert path == str(folder)
    assert (how["local_files_only"], how["trust_remote_code"]) == (True, False)


def test_rows_that_are_no_numbers_become_zeros():
    assert unit(np.array([[3.0, 4.0], [np.nan, 1.0], [0.0, 0.0], [np.inf, 1.0]])).tolist() == [
        pytest.approx([0.6, 0.8]), [0.0, 0.0], [0.0, 0.0], [0.0, 0.0],
    ]  # fmt: skip


def test_what_is_missing_is_said_in_a_sentence_with_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("UOMA_EMBEDDER_MODEL", raising=False)
    with pytest.raises(UnknownPlugin) as unset:
        Sentence()
    assert "UOMA_EMBEDDER_MODEL" in unset.value.hint
    monkeypatch.setenv("UOMA_EMBEDDER_MODEL", str(tmp_path / "nowhere"))
    with pytest.raises(UnknownPlugin, match="no folder with a model"):
        Sentence()
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setenv("UOMA_EMBEDDER_MODEL", str(tmp_path))
    monkeypatch.setattr(sentence, "find_spec", lambda name: None)
    with pytest.raises(UnknownPlugin) as missing:
        Sentence()
    assert "uoma[embeddings]" in missing.value.hint


def test_a_broken_model_is_said_in_a_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch):
    class Broken:
        def __init__(self, path: str, **how: Any) -> None:
            raise OSError("weights are missing")

    installed(monkeypatch, Broken)
    with pytest.raises(UnknownPlugin, match="cannot be loaded: OSError"):
        Sentence()
