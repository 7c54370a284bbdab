"""Paths: names of files and folders without the people they name, for the keys by which documents are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from flows.observations.privacy.homonyms import common_words
from flows.observations.privacy.mask import SOMEBODY, Mask
from flows.observations.privacy.patterns import LABELS
from flows.text.legible import legible

KnownAs = Callable[[str], str]
"""What stands for a name that no register knows, or more than one person has: always the same for the same name."""


def masked_path(path: str, mask: Mask, known_as: KnownAs) -> str:
    """`laskutus/Maija Virtanen.docx` -> `laskutus/[P07].docx`, and `laskutus/[V-7K2QD].docx` where no register knows her."""
    plain = legible(path)
    if plain != path and (masked := masked_path(plain, mask, known_as)) != plain:
        return masked
    folders, _, name = path.rpartition("/")
    parts = [_masked(part, mask, known_as) for part in folders.split("/")] if folders else []
    ending = _ENDING.search(name)
    stem = name[: ending.start()] if ending else name
    return "/".join([*parts, _masked(stem, mask, known_as) + (ending.group() if ending else "")])


def masked_glob(path: str, mask: Mask) -> str:
    """The path of an entry of a plan, with a `?` for each letter of a name: it fits the same files."""
    return "".join("?" * (end - start) + path[end:upto] for start, end, upto in _between(path, mask))


def distinct(paths: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Own path -> masked path, from pairs of both: where two people's files would be called the same, later ones get a number."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for own, masked in sorted(paths, key=lambda pair: (pair[0] != pair[1], pair[0])):
        free, number = masked, 1
        while free in used:
            number += 1
            free = _numbered(masked, number)
        used.add(free)
        found[own] = free
    return found


def _masked(part: str, mask: Mask, known_as: KnownAs) -> str:
    pieces, done = [], 0
    for start, end, label in _named(part, mask):
        pieces += [part[done:start], f"[{known_as(part[start:end])}]" if label == SOMEBODY else label]
        done = end
    return "".join([*pieces, part[done:]])


def _named(part: str, mask: Mask) -> Iterator[tuple[int, int, str]]:
    """What names people or is personal by its form in one part of a path: start, end, mark. They do not overlap."""
    spaced, at = _spaced(part)
    found = [(span.start, span.end, label) for span, label in mask.named(spaced)]
    found += [(span.start, span.end, LABELS[span.kind]) for span in mask.spans(spaced) if span.kind in LABELS and span.kind != "name"]
    found += [(span.start, span.end, SOMEBODY) for span in mask.strangers(spaced) if not _everyday(spaced[span.start : span.end])]
    done = 0
    for start, end, label in sorted(found, key=lambda each: (each[0], -each[1])):
        if at[start] >= done and (label != SOMEBODY or _MARK.fullmatch(part[at[start] - 1 : at[end - 1] + 2]) is None):
            done = at[end - 1] + 1
            yield at[start], done, label


def _between(path: str, mask: Mask) -> Iterator[tuple[int, int, int]]:
    """Stretches to be covered, each with where what stands after it ends; the first is what stands before all, with nothing covered."""
    starts = [(start, end) for start, end, _ in _named(path, mask) if not any(sign in path[start:end] for sign in "/*?")]
    begins = [start for start, _ in starts] + [len(path)]
    yield 0, 0, begins[0]
    for (start, end), upto in zip(starts, begins[1:], strict=True):
        yield start, end, upto


def _spaced(part: str) -> tuple[str, list[int]]:
    """The part as words with capitals and spaces between (`maija_virtanen`, `MaijaVirtanen`), and where each letter stood."""
    signs: list[str] = []
    at: list[int] = []
    for place, sign in enumerate(part):
        if place and sign.isupper() and part[place - 1].islower():
            signs.append(" ")
            at.append(place)
        plain = " " if sign in "_+." else sign
        begins = not signs or not signs[-1].isalpha()
        signs.append(plain.upper() if begins and len(plain.upper()) == 1 else plain)
        at.append(place)
    return "".join(signs), at


def _everyday(words: str) -> bool:
    """`helmi raportti` is no person."""
    return words.split()[0].casefold() in common_words()


def _numbered(path: str, number: int) -> str:
    plain = PurePosixPath(path)
    return str(plain.with_name(f"{plain.stem} ({number}){plain.suffix}"))


_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_MARK = re.compile(r"\[.*\]")
