"""Whoever reads the site tells nobody: no page asks anything of another machine, served or opened from a file share."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
LEAVING = re.compile(
    r"""<(?:link|script|img|iframe|source|video|audio|object|embed|use)\b[^>]*?(?:href|src|srcset|data)=["'](?:https?:)?//[^"']*"""
)


def test_no_page_asks_anything_of_another_machine(kind: str, visited: Any) -> None:
    """Neither the page in both palettes, nor the browser behind it: prefetching, icons, fonts and service workers end in the same proxy."""
    found = [f"{page}: {url}" for page, seen in visited(kind).items() for url in seen["asked"]]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("way", ["served", "file"])
def test_searching_and_turning_the_palette_ask_nothing_of_another_machine(
    way: str, built: dict[str, Any], browser: Any, address: str, outside: list[str]
) -> None:
    site, before, asked = Path(built["site"]), len(outside), []
    first = [pages[0] for pages in built["pages"].values() if pages and pages[0] != "404.html"]
    with closing(browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark")) as context:
        context.on("request", lambda request: asked.append(request.url))
        tab = context.new_page()
        for page in first:
            tab.goto(address + page if way == "served" else (site / page).as_uri())
        for folder in built["trees"].values():
            page = f"{folder}index.html"
            tab.goto(address + page if way == "served" else (site / page).as_uri())
            tab.locator("label[for^=__palette]:not([hidden])").click()
            tab.locator(".md-search__input").click()
            tab.keyboard.type("lasku" if not folder else "invoice")
            tab.wait_for_selector(".md-search-result__item", timeout=20_000)
    own = address if way == "served" else site.resolve().as_uri()
    assert asked
    assert {url for url in asked if not url.startswith((own, "data:", "blob:", site.as_uri()))} == set()
    assert outside[before:] == []


def test_no_file_of_the_site_names_another_machine_to_load_from(built: dict[str, Any]) -> None:
    """Also what no browser would ask for today: a connection opened beforehand, a map of a style sheet, a page in a frame."""
    site = Path(built["site"])
    for page in site.rglob("*.html"):
        found = LEAVING.findall(page.read_text("utf-8"))
        assert not [one for one in found if 'rel="canonical"' not in one], f"{page.relative_to(site)}: {found[:3]}"
        assert not re.search(r'rel="(?:preconnect|dns-prefetch|prefetch|prerender|modulepreload)"', page.read_text("utf-8")), page
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", sheet.read_text("utf-8")), sheet
