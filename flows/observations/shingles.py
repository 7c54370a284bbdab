"""Shingles: whether any run of words of an erased text is still to be found somewhere. Kept as digests, so that the proof repeats nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from zlib import crc32

LONG, SHORT = 12, 4
"""Words of a run that is looked for, and the fewest of a text that is looked for as a whole."""

_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([nrtbf\"\\/]))")


@dataclass(frozen=True, slots=True)
class Shingles:
    """Digests of runs of words, by their length in words."""

    runs: dict[int, frozenset[int]]
    starts: frozenset[int]
    """Checksums of each run's first four words: most of a text is passed over by these alone."""

    @classmethod
    def of(cls, erased: Iterable[str], others: Iterable[str] = ()) -> Shingles:
        """Every run of 12 words in the erased texts, and the shorter texts of 4 words or more as a whole, but for what `others` say as well."""
        found: dict[int, dict[int, int]] = {}
        for text in erased:
            words = words_of(text)
            size = min(LONG, len(words))
            for at in range(len(words) - size + 1 if size >= SHORT else 0):
                found.setdefault(size, {})[_run(words, at, size)] = _start(words, at)
        theirs = cls._made(found)
        for text in others:
            for size, run in set(theirs._met(words_of(text))):
                found[size].pop(run, None)
        return cls._made(found)

    @classmethod
    def _made(cls, found: dict[int, dict[int, int]]) -> Shingles:
        starts = frozenset(start for runs in found.values() for start in runs.values())
        return cls({size: frozenset(runs) for size, runs in sorted(found.items()) if runs}, starts)

    def __len__(self) -> int:
        return sum(map(len, self.runs.values()))

    def __or__(self, other: Shingles) -> Shingles:
        sizes = sorted(self.runs.keys() | other.runs.keys())
        runs = {size: self.runs.get(size, frozenset()) | other.runs.get(size, frozenset()) for size in sizes}
        return Shingles(runs, self.starts | other.starts)

    def found_in(self, text: str) -> int:
        """How many of the runs stand in a text: as it is, and as a reader sees it, without tags, entities and escapes."""
        if not self.runs:
            return 0
        plain = _unescaped(text)
        forms = dict.fromkeys((plain, *(html.unescape(_TAG.sub(gap, plain)) for gap in (" ", ""))))
        return len({met for form in forms for met in self._met(words_of(form))})

    def _met(self, words: list[str]) -> Iterator[tuple[int, int]]:
        for at in range(len(words) - SHORT + 1):
            if _start(words, at) in self.starts:
                for size, runs in self.runs.items():
                    if at + size <= len(words) and (run := _run(words, at, size)) in runs:
                        yield size, run

    def dumped(self) -> dict[str, list[int]]:
        """As JSON can hold it."""
        return {"starts": sorted(self.starts), **{str(size): sorted(runs) for size, runs in self.runs.items()}}

    @classmethod
    def loaded(cls, kept: dict[str, list[int]]) -> Shingles:
        """What `dumped` gave."""
        return cls({int(size): frozenset(runs) for size, runs in kept.items() if size != "starts"}, frozenset(kept["starts"]))


def words_of(text: str) -> list[str]:
    """Words as they are compared: casefolded runs of letters and digits."""
    return _WORD.findall(text.casefold())


def _run(words: list[str], at: int, size: int) -> int:
    return int.from_bytes(blake2b(" ".join(words[at : at + size]).encode("utf-8", "replace"), digest_size=7).digest())


def _start(words: list[str], at: int) -> int:
    return crc32(" ".join(words[at : at + SHORT]).encode("utf-8", "replace"))


def _unescaped(text: str) -> str:
    """Without JSON's escapes; text that has none stays as it is."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else " ", text) if "\\" in text else text
