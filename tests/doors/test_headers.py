"""Headers: search engines are kept out, and no script runs that the theme did not put into a page."""

from __future__ import annotations

import base64
import hashlib
import shutil
from pathlib import Path

import pytest

from flows.press.headers import NOINDEX, ROBOTS, head, policy

PALETTE = "var palette=__md_get('__palette')"
DATA = '{"base": "."}'


def scope(level: str) -> str:
    return f'__md_scope=new URL("{level}",location)'


def page(level: str, inside: str = "", article: bool = True) -> str:
    body = f"<article>{inside}</article>" if article else inside
    return (
        f'<!doctype html><html lang="fi"><head><meta charset="utf-8"><title>x</title><script src="{level}/a.js"></script>'
        f"<script>{scope(level)}</script><script>{PALETTE}</script></head><body>{body}"
        f'<script id="__config" type="application/json">{DATA}</script></body></html>'
    )


def hashed(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def lay(site: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(content, "utf-8")
    return site


@pytest.fixture
def site(tmp_path: Path) -> Path:
    plain = (
        '<!doctype html><html lang="fi"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>x</title></head></html>'
    )
    return lay(
        tmp_path / "site",
        {
            "404.html": page("/"),
            "index.html": page("."),
            "insights/c-001.html": page(".."),
            "en/insights/c-001.html": page("../.."),
            "insights/old.html": plain,
            "cards/c-001.html": "<!doctype html><html><head><title>x</title></head><body><p>x</p></body></html>",
        },
    )


def allowed(site: Path) -> set[str]:
    told = (site / ".headers" / "nginx.conf").read_text("utf-8")
    return {word for word in told.split("script-src")[1].split(";")[0].split() if word.startswith("'sha256")}


def test_every_script_of_the_theme_may_run_at_every_depth_and_nothing_else(site: Path):
    assert head(site).strange == []
    assert allowed(site) == {hashed(PALETTE), *(hashed(scope(level)) for level in ("/", ".", "..", "../.."))}


def test_data_in_a_scripts_clothes_and_scripts_of_their_own_file_need_no_leave(site: Path):
    head(site)
    assert hashed(DATA) not in allowed(site)


@pytest.mark.parametrize("where", ["index.html", "insights/c-001.html"])
def test_a_script_that_slipped_into_a_page_is_told_and_may_not_run(where: str, site: Path):
    lay(site, {where: page("." if where == "index.html" else "..", "<script>alert(1)</script><SCRIPT\ntype=module>alert(2)</SCRIPT >")})
    assert head(site).strange == [where]
    assert not {hashed("alert(1)"), hashed("alert(2)")} & allowed(site)


@pytest.mark.parametrize(
    "inside",
    [
        '<script type="module">alert(1)</script>',
        '<script type="text/javascript">alert(1)</script>',
        '<script type="">alert(1)</script>',
        "<script type='text/ecmascript'>alert(1)</script>",
        '<script data-src="x" data-type="y">alert(1)</script>',
        "<script>alert(1)",
        '<img src="x" onerror="alert(1)">',
        "<svg/onload=alert(1)>",
        '<a href=" javascript:alert(1)">x</a>',
    ],
)
def test_a_script_in_any_clothes_is_told(inside: str, site: Path):
    lay(site, {"index.html": page(".", inside)})
    assert head(site).strange == ["index.html"]


@pytest.mark.parametrize("inside", ["<p>kun on = 1, onneksi=2 ja javascript:x</p>", '<script type="application/ld+json">{"a": 1}</script>'])
def test_words_about_scripts_and_data_are_no_scripts(inside: str, site: Path):
    lay(site, {"index.html": page(".", inside)})
    assert head(site).strange == []


def test_a_page_may_show_a_card_of_its_own_site(site: Path):
    head(site)
    assert "frame-src 'self';" in (site / ".headers" / "_headers").read_text("utf-8")


def test_a_page_that_asks_to_be_found_is_not(site: Path):
    lay(site, {"index.html": page(".", '<meta name="robots" content="index, follow">')})
    head(site)
    assert NOINDEX in (site / "index.html").read_bytes()


def test_a_script_that_differs_from_the_themes_by_more_than_its_depth_may_not_run(site: Path):
    script = scope("https://evil.example/")
    lay(site, {"index.html": page(".", f"<script>{script}</script>")})
    assert head(site).strange == ["index.html"]
    assert hashed(script) not in allowed(site)


def test_every_page_tells_search_engines_to_leave_it_out_once(site: Path):
    head(site)
    head(site)
    pages = list(site.rglob("*.html"))
    assert [path.read_bytes().count(NOINDEX) for path in pages] == [1] * len(pages)
    assert (site / "robots.txt").read_text("utf-8") == ROBOTS


def test_somebodys_own_robots_file_is_left_alone(site: Path):
    lay(site, {"robots.txt": "User-agent: ours\nDisallow:\n"})
    head(site)
    assert (site / "robots.txt").read_text("utf-8").startswith("User-agent: ours")


def test_pages_with_something_to_read_are_counted_and_those_of_the_handbook_are_not(site: Path):
    lay(site, {"handbook/index.html": page(".."), "en/handbook/index.html": page("../..")})
    assert head(site).pages == 3


def test_the_search_that_runs_as_web_assembly_is_let_run_where_there_is_one(site: Path):
    head(site)
    assert "wasm" not in (site / ".headers" / "nginx.conf").read_text("utf-8")
    lay(site, {"en/pagefind/pagefind.js": ""})
    head(site)
    assert "script-src 'self' 'wasm-unsafe-eval' 'sha256-" in (site / ".headers" / "nginx.conf").read_text("utf-8")


def test_the_same_site_has_the_same_headers(site: Path, tmp_path: Path):
    shutil.copytree(site, tmp_path / "other")
    assert head(site) == head(tmp_path / "other")
    for name in ("nginx.conf", "_headers"):
        assert (site / ".headers" / name).read_bytes() == (tmp_path / "other" / ".headers" / name).read_bytes()


def test_no_script_may_run_because_it_stands_in_a_page():
    told = policy([hashed("x")])
    assert "'unsafe-inline'" not in told.split("script-src")[1].split(";")[0]
    assert "unsafe-eval" not in told
    assert told.startswith("default-src 'none';")
