"""Moves: which document goes on under another key, because a person has renamed its file or put it elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from flows.model.documents import Document
from flows.model.noun import digest_of
from flows.text.words import normal

LIKE = 0.5
"""Share of the words, in texts that are equal, from which a file with another name is the same document, renamed and edited."""
_COMMON = 20
"""Documents that share a text; more is a form's own words."""

Said = Counter[str]


def moves(before: Sequence[Document], after: Sequence[Document]) -> dict[str, str]:
    """New key -> old key of the documents that moved, sorted; each is used once, and only within one study.

    `before`: last revisions of documents that are gone or whose content has changed. `after`: what was just read and is new or changed.
    A key on both sides stays where it is if the content is still like it was: then an equal file elsewhere is a copy. Equal content goes before
    like content, and the same file name before another.
    """
    olds, news = {d.key: d for d in before}, {d.key: d for d in after}
    said = {id(d): _said(d) for d in (*before, *after)}
    stay = {key for key in olds.keys() & news.keys() if _likeness(said[id(olds[key])], said[id(news[key])]) >= LIKE}
    left = [d for key, d in sorted(olds.items()) if key not in stay]
    come = [d for key, d in sorted(news.items()) if key not in stay]
    found: dict[str, str] = {}
    for pairs in (_equal(left, come), _like(left, come, said)):
        for _, _, here, there in sorted(pairs):
            if here != there and here not in found and there not in found.values():
                found[here] = there
    return dict(sorted(found.items()))


def adopted(document: Document, root: str) -> Document:
    """The document under the name that it was first captured under: speakers who have their code from the document keep it."""
    if root == document.key:
        return document
    own, lasting = f"-{code_of(document.key)}", f"-{code_of(root)}"

    def kept(code: str) -> str:
        return code.removesuffix(own) + lasting if code.endswith(own) else code

    passages = tuple(p.model_copy(update={"speaker": kept(p.speaker)}) if p.speaker.endswith(own) else p for p in document.passages)
    participants = tuple(map(kept, document.participants))
    return document.model_copy(update={"origin": root, "passages": passages, "participants": participants})


def code_of(key: str) -> str:
    """What tells one document's unnamed speakers from another's: `S1-7f3a`."""
    return digest_of(key)[:4]


def free(key: str, taken: Mapping[str, object] | set[str]) -> str:
    """A lasting name for a new document: its key, or `key#2` where another document was called so before."""
    name, number = key, 1
    while name in taken:
        number += 1
        name = f"{key}#{number}"
    return name


def _said(document: Document) -> Said:
    """Words by text; questions say little of who was asked."""
    said: Said = Counter()
    for passage in document.passages:
        if passage.role in ("answer", "note") and (text := normal(passage.text)):
            said[text] += len(text.split())
    return said


def _likeness(one: Said, other: Said) -> float:
    larger = max(one.total(), other.total())
    return (one & other).total() / larger if larger else 0.0


def _equal(left: Sequence[Document], come: Sequence[Document]) -> Iterator[tuple[float, bool, str, str]]:
    waiting: dict[tuple[str, str], list[Document]] = {}
    for old in left:
        waiting.setdefault((old.study, old.fingerprint), []).append(old)
    for new in come:
        for old in waiting.get((new.study, new.fingerprint), ()):
            yield 0.0, old.name != new.name, new.key, old.key


def _like(left: Sequence[Document], come: Sequence[Document], said: Mapping[int, Said]) -> Iterator[tuple[float, bool, str, str]]:
    """Pairs that share a text which only few have."""
    having: dict[tuple[str, str], list[Document]] = {}
    for old in left:
        for text in said[id(old)]:
            having.setdefault((old.study, text), []).append(old)
    for new in come:
        shared = [having.get((new.study, text), []) for text in sorted(said[id(new)])]
        for old in {d.key: d for olds in shared if len(olds) <= _COMMON for d in olds}.values():
            if (score := _likeness(said[id(old)], said[id(new)])) >= LIKE:
                yield -score, old.name != new.name, new.key, old.key
