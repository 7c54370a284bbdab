"""What the codebook lacks: examples above all, for names alone teach nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flows.insights.features import said, telling
from flows.model.issues import Issue
from flows.model.organisation import Theme
from flows.text import words

ENOUGH = 10
"""Examples of a theme that teach it well."""
_NAMES = {"fi": "Finnish", "en": "English"}


def lacking(
    codebook: Sequence[Theme], languages: Sequence[str] = ("fi",), glossary: bool = False, lessons: Mapping[str, int] | None = None
) -> tuple[Issue, ...]:
    """Notes on themes that are hard to learn, in the order of the codebook.

    `languages`: those of the organisation; `glossary`: whether there is one, for then examples in one language teach the other; `lessons`:
    theme -> texts that it was learnt from, where that is known, as codes and verdicts teach too. Themes without words and examples are left
    out: they are told of where the plan is read.
    """
    twice = _twice(codebook)
    found: list[Issue] = []
    for theme in codebook:
        if theme.words.all() or theme.examples.all():
            found += [*_few(theme, languages, glossary, (lessons or {}).get(theme.id, 0)), *_empty(theme)]
        if theme.id in twice:
            found.append(twice[theme.id])
    return tuple(found)


def _few(theme: Theme, languages: Sequence[str], glossary: bool, lessons: int) -> Iterator[Issue]:
    counts = {language: len(getattr(theme.examples, language)) for language in languages}
    told = " and ".join(f"{count} in {_NAMES[language]}" for language, count in counts.items())
    ten = " and ".join(f"ten in {_NAMES[language]}" for language in languages)
    hint = f"Give {ten}, as customers say it: names alone teach nothing."
    if not theme.words.all() and max(lessons, len(theme.examples.all())) < ENOUGH:
        yield _issue("few-examples", theme.id, f"The theme has no words, and few examples: {told}.", hint)
        return
    silent = [language for language in languages if not (counts[language] or getattr(theme.words, language))]
    if silent and not glossary:
        named = " and ".join(_NAMES[language] for language in silent)
        yield _issue("few-examples", theme.id, f"The theme has neither words nor examples in {named}, and there is no glossary.", hint)


def _empty(theme: Theme) -> Iterator[Issue]:
    examples = sum(words.is_nothing(entry) for entry in (*theme.examples.fi, *theme.examples.en))
    too_common = sum(_says_nothing(entry, language) for language in _NAMES for entry in getattr(theme.words, language))
    if count := examples + too_common:
        what = f"{count} of its words and examples {'is' if count == 1 else 'are'} empty, or too common to tell it by."
        yield _issue("empty-example", theme.id, what, "Write what tells this theme from the others, or take the line out.")


def _says_nothing(entry: str, language: str) -> bool:
    """Whether a word of the codebook is none, or one of the commonest in its language."""
    tokens = said(entry)
    return not tokens or (len(tokens) == 1 and not telling(tokens, language))


def _twice(codebook: Sequence[Theme]) -> dict[str, Issue]:
    """By theme: that it shares examples with a theme before it."""
    owners: dict[str, str] = {}
    found: dict[str, Issue] = {}
    for theme in codebook:
        shared = [owners[entry] for entry in _entries(theme.examples.all()) if owners.setdefault(entry, theme.id) != theme.id]
        if shared:
            also = ", ".join(sorted(set(shared)))
            count = f"{len(shared)} of its examples {'stands' if len(shared) == 1 else 'stand'}"
            found[theme.id] = _issue(
                "example-twice", theme.id, f"{count} under {also} too.", "Leave each example under the theme that it is most about."
            )
    return found


def _entries(examples: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry for entry in map(words.normal, examples) if entry))


def _issue(code: str, theme: str, what: str, hint: str) -> Issue:
    return Issue(severity="note", code=code, where=f"organisation.yaml, themes, {theme}", what=what, hint=hint)
