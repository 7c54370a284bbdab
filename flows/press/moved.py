"""Moved: what stands at addresses whose pages are elsewhere now, or nowhere. They are never reused and never die."""

from __future__ import annotations

import html
import posixpath
from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePosixPath

from flows.model.noun import digest_of
from flows.model.pages import Page
from flows.press.trees import NAMES
from flows.press.words import Catalogue


def addresses(pages: Iterable[Page], folders: Iterable[str], others: Iterable[str] = ()) -> dict[str, str]:
    """Every address that these pages have in the trees of the site, aliases too, with a digest of what is told there: what to remember.

    `others` are what else is read as a page, within the site: cards, and what is written by hand. All paths end in .md.
    """
    every, drawn = list(folders), list(pages)
    known = [(path, digest_of(page.of) if page.of else "") for page in drawn for path in (*page.aliases, page.path)]
    told = {folder + path: of for path, of in sorted(known, key=lambda each: bool(each[1])) for folder in every}
    return {**dict.fromkeys(others, ""), **told}


def read_as_pages(files: Iterable[str], folder: str) -> tuple[str, ...]:
    """The addresses of those files of a tree that are read as pages, as paths within the site that end in .md."""
    told = (PurePosixPath(folder + name) for name in files if name.endswith((".md", ".html")))
    return tuple(sorted({path.with_suffix(".md").as_posix() for path in told}))


def forwarded(known: Mapping[str, str], pages: Iterable[Page], folders: Iterable[str], others: Iterable[str] = ()) -> dict[str, str]:
    """Where each remembered address leads that no page has any more; empty for nowhere. Aliases of pages are among them.

    The same thing may have a new address, or the tree of its language may have moved, since the organisation has another first language.
    """
    every, drawn = sorted(folders), list(pages)
    made = {*(folder + page.path for page in drawn for folder in every), *others}
    now = {digest_of(page.of): page.path for page in drawn if page.of}
    leads = {folder + alias: folder + page.path for page in drawn for alias in page.aliases for folder in every}
    gone = {path: _way(path, now.get(of, ""), made) for path, of in known.items()}
    return {path: way for path, way in {**gone, **leads}.items() if path not in made}


def _way(path: str, now: str, made: Collection[str]) -> str:
    """Where what stood at a path stands now: at a new one in the same tree, or, where that tree is no more, at the root."""
    tree, _, rest = path.partition("/")
    ways = (f"{tree}/{now}", rest) if tree in NAMES else ()
    return next((way for way in (*ways, now) if way in made), "")


def notice(path: str, leads: str, words: Catalogue, sample: str = "") -> str:
    """The HTML that stands at an old address: it leads on at once, or says that nothing is there any more. Both are paths ending in .md.

    `sample` is what every page of a sample organisation says.
    """
    gettext, here = words.gettext, posixpath.dirname(path) or "."
    title = gettext("This page has moved") if leads else gettext("No longer here")
    target = html.escape(posixpath.relpath((leads or "index.md").removesuffix(".md") + ".html", here))
    said = gettext("Go to its new address") if leads else gettext("Go to the first page")
    gone = gettext("What stood here has been merged, withdrawn or erased. Its address is not given to anything else.")
    why = "" if leads else f"<p>{gone}</p>\n"
    on = f'<meta http-equiv="refresh" content="0; url={target}">\n' if leads else ""
    look = html.escape(posixpath.relpath("assets/uoma/moved.css", here))
    return (
        f'<!doctype html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n{on}'
        f'<link rel="stylesheet" href="{look}">\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{why}'
        f'<p><a href="{target}">{said}</a></p>\n{f"<p>{sample}</p>" if sample else ""}\n</main>\n</body>\n</html>\n'
    )
