"""Register: registered participants in running text, in every Finnish case and by other spellings, told apart from common words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from flows.model.registers import Participant
from flows.observations.privacy.forms import changing_index, name_index
from flows.observations.privacy.homonyms import everyday
from flows.observations.privacy.neighbours import among_names, begins, written_as_name
from flows.observations.privacy.openers import opens
from flows.observations.privacy.spelling import Misspelt, plain_letters
from flows.observations.privacy.things import Things
from flows.text.inflection import bases_of
from flows.text.words import normal, stop_words

NAME = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CAPITAL = re.compile(r"[^\W\d_a-zåäö](?<![^\W\d_].)(?<![^\W\d_]['’].)[^\W\d_]*(?:['’][^\W\d_]+)*")
"""Those that may have a capital: looked for alone, as they are few."""
_BETWEEN = re.compile(r"(?:\s|,\s|-|\s?[A-ZÅÄÖ]\.\s?)+|[._]")
OWNER = re.compile(r"['’](?:s|n|in|a|ä|ta|tä|ia|iä|i?ll[eaä]|i?lt[aä]|i?ss[aä]|i?st[aä]|kin|k[oö]|h[aä]n)?$")
"""What is written after an apostrophe at the end of a name: the English genitive and Finnish endings."""
_INITIALS_BEFORE = re.compile(r"(?<![^\W_])((?:[A-ZÅÄÖ]\.[ -]?){1,3})$")
_INITIAL_AFTER = re.compile(r",? ([A-ZÅÄÖ])(?:\.(?: ?[A-ZÅÄÖ]\.)?|(?=:[a-zåäö])|(?![\w'’])(?<![AIOÅ]))")
_NEXT = re.compile(r" ([^\W\d_]+(?:[-'’][^\W\d_]+)*)")

_TITLE = re.compile(r"(?<!\w)(?:mr|mrs|ms|miss|mx|herra|rouva|neiti|hra|rva)\.?\s+$", re.IGNORECASE)
_REACH = 12

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
    """Who may be named, found by any form of a full name, surname, first name, or of what else the register calls them.

    `things` are words that are no people's. A capital tells people of `study`, and of all studies, at the beginning of a sentence too, unless
    sentences often begin so (`Toivon`, `Will`). Names are known without their dots and rings too (`Makinen`), where they have a capital.
    """

    def __init__(self, participants: Iterable[Participant], things: Things | None = None, study: str = "") -> None:
        self._things = things or Things()
        self._study = study
        self._people: dict[str, set[Person]] = {}
        self._initials: dict[Person, set[str]] = {}
        self._folded: set[str] = set()
        lasts: set[str] = set()
        firsts: set[str] = set()
        joined: list[tuple[str, Person]] = []
        for participant in participants:
            for name in (participant.name, *re.split(r"[;,/|]", participant.also)):
                parts, last = parts_of(name), _surname(name)
                lasts.update(last)
                firsts.update(set(parts) - set(last))
                person = (participant.study, participant.id)
                joined += [(whole, person) for whole in _joined(parts, last)]
                self._enter(parts, person)
        self._surnames = {spelt for name in lasts - firsts for spelt in (name, *plain_letters(name))}
        self._misspelt = Misspelt(self._people)
        for whole, person in joined:
            self._people.setdefault(whole, set()).add(person)
        self._index = name_index(frozenset(self._people))
        changing = changing_index(frozenset(self._people.keys() - self._folded), frozenset(lasts))
        self._bases = cache(lambda form: bases_of(form, self._index))
        self._changed = cache(lambda form: frozenset() if form in changing else bases_of(form, changing))
        self._read = cache(self._word)
        self._told = lru_cache(maxsize=512)(lambda text: tuple(self._tokens(text)))  # a text is hidden first, and then doubted
        self._slip = cache(self._is_slip)

    def _enter(self, parts: Iterable[str], person: Person) -> None:
        for part in parts:
            self._people.setdefault(part, set()).add(person)
            self._initials.setdefault(person, set()).add(part[0])
            for spelt in plain_letters(part):
                if spelt not in self._people:
                    self._folded.add(spelt)
                self._people.setdefault(spelt, set()).add(person)

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
            else:
                yield from self._with_more(text, run, people)
            yield Mention(start, end, people)

    def named(self, text: str) -> Iterator[Mention]:
        """All that may be mentions, everyday words too: for file names, where hiding too much harms nothing."""
        return (Mention(run[0].start, run[-1].end, _shared(run)) for run in self._runs(text))

    def doubtful(self, text: str) -> Iterator[tuple[int, int]]:
        """Words that may name somebody: those that are everyday words as well, and those that are a slip of the finger away from a name."""
        for run in self._runs(text):
            if text[run[0].start].isupper() and not _believed(run):
                yield run[0].start, run[-1].end
        if self._misspelt:
            yield from ((match.start(), match.end()) for match in _CAPITAL.finditer(text) if self._slip(match.group()))

    def _is_slip(self, word: str) -> bool:
        plain = OWNER.sub("", word).casefold()
        unknown = word[0].isupper() and plain not in self._misspelt.known and not self._as_name(plain) and not self._things.has(plain)
        return unknown and self._misspelt.near(plain)

    def _with_more(self, text: str, run: list[_Token], people: frozenset[Person]) -> Iterator[Mention]:
        """A name with initials beside it, or a first name with a surname that is not the participant's: then it is somebody else's."""
        start, end = run[0].start, run[-1].end
        surname = all(token.surname for token in run)
        if surname and (before := _INITIALS_BEFORE.search(text[max(0, start - 9) : start])):
            yield Mention(start - len(before[0]), end, self._with_initial(people, before[1]))
        elif after := _INITIAL_AFTER.match(text, end):
            yield Mention(start, after.end(), self._with_initial(people, after[1]))
        elif not any(token.surname for token in run) and text[run[-1].start : end].casefold() in self._people:
            found = _NEXT.match(text, end)
            if found and self._may_be_surname(found[1]):
                alone = frozenset(person for person in people if len(self._initials[person]) == 1)
                yield Mention(start, found.end(), alone)

    def _may_be_surname(self, word: str) -> bool:
        plain = OWNER.sub("", word).casefold()
        return written_as_name(word) and not self._things.has(plain) and not self._as_name(plain)

    def _with_initial(self, people: frozenset[Person], told: str) -> frozenset[Person]:
        return frozenset(person for person in people if told[0].casefold() in self._initials[person])

    def _runs(self, text: str) -> Iterator[list[_Token]]:
        """Neighbouring parts of what can be one person's name."""
        run: list[_Token] = []
        people: frozenset[Person] = frozenset()
        for token in self._told(text):
            if run and not (people & token.people and _BETWEEN.fullmatch(text, run[-1].end, token.start)):
                yield run
                run = []
            people = people & token.people if run else token.people
            run.append(token)
        if run:
            yield run

    def _tokens(self, text: str) -> Iterator[_Token]:
        if not any(self._read(word)[1] for word in NAME.findall(text)):
            return
        for match in NAME.finditer(text):
            word, bases = self._read(match.group())
            if bases:
                people = frozenset(person for base in bases for person in self._people[base])
                here = not self._study or any(study in ("", self._study) for study, _ in people)
                sure = _sure(word, bases, text, match.start(), here) and (word[0].isupper() or not bases <= self._folded)
                yield _Token(match.start(), match.start() + len(word), people, sure, bases <= self._surnames)

    def _word(self, met: str) -> tuple[str, frozenset[str]]:
        """A word without what follows its apostrophe, and the names that it may be a form of."""
        word = OWNER.sub("", met)
        plain = word.casefold()
        return word, self._as_name(plain) if word[:1].isupper() else self._bases(plain)

    def _as_name(self, plain: str) -> frozenset[str]:
        """The names that a word with a capital may be a form of; those whose stem changes (`Kärjen`) are believed with a capital only."""
        return self._bases(plain) or self._changed(plain)


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


def _joined(parts: tuple[str, ...], last: tuple[str, ...]) -> Iterator[str]:
    """A whole name written as one word, as in addresses and tags: `etunimisukunimi`."""
    first = tuple(part for part in parts if part not in last)
    for row in {(*first, *last), (*first[:1], *last), (*last, *first), (*last, *first[:1])} if first and last else ():
        yield from ("".join(row), *plain_letters("".join(row)))


def _lowered(name: str) -> tuple[str, ...]:
    """The register was written all in small letters."""
    return tuple(dict.fromkeys(normal(word.group()) for word in NAME.finditer(name) if len(word.group()) > 2))


def _shared(run: list[_Token]) -> frozenset[Person]:
    return frozenset.intersection(*(token.people for token in run))


def _believed(run: list[_Token]) -> bool:
    """Parts that stand together make each other sure; a doubtful word alone is no mention."""
    return len(run) > 1 or run[0].sure


def _sure(word: str, bases: frozenset[str], text: str, start: int, here: bool) -> bool:
    """Whether the word alone names somebody: written as a name, and no everyday word that merely begins a sentence."""
    if _TITLE.search(text[max(0, start - _REACH) : start]):
        return True
    plain = word.casefold()
    doubtful = everyday(plain, bases) or plain in stop_words("") or word.endswith("minen")
    if word[0].isupper():
        labels = text[start + len(word) :].startswith(":")
        return not (opens(plain) if here else doubtful) or labels or not begins(text[:start])
    return not doubtful and _plain(word, bases)


def _plain(word: str, bases: frozenset[str]) -> bool:
    """A small first letter is believed in longer names only, and in forms that show most of the name."""
    return any(len(base) > 3 and word.startswith(base[: len(base) - 2]) and len(word) <= len(base) + 4 for base in bases)
