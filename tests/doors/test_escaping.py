"""Escaping, for any text at all: it comes out as the same text, and adds no element, no attribute, no formula."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from markdown import Markdown
from markupsafe import Markup

from flows.boards.sheet import plain as as_csv
from flows.cli.export import _cell as exported
from flows.model.board import Column, Tab
from flows.model.cycles import Cycle
from flows.model.notes import passed_on
from flows.model.noun import Words
from flows.model.organisation import Organisation
from flows.model.pages import Leaf, Page
from flows.press.blocks import Blocks
from flows.press.escape import front, md, plain
from flows.press.fill import Desk
from flows.press.leaves import record

ROOT = Path(__file__).parents[2]
CYCLE = Cycle(number=1, name="2026-11-21", today=date(2026, 11, 21), done=("capture",))
MARKUP = [
    "<script>window.__hit=1</script>",
    "<img",
    "src=x",
    "onerror=1>",
    "</title>",
    "</p>",
    "</div>",
    "-->",
    "<!--",
    "<!--made-->",
    "<!--ids-->",
    "<!--lang:fi-->",
    "]]>",
    "&lt;",
    "&amp;lt;",
    "&#60;",
    "&",
    "[x](javascript:1)",
    "[x]:",
    "javascript:1",
    "[^1]",
    "[^1]:",
    "![i](x)",
    "***",
    "__a__",
    "~~a~~",
    "`a`",
    "```",
    "~~~",
    "#",
    "##",
    ">",
    "-",
    "+",
    "*",
    "1.",
    "2)",
    ":",
    "|",
    "---",
    "===",
    "!!!",
    "???",
    "{:.a}",
    "{#b}",
    "{{7*7}}",
    "{%",
    "raw",
    "%}",
    "{#",
    "a",
    "#}",
    "!!python/object:a",
    "&a",
    "*a",
    "'",
    '"',
    "\\",
    "=",
    "+",
    "-",
    "@",
    ";",
    ",",
    "\t",
    "\n",
    "\r",
    "\n\n",
    "\u2028",
    "\u202e",
    "\u200d",
    "\ufeff",
    "\x00",
    "\x02",
    "\x03",
    "�",
    "�",
    "é",
    "👩\u200d👩\u200d👧",
    "ﷺ",
    "a",
    "b",
    "ä",
    "ö",
    "klzzwxh:0000",
    "STX",
]
SAID = st.lists(st.one_of(st.sampled_from([*MARKUP, " "]), st.text(max_size=8)), max_size=14).map("".join)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KNOWN = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["markdown_extensions"]
EXTENSIONS = {name: told or {} for entry in KNOWN for name, told in (entry.items() if isinstance(entry, dict) else [(entry, {})])}


def read(page: str) -> Any:
    """What a browser makes of a piece of HTML, near enough."""
    return html.fromstring(f"<!doctype html><html><body><div id='whole'>{page}</div></body></html>").get_element_by_id("whole")


def marks(element: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.tag, tuple(sorted(each.attrib))) for each in element.iter() if isinstance(each.tag, str)]


def words(element: Any) -> str:
    return plain("".join(element.itertext()))


@FEW
@given(SAID)
def test_text_in_an_element_and_in_an_attribute_is_that_text(said: str) -> None:
    whole = read(f'<p title="{md(said)}">{md(said)}</p>')
    assert marks(whole) == [("div", ("id",)), ("p", ("title",))]
    assert words(whole) == plain(said)
    assert plain(whole[0].get("title")) == plain(said)


PLACES = {
    "a paragraph": ("a {} z", ["p"]),
    "a heading": ("## a {} z {{ #x }}", ["h2"]),
    "a list": ("* a {} z", ["ul", "li"]),
    "a cell": ("| a | b |\n|---|---|\n| a {} z | c |", ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]),
    "a quotation": ("> a {} z", ["blockquote", "p"]),
    "a block of HTML": ('<div class="u" title="{}"><b>a {} z</b></div>', ["div", "b"]),
    "a block of HTML between headings": ('## One\n\n<ul><li title="{}">a {} z</li></ul>\n\n## Two', ["h2", "ul", "li", "h2"]),
}


@pytest.mark.parametrize("made", [True, False], ids=["a made page", "a page by hand"])
@pytest.mark.parametrize("place", PLACES)
@settings(FEW, max_examples=15)
@given(said=SAID)
def test_text_in_a_page_of_markdown_is_that_text(place: str, made: bool, said: str) -> None:
    """By the Markdown that builds the site, with every extension of mkdocs.yml."""
    form, tags = PLACES[place]
    reads = Markdown(extensions=[*EXTENSIONS, Blocks()], extension_configs={**EXTENSIONS, "toc": {"permalink": False}})
    whole = read(reads.convert(("<!--made-->\n" if made else "") + form.format(*[md(said)] * form.count("{}"))))
    assert [tag for tag, _ in marks(whole)][1:] == tags
    assert plain(f"a {plain(said)} z") in words(whole)
    assert not [name for element in whole.iter() for name in element.attrib if name.startswith("on")]
    assert all(plain(element.get("title")) == plain(said) for element in whole.iter() if element.get("title") is not None)


@pytest.mark.parametrize("handed", [str, md], ids=["as it was typed", "by a template"])
@FEW
@given(said=SAID)
@example(said="&lt;b&gt; &amp;lt; &#60;")
def test_front_matter_is_one_value_and_reaches_the_title_as_that_text(handed: Any, said: str) -> None:
    told = yaml.safe_load(yaml.safe_dump({"title": front(handed(said)), "z": 1}, allow_unicode=True, width=100_000))
    assert set(told) == {"title", "z"}
    page = html.document_fromstring(
        f'<html><head><title>{told["title"]}</title><meta content="{told["title"]}"></head><body><p>a</p></body></html>'
    )
    assert [each.tag for each in page.iter()] == ["html", "head", "title", "meta", "body", "p"]
    assert plain(page.findtext(".//title") or "") == plain(said)
    assert plain(page.find(".//meta").get("content")) == plain(said)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Templates that print a text wherever a template can, without asking for anything."""
    root = tmp_path_factory.mktemp("own")
    for folder in ("pages", "leaves"):
        (root / folder).mkdir()
    (root / "pages" / "say.md.j2").write_text(
        '{% extends "base.md.j2" %}{% block title %}{{ said }}{% endblock %}'
        '{% block body %}\n## a{{ said }} { #part }\n<p title="{{ said }}">{{ said }} {{ words|told }} {{ _("No matches") }}</p>\n{% endblock %}'
    )
    (root / "leaves" / "say.html.j2").write_text('<!doctype html><title>{{ said }}</title><p title="{{ said }}">{{ words|told }}</p>')
    (root / "leaves" / "say.atom.j2").write_text(
        '<?xml version="1.0" encoding="utf-8"?><feed a="{{ said }}"><title>{{ words|told }}</title></feed>'
    )
    return Desk((root, ROOT / "templates"), Organisation(name=Words(fi="Malli", en="Model")), CYCLE)


@FEW
@given(said=SAID)
def test_a_page_says_the_words_in_its_title_its_heading_and_its_body(desk: Desk, said: str) -> None:
    facts = {"said": said, "words": Words(fi=said, en=said)}
    printed = desk.printed(Page(path="say.md", title=said, template="say.md.j2", facts=facts, description=said, tags=(said,)))
    matter, body = re.fullmatch(r"---\n(.*?)\n---\n\n(.*)", printed, re.DOTALL).groups()  # type: ignore[union-attr]
    head = yaml.safe_load(matter)
    assert set(head) == {"hide", "title", "search", "tags", *(["description"] if said else [])}
    reads = Markdown(extensions=[*EXTENSIONS, Blocks()], extension_configs={**EXTENSIONS, "toc": {"permalink": False}})
    whole = read(reads.convert(body))
    assert [tag for tag, _ in marks(whole)][1:5] == ["h1", "h2", "p", "footer"]
    assert words(whole.find("h1")) == plain(said)
    assert words(whole.find("h2")) == plain(f"a{plain(said)}")
    assert plain(whole.find("p").get("title")) == plain(said)
    assert words(whole.find("p")).startswith(plain(f"{plain(said)} {plain(said)}"))


@FEW
@given(said=SAID)
def test_leaves_say_the_words_in_html_xml_and_json(desk: Desk, said: str) -> None:
    facts = {"said": said, "words": Words(fi=said, en=said)}
    card = html.document_fromstring(desk.filled(Leaf("a.html", facts, "say.html.j2")))
    assert [each.tag for each in card.iter()] == ["html", "head", "title", "body", "p"]
    assert plain(card.findtext(".//title") or "") == words(card.find(".//p")) == plain(said)
    feed = etree.fromstring(desk.filled(Leaf("a.atom", facts, "say.atom.j2")).encode())
    assert [each.tag for each in feed.iter()] == ["feed", "title"]
    assert plain(feed.get("a") or "") == plain(feed.findtext("title") or "") == plain(said)
    whole = said.encode("utf-8", "replace").decode()
    assert json.loads(record({"said": said})) == json.loads(record({"said": whole})) == {"said": whole}
    assert json.loads(record({"said": f"a\ud800{whole}"})) == {"said": f"a?{whole}"}


@FEW
@given(SAID)
def test_what_is_markup_already_is_our_own_and_stays(said: str) -> None:
    assert md(Markup("<b>%s</b>") % md(said)) == f"<b>{md(said)}</b>"
    assert md(md(said)) == md(said)


FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f]*[=+\-@\uff1d\uff0b\uff0d\uff20]")


@settings(FEW, max_examples=150)
@given(SAID)
def test_no_cell_of_a_text_file_is_a_formula_whatever_splits_it(said: str) -> None:
    """A file with commas is split at its semicolons by a spreadsheet that is set to Finnish, and the other way round."""
    tab = Tab(id="t", title=Words(fi="t"), columns=(Column(id="a", title=Words(fi="a")),), rows=({"a": said},))
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(["a", exported(said), exported([said])])
    for text in (as_csv(tab, "fi"), written.getvalue()):
        for mark in ",;\t":
            cells = [cell for row in csv.reader(io.StringIO(text.replace("\0", "")), delimiter=mark) for cell in row]
            assert not [cell for cell in cells if FORMULA.match(cell)]


@FEW
@given(SAID)
def test_what_is_passed_on_differs_from_what_was_said_by_apostrophes_alone(said: str) -> None:
    assert passed_on(said).replace("'", "") == said.replace("'", "")
    if said.isalnum():
        assert passed_on(said) == said


@pytest.mark.parametrize("said", ["-5 % vuodessa", "hinta, -5 %", "a@b.fi, c@d.fi", "yksi; kaksi", "E-lasku = lasku", ""])
def test_ordinary_text_is_passed_on_as_it_is_but_for_its_first_sign(said: str) -> None:
    assert passed_on(said).lstrip("'") == said
