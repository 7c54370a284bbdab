"""The header search in Chromium: a base form finds its inflections, and readers see nothing of how."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from flows.errors import BuildFailed
from flows.model.organisation import Organisation
from flows.press.bind import bind
from flows.press.lemmas import add_lemmas
from flows.text.engines import RECALL
from flows.text.lemmas import engine

ROOT = Path(__file__).parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SWITCHES = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]

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
UNSEEN = {
    "asiakkaillanne": "asiakas",
    "laskutuksessakin": "laskutus",
    "hinnoissa": "hinta",
    "osoitteessamme": "osoite",
    "päätöksillä": "päätös",
    "kysynnällä": "kysyntä",
    "vakuutuksesta": "vakuutus",
    "huoltokäynnillä": "huoltokäynti",
    "toimittajilta": "toimittaja",
}
"""Forms that no page has -> the base form that some page has, or has other forms of."""
OTHERS = (
    "vakuutus huoltokäynti toimittaja niistä painosta paino "
    "asia askare lasku luottokortti tietokone luvata hinnoitella kaupunki tukka tarina osa lainata oppia ehdottaa vuono kuntosali jouhi"
)


LONG = "pitka.html"
"""A page that says one word of interest, far from its beginning."""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def pages_of(words: str) -> list[str]:
    return [f"muistio-{quote(word)}.html" for word in words.split()]


def index_of(site: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    return found


def write_index(site: Path, *texts: str, fields: tuple[str, ...] = ("lemmas",)) -> Path:
    """A search index as the plugin leaves it, with an entry for each text."""
    docs = [{"location": f"p{n}.html", "title": f"Muistio {n}", "text": text} for n, text in enumerate(texts)]
    (site / "search").mkdir(parents=True, exist_ok=True)
    data = json.dumps(
        {"config": {"lang": ["fi", "en"], "fields": {name: {"boost": 0.5} for name in fields}}, "docs": docs}, separators=(",", ":")
    )
    (site / "search" / "search_index.json").write_text(data, "utf-8")
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """One page a word, built with the repository's own mkdocs.yml, with base forms added."""
    ground = tmp_path_factory.mktemp("search")
    docs = ground / "docs"
    shutil.copytree(ROOT / "site" / "theme", docs / "assets" / "uoma")
    words = " ".join((*FORMS.values(), *COMPOUNDS.values(), *ENGLISH.values(), OTHERS)).split()
    (docs / "index.md").write_text("# Etusivu\n\nLyhyesti.\n", "utf-8")
    for word in words:
        (docs / f"muistio-{word}.md").write_text(f"# Muistio\n\nTässä kohdassa sanottiin <em>{word}</em>, ja siihen jäätiin.\n", "utf-8")
    filler = "Kerrottiin pitkään muusta, eikä kukaan keskeyttänyt. " * 60
    (docs / LONG).with_suffix(".md").write_text(f"# Pitkä\n\n{filler}Lopuksi &lt;b&gt; puhuttiin sopimuksesta. {filler}\n", "utf-8")
    bind(docs, ground / "site", ROOT / "mkdocs.yml", Organisation(name="Malli"), date(2026, 3, 2), (ROOT / "templates",))
    plain = (ground / "site" / "search" / "search_index.json").read_bytes()
    got = add_lemmas(ground / "site", ground / "lemmas.json")
    return SimpleNamespace(folder=ground / "site", memory=ground / "lemmas.json", plain=plain, got=got)


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


LISTEN = """
(() => {
  const watched = kind => {
    const post = kind.prototype.postMessage;
    kind.prototype.postMessage = function (...message) { window.searcher = this; return post.apply(this, message); };
    return kind;
  };
  let worker = watched(window.Worker);
  Object.defineProperty(window, "Worker", { configurable: true, get: () => worker, set: kind => { worker = watched(kind); } });
})()
"""
ASK = """
words => new Promise(done => {
  const found = {}, left = [...words];
  const next = () => left.length ? window.searcher.postMessage({ type: 2, data: left[0] }) : done(found);
  window.searcher.addEventListener("message", ({ data }) => {
    if (data.type !== 3 || !left.length) return;
    found[left.shift()] = data.data.items.map(items => items[0].location.split("#")[0]);
    next();
  });
  next();
})
"""


def opened(page: Any, address: str) -> Any:
    """The search box of a page whose index is built and whose table of forms has come."""
    page.add_init_script(LISTEN)  # before the page's own scripts: its worker is spoken to while it loads
    page.goto(address)
    box = page.locator("[data-md-component=search-query]")
    box.focus()
    page.wait_for_function(
        "document.querySelector('.md-search-result__meta').textContent.trim() != 'Aloitetaan hakua' && window.__forms && window.searcher"
    )
    return box


def asked(browser: Any, address: str, words: list[str]) -> dict[str, list[str]]:
    """Query -> addresses, from the worker that the header search itself asks, on the way that the header search asks it."""
    page = browser.new_page()
    opened(page, address)
    found: dict[str, list[str]] = page.evaluate(ASK, words)
    page.close()
    return found


@pytest.fixture(scope="module")
def answers(chromium: Any, served: str) -> dict[str, list[str]]:
    return asked(chromium, served, [*FORMS, *INFLECTED, *ENGLISH, *ENGLISH.values(), *UNSEEN])


def recall(found: list[str], wanted: list[str]) -> float:
    return len(set(found) & set(wanted)) / len(wanted)


@pytest.mark.browser
def test_twenty_base_forms_find_all_their_inflections(answers: dict[str, list[str]]):
    assert {word: recall(answers[word], pages_of(forms)) for word, forms in FORMS.items()} == dict.fromkeys(FORMS, 1.0)


@pytest.mark.browser
def test_a_base_form_finds_most_compounds_that_end_in_it(answers: dict[str, list[str]]):
    found = [recall(answers[word], [page]) for word, compounds in COMPOUNDS.items() for page in pages_of(compounds)]
    assert sum(found) / len(found) >= RECALL[engine()].compounds, "what the health page says"


@pytest.mark.browser
def test_little_else_is_found(answers: dict[str, list[str]]):
    wanted = {word: {*pages_of(forms), *pages_of(COMPOUNDS.get(word, ""))} for word, forms in FORMS.items()}
    found = [page in wanted[word] for word in FORMS for page in answers[word]]
    assert sum(found) / len(found) >= 0.85


def among_the_others(answers: dict[str, list[str]]) -> float:
    """How many of the pages with the other forms a form finds, over all forms."""
    families = [forms.split() for forms in FORMS.values()]
    found = [recall(answers[form], pages_of(" ".join({*forms} - {form}))) for forms in families for form in forms]
    return sum(found) / len(found)


@pytest.mark.browser
def test_an_inflected_word_finds_the_other_forms(answers: dict[str, list[str]]):
    assert among_the_others(answers) >= 0.95


@pytest.mark.browser
def test_an_inflected_word_finds_little_else(answers: dict[str, list[str]]):
    wanted = {form: {*pages_of(forms), *pages_of(COMPOUNDS.get(base, ""))} for base, forms in FORMS.items() for form in forms.split()}
    found = [page in wanted[form] for form in INFLECTED for page in answers[form]]
    assert sum(found) / len(found) >= 0.9


@pytest.mark.browser
def test_the_pages_with_the_very_form_that_was_typed_come_first(answers: dict[str, list[str]]):
    first = [answers[form][0] == page for form in INFLECTED for page in pages_of(form)]
    assert sum(first) / len(first) >= 0.95


@pytest.mark.browser
def test_a_form_that_no_page_has_finds_the_word(answers: dict[str, list[str]]):
    wanted = {form: {*pages_of(FORMS.get(base, "")), *pages_of(base)} for form, base in UNSEEN.items()}
    assert [form for form, pages in wanted.items() if not pages & set(answers[form])] == []


@pytest.mark.browser
def test_english_inflections_find_each_other(answers: dict[str, list[str]]):
    assert [form for form in ENGLISH.values() if f"muistio-{form}.html" not in answers[form]] == []


@pytest.mark.browser
def test_on_a_file_share_an_inflected_word_finds_the_other_forms_too(chromium: Any, site: SimpleNamespace):
    assert among_the_others(asked(chromium, (site.folder / "index.html").as_uri(), INFLECTED)) >= 0.95


@pytest.mark.browser
def test_a_query_with_operators_is_asked_as_it_stands(chromium: Any, served: str):
    found = asked(chromium, served, ["+asiakkaalle", "asiakkaalle -asiakkaalle", '"hinnan"', "luvan hinnalle"])
    assert sorted(found["+asiakkaalle"]) == pages_of("asiakkaalle verkkokauppa-asiakkaalle")
    assert found["asiakkaalle -asiakkaalle"] == []
    assert found['"hinnan"'] == pages_of("hinnan")
    assert {*pages_of(FORMS["lupa"]), *pages_of(FORMS["hinta"])} <= set(found["luvan hinnalle"])


@pytest.mark.browser
@pytest.mark.parametrize("typed", ["sopimus", "sopimuksia"])
def test_a_hit_shows_its_word_in_three_lines_and_no_base_form(typed: str, chromium: Any, served: str):
    page = chromium.new_page()
    box = opened(page, served)
    box.fill(typed[:-1])  # asked with the last letter only, so that the hits stay while they are read
    box.press_sequentially(typed[-1])
    hit = page.locator(f".md-search-result__link[href*='{LONG}']").first
    hit.wait_for(timeout=5_000)
    teaser = hit.locator("article > p")
    line = teaser.evaluate("each => parseFloat(getComputedStyle(each).lineHeight)")
    height = teaser.bounding_box()["height"]
    marked, told, address = hit.locator("mark").all_inner_texts(), hit.inner_text(), hit.get_attribute("href")
    page.goto(f"{address}")
    page.wait_for_selector("mark[data-md-highlight]", timeout=5_000)
    on_page = page.locator("mark[data-md-highlight]").all_inner_texts()
    page.close()
    assert height <= 3 * line + 1
    assert "sopimuksesta" in marked
    assert "sopimuksesta" in on_page
    assert {"sopimus", "Puuttuu:"}.isdisjoint(told.split())
    assert "<b>" in told, "customers' marks stay text"


@pytest.mark.browser
def test_english_base_forms_find_their_inflections_on_the_same_site(answers: dict[str, list[str]]):
    assert [word for word, form in ENGLISH.items() if f"muistio-{form}.html" not in answers[word]] == []


@pytest.mark.browser
def test_a_reader_who_types_a_base_form_sees_the_sentence_and_no_base_form(chromium: Any, served: str):
    page = chromium.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda request: None if request.url.startswith((served, "data:", "blob:")) else elsewhere.append(request.url))
    opened(page, served).press_sequentially("asiakas")
    page.wait_for_selector(".md-search-result__link[href*='muistio-asiakkaa']")
    seen = page.locator(".md-search-result__item").all_inner_texts()
    page.close()
    told = [text for text in seen if "Tässä kohdassa sanottiin" in text]
    assert told
    assert [text for text in told if text.casefold().replace("asiakasta", "").split().count("asiakas")] == []
    assert elsewhere == []


@pytest.mark.browser
def test_the_search_of_a_site_on_a_file_share_knows_base_forms_too(chromium: Any, site: SimpleNamespace):
    page = chromium.new_page()
    opened(page, (site.folder / "index.html").as_uri()).press_sequentially("lupa")
    page.wait_for_selector(".md-search-result__link[href*='muistio-luvalle']")
    page.close()


@pytest.mark.browser
def test_what_is_typed_before_the_table_has_come_is_asked_again(chromium: Any, served: str):
    page = chromium.new_page()
    held: list[Any] = []
    page.route("**/search/forms.js", lambda route: held.append(route))
    page.goto(served)
    page.locator("[data-md-component=search-query]").press_sequentially("asiakkaille")
    page.wait_for_function("document.querySelector('.md-search-result__meta').textContent.trim() == 'Ei täsmääviä dokumentteja'")
    held[0].continue_()
    page.wait_for_selector(".md-search-result__link[href*='muistio-asiakkaalle']")
    page.close()


def test_an_entry_gets_what_none_of_its_words_begins_with(site: SimpleNamespace):
    entries = {entry["location"]: entry.get("lemmas", "") for entry in index_of(site.folder)["docs"]}
    assert "asiakas" in entries["muistio-asiakkaalle.html"].split()
    assert "asiakas" not in entries["muistio-asiakasta.html"].split()
    assert "hinta" in entries["muistio-hinnan.html"].split()
    assert "company" in entries["muistio-companies.html"].split()


def test_the_table_of_forms_holds_the_words_of_the_site_in_order(site: SimpleNamespace):
    text = (site.folder / "search" / "forms.js").read_text("utf-8")
    table = json.loads(text.removeprefix("var __forms = "))
    assert list(table) == sorted(table)
    assert {*FORMS["asiakas"].split()} <= {*table["asiakas"].split()}
    assert table["huoltokäynti"] == ""
    assert all(forms.split() == sorted(forms.split()) for forms in table.values())


def test_stop_words_have_no_base_forms_but_nouns_among_them(site: SimpleNamespace):
    entries = {entry["location"]: entry.get("lemmas", "") for entry in index_of(site.folder)["docs"]}
    plain = set(entries["muistio-paino.html"].split())
    assert set(entries[quote("muistio-niistä.html")].split()) == plain
    assert set(entries["muistio-vuotta.html"].split()) == plain | {"vuosi"}
    assert set(entries["muistio-painosta.html"].split()) == plain, "no painostaa; and the word itself begins with paino"


def test_all_else_in_the_index_stays_as_the_plugin_wrote_it(site: SimpleNamespace):
    index = index_of(site.folder)
    assert sum(1 for entry in index["docs"] if entry.pop("lemmas", None)) == site.got > 0
    assert json.dumps(index, separators=(",", ":")).encode() == site.plain


def test_the_index_of_a_file_share_is_the_same_index(site: SimpleNamespace):
    folder = site.folder / "search"
    assert (folder / "search_index.js").read_text("utf-8") == "var __index = " + (folder / "search_index.json").read_text("utf-8")


@pytest.mark.slow
def test_what_is_remembered_changes_no_byte(site: SimpleNamespace, tmp_path: Path):
    texts = ("Asiakkaalle hinnan <b>kertominen</b> &amp; luvat", "They bought tuen ja oppaan", "Vuosien päästä verkkokaupasta")
    memory = Path(shutil.copy(site.memory, tmp_path / "memory.json"))
    for name, remembered in (("without", None), ("with", memory), ("again", memory)):
        add_lemmas(write_index(tmp_path / name, *texts), remembered)
    add_lemmas(tmp_path / "again", memory)
    first, *others = [(tmp_path / name / "search" / "search_index.json").read_bytes() for name in ("without", "with", "again")]
    assert others == [first, first]


def test_words_that_have_left_the_site_are_forgotten(site: SimpleNamespace, tmp_path: Path):
    memory = Path(shutil.copy(site.memory, tmp_path / "memory.json"))
    add_lemmas(write_index(tmp_path, "hinnan", "asiakkaalle"), memory)
    assert set(json.loads(memory.read_text("utf-8"))["words"]) <= {"hinnan", "asiakkaalle", "muistio"}


@pytest.mark.parametrize("content", ["", "[1, 2", '{"engine": "another", "words": {"hinnan": ["kissa"]}}', '{"engine": 1}', "[]"])
def test_another_engines_memory_or_a_broken_one_is_as_none(content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("flows.press.lemmas.look_up", lambda words: {word: ["hinta"] if word == "hinnan" else [] for word in words})
    (tmp_path / "memory.json").write_text(content, "utf-8")
    assert add_lemmas(write_index(tmp_path, "hinnan"), tmp_path / "memory.json") == 1
    assert index_of(tmp_path)["docs"][0]["lemmas"] == "hinta"


def test_a_site_without_the_field_or_without_a_search_is_left_alone(tmp_path: Path):
    before = (write_index(tmp_path, "hinnan", fields=("title",)) / "search" / "search_index.json").read_bytes()
    assert add_lemmas(tmp_path) == 0
    assert (tmp_path / "search" / "search_index.json").read_bytes() == before
    assert add_lemmas(tmp_path / "nothing") == 0


def test_an_index_that_is_no_json_fails_the_build_in_words(tmp_path: Path):
    (write_index(tmp_path) / "search" / "search_index.json").write_text('{"docs": [', "utf-8")
    with pytest.raises(BuildFailed, match="search index cannot be read"):
        add_lemmas(tmp_path)


def test_looking_words_up_does_not_hold_a_dictionary_in_memory(tmp_path: Path):
    script = """
import resource, sys
from pathlib import Path
from flows.press.lemmas import add_lemmas
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert add_lemmas(Path(sys.argv[1])) == 1
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    asked = [sys.executable, "-c", script, write_index(tmp_path, "hinnan")]
    held = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=120)
    assert int(held.stdout) < 120_000
