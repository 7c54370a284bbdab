"""The search page in Chromium: words in any form, facets with live counts, addresses that can be linked, and customers' words that stay words."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, unquote

import pytest

from flows.model.cycles import Cycle
from flows.model.noun import Words
from flows.model.organisation import Organisation
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.terms import FRESHNESS, LANGUAGES, LEVELS, PAGES
from flows.pages.search import Search
from flows.press.bind import bind
from flows.press.fill import Desk
from flows.press.finder import FACETS, MARK, index_tree, labels
from flows.press.lemmas import add_lemmas
from flows.text.engines import RECALL, finder
from flows.text.lemmas import engine

ROOT = Path(__file__).parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SWITCHES = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'"

FORMS = {
    "asiakas": "asiakkaan asiakkaat asiakkaalle asiakkaista asiakasta asiakkaita asiakkaiden",
    "luottamus": "luottamuksen luottamukset luottamukselle luottamuksesta luottamusta luottamuksia luottamusten",
    "laskutus": "laskutuksen laskutukset laskutukselle laskutuksesta laskutusta laskutuksia laskutusten",
    "tieto": "tiedon tiedot tiedolle tiedosta tietoa tietoja tietojen",
    "lupa": "luvan luvat luvalle luvasta lupaa lupia lupien",
    "hinta": "hinnan hinnat hinnalle hinnasta hintaa hintoja hintojen",
    "kauppa": "kaupan kaupat kaupalle kaupasta kauppaa kauppoja kauppojen",
    "apu": "avun avut avulle avusta apua apuja apujen",
    "tuki": "tuen tuet tuelle tuesta tukea tukia tukien",
    "tarve": "tarpeen tarpeet tarpeelle tarpeesta tarvetta tarpeita tarpeiden",
    "osoite": "osoitteen osoitteet osoitteelle osoitteesta osoitetta osoitteita osoitteiden",
    "laite": "laitteen laitteet laitteelle laitteesta laitetta laitteita laitteiden",
    "opas": "oppaan oppaat oppaalle oppaasta opasta oppaita oppaiden",
    "ehto": "ehdon ehdot ehdolle ehdosta ehtoa ehtoja ehtojen",
    "vuosi": "vuoden vuodet vuodelle vuodesta vuotta vuosia vuosien",
    "päätös": "päätöksen päätökset päätökselle päätöksestä päätöstä päätöksiä päätösten",
    "kunta": "kunnan kunnat kunnalle kunnasta kuntaa kuntia kuntien",
    "joukko": "joukon joukot joukolle joukosta joukkoa joukkoja joukkojen",
    "lähde": "lähteen lähteet lähteelle lähteestä lähdettä lähteitä lähteiden",
    "kysyntä": "kysynnän kysynnät kysynnälle kysynnästä kysyntää kysyntöjä kysyntöjen",
}
COMPOUNDS = {
    "asiakas": "verkkokauppa-asiakkaalle yritysasiakkaiden kuluttaja-asiakkaita kanta-asiakkaat vakioasiakkaista",
    "tieto": "asiakastiedot henkilötiedon tuotetiedoista sijaintitietoja",
    "kauppa": "verkkokaupasta rautakaupat kivijalkakauppoja",
    "hinta": "sähkönhinnan listahinnat",
    "laite": "päätelaitteita mittalaitteen",
    "tuki": "vuokratuen asumistuet",
    "opas": "käyttöoppaassa pikaoppaan",
}
ENGLISH = {"company": "companies", "buy": "bought", "invoice": "invoices", "study": "studies", "pay": "paid"}
INFLECTED = " ".join(FORMS.values()).split()
UNSEEN = {"asiakkaillanne": "asiakas", "hinnoissa": "hinta", "osoitteessamme": "osoite", "päätöksillä": "päätös", "kysynnällä": "kysyntä"}
"""Forms that no page has -> the base form that some page has other forms of."""
OTHERS = "vakuutus niistä painosta paino asia askare lasku luottokortti tietokone luvata hinnoitella kaupunki tukka tarina osa lainata oppia ehdottaa vuono kuntosali jouhi"
HOSTILE = "Sanoi <img src=x onerror=alert(1)> ja [klikkaa](javascript:alert(2)) {{ 7*7 }}"
OSSI, LIISA = Words(fi="Ostaja-Ossi", en="Buyer Ossi"), Words(fi="Liisa", en="Liisa")

pytestmark = pytest.mark.skipif(not finder(), reason="Pagefind is not installed: the extra `search`")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def noted(number: int, **facets: tuple[Words, ...]) -> Page:
    return Page(
        path=f"insights/c-{number}.md", title=f"Toimitus {number}", template="x", facts={}, facets={"kind": (PAGES["insight"],), **facets}
    )


INSIGHTS = (
    noted(1, persona=(OSSI,), confidence=(LEVELS["low"],), freshness=(FRESHNESS["stale"],), language=(LANGUAGES["fi"],)),
    noted(2, persona=(OSSI,), confidence=(LEVELS["high"],), freshness=(FRESHNESS["fresh"],), language=(LANGUAGES["fi"], LANGUAGES["en"])),
    noted(3, persona=(LIISA,), confidence=(LEVELS["moderate"],), freshness=(FRESHNESS["fresh"],), language=(LANGUAGES["en"],)),
    noted(4, confidence=(LEVELS["high"],), freshness=(FRESHNESS["fresh"],)),
)


def write_docs(docs: Path, language: str) -> None:
    shutil.copytree(ROOT / "site" / "theme", docs / "assets" / "uoma")
    words = " ".join((*FORMS.values(), *COMPOUNDS.values(), *ENGLISH.values(), OTHERS)).split()
    (docs / "index.md").write_text("# Etusivu\n\nLyhyesti.\n", "utf-8")
    for word in words:
        (docs / f"muistio-{word}.md").write_text(f"# Muistio\n\nTässä kohdassa sanottiin <em>{word}</em>, ja siihen jäätiin.\n", "utf-8")
    for folder in ("insights", "handbook"):
        (docs / folder).mkdir()
    for page in INSIGHTS:
        told = "Rahtikirja saapui myöhässä." if page is not INSIGHTS[3] else HOSTILE.replace("<", "&lt;").replace("[", "&#91;")
        title = page.title if page is not INSIGHTS[3] else "Toimitus &lt;img src=x onerror=alert(1)&gt;"
        (docs / page.path).write_text(f"# {title}\n\n{told}\n", "utf-8")
    (docs / "handbook" / "index.md").write_text(
        "---\nsearch: {boost: 0.3}\n---\n\n# Handbook\n\nA delivery note is a Rahtikirja. Rahtikirja again.\n", "utf-8"
    )
    desk = Desk((ROOT / "templates",), Organisation(name="Malli", languages=(language,)), CYCLE, {language: ""})
    pages = list(Search().pages(Picture(cycle=CYCLE, organisation=Organisation(name="Malli"))))
    desk.know(pages)
    for page in pages:
        (docs / page.path).write_text(desk.printed(page), "utf-8")
    (docs / FACETS).write_bytes(labels(INSIGHTS))


CYCLE = Cycle(number=1, name="2026-03", today=date(2026, 3, 2))


def built(ground: Path, language: str = "fi") -> SimpleNamespace:
    write_docs(ground / "docs", language)
    organisation = Organisation(name="Malli", languages=(language,))
    bind(ground / "docs", ground / "site", ROOT / "mkdocs.yml", organisation, CYCLE.today, (ROOT / "templates",))
    add_lemmas(ground / "site", ground / "lemmas.json")
    shutil.copytree(ground / "site", ground / "bare")
    got = index_tree(ground / "site", language, (ROOT / "templates",), ground / "lemmas.json")
    return SimpleNamespace(folder=ground / "site", bare=ground / "bare", memory=ground / "lemmas.json", got=got)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return built(tmp_path_factory.mktemp("finder"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if not CHROMIUM:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on a machine that must have one")
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(site: SimpleNamespace) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def waited(page: Any, query: str = "") -> None:
    """Until the hits of the query stand on the page."""
    page.wait_for_function("query => document.querySelector('.u-finder')?.dataset.asked === query", arg=query, timeout=20_000)


@pytest.fixture
def page(chromium: Any, served: str) -> Iterator[Any]:
    opened = chromium.new_page(viewport={"width": 1280, "height": 900})
    opened.goto(f"{served}search.html")
    waited(opened)
    yield opened
    opened.close()


def names(page: Any) -> list[str]:
    """Addresses of all hits, in order."""
    button = page.locator(".u-finder-more button")
    while button.is_visible():
        shown = page.locator(".u-finder-hits a").count()
        button.click()
        page.wait_for_function("shown => document.querySelectorAll('.u-finder-hits a').length > shown", arg=shown, timeout=20_000)
    found = page.locator(".u-finder-hits a").evaluate_all("all => all.map(each => new URL(each.href).pathname.slice(1))")
    return [unquote(unquote(each)) for each in found]


def asked(page: Any, words: list[str]) -> dict[str, list[str]]:
    found = {}
    for word in words:
        page.locator(".u-finder-field").fill(word)
        waited(page, word)
        found[word] = names(page)
    return found


def pages_of(words: str) -> list[str]:
    return [f"muistio-{word}.html" for word in words.split()]


def recall(found: list[str], wanted: list[str]) -> float:
    return len(set(found) & set(wanted)) / len(wanted)


def counted(page: Any, group: str) -> dict[str, int]:
    """Value -> its count, of the values of one facet that stand open."""
    fieldset = page.locator("fieldset").filter(has=page.locator("legend", has_text=group))
    lines = fieldset.locator("label:visible").all_inner_texts()
    return {line.split("\n")[0].strip(): int(line.split("\n")[-1]) for line in lines}


@pytest.mark.browser
def test_twenty_base_forms_find_all_their_inflections_and_most_compounds_and_little_else(page: Any):
    found = asked(page, list(FORMS))
    assert {word: recall(found[word], pages_of(forms)) for word, forms in FORMS.items()} == dict.fromkeys(FORMS, 1.0)
    tails = [recall(found[word], [each]) for word, compounds in COMPOUNDS.items() for each in pages_of(compounds)]
    assert sum(tails) / len(tails) >= RECALL[engine()].compounds, "what the health page says"
    wanted = {word: {*pages_of(forms), *pages_of(COMPOUNDS.get(word, ""))} for word, forms in FORMS.items()}
    right = [each in wanted[word] for word in FORMS for each in found[word]]
    assert sum(right) / len(right) >= 0.9


@pytest.mark.browser
def test_an_inflected_word_finds_the_other_forms(page: Any):
    some = INFLECTED[::5]
    found = asked(page, some)
    kin = {form: next(forms for forms in FORMS.values() if form in forms.split()) for form in some}
    others = [recall(found[form], pages_of(" ".join({*kin[form].split()} - {form}))) for form in some]
    assert sum(others) / len(others) >= 0.95


@pytest.mark.browser
def test_a_form_that_no_page_has_and_english_forms_find_their_words(page: Any):
    found = asked(page, [*UNSEEN, *ENGLISH, *ENGLISH.values()])
    assert [form for form, base in UNSEEN.items() if not set(found[form]) & set(pages_of(FORMS[base]))] == []
    assert [
        base for base, form in ENGLISH.items() if f"muistio-{form}.html" not in found[base] or f"muistio-{form}.html" not in found[form]
    ] == []


@pytest.mark.browser
def test_a_teaser_shows_the_word_that_was_found_and_no_base_form(page: Any):
    asked(page, ["asiakas"])
    teasers = page.locator(".u-finder-teaser").all_inner_texts()
    marked = set(page.locator(".u-finder-teaser mark").all_inner_texts())
    assert teasers
    assert all(MARK not in each and "asiakas" not in each.casefold().replace("asiakasta", "").split() for each in teasers)
    assert {"asiakkaalle", "yritysasiakkaiden"} <= marked


@pytest.mark.browser
def test_facets_narrow_each_other_and_widen_within_themselves_with_live_counts(page: Any):
    asked(page, ["rahtikirjoista"])
    assert counted(page, "Persoona") == {"Ostaja-Ossi": 2, "Liisa": 1}
    page.get_by_label("Ostaja-Ossi").check()
    page.wait_for_function("document.querySelectorAll('.u-finder-hits a').length === 2")
    assert counted(page, "Persoona") == {"Ostaja-Ossi": 2, "Liisa": 1}, "what choosing it too would bring"
    assert counted(page, "Varmuus") == {"korkea": 1, "matala": 1}
    page.get_by_label("Liisa").check()
    page.wait_for_function("document.querySelectorAll('.u-finder-hits a').length === 3")
    page.get_by_label("korkea").check()
    page.wait_for_function("document.querySelectorAll('.u-finder-hits a').length === 1")
    assert names(page) == ["insights/c-2.html"]
    page.get_by_label("kohtalainen").check()
    page.wait_for_function("document.querySelectorAll('.u-finder-hits a').length === 2")
    assert set(names(page)) == {"insights/c-2.html", "insights/c-3.html"}
    assert page.locator(".u-finder-status").inner_text() == "2 osumaa"


@pytest.mark.browser
def test_facets_alone_can_be_asked_and_the_surest_come_first(chromium: Any, served: str):
    page = chromium.new_page()
    page.goto(f"{served}search.html?kind=insight&sort=confidence")
    waited(page)
    assert names(page) == ["insights/c-2.html", "insights/c-4.html", "insights/c-3.html", "insights/c-1.html"]
    page.close()


@pytest.mark.browser
def test_a_search_is_an_address_and_going_back_brings_the_last_one(chromium: Any, served: str):
    page = chromium.new_page()
    page.goto(f"{served}search.html?q=rahtikirja&persona=buyer-ossi")
    waited(page, "rahtikirja")
    assert set(names(page)) == {"insights/c-1.html", "insights/c-2.html"}
    assert not page.locator("#__search").is_checked(), "the header's own search stays shut"
    page.get_by_label("matala").check()
    page.wait_for_function("location.search.includes('confidence=low')")
    assert page.evaluate("new URLSearchParams(location.search).get('q')") == "rahtikirja"
    page.go_back()
    page.wait_for_function("document.querySelectorAll('.u-finder-hits a').length === 2")
    page.get_by_role("button", name="Poista rajaus Persoona: Ostaja-Ossi").click()
    page.wait_for_function("document.querySelectorAll('.u-finder-hits a').length > 2")
    assert "persona" not in page.url
    page.close()


@pytest.mark.browser
def test_the_keyboard_goes_from_the_field_to_the_hits_and_back(page: Any):
    asked(page, ["rahtikirja"])
    page.locator(".u-finder-field").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("[...document.querySelectorAll('.u-finder-hits a')].indexOf(document.activeElement)") == 1
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "u-finder-words"


@pytest.mark.browser
def test_the_handbook_comes_last(page: Any):
    assert asked(page, ["rahtikirja"])["rahtikirja"][-1] == "handbook/index.html"


@pytest.mark.browser
def test_customers_marks_stay_text_and_nothing_runs_under_a_strict_policy(chromium: Any, served: str):
    page = chromium.new_page()
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith((served, "data:", "blob:")) else said.append(request.url))

    def guarded(route: Any) -> None:
        answer = route.fetch()
        hashes = re.findall(r"<script>(.*?)</script>", answer.text(), re.DOTALL)
        policy = POLICY.format(hashes=" ".join(f"'sha256-{hashed(each)}'" for each in hashes))
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

    page.route("**/search.html*", guarded)
    page.goto(f"{served}search.html?q=toimitus+img")
    waited(page, "toimitus img")
    page.wait_for_selector(".u-finder-hits a")
    assert "<img src=x" in page.locator(".u-finder-hits").inner_text()
    assert page.locator(".u-finder-hits img, .u-finder-hits script").count() == 0
    assert said == []
    page.close()


def hashed(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()


@pytest.mark.browser
def test_from_a_file_the_page_says_where_to_search_instead(chromium: Any, site: SimpleNamespace):
    page = chromium.new_page()
    page.goto((site.folder / "search.html").as_uri())
    assert page.locator(".u-finder-file").is_visible()
    assert not page.locator(".u-finder-ask").is_visible()
    page.close()


@pytest.mark.browser
def test_on_a_phone_the_filters_are_folded_and_nothing_scrolls_sideways(chromium: Any, served: str):
    page = chromium.new_page(viewport={"width": 360, "height": 780})
    page.goto(f"{served}search.html?q=rahtikirja&persona=buyer-ossi")
    waited(page, "rahtikirja")
    assert not page.get_by_label("matala").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator(".u-finder-facets summary").click()
    assert page.get_by_label("matala").is_visible()
    page.close()


@pytest.mark.browser
def test_in_a_large_library_the_headers_field_leads_to_the_search_page(chromium: Any, site: SimpleNamespace, tmp_path: Path):
    large = shutil.copytree(site.bare, tmp_path / "large")
    assert index_tree(large, "fi", (ROOT / "templates",), site.memory, most=10) == site.got
    assert json.loads((large / "search" / "search_index.json").read_bytes())["docs"] == []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(large)))
    Thread(target=server.serve_forever, daemon=True).start()
    page = chromium.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/insights/c-1.html")
    box = page.locator("[data-md-component=search-query]")
    box.focus()
    page.wait_for_selector(".u-led", state="attached")
    box.press_sequentially("asiakkaille")
    box.press("Enter")
    page.wait_for_url("**/search.html?q=asiakkaille")
    waited(page, "asiakkaille")
    assert set(pages_of(FORMS["asiakas"])) <= set(names(page))
    page.close()
    server.shutdown()
    server.server_close()


def tree_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_site_gives_the_same_bytes(site: SimpleNamespace, tmp_path: Path):
    again = shutil.copytree(site.bare, tmp_path / "again")
    index_tree(again, "fi", (ROOT / "templates",))
    assert tree_of(again) == tree_of(site.folder)


def test_nothing_of_the_making_stays_in_the_tree(site: SimpleNamespace):
    folder = site.folder / "pagefind"
    assert not (site.folder / FACETS).exists()
    assert [path.name for path in folder.iterdir() if path.name.startswith(".") or "-ui." in path.name] == []
    assert site.got == len(list((folder / "fragment").iterdir()))


def test_the_table_tells_every_page_by_its_own_name(site: SimpleNamespace):
    table = json.loads(gzip.decompress((site.folder / "pagefind" / "finder.bin").read_bytes()))
    assert [facet["name"] for facet in table["facets"]] == ["kind", "persona", "confidence", "freshness", "language"]
    assert all(len(facet["rows"].split(" ")) == len(table["ids"]) == site.got for facet in table["facets"])
    assert [slug for slug, _ in table["facets"][2]["values"]] == ["high", "moderate", "low"], "the surest first"
    assert {f"{each}.pf_fragment" for each in table["ids"]} == {path.name for path in (site.folder / "pagefind" / "fragment").iterdir()}


def test_the_page_on_disk_has_neither_base_forms_nor_filters(site: SimpleNamespace):
    told = (site.folder / unquote(quote("muistio-asiakkaalle.html"))).read_text("utf-8")
    assert "pagefind" not in told
    assert "asiakas" not in told.replace("muistio-asiakas", "").split("<article")[1].split("</article>")[0]


def test_without_pagefind_there_is_no_search_page_and_the_tree_stays_as_it_is(
    site: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("flows.press.finder.finder", lambda: "")
    monkeypatch.setattr("flows.pages.search.finder", lambda: "")
    bare = shutil.copytree(site.bare, tmp_path / "bare")
    assert index_tree(bare, "fi", most=10) == 0
    assert {*tree_of(site.bare)} - {*tree_of(bare)} == {FACETS}
    assert list(Search().pages(Picture(cycle=CYCLE, organisation=Organisation(name="Malli")))) == []


def test_labels_are_slugs_that_no_language_changes():
    told = json.loads(labels([INSIGHTS[0], Page(path="x.md", title="x", template="x", facts={})]))
    assert told == {
        "insights/c-1.html": {
            "kind": [["Oivallus", "Insight"]],
            "persona": [["Ostaja-Ossi", "Buyer Ossi"]],
            "confidence": [["matala", "low"]],
            "freshness": [["vanhentunut", "stale"]],
            "language": [["suomi", "Finnish"]],
        }
    }
