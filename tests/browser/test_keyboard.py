"""The whole site without a mouse: everything can be come to by Tab and be seen there, and nothing holds one fast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

pytestmark = pytest.mark.browser
MOST = 400
"""Presses of Tab after which a page that has not ended holds one fast."""
HERE = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const style = getComputedStyle(at), label = at.labels && at.labels[0], box = at.getBoundingClientRect();
  const told = part => part && getComputedStyle(part).outlineStyle !== "none" && parseFloat(getComputedStyle(part).outlineWidth) > 0;
  const drawn = part => part.ownerSVGElement && [...part.querySelectorAll("*")].some(shape => parseFloat(getComputedStyle(shape).strokeWidth) >= 2);
  const seen = told(at) || told(label) || told(at.closest("label")) || drawn(at) || style.boxShadow !== "none";
  at.dataset.tabbed = "true";
  return {name: `<${at.tagName.toLowerCase()} class="${at.className.baseVal ?? at.className}" id="${at.id}"> ${(at.textContent || at.ariaLabel || "").trim().slice(0, 40)}`,
          seen: Boolean(seen), placed: box.width > 0 && box.height > 0, id: at.id, kind: at.tagName};
}"""
LEFT = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter(part => part.tabIndex >= 0 && part.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !part.dataset.tabbed && !part.disabled)
  .filter(part => !part.closest(".md-search__output, .md-nav--primary, [inert]") && part.getBoundingClientRect().width > 0)
  .map(part => `<${part.tagName.toLowerCase()} class="${part.className.baseVal ?? part.className}"> ${part.textContent.trim().slice(0, 40)}`)"""


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    with closing(browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", color_scheme="light")) as context:
        yield context.new_page()


def walked(tab: Any) -> list[dict[str, Any]]:
    """Every place that Tab comes to until it leaves the page."""
    met: list[dict[str, Any]] = []
    for _ in range(MOST):
        tab.keyboard.press("Tab")
        here = tab.evaluate(HERE)
        if here is None:
            return met
        met.append(here)
    pytest.fail(f"after {MOST} presses of Tab one is still on the page, last at {met[-3:]}")


def test_tab_comes_to_everything_shows_where_it_is_and_leaves_again(kind: str, built: dict[str, Any], address: str, tab: Any) -> None:
    """Links, folds, filters, scroll regions of tables, marks on pictures, the language switch: on the smallest page of each kind that has most parts."""
    for page in built["pages"][kind][:1]:
        tab.goto(address + page)
        tab.wait_for_load_state("load")
        tab.evaluate(FEWER)
        met = walked(tab)
        assert not [each["name"] for each in met if not each["seen"]], f"{page}: no focus to be seen"
        assert tab.evaluate(LEFT) == [], page


FEWER = """() => document.querySelectorAll(":is(tbody, ol, ul, .u-quotes, .u-cards) > :nth-child(n+6)").forEach(part => {
  if (part.closest("article") && !part.querySelector("table, svg")) part.remove();
})"""
"""Rows from the sixth on, which are as those before them."""


def test_the_first_tab_offers_a_way_past_the_menu(built: dict[str, Any], address: str, tab: Any) -> None:
    tab.goto(address + built["pages"]["insight"][0])
    tab.keyboard.press("Tab")
    first = tab.evaluate("document.activeElement.className")
    assert "md-skip" in first
    assert tab.evaluate("getComputedStyle(document.activeElement).opacity") == "1"
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("Boolean(document.activeElement.closest('article'))")


def test_search_opens_and_closes_by_keys_and_gives_the_focus_back(built: dict[str, Any], address: str, tab: Any) -> None:
    tab.goto(f"{address}index.html")
    tab.keyboard.press("/")
    tab.wait_for_function("document.activeElement.matches('.md-search__input')")
    tab.keyboard.type("lasku")
    tab.wait_for_selector(".md-search-result__item", timeout=20_000)
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.matches('.md-search-result__link')")
    tab.keyboard.press("Escape")
    tab.wait_for_function("!document.querySelector('#__search').checked")
    tab.keyboard.press("Tab")
    assert tab.evaluate("!document.activeElement.closest('.md-search__output')")


def test_the_palette_is_turned_by_keys(built: dict[str, Any], address: str, tab: Any) -> None:
    tab.goto(f"{address}index.html")
    before = tab.evaluate("document.body.dataset.mdColorScheme")
    for _ in range(60):
        tab.keyboard.press("Tab")
        if tab.evaluate("Boolean(document.activeElement.matches('[data-md-component=palette] *'))"):
            break
    tab.keyboard.press("Space")
    if tab.evaluate("document.body.dataset.mdColorScheme") == before:
        tab.keyboard.press("Enter")
    assert tab.evaluate("document.body.dataset.mdColorScheme") != before


def test_a_list_is_filtered_by_keys(built: dict[str, Any], address: str, tab: Any) -> None:
    tab.goto(address + next(page for page in built["pages"]["question"] if page.endswith("questions/index.html")))
    for _ in range(120):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.matches('.u-filter')"):
            break
    rows = "[...document.querySelectorAll('table[data-filter] tbody tr')].filter(row => !row.hidden).length"
    before = tab.evaluate(rows)
    tab.keyboard.type("zzzz")
    assert tab.evaluate(rows) < before
    tab.keyboard.press("Control+A")
    tab.keyboard.press("Delete")
    assert tab.evaluate(rows) == before


def test_a_fold_is_opened_by_keys(built: dict[str, Any], address: str, tab: Any) -> None:
    tab.goto(address + next(page for page in built["pages"]["insight"] if not page.endswith("index.html")))
    tab.locator("article summary").first.focus()
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.parentElement.open")


def test_the_language_is_changed_by_keys_and_the_same_page_comes(built: dict[str, Any], address: str, tab: Any) -> None:
    page = next(page for page in built["pages"]["persona"] if not page.startswith("en/"))
    tab.goto(address + page)
    for _ in range(120):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.matches('a[hreflang]')"):
            break
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{address}en/{page}")
    assert tab.evaluate("document.documentElement.lang") == "en"
