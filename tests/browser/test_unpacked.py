"""The zip of the site: unpacked, and opened from the disk by somebody who has no server, no network and no account."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from flows.press.bundle import TOP, bundle

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def unpacked(built: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("zip")
    bundle(Path(built["site"]).resolve(), folder / "site.zip")
    shutil.unpack_archive(folder / "site.zip", folder)
    return folder / TOP


def test_the_search_in_the_header_works_and_nothing_is_asked_of_any_machine(unpacked: Path, browser: Any, built: dict[str, Any]):
    said: list[str] = []
    asked: list[str] = []
    with closing(browser.new_context(viewport={"width": 1280, "height": 800})) as context:
        context.on("request", lambda request: asked.append(request.url))
        tab = context.new_page()
        tab.on("console", lambda message: message.type == "error" and said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        for folder, word in zip(built["trees"].values(), ("lasku", "invoice"), strict=False):
            tab.goto((unpacked / folder / "index.html").as_uri())
            tab.locator(".md-search__input").click()
            tab.keyboard.type(word)
            tab.wait_for_selector(".md-search-result__item", timeout=20_000)
    assert said == []
    assert [url for url in asked if not url.startswith((unpacked.as_uri(), "data:", "blob:"))] == []


def test_the_page_of_the_faceted_search_says_that_it_does_not_run_from_a_disk(unpacked: Path, browser: Any):
    if not (unpacked / "search.html").exists():
        pytest.skip("the site has no search page")
    with closing(browser.new_context(viewport={"width": 1280, "height": 800})) as context:
        tab = context.new_page()
        tab.goto((unpacked / "search.html").as_uri())
        tab.wait_for_selector(".u-finder-file", state="visible", timeout=10_000)
        assert not tab.locator(".u-finder-body").is_visible()
