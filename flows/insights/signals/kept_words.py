"""The words of a library's texts in base form, kept from one cycle to the next: only new texts are taken apart."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import pairwise
from typing import Any

import numpy as np

from flows.insights.signals.forms import Told, looked_up, subjects
from flows.model.noun import digest_of
from flows.model.observations import Observation
from flows.text.lemmas import engine

VERSION = 1
_SEAL = 32


def told_again(observations: Iterable[Observation], kept: bytes = b"") -> tuple[Told, bytes]:
    """What `forms.told_words` tells of the observations, and what to keep for the next time.

    `kept` is what the last call returned: texts that were there then are not taken apart again, nor their words looked up. It is passed
    over where another version or another dictionary wrote it. The outcome is the same with it and without.
    """
    before = _Kept.loaded(kept)
    marks: dict[str, tuple[str, int]] = {}
    texts: dict[int, Sequence[str]] = {}
    for o in observations:
        marks[o.key] = o.language, (mark := _mark(o))
        if mark not in texts:
            texts[mark] = before.texts[mark] if mark in before.texts else subjects(o.text, o.language)
    often: dict[str, Counter[str]] = defaultdict(Counter)
    for language, mark in marks.values():
        often[language].update(texts[mark])
    known = {language: looked_up(often[language], language, before.forms.get(language, {})) for language in sorted(often)}
    told = {key: [known[language].get(word, word) for word in texts[mark]] for key, (language, mark) in marks.items()}
    same = texts.keys() == before.texts.keys() and known == before.forms
    return told, kept if same else _Kept(texts, known).dumped() if texts else b""


@dataclass(frozen=True, slots=True)
class _Kept:
    texts: Mapping[int, Sequence[str]] = field(default_factory=dict)
    """By a text's mark, the words that tell a subject."""
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Language -> word -> base form."""

    def dumped(self) -> bytes:
        """As bytes, the same for the same words: text and numbers, nothing that could be run."""
        place: dict[str, int] = {}
        numbers, ends, marks = array("i"), array("q", [0]), sorted(self.texts)
        for mark in marks:
            numbers.extend(place.setdefault(word, len(place)) for word in self.texts[mark])
            ends.append(len(numbers))
        head = {"version": _version(), "words": list(place), "forms": self.forms, "texts": len(marks)}
        plain = json.dumps(head, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
        arrays = (np.array(marks, np.uint64), np.array(ends, np.int64), np.array(numbers, np.int32))
        body = plain + b"\n" + b"".join(each.tobytes() for each in arrays)
        return digest_of(body).encode() + body

    @classmethod
    def loaded(cls, dumped: bytes) -> _Kept:
        """What was dumped; nothing for damaged bytes, and for those of another version."""
        seal, body = dumped[:_SEAL], dumped[_SEAL:]
        if not dumped or digest_of(body).encode() != seal:
            return cls()
        plain, _, rest = body.partition(b"\n")
        head: dict[str, Any] = json.loads(plain.decode("utf-8", "surrogatepass"))
        if head["version"] != _version():
            return cls()
        count, words = head["texts"], head["words"]
        marks = np.frombuffer(rest, np.uint64, count).tolist()
        ends = np.frombuffer(rest, np.int64, count + 1, offset=8 * count).tolist()
        spoken = [words[number] for number in np.frombuffer(rest, np.int32, offset=8 * (2 * count + 1)).tolist()]
        return cls({mark: spoken[start:end] for mark, (start, end) in zip(marks, pairwise(ends), strict=True)}, head["forms"])


def _mark(observation: Observation) -> int:
    """What a text is known by without its words: 8 bytes of BLAKE2b."""
    text = f"{observation.language}\0{observation.text}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def _version() -> str:
    return f"{VERSION}; {engine()}; simplemma {version('simplemma')}"
