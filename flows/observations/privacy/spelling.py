"""Spelling: names without their dots and rings, and words that are one slip of the finger away from a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.text.inflection import endings
from flows.text.types import stems

SHORTEST = 6
"""Letters of a stem below which a neighbour is too often a word of its own."""
_FOLDS = (str.maketrans("äöåéü", "aoaeu"), str.maketrans({"ä": "ae", "ö": "oe", "å": "aa", "ü": "ue"}))


def plain_letters(name: str) -> tuple[str, ...]:
    """`mäkinen` -> `makinen`, `maekinen`; nothing for short names and those in plain letters already."""
    spelt = (name.translate(fold) for fold in _FOLDS)
    return tuple(dict.fromkeys(form for form in spelt if form != name and len(form) > 3))


class Misspelt:
    """Stems of names, and what is left of each without one letter: two words that share any are at most one slip apart (Mor and Fraenkel 1982)."""

    def __init__(self, names: Iterable[str]) -> None:
        self.known = frozenset(names)
        roots = {stem for name in self.known for stem in stems(name) if len(stem) >= SHORTEST}
        self._near = {form for root in roots for form in (root, *_shorter(root))}

    def __bool__(self) -> bool:
        return bool(self._near)

    def near(self, plain: str) -> bool:
        """Whether a word, casefolded, is such a slip, in any case form."""
        known = endings()
        cuts = [cut for cut in range(SHORTEST, len(plain) + 1) if plain[cut:] in known]
        return any(form in self._near for cut in cuts for form in (plain[:cut], *_shorter(plain[:cut])))


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
