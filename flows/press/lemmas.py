"""Lemmas: the search index of a built site learns base forms, so that `asiakas` finds `asiakkaalle`.

Material's header search looks for words that begin with what is typed, and Finnish words change in the middle: a stemmer makes that worse,
a field of base forms mends it. Readers never see the field; teasers are cut from the text alone. For what is typed inflected there is a
table beside the index, which site/theme/search.js reads when someone begins to search.
"""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flows.errors import BuildFailed
from flows.text.inflection import bases_of, stem_index
from flows.text.lemmas import dictionary_bases, engine
from flows.text.words import stop_words, tokens

FIELD = "lemmas"
"""The search plugin's extra field, as mkdocs.yml names it."""
SHORTEST = 3
"""Letters of a word that is looked up."""
SHORTEST_TAIL = 5
SHORTEST_TYPED = 4
"""Letters of a word that the table knows: one typed inflected is seldom shorter."""
NOUNS = frozenset(("aika", "asia", "joukko", "kerta", "tapa", "tapaus", "tavoite", "vaihe", "vuosi", "yhteys"))
"""Base forms that people search by, though their commonest forms are stop words."""

Known = dict[str, list[str]]


def add_lemmas(site: Path, remembered: Path | None = None) -> int:
    """Give each entry of the site's search index the base forms of its words that no word of the entry begins with.

    Changes `search/search_index.json`, and `search_index.js` where there is one (for a site on a file share); writes `search/forms.js`,
    `var __forms = {base form: "its other forms on the site"}`, a script since a page on a file share can read no other file. Stop words
    have no base forms. Returns how many entries got base forms; 0 where the site has no index, or mkdocs.yml no search field `lemmas`.
    The same site gives the same bytes, whatever is remembered. `remembered` is a JSON file that saves looking words up again; it holds
    words of this site only, so what is forgotten there is forgotten here. Raises BuildFailed.
    """
    path = site / "search" / "search_index.json"
    index = _index(path)
    if FIELD not in index.get("config", {}).get("fields", {}):
        return 0
    spoken = [sorted(words_of(entry)) for entry in index["docs"]]
    bases = base_forms(spoken, remembered)
    found = [_unheard(words, bases) for words in spoken]
    index["docs"] = [_with(entry, " ".join(forms)) for entry, forms in zip(index["docs"], found, strict=True)]
    _write(path, index)
    path.with_name("forms.js").write_text(f"var __forms = {_table(bases)}\n", "utf-8")
    return sum(map(bool, found))


def look_up(words: Iterable[str]) -> Known:
    """Each word -> base forms other than itself, in Finnish and in English, since quotes of both stand on the same page.

    What a language does not know stands for itself, so that asking both adds little that is wrong: of 50,000 Finnish words 19 got an
    English base form. Words are asked one at a time, for what one gives must not hang on which others are new.
    """
    return {word: sorted(_parts(dictionary_bases(word, "fi") | dictionary_bases(word, "en")) - {word}) for word in words}


def base_forms(spoken: Iterable[Iterable[str]], remembered: Path | None = None) -> Known:
    """Each word of what is spoken -> its base forms, those that are sound; `remembered` as for `add_lemmas`."""
    vocabulary = frozenset(word for words in spoken for word in words if len(word) >= SHORTEST)
    return _sound(_bases(vocabulary, remembered))


def words_of(entry: Mapping[str, Any]) -> set[str]:
    """The words that an entry of the search index is found by."""
    return _parts(tokens(plain(" ".join((entry.get("title", ""), entry.get("text", ""), *entry.get("tags", ()))))))


def plain(text: str) -> str:
    """A text of the search index without its tags."""
    return html.unescape(_TAG.sub(" ", text))


def families(bases: Known) -> dict[str, list[str]]:
    """Base form -> its other forms; words without either stand alone, for what is typed may be a form that the site does not have."""
    found: dict[str, list[str]] = {
        word: [] for word, roots in bases.items() if not roots and len(word) >= SHORTEST_TYPED and word not in stop_words("")
    }
    for word in sorted(bases):
        for base in bases[word] if len(word) >= SHORTEST_TYPED else ():
            found.setdefault(base, []).append(word)
    return {base: found[base] for base in sorted(found)}


def _index(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes()) if path.is_file() else {}
    except ValueError as error:
        raise BuildFailed("the site's search index cannot be read", "publish again; if it stays so, report it") from error
    return found if isinstance(found, dict) else {}


def _write(path: Path, index: dict[str, Any]) -> None:
    """As the search and offline plugins write it: compact, ASCII."""
    data = json.dumps(index, separators=(",", ":"))
    path.write_text(data, "utf-8")
    if path.with_suffix(".js").is_file():
        path.with_suffix(".js").write_text(f"var __index = {data}", "utf-8")


def _with(entry: dict[str, Any], forms: str) -> dict[str, Any]:
    rest = {name: value for name, value in entry.items() if name != FIELD}
    return {**rest, FIELD: forms} if forms else rest


def _table(bases: Known) -> str:
    return json.dumps({base: " ".join(forms) for base, forms in families(bases).items()}, ensure_ascii=False, separators=(",", ":"))


def _sound(bases: Known) -> Known:
    """Without those of stop words (`kuin` is not of kuu), and without what is no base form.

    That is a verb read into an elative, or a guess that is itself a form of another (`laskujanne` is of lasku, not of laskuja).
    """
    kept = {word: sorted(NOUNS.intersection(found)) if word in stop_words("") else found for word, found in bases.items()}
    index = stem_index(base for found in kept.values() if len(found) > 1 for base in found)
    guesses = {base for found in kept.values() for base in found} - bases.keys()
    halfway = {base: bases_of(base, index) - {base} for base in sorted(guesses)}
    told = {word: [base for base in found if not halfway.get(base, frozenset()) & {*found}] for word, found in kept.items()}
    return {word: [base for base in found if not _misheard(word, base, found)] for word, found in told.items()}


def _misheard(word: str, base: str, found: list[str]) -> bool:
    """The verb that an elative is taken for, where the word has another base form: `painosta` is of paino."""
    return len(found) > 1 and word.endswith(("sta", "stä")) and base == word + word[-1]


_TAG = re.compile(r"<[^>]*>")


def _parts(words: Iterable[str]) -> set[str]:
    """The search takes a word with hyphens for several."""
    return {part for word in words for part in word.split("-") if len(part) > 1}


def _unheard(words: list[str], bases: Known) -> list[str]:
    """Base forms of the words (sorted), in order, without those that a word begins with."""
    found = {base for word in words for base in bases.get(word, ())}
    return [base for base in sorted(found) if not words[min(bisect_left(words, base), len(words) - 1)].startswith(base)]


def _bases(vocabulary: frozenset[str], remembered: Path | None) -> Known:
    """Word -> base forms. The dictionary's answers can be remembered; what words say of each other is found anew."""
    known = _remembered(remembered)
    new = sorted(vocabulary - known.keys())
    if new:
        known |= look_up(new)
    told = {word: known[word] for word in sorted(vocabulary)}
    if remembered and (new or len(known) > len(told)):
        _remember(remembered, told)
    return told if engine() == "voikko" else _joined(told)


def _joined(told: Known) -> Known:
    """With what the site's words say of each other: the simpler dictionary guesses at rare words and knows no parts of compounds."""
    roots = {root for word, bases in told.items() for root in bases or (word,)}
    index = stem_index(root for root in roots if len(root) >= SHORTEST)
    joined = {word: {*bases, *bases_of(word, index)} for word, bases in told.items()}
    return {word: sorted(bases.union(*(_tails(base, roots) for base in bases)) - {word}) for word, bases in joined.items()}


def _tails(base: str, roots: set[str]) -> set[str]:
    """Other base forms that this one ends in: `rautakauppa` -> kauppa. Of five letters or more nine in ten are its last part indeed.

    Verbs seldom are: `painostaa` is not of ostaa.
    """
    tails = {base[cut:] for cut in range(SHORTEST, len(base) - SHORTEST_TAIL + 1)} & roots
    return {tail for tail in tails if not tail.endswith(("taa", "tää"))}


def _remembered(path: Path | None) -> Known:
    """What the same engine has said before; nothing where the file is another's, or broken."""
    try:
        kept = json.loads(path.read_bytes()) if path else {}
        return {str(word): [str(base) for base in bases] for word, bases in kept["words"].items()} if kept["engine"] == _engine() else {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _remember(path: Path, words: Known) -> None:
    aside = path.with_name(f".{path.name}.part")
    aside.write_text(json.dumps({"engine": _engine(), "words": words}, separators=(",", ":")), "utf-8")
    aside.replace(path)


def _engine() -> str:
    return f"{engine()}; simplemma {version('simplemma')}"
