"""One tree for each language, addresses that never die, and the menu in groups."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flows.model.cycles import Cycle
from flows.model.organisation import Organisation
from flows.model.pages import Leaf, Page
from flows.press.fill import Desk
from flows.press.menu import GROUPS, grouped, section_of
from flows.press.moved import addresses, forwarded
from flows.press.trees import switch, trees
from flows.press.write import Copied, Written, write

ROOT = Path(__file__).parents[2]
CYCLE = Cycle(number=2, name="kierros 2", today=date(2026, 11, 21))
BOTH: Any = ("fi", "en")


def organisation(languages: Any = BOTH) -> Organisation:
    return Organisation(name="Malli Oy", languages=languages)


def page(path: str, of: str = "", aliases: tuple[str, ...] = (), title: str = "Väite") -> Page:
    return Page(path=path, title=title, template="page.md.j2", facts={}, of=of, aliases=aliases)


def desk(tmp_path: Path, language: str = "fi", languages: Any = BOTH) -> Desk:
    templates = tmp_path / "templates"
    for kind in ("pages", "leaves"):
        (templates / kind).mkdir(parents=True, exist_ok=True)
    (templates / "pages" / "page.md.j2").write_text("{{ strip() }}\n# {{ page.title }}\n")
    (templates / "leaves" / "card.html.j2").write_text("<p>{{ said }}</p>{{ link('insights/c-1.md') }}")
    whole = organisation(languages)
    return Desk((templates, ROOT / "templates"), whole.told_in(language), CYCLE, trees(whole))


def written(
    tmp_path: Path, pages: list[Page | Leaf], known: dict[str, str] | None = None, language: str = "fi", languages: Any = BOTH
) -> Written:
    return write(pages, tmp_path / language, desk(tmp_path, language, languages), (), known or {})


def test_the_first_language_lies_at_the_root_and_each_other_in_a_folder() -> None:
    assert trees(organisation()) == {"fi": "", "en": "en/"}
    assert trees(organisation(("en",))) == {"en": ""}


def test_every_page_leads_to_itself_in_the_other_language_and_a_site_of_one_language_has_no_switch(tmp_path: Path) -> None:
    folders = trees(organisation())
    assert 'lang="en" hreflang="en" href="../en/insights/c-1.html"' in switch("insights/c-1.md", "fi", folders)
    assert 'lang="fi" hreflang="fi" href="../../insights/c-1.html"' in switch("insights/c-1.md", "en", folders)
    assert 'href="en/index.html"' in switch("index.md", "fi", folders)
    assert not switch("index.md", "fi", {"fi": ""})
    written(tmp_path, [page("insights/c-1.md")], language="en")
    assert 'href="../../insights/c-1.html">Suomeksi</a>' in (tmp_path / "en" / "insights" / "c-1.md").read_text()


def test_a_hand_written_page_of_one_language_stands_in_its_tree_alone(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "en").mkdir(parents=True)
    (mine / "about.md").write_text("# Meistä\n")
    (mine / "en" / "about.md").write_text("# About us\n")
    for language, heading in (("fi", "# Meistä"), ("en", "# About us")):
        write([], tmp_path / language, desk(tmp_path, language), [Copied(mine)])
        assert heading in (tmp_path / language / "about.md").read_text()
        assert not (tmp_path / language / "en").exists()


def test_a_hand_written_page_that_stands_in_one_language_alone_leads_to_no_other(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "en").mkdir(parents=True)
    for name in ("en/only.md", "en/c.md", "both.md"):
        (mine / name).write_text("# About\n")
    write([page("c.md")], tmp_path / "en", desk(tmp_path, "en"), [Copied(mine)])
    switched = {name: "Suomeksi" in (tmp_path / "en" / name).read_text() for name in ("only.md", "c.md", "both.md")}
    assert switched == {"only.md": False, "c.md": True, "both.md": True}


def test_an_address_whose_thing_was_renamed_leads_to_the_new_one(tmp_path: Path) -> None:
    first = written(tmp_path, [page("insights/vanha.md", of="insight:c-1")])
    written(tmp_path, [page("insights/uusi.md", of="insight:c-1")], first.addresses)
    notice = (tmp_path / "fi" / "insights" / "vanha.html").read_text()
    assert 'content="0; url=uusi.html"' in notice
    assert '<a href="uusi.html">' in notice


def test_an_address_of_something_that_is_no_more_says_so_and_is_never_lost(tmp_path: Path) -> None:
    first = written(tmp_path, [page("insights/c-1.md", of="insight:c-1"), page("insights/c-2.md", of="insight:c-2")])
    second = written(tmp_path, [page("insights/c-2.md", of="insight:c-2")], first.addresses)
    written(tmp_path, [page("insights/c-2.md", of="insight:c-2")], {**first.addresses, **second.addresses})
    notice = (tmp_path / "fi" / "insights" / "c-1.html").read_text()
    assert "Täällä ei ole enää mitään" in notice
    assert "refresh" not in notice
    assert 'href="../index.html"' in notice


def test_what_was_merged_leads_to_what_it_became_in_every_tree(tmp_path: Path) -> None:
    became = page("insights/c-2.md", of="insight:c-2", aliases=("insights/c-1.md",))
    for language in BOTH:
        written(tmp_path, [became], language=language)
        assert 'url=c-2.html"' in (tmp_path / language / "insights" / "c-1.html").read_text()


def test_an_address_that_comes_back_is_the_page_again(tmp_path: Path) -> None:
    first = written(tmp_path, [page("insights/c-1.md", of="insight:c-1")])
    written(tmp_path, [], first.addresses)
    assert (tmp_path / "fi" / "insights" / "c-1.html").exists()
    written(tmp_path, [page("insights/c-1.md", of="insight:c-1")], first.addresses)
    assert not (tmp_path / "fi" / "insights" / "c-1.html").exists()


def test_when_the_other_language_becomes_the_first_its_old_addresses_lead_to_the_root() -> None:
    pages = [page("insights/c-1.md", of="insight:c-1")]
    known = addresses(pages, trees(organisation(("fi", "en"))).values())
    leads = forwarded(known, pages, trees(organisation(("en", "fi"))).values())
    assert leads == {"en/insights/c-1.md": "insights/c-1.md"}


def test_old_aliases_cards_and_hand_written_pages_are_remembered_like_pages(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "en").mkdir(parents=True)
    (mine / "about.md").write_text("# Meistä\n")
    (mine / "en" / "only.md").write_text("# Only in English\n")
    merged = page("themes/b.md", of="theme:b", aliases=("themes/a.md",))
    card = Leaf("cards/c-1.html", {"said": "Sanat"}, "card.html.j2")
    made = [write([merged, page("insights/c-1.md"), card], tmp_path / at, desk(tmp_path, at), [Copied(mine)]) for at in BOTH]
    known = {**made[0].addresses, **made[1].addresses}
    assert {"en/only.md", "en/about.md", "cards/c-1.md", "en/themes/a.md"} <= known.keys()
    assert "only.md" not in known
    write([page("insights/c-1.md"), card], tmp_path / "fi", desk(tmp_path, "fi", ("fi",)), [], known)
    at = tmp_path / "fi"
    assert "Sanat" in (at / "cards" / "c-1.html").read_text()
    assert "url=../../cards/c-1.html" in (at / "en" / "cards" / "c-1.html").read_text()
    for gone in ("about", "en/about", "en/only", "themes/a", "en/themes/a", "themes/b"):
        assert "Täällä ei ole enää mitään" in (at / f"{gone}.html").read_text()
    write([page("insights/c-1.md")], tmp_path / "fi", desk(tmp_path, "fi", ("fi",)), [Copied(mine)], known)
    assert "Täällä ei ole enää mitään" in (at / "cards" / "c-1.html").read_text()
    assert not (at / "about.html").exists()


KEYS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), unique=True)


@given(st.lists(KEYS, min_size=1, max_size=4), st.sampled_from([("fi",), ("fi", "en"), ("en", "fi")]))
def test_no_address_that_ever_was_is_without_a_page_or_a_notice(turns: list[list[str]], languages: Any) -> None:
    known: dict[str, str] = {}
    for keys in turns:
        pages = [page(f"insights/{key}.md", of=f"insight:{key}") for key in keys]
        folders = trees(organisation(languages)).values()
        made, leads = addresses(pages, folders), forwarded(known, pages, folders)
        assert known.keys() <= made.keys() | leads.keys()
        assert not made.keys() & leads.keys()
        assert {way for way in leads.values() if way} <= made.keys()
        known |= made


def test_the_menu_has_groups_and_what_no_group_knows_stands_alone() -> None:
    groups = grouped(
        ["index.md", "insights/index.md", "insights/c-1.md", "themes/index.md", "catalogue.md", "omaa.md", "search.md", "segments/x.md"]
    )
    assert [(group.name, group.sections) for group in groups] == [
        ("What we know", ("insights/index.md", "themes/index.md")),
        ("Where it comes from", ("catalogue.md",)),
        ("", ("omaa.md",)),
        ("", ("search.md",)),
    ]
    assert section_of("segments/taloyhtiot.md") == "personas"


def test_a_page_shows_its_own_groups_sections_and_marks_where_one_is(tmp_path: Path) -> None:
    sections = [page("insights/index.md", title="Oivallukset"), page("themes/index.md", title="Teemat <i>"), page("insights/c-1.md")]
    written(tmp_path, sections)
    told = (tmp_path / "fi" / "insights" / "c-1.md").read_text()
    assert 'data-tab="1"' in told
    assert '<a href="index.html" aria-current="true">Oivallukset</a>' in told
    assert re.search(r'<a href="../themes/index.html">Teemat &#60;i&#62;</a>', told)


def test_every_group_has_a_finnish_name() -> None:
    words = Desk((ROOT / "templates",), organisation(), CYCLE).words
    assert all(words.gettext(name) != name for name, _ in GROUPS)


def test_leaves_stand_beside_the_pages_escaped_as_each_needs_it(tmp_path: Path) -> None:
    said = "<b>5 * 3 & \u202eäö\x00 😀</b>"
    leaves: list[Page | Leaf] = [
        Leaf("insights/c-1.json", {"said": said, "on": date(2026, 3, 2)}),
        Leaf("cards/c-1.html", {"said": said}, "card.html.j2"),
    ]
    written(tmp_path, leaves)
    assert '"on": "2026-03-02"' in (tmp_path / "fi" / "insights" / "c-1.json").read_text()
    card = (tmp_path / "fi" / "cards" / "c-1.html").read_text()
    assert card == "<p>&lt;b&gt;5 * 3 &amp; äö 😀&lt;/b&gt;</p>../insights/c-1.html"
