"""Names: registered participants in running text, in every Finnish case, told apart from common words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flows.model.registers import Participant
from flows.observations.homonyms import common_words
from flows.observations.neighbours import among_names, begins
from flows.text.inflection import bases_of, stem_index
from flows.text.types import STRONG, VOWELS, WEAK
from flows.text.words import normal, stop_words

NAME = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BETWEEN = re.compile(r"(?:\s|,\s|-|\s?[A-ZÅÄÖ]\.\s?)+|[._]")
_ENGLISH_OWNER = re.compile(r"['’]s?$")


Person = tuple[str, str]
"""(study, code): the same code is another person in another study. The study is empty for people of all studies."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names somebody: who it may be."""

    start: int
    end: int
    people: frozenset[Person]
    """Nobody where the name is another's, who shares a surname with somebody of the register."""


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    people: frozenset[Person]
    sure: bool
    surname: bool


class Register:
    """Who may be named, found by any form of a full name, surname or first name."""

    def __init__(self, participants: Iterable[Participant]) -> None:
        self._people: dict[str, set[Person]] = {}
        lasts: set[str] = set()
        firsts: set[str] = set()
        for participant in participants:
            parts, last = parts_of(participant.name), _surname(participant.name)
            lasts.update(last)
            firsts.update(set(parts) - set(last))
            for part in parts:
                self._people.setdefault(part, set()).add((participant.study, participant.id))
        self._surnames = lasts - firsts
        self._index = _widened(self._people)
        self._known: dict[str, frozenset[str]] = {}

    def mentions(self, text: str) -> Iterator[Mention]:
        """Certain mentions; neighbouring parts of one name are one mention.

        A surname beside a name that is not the participant's own is given twice: with the names beside it, and alone. Both are nobody's.
        """
        runs = [run for run in self._runs(text) if _believed(run)]
        begun = {run[0].start: run for run in runs}
        for run in runs:
            start, end, people = run[0].start, run[-1].end, _shared(run)
            low, high = among_names(text, start, end, begun) if all(token.surname for token in run) else (start, end)
            if (low, high) != (start, end):
                own = any(_shared(begun[at]) & people for at in range(low, high) if at in begun and at != start)
                people = people if own else frozenset()
                yield Mention(low, high, people)
            yield Mention(start, end, people)

    def doubtful(self, text: str) -> int:
        """How many words may name somebody, but are everyday words as well."""
        return sum(not _believed(run) for run in self._runs(text) if text[run[0].start].isupper())

    def _runs(self, text: str) -> Iterator[list[_Token]]:
        """Neighbouring parts of what can be one person's name."""
        run: list[_Token] = []
        people: frozenset[Person] = frozenset()
        for token in self._tokens(text):
            if run and not (people & token.people and _BETWEEN.fullmatch(text, run[-1].end, token.start)):
                yield run
                run = []
            people = people & token.people if run else token.people
            run.append(token)
        if run:
            yield run

    def _tokens(self, text: str) -> Iterator[_Token]:
        if not self._index:
            return
        for match in NAME.finditer(text):
            word = _ENGLISH_OWNER.sub("", match.group())
            bases = self._bases(word.casefold())
            if bases:
                people = frozenset(person for base in bases for person in self._people[base])
                sure = _sure(word, bases, text, match.start())
                yield _Token(match.start(), match.start() + len(word), people, sure, bases <= self._surnames)

    def _bases(self, form: str) -> frozenset[str]:
        if form not in self._known:
            self._known[form] = bases_of(form, self._index)
        return self._known[form]


def parts_of(name: str) -> tuple[str, ...]:
    """`Virtanen, Anna-Liisa M.` -> the parts of a name that are names: casefolded, without initials, particles and quotes."""
    found = (word.group() for word in NAME.finditer(name.replace("’", "'")))
    return tuple(dict.fromkeys(normal(word) for word in found if len(word) > 1 and not word.islower())) or _lowered(name)


def _surname(name: str) -> tuple[str, ...]:
    """The parts of the last word of a name, or of what stands before its comma; none where the name is one word."""
    if "," in name:
        return parts_of(name.split(",")[0])
    words = name.split()
    return parts_of(words[-1]) if len(words) > 1 else ()


def _lowered(name: str) -> tuple[str, ...]:
    """The register was written all in small letters."""
    return tuple(dict.fromkeys(normal(word.group()) for word in NAME.finditer(name) if len(word.group()) > 2))


def _widened(names: Iterable[str]) -> dict[str, dict[str, int]]:
    """Names often keep their strong grade (`Mika|n`, `Satu|n`), so strong stems take all endings; stems of 2 letters would fit anything."""
    index: dict[str, dict[str, int]] = {}
    for stem, bases in stem_index(names).items():
        kept = {base: kinds | (WEAK if kinds & STRONG else 0) for base, kinds in bases.items() if stem == base or _named_so(stem, base)}
        if kept:
            index[stem] = kept
    return index


def _named_so(stem: str, base: str) -> bool:
    """Names have no plural, and few change their last vowel: `Olli` is no `ollessa`, but `Niemi` is `Niemessä`."""
    if base[-1] not in VOWELS:
        return len(stem) > 2
    same = stem[-1] == base[-1] and len(stem) <= len(base) + (base[-1] == "e") and base[-2:-1] not in VOWELS
    return len(stem) > 2 and (same or (stem[-1] == "e" and base.endswith(_NATURE)))


def _shared(run: list[_Token]) -> frozenset[Person]:
    return frozenset.intersection(*(token.people for token in run))


def _believed(run: list[_Token]) -> bool:
    """Parts that stand together make each other sure; a doubtful word alone is no mention."""
    return len(run) > 1 or run[0].sure


def _sure(word: str, bases: frozenset[str], text: str, start: int) -> bool:
    """Whether the word alone names somebody: written as a name, and no everyday word that merely begins a sentence."""
    doubtful = bool(bases & common_words()) or word.casefold() in stop_words("") or word.endswith("minen")
    if word[0].isupper():
        labels = text[start + len(word) :].startswith(":")
        return not doubtful or labels or not begins(text[:start])
    return not doubtful and _plain(word, bases)


def _plain(word: str, bases: frozenset[str]) -> bool:
    """A small first letter is believed in longer names only, and in forms that show most of the name."""
    return any(len(base) > 3 and word.startswith(base[: len(base) - 2]) and len(word) <= len(base) + 4 for base in bases)


_NATURE = (
    *("hirvi", "joki", "järvi", "kivi", "korpi", "koski", "kuusi", "hauki", "lumi", "lahti", "lampi", "lehti", "mäki"),
    *("niemi", "nurmi", "saari", "salmi", "suomi", "susi", "talvi", "tammi", "vuori"),
)
