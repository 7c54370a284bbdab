"""Privacy: a text with what points to a person replaced by a mark in square brackets, before anything is stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from flows.model.registers import Participant
from flows.observations.doubt import unregistered
from flows.observations.names import Person, Register
from flows.observations.patterns import LABELS, Span, spans

SOMEBODY = "[nimi]"
"""Stands for a name that more than one participant has, for somebody who shares a participant's surname, and for somebody of another study,
whose code may be somebody else's here."""
_KEPT = "kept"
_NAME = "name"
_POSSIBLE = "possible-name"
# An anonymisation mark by the data archives' convention; long digit runs and addresses are not hidden by brackets around them.
_MARK = re.compile(r"\[(?![^\[\]\n]*(?:@|\d{4}))[^\[\]\n]{1,60}\]")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)


class Mask:
    """Hides personal data: registered people in any case form, and what shows by its form (see `patterns.LABELS`).

    A name becomes its participant's code in `study`, `[P07]`, and `[nimi]` where that is not certain. Text already in square brackets stays,
    and so do addresses of web pages, but for registered names. Only certain hits are replaced; `found` also counts `possible-name`, for a
    person to look at. `known` are names of the organisation's own things, which are no people's.
    """

    def __init__(self, participants: Iterable[Participant], study: str = "", known: Iterable[str] = ()) -> None:
        self._register = Register(participants)
        self._study = study
        self._known = tuple(known)

    def hide(self, text: str) -> str:
        """The text with every certain hit replaced. Hiding twice changes nothing more."""
        pieces, done = [], 0
        for span, label in self._chosen(text):
            pieces += [text[done : span.start], label]
            done = span.end
        return "".join([*pieces, text[done:]])

    def found(self, text: str) -> dict[str, int]:
        """Hits by kind: `name`, the kinds of `patterns.LABELS`, and `possible-name` for doubtful ones, which are not replaced."""
        counted = Counter(span.kind for span, _ in self._chosen(text))
        counted[_POSSIBLE] = self._register.doubtful(_MARK.sub(_blank, text))
        return {kind: counted[kind] for kind in sorted(counted) if counted[kind]}

    def doubt(self, text: str) -> int:
        """How many words of a text that was hidden already may still name people: registered names that are everyday words, and others."""
        bare = _MARK.sub(_blank, text)
        return self._register.doubtful(bare) + unregistered(bare, self._known)

    def _chosen(self, text: str) -> list[tuple[Span, str]]:
        """Hits that do not overlap, in order: surer kinds first, longer names before what lies in them."""
        taken: list[tuple[Span, str]] = []
        for span, label in self._candidates(text):
            if all(span.end <= other.start or span.start >= other.end for other, _ in taken):
                taken.append((span, label))
        return sorted(((span, label) for span, label in taken if span.kind != _KEPT), key=lambda each: each[0].start)

    def _candidates(self, text: str) -> Iterator[tuple[Span, str]]:
        mentions = sorted(self._register.mentions(text), key=lambda m: (m.start - m.end, m.start))
        people = [(Span(m.start, m.end, _NAME), self._label(m.people)) for m in mentions]
        marks = [Span(match.start(), match.end(), _KEPT) for match in _MARK.finditer(text)]
        yield from ((mark, "") for mark in marks if not any(mark.start < who.end and who.start < mark.end for who, _ in people))
        hits = list(spans(text))
        yield from ((span, LABELS[span.kind]) for span in hits if span.kind in ("email", "address"))
        yield from ((_unbracketed(text, who), label) for who, label in people)
        yield from ((Span(match.start(), match.end(), _KEPT), "") for match in _URL.finditer(text))
        yield from ((span, LABELS[span.kind]) for span in hits)

    def _label(self, people: frozenset[Person]) -> str:
        codes = {code for study, code in people if not self._study or study in ("", self._study)}
        return f"[{codes.pop()}]" if len(codes) == 1 else SOMEBODY


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _unbracketed(text: str, span: Span) -> Span:
    """A name alone in brackets takes them along, so that no mark stands within a mark."""
    alone = text[span.start - 1 : span.start] == "[" and text[span.end : span.end + 1] == "]"
    return Span(span.start - 1, span.end + 1, span.kind) if alone else span
