from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.ext import babel_extract
from markdown import Markdown
from markupsafe import Markup

from flows import plugins
from flows.errors import BuildFailed
from flows.model.cycles import Cycle
from flows.model.documents import Document
from flows.model.insights import Belief, Confidence, Evidence, Freshness, Insight, Reason
from flows.model.issues import Issue
from flows.model.noun import WordLists, Words
from flows.model.observations import Observation
from flows.model.organisation import Focus, NotDoing, Organisation, Persona, Segment, Stage, Theme, Unit
from flows.model.organisation import Path as Way
from flows.model.pages import Page
from flows.model.picture import Changes, Picture
from flows.model.questions import Factors, Gap, Question
from flows.model.registers import Assumption, Decision, Experiment
from flows.model.studies import PlannedQuestion, Study, StudyConsent
from flows.press.bind import bind
from flows.press.escape import front, md, plain
from flows.press.fill import Desk
from flows.press.menu import GROUPS
from flows.press.words import SAMPLE, catalogue
from flows.press.write import Copied, write

ROOT = Path(__file__).parents[2]
TEMPLATES = (ROOT / "templates",)
THEME = Copied(ROOT / "site" / "theme", "assets/uoma")
CYCLE = Cycle(number=7, name="2026-11-21", today=date(2026, 11, 21), done=("capture",))
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) ![i](http://evil.example/x.png) {{ 7*7 }} :smile: `code`"
SAID = (
    "Mä en maksa ennen kuin tiedän, mistä mä maksan. Se lasku jää siihen pöydän kulmalle.",
    "Tilauksessa luki asennuspaketti, laskussa kuusi koodia. Soitin asiakaspalveluun kaksi kertaa.",
    "We park the invoice until someone from your side explains the line items.",
    "Erittely on mulle ihan sama, meillä taloushallinto maksaa kaiken eräpäivänä.",
    "Kun rivit oli nimetty niin kuin tilauksessa, hyväksyin laskun samana päivänä.",
    "Jos joku soittaa perään, maksan. Mutta ensin kysyn, mikä tämä kolmas rivi on.",
)


def organisation(**changed: object) -> Organisation:
    liisa = Persona(
        id="liisa",
        name=Words(fi="Yrittäjä-Liisa", en="Owner Liisa"),
        role="buyer",
        summary=Words(fi="Hoitaa laskut itse iltaisin.", en="Pays the bills herself at night."),
    )
    ossi = Persona(id="ossi", name=Words(fi="Ostopäällikkö-Ossi", en="Purchasing Ossi"), role="influencer")
    known = {
        "name": Words(fi="Aallokko Oy", en="Aallokko"),
        "about": Words(
            fi="Mitä tiedämme pienyritysten ja taloyhtiöiden arjesta, kun ne ostavat, ottavat käyttöön ja maksavat.",
            en="What we know of small firms.",
        ),
        "sample": True,
        "segments": (
            Segment(
                id="pk",
                name=Words(fi="Pienyritykset", en="Small firms"),
                definition=Words(fi="Alle 50 hengen yritykset", en="Under 50 people"),
                personas=(liisa, ossi),
            ),
            Segment(
                id="taloyhtio",
                name=Words(fi="Taloyhtiöt", en="Housing companies"),
                personas=(Persona(id="maija", name=Words(fi="Isännöitsijä-Maija", en="Manager Maija"), role="user"),),
            ),
        ),
        "paths": (
            Way(
                id="osto",
                name=Words(fi="Ostosta maksuun", en="From purchase to payment"),
                stages=(
                    Stage(id="tilaus", name=Words(fi="Tilaus", en="Order"), owner="myynti"),
                    Stage(id="kayttoonotto", name=Words(fi="Käyttöönotto", en="Onboarding")),
                    Stage(id="maksu", name=Words(fi="Maksaminen", en="Payment"), owner="talous"),
                ),
            ),
        ),
        "focus": (
            Focus(
                id="helppous",
                name=Words(fi="Helppo maksaa", en="Easy to pay"),
                definition=Words(fi="Laskun ymmärtää ja maksaa yhdellä lukemalla.", en="One reading is enough."),
                weight=1.5,
                owner="talous",
                period="2026–2027",
            ),
        ),
        "units": (Unit(id="myynti", name=Words(fi="Myynti", en="Sales")), Unit(id="talous", name=Words(fi="Talous", en="Finance"))),
        "not_doing": (
            NotDoing(
                what=Words(fi="Ei tehdä omaa maksupalvelua", en="No payment service"),
                reason=Words(fi="sääntely", en="regulation"),
                reopen=date(2027, 6, 1),
            ),
        ),
    }
    return Organisation.model_validate({**known, **changed})


def picture(**changed: object) -> Picture:
    """A library with everything that a page can tell, and somebody who tries to break out of a quote."""
    observations = tuple(
        Observation(
            key=f"{n:012x}",
            study="laskutus" if n % 3 else "kysely",
            document=f"laskutus/P{n % 9:02d}.docx" if n % 3 else "kysely/palaute.xlsx",
            locator=f"¶{n}",
            text=HOSTILE if n == 7 else SAID[n % len(SAID)],
            heard_on=date(2025 + n % 2, 1 + n % 12, 3 + n % 20),
            language="en" if n % len(SAID) == 2 else "fi",
            voice=f"{'laskutus' if n % 3 else 'kysely'}:P{n % 19:02d}",
            persona=("liisa", "ossi", "")[n % 3],
            stage="maksu",
            kind="problem",
            themes=("laskutus",) if n % 5 else ("laskutus", "x-hinta"),
            stance="contradicts" if n % 7 == 3 else "supports",
            quotable=n % 11 != 5,
        )
        for n in range(1, 43)
    )
    evidence = tuple(
        Evidence(observation=o.key, direction="contradicts" if o.stance == "contradicts" else "supports", weight=round(0.8 - n / 100, 3))
        for n, o in enumerate(observations[:30])
    )
    reasons = (
        Reason(component="method", level="high", code="first-hand-share", number=0.92),
        Reason(component="coherence", level="moderate", code="contradicting-share", number=0.18),
        Reason(component="adequacy", level="high", code="voices", number=14),
        Reason(component="adequacy", level="moderate", code="studies", number=1),
        Reason(component="relevance", level="high", code="persona-match", number=0.81),
        Reason(component="relevance", level="low", code="median-age-months", number=19.4),
    )
    insights = (
        Insight(
            key="c-012",
            statement=Words(
                fi="Yrittäjä lykkää maksua, kun laskun erittely ei vastaa tilausta",
                en="Owners put off paying when the invoice does not match the order",
            ),
            theme="laskutus",
            persona="liisa",
            segment="pk",
            stage="maksu",
            kind="problem",
            motivation="Ei halua maksaa väärästä.",
            situation="Lasku tulee kuukausi tilauksen jälkeen.",
            challenge="Rivit on nimetty eri tavalla kuin tilauksessa.",
            so_what="Sama rivin nimi tilausvahvistukseen ja laskuun.",
            reading="Ilmiö koskee yrityksiä, joissa sama ihminen tilaa ja maksaa.",
            standing="accepted",
            evidence=evidence,
            related=tuple(o.key for o in observations[30:36]),
            hearsay=(observations[37].key,),
            voices=14,
            studies=("kysely", "laskutus"),
            belief=Belief(a=9.2, b=2.6, mean=0.78, low=0.62, high=0.9),
            contested=True,
            half_life=18,
            confidence=Confidence(level="moderate", suggested="high", reasons=reasons),
            freshness=Freshness(state="fresh", share=0.7, latest=date(2026, 10, 1), until=date(2027, 2, 12)),
        ),
        Insight(
            key="c-020",
            statement=Words(fi=f"Hinta ratkaisee vasta toisella kerralla {HOSTILE}", en="Price matters only the second time"),
            theme="laskutus",
            persona="ossi",
            voices=5,
            studies=("laskutus",),
            evidence=evidence[:5],
            confidence=Confidence(level="high", suggested="high", confirmed_by="asiakasymmärrys", reasons=reasons[:2]),
            freshness=Freshness(state="stale", until=date(2026, 5, 1)),
            descriptive=True,
        ),
        Insight(
            key="a-3",
            origin="assumption",
            statement=Words(fi="Isännöitsijä vertailee aina kolme tarjousta", en="Managers always compare three offers"),
            persona="maija",
            standing="assumed",
        ),
        Insight(
            key="t-laskutus",
            origin="theme",
            statement=Words(fi="Laskuista puhutaan ongelmana: rivejä ei ymmärretä", en="Invoices are talked of as a problem"),
            theme="laskutus",
            voices=6,
            evidence=evidence[8:14],
            confidence=Confidence(
                level="low", suggested="low", reasons=(Reason(component="adequacy", level="low", code="voices", number=3),)
            ),
            freshness=Freshness(state="ageing", until=date(2026, 12, 24)),
        ),
        Insight(
            key="c-001",
            statement=Words(fi="Asiakkaat haluavat paperilaskun", en="Customers want paper invoices"),
            standing="retired",
            reading="Kysyttiin vain yli 70-vuotiailta.",
        ),
    )
    weighed = {"a": 9.2, "b": 2.6, "mean": 0.78, "stakes": 2.0, "n": 5, "urgency": 0.5, "cost": 8.0}
    questions = (
        Question(
            key="q-name",
            text=Words(fi="Riittääkö rivien nimien yhtenäistäminen vai tarvitaanko selite?", en="Is it enough to use the same names?"),
            rank=1,
            tier="now",
            score=0.0813,
            core_index=0.91,
            method="test",
            gap=Gap(
                key="q-name",
                kind="contradicted",
                insight="c-012",
                decision="d-1",
                theme="laskutus",
                persona="liisa",
                stage="maksu",
                focus="helppous",
                askers=4,
            ),
            also=(
                Gap(key="g2", kind="planned", study="laskutus", words=Words(fi="Mikä laskussa pysäyttää?", en="What stops you?"), askers=2),
            ),
            factors=Factors(**weighed, break_even=0.6, focus=1.5, evsi=0.031, slack=2.0, decision_date=date(2026, 12, 18), turns_at=2),
        ),
        Question(
            key="q-maija",
            text=Words(fi="Vertaileeko isännöitsijä todella kolmea tarjousta?", en="Do managers compare three offers?"),
            rank=2,
            tier="discuss",
            score=0.0041,
            core_index=0.4,
            method="interview",
            gap=Gap(key="q-maija", kind="assumption", insight="a-3", persona="maija", stage="tilaus"),
            factors=Factors(**{**weighed, "a": 1.0, "b": 1.0, "mean": 0.5}, evsi=0.06),
        ),
        Question(
            key="q-late",
            text=Words(fi="Kannattaako hinnoittelu muuttaa?", en="Should pricing change?"),
            listing="hedge",
            rank=1,
            gap=Gap(key="q-late", kind="thin", decision="hinnoittelu"),
        ),
        Question(
            key="q-free",
            text=Words(fi="Mitä naapurit puhuvat?", en="What do neighbours say?"),
            listing="unlinked",
            rank=1,
            gap=Gap(key="q-free", kind="asked", askers=1),
        ),
        Question(
            key="q-old",
            text=Words(fi="Luetaanko paperilasku?", en="Is paper read?"),
            listing="answered",
            gap=Gap(key="q-old", kind="stale", insight="c-001"),
        ),
        Question(
            key="q-no",
            text=Words(fi="Mitä kilpailijat tekevät?", en="What do rivals do?"),
            listing="not-asking",
            gap=Gap(key="q-no", kind="uncovered", persona="ossi", stage="tilaus"),
        ),
    )
    known = {
        "cycle": CYCLE,
        "organisation": organisation(),
        "studies": (
            Study(
                id="kysely",
                title=Words(fi="Laskutuskysely", en="Invoice survey"),
                method="survey",
                consent=StudyConsent(covers="everyone", scope="quotes", notice="2"),
                keep_until=date(2026, 1, 1),
            ),
            Study(
                id="laskutus",
                title=Words(fi="Laskutushaastattelut", en="Invoice interviews"),
                owner="asiakasymmärrys",
                units=("talous",),
                about=Words(fi="Miksi laskut viipyvät?", en="Why are invoices late?"),
                limits=Words(fi="Vain pääkaupunkiseutu.", en="Capital region only."),
                keep_until=date(2028, 1, 1),
                questions=(
                    PlannedQuestion(
                        id="q1", text=Words(fi="Mikä laskussa pysäyttää?", en="What stops you?"), decision_date=date(2026, 12, 18)
                    ),
                ),
            ),
        ),
        "documents": (
            Document(
                key="kysely/palaute.xlsx",
                study="kysely",
                source="sheet",
                name="palaute.xlsx",
                fingerprint="1",
                language="fi",
                layout="table",
            ),
            *(
                Document(
                    key=f"laskutus/P{n:02d}.docx",
                    study="laskutus",
                    source="docx",
                    name=f"P{n:02d}.docx",
                    fingerprint="2",
                    language="fi",
                    layout="labels",
                    held_on=date(2026, 3, n + 1),
                    participants=(f"P{n:02d}",),
                    confidence=0.6 if n == 4 else 1.0,
                )
                for n in range(9)
            ),
        ),
        "observations": observations,
        "themes": (
            Theme(
                id="laskutus",
                name=Words(fi="Laskutus ja erittely", en="Invoicing"),
                definition=Words(fi="Laskun rivit, summat ja eräpäivät: mitä niistä ymmärretään.", en="Lines, sums and due dates."),
                words=WordLists(fi=("lasku",)),
                focus="helppous",
            ),
            Theme(
                id="x-hinta",
                name=Words(fi="hinta · rivi · koodi", en="price · line · code"),
                origin="found",
                medoids=(observations[4].key,),
                members=(observations[4].key, observations[9].key),
            ),
        ),
        "insights": insights,
        "questions": questions,
        "registers": {
            "decisions": (
                Decision(
                    id="d-1",
                    title="Uusi laskupohja",
                    owner="Talous",
                    due=date(2026, 12, 18),
                    claims=("c-012",),
                    customer_impact="lasku avautuu kerralla",
                    review=date(2027, 6, 1),
                ),
            ),
            "assumptions": (Assumption(id="9", statement="Ossi päättää yksin", persona="ossi"),),
            "experiments": (
                Experiment(
                    id="e1", hypothesis="Sama nimi nopeuttaa maksua", claim="c-012", ended=date(2026, 9, 1), result="6 päivää nopeammin"
                ),
            ),
        },
        "issues": (
            (
                Issue(
                    severity="error",
                    code="encrypted",
                    where="laskutus/P13.docx",
                    what="The file is locked with a password.",
                    hint="Save it without a password.",
                    verb="capture",
                ),
                Cycle(number=5, name="2026-10-24", today=date(2026, 10, 24)),
            ),
            (
                Issue(
                    severity="warning",
                    code="unknown-persona",
                    where="kysely/palaute.xlsx Sheet1!C14",
                    what="No persona of that name.",
                    hint="Add it under `also`.",
                    verb="collate",
                ),
                CYCLE,
            ),
            (Issue(severity="note", code="no-date", where="laskutus/P02.docx", what="No date was found.", verb="capture"), CYCLE),
        ),
        "changes": Changes(
            stronger=("c-012",),
            gone_stale=("c-020",),
            new=("t-laskutus",),
            retired=(insights[4],),
            new_questions=("q-maija",),
            answered_questions=(questions[4],),
            new_themes=("x-hinta",),
            new_observations=12,
            new_documents=("laskutus/P08.docx",),
        ),
        "cycles": (Cycle(number=5, name="2026-10-24", today=date(2026, 10, 24)), CYCLE),
    }
    return Picture(**{**known, **changed})


def pages(of: Picture) -> list[Page]:
    return [page for part in plugins.parts("pages").values() for page in part().pages(of)]


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("press") / "docs"
    known = picture()
    write(pages(known), into, Desk(TEMPLATES, known.organisation, known.cycle), [THEME])
    return into


@pytest.fixture(scope="module")
def site(docs: Path) -> Path:
    into = docs.parent / "site"
    bind(docs, into, ROOT / "mkdocs.yml", organisation(), CYCLE.today, TEMPLATES)
    return into


class Reader(HTMLParser):
    """What a browser would make of a page: elements, attributes, ids and text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    @property
    def text(self) -> str:
        return plain("".join(self.said))

    def values(self, name: str) -> Iterator[str]:
        return (value for _, attrs in self.elements if (value := attrs.get(name)))


def _extensions() -> tuple[list[str], dict[str, dict[str, object]]]:
    known = yaml.safe_load((ROOT / "mkdocs.yml").read_text())["markdown_extensions"]
    named = {name: settings or {} for entry in known for name, settings in (entry.items() if isinstance(entry, dict) else [(entry, {})])}
    return list(named), named


NAMES, SETTINGS = _extensions()
TRICKY = st.lists(
    st.sampled_from(
        [
            "<script>",
            "</p>",
            "\n\n",
            "    ",
            "# ",
            "* ",
            "1. ",
            "> ",
            "[x](javascript:1)",
            "![](x)",
            "{{x}}",
            ":smile:",
            "`",
            "```",
            "~~~",
            "--",
            "&lt;",
            "&#60;",
            "[[x]]",
            "[^1]: ",
            "*[a]: b",
            "\x02wzxhzdk:0\x03",
            "<!--",
            "-->",
            "{: #id }",
            "||",
            "!!! note",
            "??? x",
            "http://a.fi",
            "\\",
        ]
    )
    | st.text(max_size=12),
    max_size=8,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(TRICKY)
def test_no_words_ever_become_markup(said: str) -> None:
    reads = Markdown(extensions=NAMES, extension_configs={**SETTINGS, "toc": {"permalink": False}})
    heading = Reader(reads.convert(f"# a{md(said)}z {'{'} #x {'}'}"))
    block = Reader(reads.reset().convert(f'<p title="{md(said)}">a{md(said)}z</p>\n\n## End\n'))
    assert [tag for tag, _ in heading.elements] == ["h1"]
    assert heading.text == plain(f"a{plain(said)}z")
    assert [tag for tag, _ in block.elements] == ["p", "h2"]
    assert block.elements[0][1]["title"] == plain(said)
    assert block.text.startswith(plain(f"a{plain(said)}z"))


@given(st.text(max_size=40))
def test_front_matter_gives_a_browser_the_words_and_no_element(said: str) -> None:
    told = yaml.safe_load(yaml.safe_dump({"title": front(Markup("%s") % said)}))["title"]
    read = Reader(f"<title>{told}</title>")
    assert [tag for tag, _ in read.elements] == ["title"]
    assert "<" not in told
    assert ">" not in told


def test_a_customers_script_is_read_as_words_on_every_page(site: Path) -> None:
    told = [path for path in site.rglob("*.html") if "alert(1)" in Reader(path.read_text()).text]
    assert {path.relative_to(site).as_posix() for path in told} >= {
        "index.html",
        "insights/c-020.html",
        "studies/laskutus.html",
        "themes/laskutus.html",
    }
    for path in told:
        page = Reader(path.read_text())
        assert "evil.example" not in " ".join([*page.values("src"), *page.values("href")])
        assert "<script>alert(1)" not in path.read_text()
    assert "<script>" not in (site / "search/search_index.json").read_text()


def test_every_link_of_the_site_leads_somewhere_and_nowhere_else(site: Path) -> None:
    read = {path: Reader(path.read_text()) for path in site.rglob("*.html")}
    ids = {path: set(page.values("id")) for path, page in read.items()}
    for path, page in read.items():
        if path.name == "404.html":
            continue
        for target in (*page.values("href"), *page.values("src")):
            assert not re.match(r"(https?:)?//|javascript:|data:", target), f"{path.name}: {target}"
            file, _, place = target.partition("#")
            there = (path.parent / file).resolve() if file else path
            if there.parent == site / "handbook":  # this site is built without it
                there = ROOT / "site" / "handbook" / f"{there.stem}.md"
            assert there.exists(), f"{path.name}: {target}"
            assert not place or there not in ids or place in ids[there] or place.startswith("__"), f"{path.name}: {target}"


def test_no_page_asks_another_host_or_runs_a_script_in_an_attribute(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = Reader(path.read_text())
        assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
        assert "fonts.g" not in path.read_text()
        assert "unpkg" not in path.read_text()


def test_words_without_consent_are_counted_and_nowhere_shown(tmp_path: Path) -> None:
    known = picture()
    secret = Observation(**{**known.observations[0].model_dump(), "key": "f0", "text": "Älä kerro tätä kenellekään.", "quotable": False})
    known = picture(
        observations=(*known.observations, secret),
        themes=(*known.themes, Theme(id="x2", name=Words(fi="x2"), origin="found", medoids=("f0",))),
    )
    write(pages(known), tmp_path, Desk(TEMPLATES, known.organisation, known.cycle))
    every = "".join(path.read_text() for path in tmp_path.rglob("*.md"))
    assert "kenellekään" not in every
    assert "sanoja ei saa näyttää" in every


def test_a_sample_organisation_says_so_on_every_page_and_a_real_one_on_none(docs: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "contact.md").write_text("---\ntitle: Yhteys\n---\n# Yhteys\n")
    for sample in (True, False):
        known = picture(organisation=organisation(sample=sample))
        write(pages(known), tmp_path / "docs", Desk(TEMPLATES, known.organisation, known.cycle), [Copied(mine)])
        told = ["Esimerkkiaineisto" in path.read_text() for path in (tmp_path / "docs").rglob("*.md")]
        assert len(told) > 20
        assert set(told) == {sample}


def test_even_the_page_for_lost_readers_says_that_the_material_is_made_up(site: Path) -> None:
    assert all(re.search("Esimerkkiaineisto|keksitty esimerkki", path.read_text()) for path in site.rglob("*.html"))


def test_everything_that_templates_say_is_translated() -> None:
    said = set()
    for path in sorted((*(ROOT / "templates/pages").rglob("*.j2"), *(ROOT / "templates/leaves").rglob("*.j2"))):
        with path.open("rb") as opened:
            for _, name, message, _ in babel_extract(opened, ["_", "ngettext"], [], {"silent": "false"}):
                said.add((message[0], message[1]) if name == "ngettext" else message if isinstance(message, str) else message[0])
    assert len(said) > 200
    for path in (ROOT / "flows/press").glob("*.py"):
        said |= set(re.findall(r'gettext\("([^"]+)"', path.read_text()))
    said |= (
        {SAMPLE}
        | {name for name, _ in GROUPS}
        | {entry["toggle"]["name"] for entry in yaml.safe_load((ROOT / "mkdocs.yml").read_text())["theme"]["palette"]}
    )
    for language in ("fi", "en"):
        words = catalogue(language, TEMPLATES)
        missing = {
            message
            for message in said
            if not (words.singular.get(message) if isinstance(message, str) else all(words.plural.get(message, ("",))))
        }
        assert not missing, f"{language}.po lacks {missing}"
        unused = {*words.singular, *words.plural} - said
        assert not unused, f"{language}.po has idle {unused}"


def test_translations_have_the_same_blanks_to_fill_in() -> None:
    words = catalogue("fi", TEMPLATES)
    blanks = re.compile(r"%\((\w+)\)s")
    for message, told in words.singular.items():
        assert sorted(blanks.findall(message)) == sorted(blanks.findall(told)), message
    for (_, many), forms in words.plural.items():
        assert set(blanks.findall(many)) == set(blanks.findall(forms[1])), many


def test_each_language_writes_dates_and_numbers_its_own_way() -> None:
    fi, en = catalogue("fi", TEMPLATES), catalogue("en", TEMPLATES)
    assert (fi.date(date(2026, 11, 21)), en.date(date(2026, 11, 21))) == ("21.11.2026", "21 Nov 2026")
    assert (fi.decimal(0.62), en.decimal(0.62)) == ("0,62", "0.62")
    assert (fi.decimal(1204, 0), en.decimal(1204, 0)) == ("1\u00a0204", "1,204")
    assert (fi.decimal(-33, 0), en.decimal(-33, 0)) == ("\u221233", "\u221233")
    assert (fi.percent(0.62), en.percent(0.62)) == ("62\u00a0%", "62%")
    assert (fi.ngettext("one voice", "%(n)s voices", 1), fi.ngettext("one voice", "%(n)s voices", 12)) == ("yksi ihminen", "12 ihmistä")
    assert fi.gettext("For: %(decision)s", decision="<b>") == "Päätös: &#60;b&#62;"


def test_a_workspace_rewords_and_redraws_what_it_likes(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "locale").mkdir(parents=True)
    (own / "pages").mkdir()
    (own / "locale/fi.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Health"\nmsgstr "Terveys"\n')
    (own / "pages/themes.md.j2").write_text('{% extends "base.md.j2" %}{% block body %}Omat teemat{% endblock %}')
    known = picture()
    write(pages(known), tmp_path / "docs", Desk((own, *TEMPLATES), known.organisation, known.cycle))
    assert "# Terveys" in (tmp_path / "docs/health.md").read_text()
    assert "Omat teemat" in (tmp_path / "docs/themes/index.md").read_text()


def test_the_site_speaks_the_organisations_language_and_quotes_keep_their_own(tmp_path: Path) -> None:
    known = picture(organisation=organisation(languages=("en", "fi")))
    write(pages(known), tmp_path, Desk(TEMPLATES, known.organisation, known.cycle))
    page = (tmp_path / "insights/c-012.md").read_text()
    assert "# Owners put off paying" in page
    assert '<blockquote lang="fi">Mä en maksa' in page
    assert '<blockquote lang="en">We park' in page


def test_writing_again_touches_nothing_and_clears_what_is_no_page_any_more(tmp_path: Path) -> None:
    known = picture()
    first = write(pages(known), tmp_path, Desk(TEMPLATES, known.organisation, known.cycle), [THEME])
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = write(reversed(pages(known)), tmp_path, Desk(TEMPLATES, known.organisation, known.cycle), [THEME])
    assert (again.digest, again.changed, again.removed) == (first.digest, 0, 0)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == stamps
    fewer = write(pages(picture(insights=known.insights[:1])), tmp_path, Desk(TEMPLATES, known.organisation, known.cycle), [THEME])
    assert fewer.digest != first.digest
    assert fewer.removed >= len(known.insights) - 1
    assert "../themes/laskutus.html" in (tmp_path / "insights/t-laskutus.html").read_text()
    assert not (tmp_path / "insights/a-3.md").exists()


def test_an_earlier_address_goes_on_working(tmp_path: Path) -> None:
    page = Page(
        path="insights/c-1.md",
        title="Uusi",
        template="studies.md.j2",
        facts={"lines": []},
        aliases=("old/c-1.md",),
    )
    write([page], tmp_path, Desk(TEMPLATES, organisation(), CYCLE))
    assert '<a href="../insights/c-1.html">' in (tmp_path / "old/c-1.html").read_text()


@pytest.mark.parametrize(
    ("here", "there", "href"),
    [
        ("index.md", "insights/c-1.md", "insights/c-1.html"),
        ("insights/c-1.md", "index.md", "../index.html"),
        ("insights/c-1.md", "insights/c-2.md#evidence", "c-2.html#evidence"),
        ("studies/x/2.md", "studies/x.md#o-1", "../x.html#o-1"),
    ],
)
def test_links_are_relative_so_that_the_site_works_from_a_folder(here: str, there: str, href: str) -> None:
    desk = Desk(TEMPLATES, organisation(), CYCLE)
    desk.page = here
    assert desk.link(there) == href


def test_an_empty_library_makes_a_site_too(tmp_path: Path) -> None:
    bare = Organisation(name=Words(fi="Tyhjä", en="Empty"))
    write(pages(Picture(cycle=CYCLE, organisation=bare)), tmp_path / "docs", Desk(TEMPLATES, bare, CYCLE), [THEME])
    bind(tmp_path / "docs", tmp_path / "site", ROOT / "mkdocs.yml", bare, CYCLE.today, TEMPLATES)
    assert "Mitään ei ole vielä kerätty." in (tmp_path / "site/catalogue.html").read_text()


def test_the_same_pages_make_the_same_bytes(site: Path, docs: Path, tmp_path: Path) -> None:
    bind(docs, tmp_path / "again", ROOT / "mkdocs.yml", organisation(), CYCLE.today, TEMPLATES)
    first = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    again = {path.relative_to(tmp_path / "again"): path.read_bytes() for path in (tmp_path / "again").rglob("*") if path.is_file()}
    assert first == again


def test_the_tabs_are_groups_and_each_page_shows_its_own_groups_sections(site: Path) -> None:
    page = Reader((site / "insights/c-012.html").read_text())
    tabs = [attrs["href"] for tag, attrs in page.elements if tag == "a" and attrs.get("class") == "md-tabs__link"]
    assert tabs[:2] == ["../index.html", "index.html"]
    assert len(tabs) <= len(GROUPS) + 3
    told = (site / "insights/c-012.html").read_text()
    menu = re.search(r'<nav class="u-menu"[^>]*>(.*?)</nav>', told, re.DOTALL)
    assert menu
    assert '<a aria-current="true" href="index.html">' in menu[1] or '<a href="index.html" aria-current="true">' in menu[1]
    assert "../themes/index.html" in menu[1]
    assert "c-012" not in menu[1]


def test_a_broken_link_fails_the_build(docs: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "contact.md").write_text("# Yhteys\n\n[tänne](nowhere.md)\n")
    write([], tmp_path / "docs", Desk(TEMPLATES, organisation(), CYCLE), [THEME, Copied(mine)])
    with pytest.raises(BuildFailed, match="1 warnings") as failed:
        bind(tmp_path / "docs", tmp_path / "site", ROOT / "mkdocs.yml", organisation(), CYCLE.today, TEMPLATES)
    assert "nowhere.md" in failed.value.hint


def test_a_hand_written_page_may_link_to_a_single_quote_and_the_handbook_has_its_own_menu(docs: Path, tmp_path: Path) -> None:
    mine, handbook, known = tmp_path / "mine", tmp_path / "handbook", picture()
    for folder in (mine, handbook):
        folder.mkdir()
    (mine / "contact.md").write_text(
        "# Yhteys\n\n[Näin sanottiin](studies/laskutus.md#o-000000000001) ja [näin](insights/c-012.md#evidence)\n"
    )
    (handbook / "index.md").write_text("# Handbook\n\n[first](first.md)\n")
    (handbook / "first.md").write_text("# First\n\n!!! note\n    Read *this*.\n")
    copied = [THEME, Copied(handbook, "handbook"), Copied(mine)]
    write(pages(known), tmp_path / "docs", Desk(TEMPLATES, known.organisation, known.cycle), copied)
    bind(tmp_path / "docs", tmp_path / "site", ROOT / "mkdocs.yml", known.organisation, CYCLE.today, TEMPLATES)
    assert 'href="studies/laskutus.html#o-000000000001"' in (tmp_path / "site/contact.html").read_text()
    first = (tmp_path / "site/handbook/first.html").read_text()
    assert "<em>this</em>" in first
    assert "Käsikirja" in first
    assert '<div lang="en">' in first
    assert "<div lang=" not in (tmp_path / "site/contact.html").read_text()
    assert "<title>First - Aallokko Oy</title>" in first
    found = {entry["location"]: entry for entry in json.loads((tmp_path / "site/search/search_index.json").read_text())["docs"]}
    assert found["handbook/first.html"]["boost"] == 0.3


def test_no_heading_is_left_lying_in_the_text(tmp_path: Path) -> None:
    long = tuple(
        Question(key=f"q-{n}", text=Words(fi="Mitä?", en="What?"), listing="unlinked", gap=Gap(key=f"q-{n}", kind="thin"))
        for n in range(30)
    )
    known = picture(questions=(*picture().questions, *long))
    write(pages(known), tmp_path / "docs", Desk(TEMPLATES, known.organisation, known.cycle), [THEME])
    bind(tmp_path / "docs", tmp_path / "site", ROOT / "mkdocs.yml", known.organisation, CYCLE.today, TEMPLATES)
    for path in (tmp_path / "site").rglob("*.html"):
        assert not re.search(r"#{2,} |{ #|<!--", Reader(path.read_text()).text), path.name
    for path in (tmp_path / "docs").rglob("*.md"):
        assert not re.search(r"[^\n]\n#{1,6} |[^\n#]##+ ", path.read_text()), path.name


def test_search_skips_numbers_and_keeps_words_apart(site: Path) -> None:
    """MkDocs ends an exclusion at the first element of the same kind within it, and takes tags away without a space."""
    for path in site.rglob("*.html"):
        inside: list[str] = []
        for tag in re.findall(r"<(/?\w+[^>]*)>", path.read_text().partition("<article")[2].partition("</article>")[0]):
            name = re.match(r"/?(\w+)", tag)
            assert name
            if inside and name[1] == inside[0]:
                assert tag.startswith("/"), f"{path.name}: {tag} within an excluded element of its kind"
                inside.clear()
            elif not inside and "data-search-exclude" in tag and not re.match(r"h\d", tag):
                inside.append(name[1])
    told = " ".join(entry["text"] for entry in json.loads((site / "search/search_index.json").read_text())["docs"])
    assert not re.findall(r"[a-zåäö](?:Keskustele|Kysy nyt|Ei nyt)|(?:Keskustele|Kysy nyt|Ei nyt)\d", told)
    assert "Beta(" not in told
    assert "havainnoitua tai itse kerrottua" not in told


def test_what_the_machine_words_makes_no_claim_of_how_sure_it_is(site: Path) -> None:
    machine, claim = (Reader((site / f"insights/{key}.html").read_text()).text for key in ("t-laskutus", "c-012"))
    sure = ("Varmuus:", "todennäköisesti", "Mikä muuttaisi mielemme", "Mistä varmuus tulee")
    assert all(word in claim for word in sure)
    assert not [word for word in sure if word in machine]
    assert "Koneen ehdottama: asiakkaat puhuvat tästä" in machine
    assert "osuus persoonasta Yrittäjä-Liisa, todennäköisesti" in claim


def test_search_works_without_a_server(site: Path) -> None:
    assert (site / "search/search_index.js").read_text().startswith("var __index = ")
    assert 'src="assets/uoma/iframe-worker-shim.js"' in (site / "index.html").read_text()
    assert "Esimerkkiaineisto" not in (site / "search/search_index.json").read_text()
