"""Customers' words stay words: whatever people write into a workspace, nothing of it runs, and no page breaks. Run in Chromium."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import yaml
from lxml import etree

from flows.model.organisation import Organisation
from flows.model.registers import REGISTERS
from flows.pages.sessions import Reach, reach
from flows.press.escape import plain
from flows.verbs.look import look
from flows.workspace import Workspace

pytestmark = pytest.mark.browser
REPOSITORY = Path(__file__).parents[2]
TODAY = "2026-11-21"
HIT = "window.__hit=1"
PAYLOADS = (
    f"<script>{HIT}</script>",
    f"<img src=x onerror={HIT}>",
    f'"><svg onload="{HIT}">',
    f"</title><script>{HIT}</script>",
    f"--><script>{HIT}</script><!--",
    f"]]><script>{HIT}</script>",
    f"</script></style></textarea><script>{HIT}</script>",
    "<b><i><table><td>never closed",
    "<!--made--> <!--ids--> <!--lang:xx-->",
    f"</p></div></article></main><h1>Another page</h1><script>{HIT}</script>",
    f"[read on](javascript:{HIT}) <javascript:{HIT}> ![i](http://outside.example/x.png)",
    f"[x]: javascript:{HIT} [x][x] [x]",
    f'# heading {{: onclick="{HIT}" }} *a* **b** ~~c~~ [^1] | a | b |',
    f'a{{ #bad onclick="{HIT}" }} !!! danger ??? note ``` code ``` ~~~',
    "{{ 7*7 }} {% raw %} {% include 'base.md.j2' %} {# gone #}",
    "--- title: gone --- !!python/object/apply:os.system [ls] &anchor *anchor",
    f"https://outside.example/?q=%22%3E<script>{HIT}</script> http://outside.example <https://outside.example>",
    f"&lt;script&gt;{HIT}&lt;/script&gt; &amp;lt;b&amp;gt; &#60;b&#62;",
    f"'\" onmouseover={HIT} autofocus onfocus={HIT} x='",
    "\u202eright to left\u202c \u2067isolated\u2069 zero\u200bwidth \u200d\u2060 \ufeffmark",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇫🇮 e\u0301 ä\u0308",
    "@import url(http://outside.example/x.css); </style><style>*{display:none}",
    "a" * 10_000,
    "sana " * 2_000,
)
FORMULAS = (
    '=HYPERLINK("http://outside.example";"x")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "harmless;=1+1;x",
    "harmless,=1+1,x",
    " =1+1",
)
FREE = frozenset(
    [
        "statement_fi",
        "statement_en",
        "statement",
        "motivation",
        "situation",
        "challenge",
        "reading",
        "so_what",
        "title",
        "customer_impact",
        "text",
        "hypothesis",
        "result",
        "what",
        "seniority",
        "place",
        "summary",
        "reason",
        "metric",
        "vendor",
        "licence",
        "obstacle",
        "where",
        "confirmed_by",
        "notice",
        "note",
    ]
)
"""Fields of registers that hold words of a person, and no reference."""
HEADERS = frozenset(
    str(header).casefold()
    for row in REGISTERS.values()
    if row.register not in ("participants", "consents")
    for name, field in row.model_fields.items()
    if name in FREE
    for header in (name, *(field.json_schema_extra or {}).get("also", ()))  # type: ignore[union-attr]
)
NAME = "P91 <img src=x onerror=window.__hit=1> {{7*7}} [x](javascript:window.__hit=1) \u202e=1+1.docx"


@pytest.fixture(scope="session")
def hostile(once: Any, uoma: Any, pages_of: Any) -> dict[str, Any]:
    """The sample organisation, with something in every cell and every name that tries to get out of it."""

    def make(root: Path) -> dict[str, Any]:
        shutil.copytree(REPOSITORY / "research_plans", root / "research_plans")
        _poison(root / "research_plans")
        done = uoma("cycle", "--workspace", root, "--today", TODAY)
        assert done.returncode == 0, done.stderr + done.stdout
        return dict(pages_of(root))

    return dict(once("hostile", make))


def _poison(plans: Path) -> None:
    words = cycle(PAYLOADS + FORMULAS)
    for path in [*sorted(plans.glob("*/plan.yaml")), plans / "organisation.yaml"]:
        told = _poisoned(yaml.safe_load(path.read_text("utf-8")), words)
        path.write_text(yaml.safe_dump(told, sort_keys=False, allow_unicode=False, width=100_000), "utf-8")
    for path in sorted((plans / "registers").iterdir()):
        (_poison_csv if path.suffix == ".csv" else _poison_xlsx)(path, words)
    _add_interviews(plans)
    _add_feedback(plans / "palaute-2026" / "palautteet-2026.csv")
    with (plans / "notes" / "notes.csv").open("a", encoding="utf-8", newline="") as opened:
        csv.writer(opened, delimiter=";").writerows(
            [f"n-zz{n:03d}", "2026-11-05", f"{word} muistiin", "talous", "hallitus", "", ""]
            for n, word in enumerate((*PAYLOADS, *FORMULAS))
        )
    strange = plans / "x <img src=x onerror=window.__hit=1>"
    strange.mkdir()
    (strange / "plan.yaml").write_text(f"title: '<script>{HIT}</script>'\nmethod: '<svg onload={HIT}>'\n'<b>': 1\n", "utf-8")


def _poisoned(told: Any, words: Iterator[str]) -> Any:
    """The same, with something more in everything that is told in words."""
    if isinstance(told, list):
        return [_poisoned(each, words) for each in told]
    if not isinstance(told, dict):
        return told
    if told.keys() <= {"fi", "en"} and all(isinstance(value, str) for value in told.values()):
        word = next(words)
        return {language: _with(value, word) for language, value in told.items()}
    made = {key: value if key in ("glossary", "words", "examples", "also") else _poisoned(value, words) for key, value in told.items()}
    if isinstance(made.get("owner"), str) and "title" in made:
        made["owner"] = _with(made["owner"], next(words))
    if {"id", "also", "name"} <= made.keys():
        made["also"] = [*told["also"], *told["name"].values()]
    return made


def _with(text: str, word: str) -> str:
    """A formula begins a cell; anything else may stand in it."""
    return f"{word} {text}" if word in FORMULAS else f"{text} {word}"


def _poison_csv(path: Path, words: Iterator[str]) -> None:
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    places = [place for place, header in enumerate(rows[0]) if header.casefold() in HEADERS]
    for row in rows[1:]:
        for place in places:
            row[place] = _with(row[place], next(words)) if place < len(row) else ""
    told = io.StringIO()
    csv.writer(told, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    if path.stem == "consents":
        study = rows[0].index("tutkimus")
        filled = [("P9" + str(n), "laskutus-2026") for n in range(1, 9)]
        csv.writer(told, delimiter=";").writerows(
            [{0: code, study: name, 2: "quotes", 3: "1.9.2026"}.get(place, "") for place in range(len(rows[0]))] for code, name in filled
        )
    path.write_text(told.getvalue(), "utf-8-sig", newline="")


def _poison_xlsx(path: Path, words: Iterator[str]) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in book:
        headers = {cell.column: str(cell.value).casefold() for cell in sheet[1]}
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if headers.get(cell.column) in HEADERS and row[0].value:
                    cell.value = _with(str(cell.value or ""), next(words)).replace("\r", " ")
                    cell.data_type = "s"
    book.save(path)


def _add_interviews(plans: Path) -> None:
    study = plans / "laskutus-2026"
    names = {91: NAME, **{n: f"P{n} vieras.docx" for n in range(92, 99)}}
    for number, name in names.items():
        document = docx.Document()
        for line in (f"Osallistuja: P{number}", "Päivämäärä: 12.10.2026", f"Persona: {'Yrittäjä' if number % 2 else PAYLOADS[number % 5]}"):
            document.add_paragraph(line)
        for place, word in enumerate((*PAYLOADS, *FORMULAS)[number - 91 :: 3]):
            document.add_paragraph(f"Haastattelija: Entä lasku? {PAYLOADS[place % 12]}")
            document.add_paragraph(
                f"P{number}: Lasku jäi odottamaan. {word} #c-0{place % 14 + 1:02d}{'+-'[place % 2]} #laskutus #{PAYLOADS[0]}"
            )
        document.save(str(study / name))


def _add_feedback(path: Path) -> None:
    rows = list(csv.reader(io.StringIO(path.read_text("cp1252")), delimiter=";"))
    told = [row[:] for row in rows]
    for number, word in enumerate((*PAYLOADS, *FORMULAS)):
        row = rows[1 + number % 20][:]
        row[0], row[-1] = f"PAL-9{number:03d}", _with("Lasku on epäselvä.", word)
        row[7] = word if number % 4 == 0 else row[7]
        told.append(row)
    written = io.StringIO()
    csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL).writerows(told)
    path.write_text(written.getvalue(), "utf-8-sig", newline="")


LOOKED_AT = """async () => {
  document.querySelectorAll("details").forEach(fold => { fold.open = true; });
  const parts = [...document.querySelectorAll("article :is(a, [tabindex], input, button)")].filter((_, place) => place < 30 || place % 20 === 0);
  for (const element of parts) {
    element.focus({preventScroll: true});
    element.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
  }
  await new Promise(done => setTimeout(done, 0));
  const tags = [...document.body.children].map(child => child.tagName).filter(tag => tag !== "IFRAME" && tag !== "SCRIPT").join(" ");
  const heads = [...document.querySelectorAll("h1")];
  return {hits: window.__hit || 0, tags, mains: document.querySelectorAll("main article.md-content__inner").length, heads: heads.length,
          head: heads.length ? heads[0].textContent.replace(/¶$/, "").trim() : "", title: document.title,
          wide: document.documentElement.scrollWidth - innerWidth};
}"""


@pytest.mark.parametrize("part", range(4))
def test_nothing_that_people_wrote_runs_and_no_page_breaks(
    part: int, hostile: dict[str, Any], serve: Any, browser: Any, outside: list[str]
) -> None:
    """Pages on a phone, all of the first tree and every fifth of the other, which the same templates make: no script, no dialog, no request
    elsewhere; one heading, the same frame, not wider than the window."""
    address, before, wrong = serve(hostile["site"]), len(outside), []
    pages = sorted({*hostile["every"], *(leaf for leaves in hostile["leaves"].values() for leaf in leaves if leaf.endswith(".html"))})
    with closing(browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")) as context:
        context.add_init_script("window.alert = window.confirm = window.prompt = window.print = () => { window.__hit = 1; };")
        context.route("**/search/**", lambda route: route.abort())  # megabytes a page; searched below
        tab = context.new_page()
        tab.on(
            "request", lambda request: request.url.startswith((address, "data:", "blob:")) or wrong.append(f"{tab.url} asks {request.url}")
        )
        for page in [page for place, page in enumerate(pages) if not page.startswith("en/") or place % 5 == 0][part::4]:
            framed = page in hostile["every"]
            tab.goto(address + page, wait_until="domcontentloaded" if framed else "load")  # cards have no script that waits for their style
            seen = tab.evaluate(LOOKED_AT)
            wrong += [f"{page}: {HIT}"] if seen["hits"] else []
            wrong += [f"{page}: {seen['wide']} px wider than a phone"] if seen["wide"] > 0 else []
            wrong += [f"{page}: frame {seen}"] if framed and (seen["mains"], seen["heads"], seen["tags"]) != (1, 1, FRAME) else []
    assert not wrong, "\n".join(wrong)[:6000]
    assert outside[before:] == []


FRAME = "INPUT INPUT LABEL DIV DIV HEADER DIV DIV"


def test_titles_and_headings_show_the_words_as_they_were_typed(hostile: dict[str, Any], serve: Any, browser: Any) -> None:
    drawn = look(Workspace(Path(hostile["root"])), today=date.fromisoformat(TODAY))
    assert drawn is not None
    address = serve(hostile["site"])
    claims = [insight for insight in drawn.insights if insight.key.startswith("c-")]
    assert sum("<" in claim.statement.fi for claim in claims) >= 5
    with closing(browser.new_context()) as context:
        context.route("**/search/**", lambda route: route.abort())
        tab = context.new_page()
        for language, folder in hostile["trees"].items():
            for claim in claims:
                said = plain(claim.statement.told(language))
                tab.goto(f"{address}{folder}insights/{claim.key}.html", wait_until="domcontentloaded")
                head = tab.evaluate("document.querySelector('h1').firstChild.textContent")
                assert plain(head) == said
                assert plain(tab.title()).startswith(said)


class _Marks(HTMLParser):
    """Elements and attributes of a page that none of ours has."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.strange: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.strange += [f"<{tag} {name}>" for name in named if name.startswith("on")]
        self.strange += [f"<{tag} {name}={value[:60]}>" for name, value in named.items() if _runs(name, value)]
        if tag == "img" and not named.get("src", "").split("?")[0].endswith((".svg", ".png")):
            self.strange.append(f"<img src={named.get('src', '')[:60]}>")


def _runs(name: str, value: str) -> bool:
    return name in ("href", "src", "action", "formaction", "data", "srcdoc") and re.sub(r"[\x00-\x20]", "", value).lower().startswith(
        ("javascript:", "vbscript:", "data:text/html")
    )


def test_no_file_of_the_site_holds_an_element_or_a_link_that_somebody_typed(hostile: dict[str, Any], built: dict[str, Any]) -> None:
    """All pages, leaves and what search reads; also those parts of them that a browser does not run today."""
    site = Path(hostile["site"])
    scripts = {each for page in Path(built["site"]).rglob("*.html") for each in _inline(page)}
    for page in sorted(site.rglob("*.html")):
        text = page.read_text("utf-8")
        assert not _Marks(text).strange, f"{page.relative_to(site)}: {_Marks(text).strange[:3]}"
        assert _inline(page) <= scripts, f"{page.relative_to(site)} has a script that no page of the harmless site has"
    for leaf in sorted(path for path in site.rglob("*") if path.suffix in (".atom", ".xml", ".svg")):
        etree.fromstring(leaf.read_bytes(), etree.XMLParser(resolve_entities=False, huge_tree=True))
    for leaf in sorted(site.rglob("*.json")):
        json.loads(leaf.read_text("utf-8"))


def _inline(page: Path) -> set[str]:
    """What runs of a page besides its files. Data in a script element are no script, and whole."""
    found = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", page.read_text("utf-8"), re.DOTALL)
    assert all(json.loads(told) is not None for kind, told in found if "application/json" in kind)
    return {re.sub(r'URL\("[^"]*"', "", told) for kind, told in found if "application/json" not in kind}


@pytest.mark.parametrize("tree", ["root", "other"])
def test_the_header_search_shows_what_people_wrote_and_runs_none_of_it(
    tree: str, hostile: dict[str, Any], serve: Any, browser: Any, outside: list[str]
) -> None:
    folders = list(hostile["trees"].values())
    address, folder, before = serve(hostile["site"]), folders[0 if tree == "root" else -1], len(outside)
    typed = (
        "script",
        "onerror",
        "javascript",
        "<img src=x onerror=window.__hit=1>",
        '"><svg onload=window.__hit=1>',
        "{{ 7*7 }}",
        "lasku",
        "a" * 300,
    )
    with closing(browser.new_context(viewport={"width": 1280, "height": 900})) as context:
        tab = context.new_page()
        tab.on("dialog", lambda dialog: pytest.fail(dialog.message))
        tab.goto(f"{address}{folder}index.html")
        for words in typed:
            tab.locator(".md-search__input").fill(words)
            tab.wait_for_timeout(400 if words != typed[0] else 3000)
            assert not tab.evaluate("window.__hit"), words
        tab.locator(".md-search__input").fill("lasku")
        tab.wait_for_selector(".md-search-result__item", timeout=20_000)
        assert tab.locator(".md-search-result :is(script, img, svg[onload], iframe, style)").count() == 0
    assert outside[before:] == []


def test_the_pages_that_one_asks_show_what_people_wrote_and_run_none_of_it(
    hostile: dict[str, Any], serve: Any, browser: Any, outside: list[str]
) -> None:
    pages = [page for kind in ("search", "ask") for page in hostile["pages"].get(kind, [])]
    if not pages:
        pytest.skip("no page of these names is installed")
    address, before = serve(hostile["site"]), len(outside)
    with closing(browser.new_context(viewport={"width": 1280, "height": 900})) as context:
        tab = context.new_page()
        tab.on("dialog", lambda dialog: pytest.fail(dialog.message))
        for page in pages:
            tab.goto(address + page)
            field = tab.locator("article :is(input[type=search], input[type=text], textarea)").first
            for words in ("script", "lasku", PAYLOADS[1], PAYLOADS[2], "javascript"):
                field.fill(words)
                tab.wait_for_timeout(1200)
                assert not tab.evaluate("window.__hit"), words
            tab.goto(f"{address}{page}?q=%3Cimg%20src%3Dx%20onerror%3D{HIT}%3E#%3Cimg%20src%3Dx%20onerror%3D{HIT}%3E")
            tab.wait_for_timeout(800)
            assert not tab.evaluate("window.__hit")
            assert tab.locator("article :is(img[src=x], script:not([src], [type='application/json']), svg[onload])").count() == 0
    assert outside[before:] == []


@pytest.mark.parametrize(
    "contact",
    [
        f"javascript:{HIT}//@x.fi",
        f"data:text/html,<script>{HIT}</script>",
        f" java\tscript:{HIT}",
        "//outside.example",
        f'https://x.fi/"onload={HIT}',
        f"a@x.fi?subject=<script>{HIT}</script>",
        f"https:javascript:{HIT}",
        "http://outside.example",
    ],
)
def test_an_address_that_is_neither_a_form_nor_a_person_leads_nowhere(contact: str) -> None:
    assert reach(Organisation.model_validate({"name": "Malli", "contact": contact})) == Reach("nobody")


def test_a_link_that_an_organisation_names_is_in_none_of_its_pages_if_it_runs(uoma: Any, tmp_path: Path) -> None:
    (tmp_path / "research_plans" / "registers").mkdir(parents=True)
    shutil.copy(REPOSITORY / "research_plans" / "registers" / "sessions.csv", tmp_path / "research_plans" / "registers")
    told = {"name": "Malli", "languages": ["fi"], "contact": f"javascript:{HIT}//@x.fi"}
    (tmp_path / "research_plans" / "organisation.yaml").write_text(yaml.safe_dump(told), "utf-8")
    done = uoma("cycle", "--workspace", tmp_path, "--today", TODAY)
    assert done.returncode == 0, done.stderr
    pages = [page.read_text("utf-8") for page in (tmp_path / "site" / "public").rglob("*.html")]
    assert len(pages) > 10
    assert not [one for page in pages for one in _Marks(page).strange]
    assert not [page for page in pages if re.search(r'href="\s*//', page)]


NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")
STARTS = re.compile(r"[\s\ufeff]*[=+\-@]")


def test_no_cell_that_is_passed_on_is_a_formula(hostile: dict[str, Any], uoma: Any, tmp_path: Path) -> None:
    """Every sheet and text file that Uoma writes, read with a comma and, as spreadsheets in Finland do, with a semicolon."""
    root = Path(hostile["root"])
    texts = {f"site {path.name}": path.read_text("utf-8-sig") for path in Path(hostile["site"]).rglob("*.csv")}
    for kind in ("observations", "themes", "insights", "questions", "documents", "issues"):
        texts[f"export {kind}"] = _told(uoma("export", kind, "--format", "csv", "--workspace", root))
    for name in ("backlog.csv", "backlog.xlsx"):
        _told(uoma("backlog", "--into", tmp_path / name, "--workspace", root))
    texts["backlog"] = (tmp_path / "backlog.csv").read_text("utf-8-sig")
    wrong = [
        f"{name} {mark!r}: {cell[:60]!r}"
        for name, text in texts.items()
        for mark in ",;\t"
        for cell in _cells(text, mark)
        if _formula(cell)
    ]
    assert not wrong, "\n".join(wrong[:20])
    assert "1+1" in texts["export observations"]
    for path in (tmp_path / "backlog.xlsx", root / "research_plans" / "board.xlsx"):
        book = openpyxl.load_workbook(path)
        own = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert not [each for each in own if "1+1" in str(each) or "outside.example" in str(each) or "SUM(1)" in str(each)], path.name


def _told(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


def _cells(text: str, mark: str) -> Iterator[str]:
    csv.field_size_limit(10_000_000)
    for row in csv.reader(io.StringIO(text), delimiter=mark):
        yield from row


def _formula(cell: str) -> bool:
    return bool(STARTS.match(cell)) and not NUMBER.fullmatch(cell.strip())


def test_the_corpus_reaches_the_site(hostile: dict[str, Any]) -> None:
    """Or else nothing would be proved by it: each payload can be read on some page, and in each kind of place."""
    shown = " ".join(path.read_text("utf-8") for path in Path(hostile["site"]).rglob("*.html"))
    text = plain(_Text(shown).said)
    missing = [word[:60] for word in PAYLOADS if plain(word)[:200] not in text]
    assert not missing, missing
    Organisation.model_validate({"name": "Malli"})


class _Text(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.feed(page)
        self.close()

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    @property
    def said(self) -> str:
        return "".join(self.parts)
