"""Finder: what the search page of a built site searches. A Pagefind bundle, a table of facets beside it, and forms of words in small pieces.

Pagefind is run by its own command over pages made for it alone, each with its words and, behind a marker, their base forms: its Python
wrapper takes a tenth of a second a page. Facets are not Pagefind's: its filters come out in another order each time, and it counts a
facet's other values as none once one is chosen.
"""

from __future__ import annotations

import gzip
import html
import json
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.errors import BuildFailed
from flows.model.pages import Page
from flows.model.terms import FRESHNESS, LEVELS
from flows.press.lemmas import Known, base_forms, families, plain, words_of
from flows.press.words import Catalogue, catalogue
from flows.text.engines import HEADER_MOST, finder
from flows.text.words import tokens

FACETS = "facets.json"
"""Beside the pages of a tree: what each is told apart by. Taken out of the built tree again."""
PAGE = "search.html"
"""The search page; a tree without it has no finder."""
BUNDLE = "pagefind"
ORDER = ("kind", "persona", "segment", "stage", "theme", "confidence", "freshness", "study", "language")
"""Facets in the order that the page shows them; others come after."""
DATE = "date"
"""A facet that pages are put in order by, and that nobody chooses: its value is a day, 2026-03-02."""
MARK = "⁂⁂"
"""Between the words of a page and its base forms. The client cuts what it shows there."""
FIRST = ord("a")
"""The letter that stands for the first value of a facet."""
SIGNED = b"pagefind_dcd"
"""What Pagefind's files begin with, once unpacked."""
PIECE = 2
"""Letters that words of one piece of the table of forms begin with."""
LIMIT = 900
"""Seconds."""
_UNUSED = (
    "pagefind-component-ui.*",
    "pagefind-highlight.js",
    "pagefind-modular-ui.*",
    "pagefind-ui.*",
    "pagefind-worker.js",
    "wasm.unknown.pagefind",
)


@dataclass(slots=True)
class _Sheet:
    """One page, as the search finds it."""

    address: str
    title: str = ""
    texts: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    weight: float = 1.0


def labels(pages: Iterable[Page]) -> bytes:
    """The content of `facets.json`: built address -> facet -> its values as [fi, en]."""
    told = {
        re.sub(r"\.md$", ".html", page.path): {name: [[value.fi, value.en] for value in values] for name, values in page.facets.items()}
        for page in pages
        if page.facets
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def index_tree(site: Path, language: str, templates: Sequence[Path] = (), remembered: Path | None = None, most: int = HEADER_MOST) -> int:
    """Make the built tree `site` searchable from its search page; `add_lemmas` comes first. Returns how many pages can be found there.

    Every page that the header's index has is found: by the facets that `facets.json` names (see `labels`), those without by their kind
    alone, the handbook last. Writes `pagefind/` and takes `facets.json` away. Where the tree has more than `most` pages the header's own
    index is emptied, and its field leads to the search page. Does nothing, and returns 0, where Pagefind is not installed or the tree has
    no search page. The same tree gives the same bytes. `templates` hold the catalogue, `remembered` is as for `add_lemmas`.
    Raises BuildFailed.
    """
    facets = _eaten(site / FACETS)
    index = site / "search" / "search_index.json"
    if not finder() or not (site / PAGE).is_file() or not index.is_file():
        return 0
    sheets = _sheets(json.loads(index.read_bytes())["docs"])
    bases = base_forms((sheet.words for sheet in sheets), remembered)
    _run(sheets, bases, site / BUNDLE, language)
    table = _table(sheets, _rows(site / BUNDLE), facets, catalogue(language, templates))
    _pack(site / BUNDLE / "finder.bin", {**table, "pieces": _pieces(families(bases), site / BUNDLE / "forms")})
    if len(sheets) > most:
        _led(index)
    return len(sheets)


def _eaten(path: Path) -> dict[str, dict[str, list[list[str]]]]:
    if not path.is_file():
        return {}
    told: dict[str, dict[str, list[list[str]]]] = json.loads(path.read_bytes())
    path.unlink()
    return told


def _sheets(entries: Iterable[Mapping[str, Any]]) -> list[_Sheet]:
    """The entries of each page together, in the order of their addresses; not the search page itself."""
    sheets: dict[str, _Sheet] = {}
    for entry in entries:
        address, _, place = entry["location"].partition("#")
        if address == PAGE:
            continue
        sheet = sheets.setdefault(address or "index.html", _Sheet(address or "index.html"))
        title, text = (" ".join(plain(entry.get(name, "")).replace(MARK, " ").split()) for name in ("title", "text"))
        sheet.title = sheet.title or title
        sheet.texts += [part for part in (title if place and title != sheet.title else "", text) if part]
        sheet.words |= words_of(entry)
        sheet.weight = float(entry.get("boost", sheet.weight))
    return [sheets[address] for address in sorted(sheets)]


def _run(sheets: Iterable[_Sheet], bases: Known, bundle: Path, language: str) -> None:
    """Pagefind over pages that are gone again when it is done."""
    from pagefind_bin_extended import get_executable  # an extra: `search`

    aside = bundle / ".pages"
    shutil.rmtree(bundle, ignore_errors=True)
    for sheet in sheets:
        path = aside / sheet.address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_page(sheet, bases), "utf-8")
    order = (get_executable(), "--site", aside, "--output-path", bundle, "--force-language", language, "--keep-index-url", "--quiet")
    try:
        subprocess.run(list(map(str, order)), check=True, capture_output=True, timeout=LIMIT, cwd=bundle, env=_own())
    except (OSError, subprocess.SubprocessError) as error:
        raise BuildFailed(
            "Pagefind could not make the search page's index", "publish again; without the extra `search` none is made"
        ) from error
    shutil.rmtree(aside)
    for path in (path for pattern in _UNUSED for path in bundle.glob(pattern)):
        path.unlink()


def _own() -> dict[str, str]:
    """The surroundings without settings of Pagefind's that are somebody else's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}


def _page(sheet: _Sheet, bases: Known) -> str:
    """What readers can read, the marker, then what pages are found by besides; what stands in the title weighs more there too."""
    said = " ".join(sheet.texts)
    spoken = _parted(f"{sheet.title} {said}")
    entitled = sorted({base for word in _parted(sheet.title) for base in bases.get(word, ())} - spoken)
    forms = sorted({base for word in sheet.words for base in bases.get(word, ())} - spoken - {*entitled})
    silent = html.escape(" ".join((*sorted(sheet.words - spoken), *forms)))
    return (
        f'<!doctype html><html><body><main data-pagefind-body><h1 data-pagefind-meta="title">{html.escape(sheet.title)}</h1>'
        f'<p>{html.escape(said)}</p><p>{MARK} {silent}</p><p data-pagefind-weight="4">{html.escape(" ".join(entitled))}</p></main></body></html>'
    )


def _parted(text: str) -> set[str]:
    return {part for word in tokens(text) for part in word.split("-")}


def _rows(bundle: Path) -> dict[str, str]:
    """Pagefind's name of each page -> its address, in the order of addresses. Its answers know only the names."""
    told = {path.stem: _said(path)["url"].lstrip("/") for path in (bundle / "fragment").glob("*.pf_fragment")}
    return dict(sorted(told.items(), key=lambda each: each[1]))


def _said(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()).removeprefix(SIGNED))
    return told


def _table(sheets: list[_Sheet], rows: dict[str, str], facets: Mapping[str, Any], words: Catalogue) -> dict[str, Any]:
    """Facets, each with its values as [slug, name] and its rows: the values of each page, a letter each."""
    told = [facets.get(address) or _unsorted(address, words) for address in rows.values()]
    names = sorted(
        {name for each in told for name in each} - {DATE}, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name)
    )
    weights = {sheet.address: sheet.weight for sheet in sheets}
    return {
        "facets": [{"name": name, **_column([each.get(name, ()) for each in told], words.language)} for name in names],
        "dates": [next((day for values in each.get(DATE, ()) for day in values), "") for each in told],
        "weights": [weights[address] for address in rows.values()],
        "ids": list(rows),
    }


def _unsorted(address: str, words: Catalogue) -> dict[str, list[list[str]]]:
    handbook = address.startswith("handbook/")
    told = words.gettext("Handbook") if handbook else words.gettext("Other page")
    return {"kind": [[str(told), "Handbook" if handbook else "Other page"]]}


def _column(given: Sequence[Iterable[Sequence[str]]], language: str) -> dict[str, Any]:
    named: dict[str, str] = {}
    slugs = [[_slug(en or fi) for fi, en in values] for values in given]
    for values in given:
        named.update({_slug(en or fi): (en or fi) if language == "en" else (fi or en) for fi, en in values})
    order = sorted(named, key=lambda slug: (_RANK.get(slug, 0), named[slug].casefold(), slug))
    places = {slug: place for place, slug in enumerate(order)}
    rows = " ".join("".join(chr(FIRST + place) for place in sorted({places[slug] for slug in each})) for each in slugs)
    return {"values": [[slug, named[slug]] for slug in order], "rows": rows}


def _slug(text: str) -> str:
    """`Buyer Ossi` -> buyer-ossi: the same in the address of every language's page."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-") or f"v{sum(map(ord, text))}"


_RANK = {_slug(words.en): rank for each in (tuple(LEVELS.values())[::-1], FRESHNESS.values()) for rank, words in enumerate(each)}
"""Levels from the surest, freshness from the freshest; all else by name."""


def _pack(path: Path, content: Any) -> None:
    """Small on a server that compresses nothing: the client unpacks it."""
    path.write_bytes(gzip.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0))


def _pieces(known: Mapping[str, Sequence[str]], folder: Path) -> list[str]:
    """The table of forms, cut by the beginnings of words, so that a query costs the pieces of its own words. Which beginnings there are."""
    pieces: dict[str, dict[str, str]] = {}
    for base, forms in known.items():
        for start in {word[:PIECE] for word in (base, *forms)}:
            pieces.setdefault(start, {})[base] = " ".join(form for form in forms if form.startswith(start))
    folder.mkdir()
    for start, piece in pieces.items():
        _pack(folder / f"{_code(start)}.bin", {base: piece[base] for base in sorted(piece)})
    return sorted(pieces)


def _code(start: str) -> str:
    return "-".join(f"{ord(letter):x}" for letter in start)


def _led(index: Path) -> None:
    """The header's index without its entries; its script of forms says where the search is."""
    kept = {**json.loads(index.read_bytes()), "docs": []}
    data = json.dumps(kept, separators=(",", ":"))
    index.write_text(data, "utf-8")
    if index.with_suffix(".js").is_file():
        index.with_suffix(".js").write_text(f"var __index = {data}", "utf-8")
    index.with_name("forms.js").write_text(f"var __forms = {{}}, __finder = {json.dumps(PAGE)}\n", "utf-8")
