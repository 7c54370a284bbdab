"""Bundle: the site as one zip: the same bytes for the same site, nothing in it that is for servers, and it opens from a disk."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest

from flows.errors import Unwritable
from flows.press.bundle import TOP, bundle

FILES = {
    "index.html": "<p>etusivu ä</p>",
    "insights/c-001.html": "<p>x</p>",
    "search/search_index.js": "var __index = {}",
    ".headers/nginx.conf": "add_header",
    ".release.json": "{}",
    "pagefind/pagefind.js": "x",
    "en/pagefind/pagefind.js": "x",
    "en/index.html": "<p>home</p>",
}


def lay(site: Path, names: list[str]) -> Path:
    for name in names:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(FILES[name], "utf-8")
    return site


def test_readers_files_are_in_it_and_no_others(tmp_path: Path):
    assert bundle(lay(tmp_path / "site", [*FILES]), tmp_path / "site.zip") == 4
    with zipfile.ZipFile(tmp_path / "site.zip") as packed:
        assert packed.testzip() is None
        assert packed.namelist() == [
            f"{TOP}/{name}" for name in ("en/index.html", "index.html", "insights/c-001.html", "search/search_index.js")
        ]
        assert packed.read(f"{TOP}/index.html").decode() == FILES["index.html"]


def test_the_same_site_gives_the_same_bytes_whenever_and_in_whatever_order_it_was_written(tmp_path: Path):
    one, other = lay(tmp_path / "one", [*FILES]), lay(tmp_path / "other", [*reversed(FILES)])
    os.utime(other / "index.html", (1, 1))
    (other / "index.html").chmod(0o600)
    bundle(one, tmp_path / "one.zip")
    bundle(other, tmp_path / "other.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_a_file_of_that_name_is_replaced_at_once_and_stands_until_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site, into = lay(tmp_path / "site", [*FILES]), tmp_path / "deep" / "site.zip"
    bundle(site, into)
    before = into.read_bytes()

    def no_room(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", no_room)
    with pytest.raises(Unwritable, match="No space left"):
        bundle(site, into)
    assert (into.read_bytes(), [path.name for path in into.parent.iterdir()]) == (before, ["site.zip"])


def test_a_folder_of_that_name_is_refused_in_words(tmp_path: Path):
    (tmp_path / "site.zip").mkdir()
    with pytest.raises(Unwritable, match="cannot be written"):
        bundle(lay(tmp_path / "site", [*FILES]), tmp_path / "site.zip")
    assert not list(tmp_path.glob(".*"))


def test_a_place_within_the_site_is_refused(tmp_path: Path):
    (tmp_path / "site").mkdir()
    with pytest.raises(Unwritable, match="within the site"):
        bundle(tmp_path / "site", tmp_path / "site" / "x.zip")


def test_it_unpacks_into_one_folder(tmp_path: Path):
    bundle(lay(tmp_path / "site", [*FILES]), tmp_path / "site.zip")
    shutil.unpack_archive(tmp_path / "site.zip", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [TOP]
