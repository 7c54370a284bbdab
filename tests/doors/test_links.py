"""The link check: what it finds, what it lets be, and that a site as it is built passes."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.model.organisation import Organisation
from flows.press.bind import bind
from flows.press.links import TOLD, broken

ROOT = Path(__file__).parents[2]


def laid(site: Path, **pages: str) -> Path:
    """A site with these bodies, `sub__page` for sub/page.html, and files to point at."""
    for name, body in {"index": "<p id='top-of-it'>x</p>", "sub__page": "<a name='old'></a><h2 id='ä'>x</h2>", **pages}.items():
        path = site / f"{name.replace('__', '/')}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<!doctype html><html><head><meta charset='utf-8'></head><body>{body}</body></html>", "utf-8")
    (site / "a b.csv").write_text("x")
    (site / "p.png").write_bytes(b"x")
    return site


GOOD = (
    '<a href="sub/page.html">',
    '<a href="sub/page.html#old">',
    '<a href="sub/page.html#ä">',
    '<a href="sub/page.html#%C3%A4">',
    '<a href="sub/page.html?q=1#old">',
    '<a href="./sub/../index.html#top-of-it">',
    '<a href="#">',
    '<a href="#top">',
    '<a href="index.html#:~:text=anything">',
    '<a href="a%20b.csv">',
    '<a href="">',
    "<a name=x>",
    '<a href="https://example.org/#x">',
    '<a href="mailto:a@example.org">',
    '<link rel="canonical" href="https://example.org/">',
    '<img src="p.png" srcset="p.png 1x, p.png 2x">',
    '<img src="data:image/png;base64,AAAA">',
    "<style>p { background: url(p.png) } a { background: url('data:image/svg+xml,<svg/>') }</style>",
    '<svg><use xlink:href="#top-of-it-2"></use></svg><i id="top-of-it-2"></i>',
    "&lt;a href=&quot;nowhere.html&quot;&gt;",
    "<!-- <a href='nowhere.html'> -->",
)

BAD = {
    '<a href="sub/none.html">': "href sub/none.html leads nowhere",
    "<p><a href='Index.html'>": "href Index.html leads nowhere",
    '<a href="sub/">': "href sub/ leads nowhere",
    '<a href="sub">': "href sub leads nowhere",
    '<a href="../index.html">': "href ../index.html leads nowhere",
    '<a href="sub/page.html#none">': "href sub/page.html#none leads to no such place on the page",
    '<a href="#none">': "href #none leads to no such place on the page",
    '<a href="/index.html">': "href /index.html begins at the server's root, where the site need not be",
    '<img src="none.png">': "src none.png leads nowhere",
    '<img srcset="p.png 1x, none.png 2x">': "srcset none.png leads nowhere",
    '<video poster="none.png">': "poster none.png leads nowhere",
    '<svg><use xlink:href="none.svg#a"></use></svg>': "xlink:href none.svg#a leads nowhere",
    '<meta http-equiv="refresh" content="0; url=none.html">': "refresh none.html leads nowhere",
    '<a href="javascript:alert(1)">': "a javascript: address is not allowed in <a>",
    '<a href=" java\nscript:alert(1)">': "a javascript: address is not allowed in <a>",
    '<a href="JAVASCRIPT&#58;alert(1)">': "a javascript: address is not allowed in <a>",
    '<a href="data:text/html,<script>1</script>">': "a data: address is not allowed in <a>",
    '<iframe src="data:application/xhtml+xml,x"></iframe>': "a data: address is not allowed in <iframe>",
    '<form action="vbscript:x"></form>': "a vbscript: address is not allowed in <form>",
    '<a href="ftp://example.org/x">': "a ftp: address is not allowed in <a>",
    '<a href="file:///etc/passwd">': "a file: address is not allowed in <a>",
    '<a href="//example.org/x">': "href //example.org/x names a host but no scheme",
    '<img src="https://example.org/x.png">': "<img> loads https://example.org/x.png from another host",
    '<script src="http://example.org/x.js"></script>': "<script> loads http://example.org/x.js from another host",
    '<link rel="stylesheet" href="https://example.org/x.css">': "<link> loads https://example.org/x.css from another host",
    '<link rel="canonical stylesheet" href="https://example.org/x.css">': "<link> loads https://example.org/x.css from another host",
    '<iframe src="https://example.org/"></iframe>': "<iframe> loads https://example.org/ from another host",
    '<p style="background:url( https://example.org/x.png )">': "<p> loads https://example.org/x.png from another host",
    "<style>@import 'https://example.org/x.css';</style>": "<style> loads https://example.org/x.css from another host",
    "<i id=a></i><b id=a></b><u id=a></u>": "id a stands 3 times",
}


@pytest.mark.parametrize("body", GOOD)
def test_what_leads_somewhere_is_let_be(body: str, tmp_path: Path):
    assert broken(laid(tmp_path, index=f"<p id='top-of-it'></p>{body}")) == ()


@pytest.mark.parametrize(("body", "said"), BAD.items())
def test_what_is_broken_is_said_in_a_sentence(body: str, said: str, tmp_path: Path):
    assert broken(laid(tmp_path, index=body)) == (f"index.html: {said}",)


def test_links_start_from_the_page_that_they_stand_on(tmp_path: Path):
    assert broken(laid(tmp_path, sub__page="<a href='../index.html'></a><a href='index.html'></a>")) == (
        "sub/page.html: href index.html leads nowhere",
    )


def test_the_page_for_what_is_not_found_is_shown_at_any_depth_and_begins_at_the_root(tmp_path: Path):
    laid(tmp_path).joinpath("404.html").write_text("<a href='/index.html'></a><a href='/none.html'></a>")
    assert broken(tmp_path) == ("404.html: href /none.html leads nowhere",)


def test_a_style_sheet_must_not_load_from_elsewhere_either(tmp_path: Path):
    (laid(tmp_path) / "x.css").write_text("@import url(https://example.org/y.css); p { background: url(none.png) }")
    assert broken(tmp_path) == (
        "x.css: <style> loads https://example.org/y.css from another host",
        "x.css: url none.png leads nowhere",
    )


def test_sentences_are_sorted_each_told_once_and_fifty_at_most(tmp_path: Path):
    links = "".join(f"<a href='n{n:03}.html'></a><a href='n{n:03}.html'></a>" for n in reversed(range(80)))
    said = broken(laid(tmp_path, index=links))
    assert said == tuple(f"index.html: href n{n:03}.html leads nowhere" for n in range(TOLD))


def test_long_addresses_are_told_short(tmp_path: Path):
    (said,) = broken(laid(tmp_path, index=f"<a href='{'x' * 5000}.html'></a>"))
    assert len(said) < 150


@pytest.mark.parametrize("content", [b"", b"   ", b"<!-- nothing -->", b"\xff\xfe\x00<", b"plain words", b"<a href='index.html'"])
def test_a_page_that_is_hardly_html_does_not_stop_the_check(content: bytes, tmp_path: Path):
    (laid(tmp_path) / "odd.html").write_bytes(content)
    assert broken(tmp_path) == ()


@given(
    st.lists(
        st.sampled_from([*GOOD, *BAD, "<", ">", '"', "&#0;", "%00", "</p>", "<svg>", "<template>", "<a href=", "http://["]), max_size=6
    ).map("".join)
)
@settings(max_examples=60, deadline=None)
def test_no_html_stops_the_check(body: str):
    with TemporaryDirectory() as folder:
        said = broken(laid(Path(folder), index=body))
    assert list(said) == sorted(set(said))


def test_a_folder_without_pages_has_no_broken_links(tmp_path: Path):
    assert broken(tmp_path) == ()


def test_a_site_as_it_is_built_has_no_broken_links_until_raw_html_brings_one(tmp_path: Path):
    docs = tmp_path / "docs"
    shutil.copytree(ROOT / "site" / "theme", docs / "assets" / "uoma")
    (docs / "insights").mkdir()
    (docs / "index.md").write_text("# Etusivu\n\n[Yksi](insights/yksi.md#kohta)\n", "utf-8")
    (docs / "insights" / "yksi.md").write_text('# Yksi\n\n## Kohta\n\n<p><a href="../index.html">alkuun</a></p>\n', "utf-8")
    bind(docs, tmp_path / "one", ROOT / "mkdocs.yml", Organisation(name="Malli"), date(2026, 3, 2), (ROOT / "templates",))
    assert broken(tmp_path / "one") == ()
    (docs / "insights" / "yksi.md").write_text('# Yksi\n\n## Kohta\n\n<p><a href="../etusivu.html">alkuun</a></p>\n', "utf-8")
    bind(docs, tmp_path / "two", ROOT / "mkdocs.yml", Organisation(name="Malli"), date(2026, 3, 2), (ROOT / "templates",))
    assert broken(tmp_path / "two") == ("insights/yksi.html: href ../etusivu.html leads nowhere",)


@pytest.mark.slow
def test_a_thousand_pages_take_less_than_five_seconds(tmp_path: Path):
    sections = "".join(f"<h2 id='h{n}'>x</h2><p>{'sana ' * 200}<a href='p{n}.html#h{n}'>x</a></p>" for n in range(30))
    for n in range(1000):
        (tmp_path / f"p{n}.html").write_text(f"<html><body>{sections}</body></html>")
    begun = process_time()
    assert broken(tmp_path) == ()
    assert process_time() - begun < 5
