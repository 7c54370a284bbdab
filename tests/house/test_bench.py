"""`make bench`: every measure is a part of it, what cannot be measured here says so, and a missed gate fails the whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import parts

BENCH = Path(__file__).parents[1] / "bench"
OWN = {"__main__", "parts"}


def test_every_measure_is_a_part_and_every_part_is_a_measure() -> None:
    modules = {file.stem for file in BENCH.glob("*.py")} - OWN
    assert {part.module for part in parts.PARTS.values()} - {"speed"} == modules


def test_a_part_without_its_folder_is_skipped_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(parts, "SHARED", tmp_path)
    assert parts.run(["themes", "columns"]) == 0
    told = capfd.readouterr().out
    assert told.count("Skipped: the folder of real material is not here. Name it in UOMA_SHARED_DATA") == 2
    assert told.splitlines()[-2:] == ["themes     skipped", "columns    skipped"]


def test_a_part_that_misses_its_gate_fails_the_whole(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    missed = parts.Part("worlds that cannot be read", "orders", (str(tmp_path / "none.yaml"),))
    monkeypatch.setattr(parts, "PARTS", {"missed": missed, "skipped": parts.Part("nothing", "themes", needs="nowhere")})
    assert parts.run(["missed", "skipped"]) == 1
    assert "missed     FAILED" in capfd.readouterr().out


def test_a_name_that_is_no_part_runs_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert parts.run(["themes", "nonsense"]) == 2
    told = capfd.readouterr()
    assert told.out == ""
    assert "nonsense" in told.err
