"""Feeds and cards as files: what RFC 4287 (Nottingham and Sayre, 2005) says a feed MUST be, and that words in them stay words."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from flows.model.cycles import Cycle
from flows.model.insights import Belief, Confidence, Evidence, Insight, Turn
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Persona, Segment, Theme
from flows.model.pages import Leaf
from flows.model.picture import Changes, Picture
from flows.model.studies import Study
from flows.pages.cards import Cards
from flows.pages.feed import Feed
from flows.pages.records import Records
from flows.press.fill import Desk
from flows.press.leaves import leaf

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
ATOM = "{http://www.w3.org/2005/Atom}"
NASTY = "<script>alert(1)</script> & \"q\" 'a' {{ 7*7 }} ]]> <![CDATA[ \u202e\x00\ud800 ä😀"
CYCLE = Cycle(number=2, name="2026-11-21", today=date(2026, 11, 21))

ONCE, MANY, ANY = (1, 1), (1, None), (0, None)
MAYBE = (0, 1)
FEED = {"id": ONCE, "title": ONCE, "updated": ONCE, "author": MANY, "link": ANY, "subtitle": MAYBE, "generator": MAYBE, "entry": ANY}
ENTRY = {"id": ONCE, "title": ONCE, "updated": ONCE, "link": MANY, "category": ANY, "summary": MAYBE}
"""Of RFC 4287's elements those that are written here, and how often each may stand (sections 4.1.1 and 4.1.2)."""


def drawn(text: str, sample: bool = True, name: str = "Aallokko & Kumpp.") -> Picture:
    said = Observation(
        key="o1", study="s", document="d", locator="¶1", text=text, voice="s:P1", heard_on=date(2026, 3, 1), persona="liisa", language="en"
    )
    claim = Insight(
        key="c-1",
        statement=Words(fi=text, en=text),
        theme="lasku",
        persona="liisa",
        standing="accepted",
        evidence=(Evidence(observation="o1", direction="supports", weight=0.8),),
        voices=1,
        studies=("s",),
        belief=Belief(mean=0.7),
        confidence=Confidence(level="low"),
    )
    told = Turn(insight="c-1", cycle=CYCLE.name, on=CYCLE.today, kind="weaker", mean=0.7, before=0.9, statement=Words(fi=text), why=text)
    return Picture(
        cycle=CYCLE,
        cycles=(Cycle(number=1, name="1", today=date(2026, 11, 7)), CYCLE),
        organisation=Organisation(
            name=Words(fi=name, en=name),
            sample=sample,
            languages=("fi", "en"),
            segments=(Segment(id="pk", name=Words(fi=text), personas=(Persona(id="liisa", name=Words(fi=text)),)),),
        ),
        themes=(Theme(id="lasku", name=Words(fi=text, en=text)),),
        studies=(Study(id="s", title=Words(fi="Tutkimus")),),
        observations=(said,),
        insights=(claim,),
        histories={"c-1": (told, told.model_copy(update={"kind": "reworded"}))},
        changes=Changes(new_themes=("lasku",)),
    )


DESKS: dict[str, Desk] = {}
"""Compiled templates and catalogues take a while."""


def desk_of(organisation: Organisation) -> Desk:
    return DESKS.get(organisation.digest()) or DESKS.setdefault(organisation.digest(), Desk([TEMPLATES], organisation, CYCLE))


def printed(kind: Any, picture: Picture, like: Picture | None = None) -> dict[str, bytes]:
    """Every leaf by its path; at the desk of another picture, where what the organisation is called does not matter."""
    desk = desk_of((like or picture).organisation)
    made: list[Leaf] = list(kind().pages(picture))
    return {each.path: leaf(desk, each) for each in made}


def told_wrong(content: bytes) -> list[str]:
    """What a feed does that RFC 4287 forbids, among what can be told without asking anybody."""
    top = etree.fromstring(content)
    wrong = [f"root {top.tag}"] if top.tag != f"{ATOM}feed" else []
    wrong += [*_children(top, FEED), *(found for entry in top.iter(f"{ATOM}entry") for found in _children(entry, ENTRY))]
    for text in top.iter(f"{ATOM}title", f"{ATOM}summary", f"{ATOM}subtitle"):  # 3.1: text holds no elements
        wrong += ["text with children"] if len(text) or text.get("type") != "text" else []
    for stamp in top.iter(f"{ATOM}updated"):  # 3.3: RFC 3339, with a capital T and Z
        moment = datetime.strptime(stamp.text or "", "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        wrong += ["a day to come"] if moment.date() > CYCLE.today else []
    for author in top.iter(f"{ATOM}author"):  # 3.2: a person has one name
        wrong += [] if [child.tag for child in author] == [f"{ATOM}name"] and author[0].text else ["author without a name"]
    for named in top.iter(f"{ATOM}id"):  # 4.2.6: an absolute IRI
        wrong += [] if re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", named.text or "") else [f"id {named.text}"]
    for link in top.iter(f"{ATOM}link"):  # 4.2.7: an IRI reference, which may be relative
        parts = urlsplit(link.get("href", ""))
        wrong += ["link"] if not parts.path or parts.scheme or parts.netloc or " " in parts.path else []
    wrong += [f"category {c.attrib}" for c in top.iter(f"{ATOM}category") if not c.get("term")]
    for holder in (top, *top.iter(f"{ATOM}entry")):  # 4.1.1, 4.1.2: one alternate link of a type and language; without content there is one
        ways = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in holder.findall(f"{ATOM}link")]
        wrong += ["alternate"] if sum(way[0] == "alternate" for way in ways) != 1 or len(set(ways)) != len(ways) else []
    ids = [entry.findtext(f"{ATOM}id") for entry in top.iter(f"{ATOM}entry")]
    return [*wrong, *(["twice the same id"] if len(set(ids)) != len(ids) else [])]


def _children(node: etree._Element, allowed: dict[str, tuple[int, int | None]]) -> list[str]:
    names = [str(child.tag).removeprefix(ATOM) for child in node]
    strange = [f"strange {name}" for name in names if name not in allowed]
    return strange + [
        f"{name} stands {names.count(name)} times"
        for name, (least, most) in allowed.items()
        if names.count(name) < least or (most is not None and names.count(name) > most)
    ]


def test_every_feed_is_what_the_rfc_says() -> None:
    for sample in (True, False):
        made = printed(Feed, drawn("Lasku aukeaa kerralla.", sample))
        assert sorted(made) == ["changes.atom", "themes/lasku.atom"]
        assert {path: told_wrong(content) for path, content in made.items()} == {path: [] for path in made}
        assert b"2026-11-21T00:00:00Z" in made["changes.atom"]


def test_a_feed_without_entries_is_one_too() -> None:
    quiet = Picture(cycle=CYCLE, organisation=Organisation(name=Words(fi="A")), themes=(Theme(id="x", name=Words(fi="x")),))
    assert {path: told_wrong(content) for path, content in printed(Feed, quiet).items()} == {"changes.atom": [], "themes/x.atom": []}


def test_the_check_finds_what_is_wrong() -> None:
    right = printed(Feed, drawn("x"))["changes.atom"].decode()
    for old, new in (
        ("<author><name>", "<author><uri>"), ("urn:uuid:", "tag-"), ("T00:00:00Z", "T00:00:00+00:00"), ('type="text">', 'type="html">'),
        ('rel="alternate"', 'rel="self"'), ("2026-11-21T", "2027-11-21T"), ("<generator>Uoma</generator>", "<generator/><generator/>"),
    ):  # fmt: skip
        broken = right.replace(old, new).replace("</name></author>", "</uri></author>" if "uri" in new else "</name></author>")
        try:
            assert told_wrong(broken.encode()), old
        except ValueError:
            assert "00:00" in new


def test_a_feed_speaks_the_language_of_its_tree_and_leads_to_pages_beside_it() -> None:
    finnish, english = printed(Feed, drawn("x")), printed(Feed, drawn("x").told_in("en"))
    top = etree.fromstring(finnish["themes/lasku.atom"])
    assert top.get("{http://www.w3.org/XML/1998/namespace}lang") == "fi"
    hrefs = [link.get("href") for link in top.iter(f"{ATOM}link")]
    assert hrefs == ["lasku.atom", "lasku.html", "../insights/c-1.html", "../insights/c-1.html", "lasku.html"]
    assert "Heikkeni: x" in finnish["changes.atom"].decode()
    assert "Grew weaker: x" in english["changes.atom"].decode()
    assert "from 90% to 70%" in english["changes.atom"].decode()


def test_the_same_facts_make_the_same_bytes() -> None:
    for kind in (Feed, Cards, Records):
        assert printed(kind, drawn("x")) == printed(kind, drawn("x"))


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.just(NASTY), st.text(min_size=1, max_size=60)).filter(lambda text: text.strip()))
def test_whatever_people_say_stays_text_in_a_feed_and_on_a_card(text: str) -> None:
    picture = drawn(text)
    for content in printed(Feed, picture, drawn("x")).values():
        assert told_wrong(content) == []
    card = lxml_html.document_fromstring(printed(Cards, picture, drawn("x"))["cards/c-1.html"])
    known = {"html", "head", "meta", "title", "link", "body", "main", "h1", "a", "p", "span", "blockquote", "footer"}
    assert {node.tag for node in card.iter()} <= known
    assert not [name for node in card.iter() for name in node.attrib if name.startswith("on") or name == "style"]


def test_a_card_stands_alone_and_leads_to_its_page() -> None:
    content = printed(Cards, drawn("Lasku aukeaa kerralla."))["cards/c-1.html"].decode()
    top = lxml_html.document_fromstring(content)
    assert (top.get("lang"), top.xpath("//meta[@name='robots']/@content")) == ("fi", ["noindex"])
    assert top.xpath("//link/@href") == ["../assets/uoma/favicon.svg", "../assets/uoma/card.css"]
    assert {(a.get("href"), a.get("target"), a.get("rel")) for a in top.iter("a")} == {("../insights/c-1.html", "_blank", "noopener")}
    assert not list(top.iter("script", "style", "img"))
    told = " ".join(html.unescape(top.text_content()).split())
    assert "Lasku aukeaa kerralla." in told
    assert all(part in told for part in ("Varmuus: matala", "yksi tutkimus", "P1", "1.3.2026", "21.11.2026"))
    assert top.xpath("//blockquote/p/@lang") == ["en"]


def test_the_cards_look_knows_both_palettes_and_fetches_nothing() -> None:
    look = (TEMPLATES.parent / "site" / "theme" / "card.css").read_text("utf-8")
    assert "prefers-color-scheme: dark" in look
    assert not re.search(r"url\(|@import|http", look)
