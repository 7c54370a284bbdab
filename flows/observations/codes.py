"""Codes: what a researcher marked, as comments, highlights and #tags, in one normal form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from flows.model.material import Mark
from flows.model.noun import unique

_KINDS = {
    word: kind
    for kind, words in {
        "need": "need needs tarve tarpeet",
        "wish": "wish toive toiveet",
        "doubt": "doubt epäily epäilys huoli huolet worry concern",
        "expectation": "expectation odotus odotukset",
        "behaviour": "behaviour behavior toiminta käytös käyttäytyminen tapa",
        "problem": "problem kipu ongelma kipupiste pain painpoint pain-point haaste",
        "praise": "praise kiitos kehu kehut kiitokset",
    }.items()
    for word in words.split()
}
_PROVENANCES = {
    word: provenance
    for provenance, words in {
        "second-hand": "kuulopuhe hearsay second-hand toisen-käden",
        "employee": "henkilöstö henkilökunta staff employee työntekijä",
        "observed": "havainnoitu havaittu observed",
        "first-hand": "first-hand ensikäden",
        "external": "external ostettu ulkoinen",
        "literature": "literature kirjallisuus",
    }.items()
    for word in words.split()
}
_PREFIXES = {
    word: prefix
    for prefix, words in {
        "stage": "stage vaihe polku",
        "persona": "persona persoona",
        "segment": "segment segmentti",
        "kind": "kind laji tyyppi",
        "provenance": "provenance alkuperä lähde",
        "unit": "unit yksikkö",
        "theme": "theme teema",
    }.items()
    for word in words.split()
}
_COLOURS = {
    word: colour
    for colour, words in {
        "yellow": "yellow keltainen kelt darkyellow tummankeltainen",
        "green": "green vihreä brightgreen vaaleanvihreä darkgreen tummanvihreä lightgreen",
        "red": "red punainen darkred tummanpunainen",
        "blue": "blue sininen darkblue tummansininen lightblue vaaleansininen",
        "cyan": "cyan turquoise turkoosi syaani teal darkcyan",
        "magenta": "magenta pink pinkki vaaleanpunainen roosa fuksia darkmagenta",
        "orange": "orange oranssi",
        "violet": "violet purple violetti lila",
        "gray": "gray grey harmaa lightgray lightgrey darkgray darkgrey gray25 gray50 vaaleanharmaa tummanharmaa",
        "black": "black musta",
        "brown": "brown ruskea",
    }.items()
    for word in words.split()
}
_SIGNS = "-+−–"
_STOPS, _JOINTS = ".!?…", " \t,;:"
_TAG = re.compile(rf"(?<![\w&/#])#(?P<tag>[^\W\d_]\w*(?:[:._/-]\w+)*[{_SIGNS}]?)(?!\w)")
_ANY_TAG = _TAG.pattern.replace("?P<tag>", "?:")
_BRACKETED = re.compile(rf"[ \t]?[\[({{]\s*(?:{_ANY_TAG}[\s,;]*)+[\])}}]")
_TAGS = re.compile(rf"{_ANY_TAG}(?:[ \t,;]+{_ANY_TAG})*")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…:][\"”’')]*[ \t]|[-–—•][ \t])[ \t]*$")
_SENTENCE_ENDS = re.compile(r"[ \t]*(?:$|[.!?…]+[\"”’')]*(?:[ \t]|$))")
_WORD_TAG = re.compile(r"#([^\W\d_]+(?:-[^\W\d_]+)*)[+−–-]?")
_TOKEN = re.compile(rf"[^\W_][\w]*(?:[:._/-]\w+)*[{_SIGNS}]?")
_CLAIM_LIKE = re.compile(rf"[^\W\d_]{{1,4}}-\d+[{_SIGNS}]?|[^\W\d_]+:\w[\w-]*[{_SIGNS}]?|\w[\w-]*[+−–-]")


def codes_of(marks: Sequence[Mark], text: str, legend: Mapping[str, str], known: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The codes on a text, normalised, each once: from #tags typed in it or marked, from comments, from highlights by `legend`.

    A comment without # counts only when it is short and looks like a code: a kind or provenance word, `c-012+`, `vaihe:maksaminen`, or an
    entry of `known` (casefolded name -> code); with `known` left out, any single lower-case word does. Prose is left out.
    """
    colours = {_colour(colour): code for colour, code in legend.items()}
    found: list[str] = []
    for mark in marks:
        if mark.by == "comment":
            found += _in_comment(mark.words, known)
        elif mark.by == "highlight":
            found += [colours.get(_colour(mark.words), "")]
        else:
            found += [mark.words]
    return unique(normal_code(code, known) for code in (*found, *_TAG.findall(text)))


def remark_of(mark: Mark, known: Mapping[str, str] | None = None) -> str:
    """What a researcher's comment says besides its codes, in the researcher's own words; empty for codes alone and for other marks."""
    if mark.by != "comment":
        return ""
    if _TAG.search(mark.words):
        return " ".join(_TAG.sub(" ", mark.words).split()).strip(" ,;")
    return "" if _in_comment(mark.words, known) else mark.words.strip()


def normal_code(code: str, known: Mapping[str, str] | None = None) -> str:
    """One code in its normal form: casefolded, without #, its sign + or -, words for kinds and provenance in English."""
    bare = code.strip().lstrip("#").strip().casefold().rstrip(".,;:!?")
    if not bare:
        return ""
    sign = ""
    if bare[-1] in _SIGNS:
        sign, bare = "+" if bare[-1] == "+" else "-", bare[:-1].rstrip()
    if bare in (known or {}):
        bare = (known or {})[bare]
    elif bare in _KINDS:
        return f"kind:{_KINDS[bare]}"
    elif bare in _PROVENANCES:
        return f"provenance:{_PROVENANCES[bare]}"
    elif ":" in bare:
        bare = _prefixed(*bare.split(":", 1))
    else:
        bare = re.sub(r"\s+", "-", bare)
    return f"{bare}{sign}" if bare else ""


def without_tags(text: str) -> str:
    """The text without its #tags: none is left in brackets, nor at the beginning or the end of a sentence.

    Amid a sentence a tag that is a word, such as `#laskutus`, is a word of it and stays without its #; claims and places (`#c-001+`) go.
    """
    if "#" not in text:
        return text.strip()
    return "\n".join(map(_line_without, _BRACKETED.sub("", text).split("\n"))).strip()


def is_kind_word(word: str) -> bool:
    """Whether a word names a kind or a provenance, so that it labels a note and not a speaker."""
    return word.casefold() in _KINDS or word.casefold() in _PROVENANCES


def known_codes(entries: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """(id, names) -> casefolded id and name -> id, as `codes_of` takes it; the first to claim a name keeps it."""
    known: dict[str, str] = {}
    for code, names in entries:
        for name in (code, *names):
            if name:
                known.setdefault(name.casefold(), code)
    return known


def _line_without(line: str) -> str:
    kept, at = "", 0
    for found in _TAGS.finditer(line):
        kept += line[at : found.start()]
        at = found.end()
        words = _words_of(found[0], kept, line[at:])
        kept += words
        if not words:
            kept, at = _closed(kept, line, at)
    return kept + line[at:]


def _words_of(tags: str, before: str, after: str) -> str:
    """What neighbouring tags leave in their line: their words, where they stand amid a sentence and are nothing but words."""
    words = [_WORD_TAG.fullmatch(tag) for tag in re.findall(_ANY_TAG, tags)]
    begins, bare = bool(_SENTENCE_BEGINS.search(before)), after.lstrip(_JOINTS)
    outside = bool(_SENTENCE_ENDS.match(after)) or (begins and not bare[:1].islower())
    if outside or (len(words) > 1 and not all(words)):
        return ""
    return _WORD_TAG.sub(r"\1", tags) if all(words) else ""


def _closed(before: str, line: str, at: int) -> tuple[str, int]:
    """What stands before tags that are taken out, and where the line goes on, without a second space or comma between them."""
    after = line[at:].lstrip(" \t")
    if _SENTENCE_ENDS.match(after):
        stripped = before.rstrip(" \t,;")
        doubled = stripped[-1:] in _STOPS and after[:1] in _STOPS
        return stripped, len(line) - len(after.lstrip(_STOPS) if doubled else after)
    if _SENTENCE_BEGINS.search(before):
        return before, len(line) - len(after.lstrip(_JOINTS))
    if after[:1] in (",", ";"):
        return before.rstrip(" \t,;"), len(line) - len(after)
    return before, len(line) - len(after)


def _prefixed(prefix: str, value: str) -> str:
    ours = _PREFIXES.get(prefix.strip(), prefix.strip())
    value = re.sub(r"\s+", "-", value.strip())
    if ours == "kind":
        value = _KINDS.get(value, value)
    if ours == "provenance":
        value = _PROVENANCES.get(value, value)
    return value if ours == "theme" else f"{ours}:{value}" if value else ""


def _in_comment(words: str, known: Mapping[str, str] | None) -> list[str]:
    if tags := _TAG.findall(words):
        return tags
    parts = [part.strip() for part in re.split(r"[,;\n]", words) if part.strip()]
    return parts if parts and all(_looks_like_code(part, known) for part in parts) else []


def _looks_like_code(part: str, known: Mapping[str, str] | None) -> bool:
    if len(part.split()) > 3:
        return False
    bare = part.casefold().rstrip(_SIGNS).strip()
    if bare in _KINDS or bare in _PROVENANCES or bare in (known or {}) or _CLAIM_LIKE.fullmatch(part):
        return True
    return known is None and part[0].islower() and bool(_TOKEN.fullmatch(part))


def _colour(name: str) -> str:
    bare = re.sub(r"[\s_-]", "", name.casefold())
    return _COLOURS.get(bare, bare)
