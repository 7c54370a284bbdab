"""Trees: a site has one for each language. The organisation's own lies at the root, each other one in a folder: `en/`."""

from __future__ import annotations

import html
import posixpath
from collections.abc import Mapping

from markupsafe import Markup

from flows.model.organisation import Organisation

NAMES = {"fi": "Suomeksi", "en": "In English"}
"""What the switch says, in the language that it leads to."""


def trees(organisation: Organisation) -> dict[str, str]:
    """The folder of each language's tree within the site, `""` or ending in a slash, the root first."""
    first, *others = organisation.languages
    return {first: "", **{language: f"{language}/" for language in others}}


def switch(page: str, language: str, folders: Mapping[str, str]) -> Markup:
    """Links from a page (its path within its tree, ending in .md) to itself in the other languages; empty for a site of one."""
    here = posixpath.join(folders[language], posixpath.dirname(page)) or "."
    ways = {other: posixpath.relpath(folder + page, here) for other, folder in folders.items() if other != language}
    links = (f'<a lang="{other}" hreflang="{other}" href="{html.escape(_built(way))}">{NAMES[other]}</a>' for other, way in ways.items())
    return Markup(f'<span class="u-tongues">{" ".join(links)}</span>' if ways else "")  # noqa: S704


def _built(way: str) -> str:
    return f"{way.removesuffix('.md')}.html"
