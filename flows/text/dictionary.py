"""The dictionary of base forms, as a trie in a file: 35 MB and a tenth of a second, where simplemma's own takes 400 MB and four seconds."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

LANGUAGES = ("fi", "en")


@cache
def dictionary() -> Any:
    """A simplemma Lemmatizer over the tries. They are made once for each user and version, in some ten seconds.

    Where no file can be kept, the dictionary is held in memory instead: the same answers, more slowly.
    """
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory, TrieDictionaryFactory

    kept = _kept()
    factory = TrieDictionaryFactory(disk_cache_dir=str(kept)) if kept else DefaultDictionaryFactory()
    return Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=factory))


def _kept() -> Path | None:
    folder = user_cache_path("uoma") / f"simplemma-{version('simplemma')}"
    if all(_file(folder, language).is_file() for language in LANGUAGES):
        return folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # in a process of its own, which takes the 700 MB that it needs with it when it ends
        subprocess.run([sys.executable, "-m", "flows.text.dictionary", str(folder)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return folder


def _make(folder: Path) -> None:
    """Write the tries aside and put them in place whole, for another process may look at the same time."""
    from simplemma.strategies.dictionaries import TrieDictionaryFactory

    with tempfile.TemporaryDirectory(dir=folder) as aside:
        factory = TrieDictionaryFactory(disk_cache_dir=aside)
        for language in LANGUAGES:
            factory.get_dictionary(language)
            _file(Path(aside), language).replace(_file(folder, language))


def _file(folder: Path, language: str) -> Path:
    return folder / f"{language}.dic"


if __name__ == "__main__":
    _make(Path(sys.argv[1]))
