"""On paper and at the desk, in Chromium: briefs and packs take one A4 whatever people have written, and an ask meets its answer."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.model.cycles import Cycle
from flows.model.insights import Belief, Confidence, Evidence, Freshness, Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Focus, Organisation, Persona, Segment, Unit
from flows.model.picture import Changes, Picture
from flows.model.questions import Factors, Gap, Question
from flows.model.registers import Decision, Exposure, Session
from flows.pages.ask import AskUs
from flows.pages.brief import Brief
from flows.pages.contact import ContactHours
from flows.pages.pack import Packs
from flows.pages.sessions import Sessions
from flows.press.bind import bind
from flows.press.fill import Desk
from flows.press.write import Copied, write

ROOT = Path(__file__).parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SWITCHES = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
TODAY = date(2026, 11, 21)
LEAST = 9.5 * 4 / 3 - 0.05
"""9.5 points in pixels."""

pytestmark = pytest.mark.browser


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


def long(text: str, times: int = 9) -> str:
    return " ".join([f"{text} kiinteistönhuoltosopimuksen yksityiskohtaisuusvaatimuksista ja kaikesta muusta"] * times)


def talkative() -> Picture:
    """An organisation where everything is long and there is much of everything."""
    both = lambda text: Words(fi=text, en=text)  # noqa: E731
    heard = [
        Observation(key=f"o{n}", study="s", document="s/a", locator="¶1", text=long(f"sanat {n}", 5), voice=f"s:P{n}", persona="liisa", heard_on=TODAY, language="fi")
        for n in range(12)
    ]  # fmt: skip
    claims = [
        Insight(
            key=f"c-{n}", statement=both(long(f"väite {n}")), persona="liisa", standing="accepted", kind="problem", voices=12,
            situation=long(f"tilanne {n}"), so_what=long(f"seuraus {n}"), evidence=(Evidence(observation=f"o{n}", direction="supports", weight=0.8),),
            belief=Belief(mean=0.8, low=0.6), confidence=Confidence(level="moderate"), freshness=Freshness(state="stale" if n > 5 else "ageing"),
        )
        for n in range(12)
    ]  # fmt: skip
    factors = Factors(a=1, b=1, mean=0.5, stakes=1, evsi=0.1, n=5, cost=8, urgency=1, decision_date=date(2027, 1, 31))
    asked = [
        Question(key=f"q:{n}", text=both(long(f"kysymys {n}")), gap=Gap(key=f"q:{n}", kind="planned", persona="liisa", decision=f"d-{n}", focus="f-0"), factors=factors, rank=n, tier="now")
        for n in range(1, 12)
    ]  # fmt: skip
    decisions = [Decision(id=f"d-{n}", title=long(f"päätös {n}", 3), due=date(2026, 12, 1 + n), claims=(f"c-{n}",)) for n in range(12)]
    met = [Exposure(unit="u-0", on=date(2026, 11, 2), hours=3.5, people=3, seniority="johto")]
    return Picture(
        cycle=Cycle(number=2, name="2026-11-21", today=TODAY),
        organisation=Organisation(
            name=both(long("Organisaatio", 1)), sample=True, contact="tutkimus@example.org",
            segments=(Segment(id="s", name=both(long("Segmentti", 2)), personas=(Persona(id="liisa", name=both(long("Persoona", 3)), summary=both(long("Kuvaus", 6))),)),),
            units=tuple(Unit(id=f"u-{n}", name=both(long(f"Yksikkö {n}", 2))) for n in range(9)),
            focus=tuple(Focus(id=f"f-{n}", name=both(long(f"Fokus {n}", 2)), definition=both("m")) for n in range(8)),
        ),
        observations=tuple(heard), insights=tuple(claims), questions=tuple(asked),
        registers={"decisions": tuple(decisions), "exposure": tuple(met), "sessions": (Session(id="s-1", title=long("Tilaisuus", 3), on=date(2026, 12, 1), at="15:30", place=long("Paikka", 3), seats=2),)},
        cycles=(Cycle(number=1, name="a", today=TODAY), Cycle(number=2, name="2026-11-21", today=TODAY)),
        changes=Changes(stronger=("c-1", "c-2", "c-3", "c-4"), retired=(claims[0],)),
    )  # fmt: skip


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of that organisation, built with the repository's own mkdocs.yml: the pages where people meet, and a front page."""
    ground, of = tmp_path_factory.mktemp("crowded"), talkative()
    pages = [page for kind in (Brief, Packs, Sessions, ContactHours, AskUs) for page in kind().pages(of)]
    (ground / "front").mkdir()
    (ground / "front" / "index.md").write_text("# Etusivu\n", "utf-8")
    desk = Desk((ROOT / "templates",), of.organisation, of.cycle)
    write(pages, ground / "docs", desk, [Copied(ground / "front"), Copied(ROOT / "site" / "theme", "assets/uoma")])
    bind(ground / "docs", ground / "site", ROOT / "mkdocs.yml", of.organisation, TODAY, (ROOT / "templates",))
    return ground / "site"


def sheets(browser: Any, page: Path, scheme: str = "light") -> tuple[int, float, str]:
    """How many A4 a page takes on paper, its smallest letters in pixels, and what Chromium complained of."""
    complaints: list[str] = []
    context = browser.new_context(color_scheme=scheme)
    opened = context.new_page()
    opened.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    opened.goto(page.as_uri())
    opened.emulate_media(media="print")
    smallest = opened.evaluate(
        """() => Math.min(...[...document.querySelectorAll(".md-content h1, .md-content .u-sheet *")]
             .filter((each) => each.checkVisibility() && [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
             .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""
    )
    pdf = opened.pdf(format="A4", prefer_css_page_size=True)
    context.close()
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)), float(smallest), "; ".join(complaints)


@pytest.mark.parametrize("page", ["brief.html", "packs/liisa.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_sheet_is_one_a4_however_much_people_have_written(chromium: Any, crowded: Path, page: str, scheme: str) -> None:
    pages, smallest, complaints = sheets(chromium, crowded / page, scheme)
    assert (pages, complaints) == (1, "")
    assert smallest >= LEAST


def test_the_samples_sheets_are_one_a4_each(chromium: Any, sample: Path) -> None:
    public = sample / "site" / "public"
    packs = sorted({*public.glob("packs/*.html")} - {public / "packs" / "index.html"})
    assert len(packs) >= 4
    took = {page.name: sheets(chromium, page)[0] for page in (public / "brief.html", public / "en" / "brief.html", *packs)}
    assert {name: pages for name, pages in took.items() if pages != 1} == {}


def test_on_paper_folds_are_open_and_colours_are_black_on_white(chromium: Any, sample: Path) -> None:
    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto((sample / "site" / "public" / "insights" / "c-001.html").as_uri())
    page.evaluate(
        "addEventListener('beforeprint', () => { window.shut = document.querySelectorAll('.md-content details:not([open])').length })"
    )
    page.pdf(format="A4")
    assert page.evaluate("window.shut") == 0
    assert page.evaluate("document.querySelectorAll('.md-content details[open]').length") == 0
    page.emulate_media(media="print")
    assert page.evaluate("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('h1')).color]") == [
        "rgb(255, 255, 255)",
        "rgb(0, 0, 0)",
    ]
    hidden = [".md-header", ".md-tabs", ".md-footer", ".u-where"]
    assert page.evaluate("(all) => all.filter((each) => document.querySelector(each)?.checkVisibility())", hidden) == []
    assert page.evaluate("document.querySelector('.u-sample').checkVisibility()")
    context.close()


ASKS = {
    "ask.html": (
        ("Mikä laskutuksessamme saa yrittäjät soittamaan?", "c-001"),
        ("Riittääkö kirjanpitäjille nykyinen kohteiden erittely?", "c-002"),
        ("Kelpaako hallitukselle arvio vai tarvitaanko loppusumman kertominen?", "c-003"),
        ("Häiritsevätkö pitkät aikaikkunat asukkaita?", "c-004"),
        ("Käytetäänkö vikailmoituksissa mieluummin puhelinta?", "c-005"),
        ("Osaavatko toimistovastaavat arvioida kiireellisyyden?", "c-006"),
        ("Kenelle uuden asiakkaan pitäisi ensimmäisellä viikolla soittaa?", "c-007"),
        ("Miten hallitukset lukevat raporttejamme?", "c-008"),
        ("Onko asentajien vaihtumisesta haittaa luottamukselle?", "c-009"),
        ("Mitä kiinteällä kuukausimaksulla saa?", "c-010"),
        ("Mitä tapahtuu, kun lämmöt säädetään omin päin?", "c-011"),
        ("Kuka avaa ovet pienyritysten käynneillä, jos avaimia ei luovuteta?", "c-012"),
        ("Toivotaanko väliaikatietoja, vaikka korjaus seisoo?", "c-013"),
    ),
    "en/ask.html": (
        ("Why do owners ring us about invoices before paying them?", "c-001"),
        ("Do bookkeepers stop invoices that are not split by sites?", "c-002"),
        ("Would boards choose a dearer offer?", "c-003"),
        ("How precise should arrival times be for residents?", "c-004"),
        ("Do customers trust technicians that they know?", "c-009"),
    ),
}


@pytest.mark.parametrize("address", ASKS)
def test_an_ask_in_inflected_words_finds_its_answer_among_the_first_five(chromium: Any, sample: Path, address: str) -> None:
    page = chromium.new_page()
    page.goto((sample / "site" / "public" / address).as_uri())
    page.focus("#u-ask-words")
    page.wait_for_function("window.__forms")
    missed = [words for words, key in ASKS[address] if f"/{key}.html" not in " ".join(near(page, words))]
    page.close()
    assert missed == []


def test_what_nobody_has_asked_is_said_to_be_new_and_can_be_sent(chromium: Any, crowded: Path) -> None:
    page = chromium.new_page()
    page.goto((crowded / "ask.html").as_uri())
    assert near(page, "Paljonko kesätyöntekijöitä palkataan?") == []
    assert page.locator(".u-ask [role=status]").inner_text()
    assert near(page, '"$(rm -rf ~)" `x` väite') != []
    assert page.locator(".u-command").inner_text() == 'uoma ask "”(rm -rf ~)” x väite"'
    address = page.locator(".u-send a").get_attribute("href")
    assert address.startswith("mailto:tutkimus@example.org?subject=")
    assert address.endswith("&body=%22%24(rm%20-rf%20~)%22%20%60x%60%20v%C3%A4ite")
    page.close()


def near(page: Any, words: str) -> list[str]:
    page.fill("#u-ask-words", words)
    page.wait_for_function(
        "(words) => document.querySelector('.u-command').textContent.includes(words)", arg=re.split(r"[\"$`]", words)[-1].strip() or words
    )
    return [str(each) for each in page.eval_on_selector_all(".u-near a", "(all) => all.map((each) => new URL(each.href).pathname)")]
