"""Forgotten: who asked to be forgotten, known again by digests alone, and a document without them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from flows.model.documents import Document, Passage
from flows.model.erasures import Erasure
from flows.model.noun import digest_of, unique
from flows.observations.participants import CODE, is_code, pseudonym, tidy
from flows.observations.privacy import SOMEBODY
from flows.text.words import normal

TELLING = 6
"""Words from which a passage is known again by its own digest, whatever code stands beside it; fewer are anybody's."""
_MARKED = re.compile(rf"\[({CODE})\]")
GONE = "[…]"
"""Stands for the code in the name of a document that others speak in too."""


def person_mark(study: str, code: str) -> str:
    """A digest for the code of one person in one study, however it is written."""
    return f"person:{digest_of('person', study, tidy(code).casefold())[:24]}"


def file_marks(document: Document) -> tuple[str, str]:
    """Digests for the content and the place of a file that holds only one person's words."""
    return f"content:{digest_of('content', document.fingerprint)[:24]}", f"place:{digest_of('place', document.key)[:24]}"


def passage_mark(text: str) -> str:
    """A digest for a passage of TELLING words or more; empty for a shorter one."""
    plain = normal(text)
    return f"passage:{digest_of('passage', plain)[:24]}" if len(plain.split()) >= TELLING else ""


def codes_of(study: str, code: str, secret: str = "") -> tuple[str, ...]:
    """A code as it may stand in the ledger: its own form, and its pseudonym in a study that hides customer numbers."""
    return unique((tidy(code).casefold(), pseudonym(study, code, secret).casefold()))


@dataclass(frozen=True, slots=True)
class Left:
    """What may be kept of a document."""

    document: Document | None
    erasures: tuple[str, ...] = ()
    """Keys of the erasures that it falls under; empty for a document that is whole."""
    whole: bool = False
    """Whether the file holds nobody else's words."""


class Forgotten:
    """The erasures of a ledger, as capture asks for them."""

    def __init__(self, erasures: Iterable[Erasure]) -> None:
        asked = [erasure for erasure in erasures if erasure.why == "asked"]
        self._by_mark = {mark: erasure.key for erasure in asked for mark in (erasure.key, *erasure.marks)}

    def __bool__(self) -> bool:
        return bool(self._by_mark)

    def who(self, study: str, code: str) -> str:
        """The key of the erasure that this code falls under, or empty."""
        return self._by_mark.get(person_mark(study, code), "") if code else ""

    def left(self, document: Document) -> Left:
        """The document without the words of those who were forgotten."""
        if not self:
            return Left(document)
        content, place = (self._by_mark.get(mark, "") for mark in file_marks(document))
        others = [code for code in voices_in(document) if is_code(code) and not self.who(document.study, code)]
        if key := content or ("" if others else place):
            return Left(None, (key,), whole=True)
        theirs = {code: key for code in voices_in(document) if (key := self.who(document.study, code))}
        copied = {text: key for p in document.passages if (key := self._by_mark.get(passage_mark(text := p.text) or "-", ""))}
        named = {code for p in document.passages for code in _MARKED.findall(f"{p.text} {p.question}") if self.who(document.study, code)}
        if not (theirs or copied or named):
            return Left(document)
        kept = without(document, {*theirs, *named}, copied.__contains__)
        return Left(kept, unique(sorted({*theirs.values(), *copied.values()})), whole=is_whole(document, theirs))


def voices_in(document: Document) -> tuple[str, ...]:
    """Codes of all who speak or take part in a document."""
    return unique((*document.participants, *(p.speaker for p in document.passages if p.role in ("answer", "note"))))


def is_whole(document: Document, codes: Collection[str]) -> bool:
    """Whether nobody but these takes part in the document."""
    return bool(voices_in(document)) and {code.casefold() for code in voices_in(document)} <= {code.casefold() for code in codes}


def without(document: Document, codes: Collection[str], copied: Callable[[str], bool] = lambda text: False) -> Document | None:
    """The document without what these people said, what they alone were asked, and the notes about them; None where nothing may be kept.

    A document in which they take part and nobody can tell which words are theirs is not kept at all. `copied` tells which texts are theirs
    though no code says so; what stands by another's code is never taken for a copy. Others' mentions of the codes become `[nimi]`.
    """
    gone = {code.casefold() for code in codes}
    speaks = any(p.speaker.casefold() in gone for p in document.passages if p.speaker)
    takes_part = any(code.casefold() in gone for code in document.participants)
    if is_whole(document, codes) or (takes_part and not speaks and any(p.role == "note" for p in document.passages)):
        return None
    kept = [p for p, stays in zip(document.passages, _stays(document.passages, gone, copied), strict=True) if stays]
    if not any(p.role != "question" for p in kept):
        return None
    named = mentions(gone)
    unnamed = document.model_copy(update={"passages": tuple(_unnamed(p, named) for p in kept)})
    if not (speaks or takes_part):
        return unnamed
    others = tuple(code for code in document.participants if code.casefold() not in gone)
    return unnamed.model_copy(
        update={"participants": others, "name": named.sub(GONE, document.name), "title": named.sub(GONE, document.title)}
    )


def mentions(codes: Iterable[str]) -> re.Pattern[str]:
    """Where one of these codes stands in a text: alone, or as the mark that stands for its name."""
    told = "|".join(sorted((re.escape(code) for code in codes if code), key=lambda code: (-len(code), code)))
    return re.compile(rf"\[(?:{told})\]|(?<![^\W_])(?:{told})(?![^\W_])" if told else r"(?!)", re.IGNORECASE)


def unmentioned(text: str, named: re.Pattern[str]) -> str:
    """The text with `[nimi]` for every mention."""
    return named.sub(SOMEBODY, text)


def _stays(passages: Sequence[Passage], gone: Collection[str], copied: Callable[[str], bool]) -> list[bool]:
    """Of each passage whether it is kept: answers by who speaks, all else by the answers that it stands with."""
    named = mentions(gone)
    own = [_theirs(p, gone) or (not is_code(p.speaker) and copied(p.text)) for p in passages]
    asked = {p.question for p, theirs in zip(passages, own, strict=True) if p.role == "answer" and not theirs}
    after: list[bool | None] = [None] * len(passages)
    before: list[bool | None] = [None] * len(passages)
    for order, beside in ((range(len(passages)), before), (range(len(passages) - 1, -1, -1), after)):
        nearest: bool | None = None
        for at in order:
            beside[at] = nearest
            nearest = own[at] if passages[at].role == "answer" else nearest
    stays = []
    for at, passage in enumerate(passages):
        first, then = (after[at], before[at]) if passage.role == "question" else (before[at], after[at])
        beside_theirs = bool(then if first is None else first)
        if own[at] or passage.role == "answer":
            stays.append(not own[at])
        elif passage.role == "question":
            stays.append(passage.text in asked or not beside_theirs)
        else:
            stays.append(not beside_theirs and not named.search(passage.text))
    return stays


def _theirs(passage: Passage, gone: Collection[str]) -> bool:
    return bool(passage.speaker) and passage.speaker.casefold() in gone


def _unnamed(passage: Passage, named: re.Pattern[str]) -> Passage:
    told = {name: unmentioned(getattr(passage, name), named) for name in ("text", "question", "section")}
    fields = {header: unmentioned(cell, named) for header, cell in passage.fields.items()}
    return passage.model_copy(update={**told, "fields": fields})
