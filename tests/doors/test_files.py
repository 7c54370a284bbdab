"""The file door: which files of a study are read, and what is said of the others."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

import pytest

from flows.errors import Unreadable
from flows.model.contracts import Place
from flows.model.material import Found, Trouble
from flows.model.noun import digest_of
from flows.model.studies import SourceEntry
from flows.sources.files import FileSource, bytes_of, unclaimed


class Notes(FileSource):
    kind: ClassVar[str] = "notes"
    endings: ClassVar[tuple[str, ...]] = (".txt", ".note")


def place(root: Path, path: str = "*", kind: str = "") -> Place:
    return Place(root=root, study="laskutus", entry=SourceEntry(path=path, kind=kind))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    study = tmp_path / "research_plans" / "laskutus"
    (study / "syksy" / "viikko 1").mkdir(parents=True)
    for name in ("B.txt", "a.TXT", "kuva.png", "plan.yaml", "README.md", ".piilossa.txt", "~$B.txt", ".~lock.B.txt#", "consents.txt"):
        (study / name).write_text(name, encoding="utf-8")
    (study / "syksy" / "C.note").write_text("c", encoding="utf-8")
    (study / "syksy" / "viikko 1" / "D.txt").write_text("d", encoding="utf-8")
    return tmp_path / "research_plans"


def keys(found: object) -> list[str]:
    return [item.key if isinstance(item, Found) else f"{item.code}: {item.place}" for item in found]  # type: ignore[attr-defined]


def test_a_source_finds_its_own_files_sorted_and_leaves_the_study_s_own_papers_alone(root: Path):
    assert keys(Notes().find(place(root))) == ["laskutus/B.txt", "laskutus/a.TXT"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("**/*", ["B.txt", "a.TXT", "syksy/C.note", "syksy/viikko 1/D.txt"]),
        ("**", ["B.txt", "a.TXT", "syksy/C.note", "syksy/viikko 1/D.txt"]),
        ("**/D.txt", ["syksy/viikko 1/D.txt"]),
        ("syksy/*", ["syksy/C.note"]),
        ("syksy", ["syksy/C.note", "syksy/viikko 1/D.txt"]),
        ("./syksy\\*.note", ["syksy/C.note"]),
        ("?.txt", ["B.txt", "a.TXT"]),
        ("b.txt", ["B.txt"]),
    ],
)
def test_a_plan_names_files_by_glob(root: Path, path: str, expected: list[str]):
    assert keys(Notes().find(place(root, path))) == [f"laskutus/{key}" for key in expected]


def test_an_entry_with_a_kind_is_read_by_that_kind_alone_and_whatever_the_ending(root: Path):
    assert keys(Notes().find(place(root, "*.png", "notes"))) == ["laskutus/kuva.png"]
    assert keys(Notes().find(place(root, "*", "docx"))) == []


def test_a_file_of_a_mac_is_found_by_a_plan_typed_elsewhere(root: Path):
    (root / "laskutus" / "Ma\u0308a\u0308tta\u0308.txt").write_text("x", encoding="utf-8")
    assert len(keys(Notes().find(place(root, "Määttä.txt")))) == 1


def test_a_fingerprint_is_of_the_content_and_of_nothing_else(root: Path):
    first = next(iter(Notes().find(place(root, "B.txt"))))
    os.utime(root / "laskutus" / "B.txt", (1, 1))
    assert next(iter(Notes().find(place(root, "B.txt")))) == first
    assert isinstance(first, Found)
    assert first.fingerprint == digest_of(b"B.txt")
    assert (first.name, first.study, first.kind) == ("B.txt", "laskutus", "notes")
    (root / "laskutus" / "B.txt").write_text("B.txt!", encoding="utf-8")
    changed = next(iter(Notes().find(place(root, "B.txt"))))
    assert isinstance(changed, Found)
    assert changed.fingerprint != first.fingerprint


@pytest.mark.parametrize("path", ["../salaa/*.txt", "/etc/*.txt", "syksy/../../x.txt", "C:\\salaa\\x.txt"])
def test_a_path_never_leads_out_of_the_study(root: Path, path: str):
    (root / "salaa").mkdir()
    (root / "salaa" / "x.txt").write_text("x", encoding="utf-8")
    assert [item.code for item in Notes().find(place(root, path)) if isinstance(item, Trouble)] == ["outside"]


def test_links_and_folders_that_look_like_documents_are_told_and_the_rest_is_found(root: Path, tmp_path: Path):
    study = root / "laskutus"
    (tmp_path / "ulkona.txt").write_text("salaisuus", encoding="utf-8")
    (study / "c.txt").symlink_to(tmp_path / "ulkona.txt")
    (study / "d.txt").symlink_to(study / "ei ole.txt")
    (study / "e.txt").mkdir()
    (study / "f.txt").symlink_to(study / "f.txt")
    (study / "g.txt").symlink_to(study / "B.txt")
    os.mkfifo(study / "h.txt")
    assert keys(Notes().find(place(root))) == [
        "laskutus/B.txt",
        "laskutus/a.TXT",
        "outside: laskutus/c.txt",
        "broken-link: laskutus/d.txt",
        "folder: laskutus/e.txt",
        "broken-link: laskutus/f.txt",
        "laskutus/g.txt",
        "not-a-file: laskutus/h.txt",
    ]


def test_a_file_name_that_is_not_utf8_is_told_in_letters_that_can_be_stored(root: Path):
    (Path(os.fsdecode(bytes(root / "laskutus") + b"/P\xe4\xe4.txt"))).write_bytes(b"x")
    troubles = [item for item in Notes().find(place(root)) if isinstance(item, Trouble)]
    assert [trouble.code for trouble in troubles] == ["bad-name"]
    assert troubles[0].place.encode("utf-8")


@pytest.mark.usefixtures("root", "unprivileged")
def test_a_file_without_permission_is_told(root: Path):
    (root / "laskutus" / "B.txt").chmod(0)
    assert keys(Notes().find(place(root))) == ["no-permission: laskutus/B.txt", "laskutus/a.TXT"]


def test_a_path_that_finds_nothing_is_told_only_by_the_source_it_was_meant_for(root: Path):
    assert keys(Notes().find(place(root, "P99.txt"))) == ["nothing-found: laskutus/P99.txt"]
    assert keys(Notes().find(place(root, "P99.docx"))) == []
    assert keys(Notes().find(place(root, "vanhat/*"))) == []


def test_a_study_without_a_folder_has_no_files(tmp_path: Path):
    assert keys(Notes().find(place(tmp_path))) == []
    assert list(unclaimed(place(tmp_path), (".txt",))) == []


def test_a_file_is_read_whole_or_refused_with_a_code(root: Path):
    def found(key: str) -> Found:
        return Found(key=key, name=Path(key).name, study="laskutus", kind="notes", fingerprint="")

    assert bytes_of(place(root), found("laskutus/B.txt")) == b"B.txt"
    (root / "laskutus" / "tyhjä.txt").touch()
    with (root / "laskutus" / "iso.txt").open("wb") as large:
        large.truncate(200 * 1024 * 1024 + 1)
    refused = {
        "laskutus/tyhjä.txt": "empty-file",
        "laskutus/iso.txt": "too-large",
        "laskutus/poissa.txt": "gone",
        "laskutus/syksy": "folder",
    }
    for key, code in (refused | {"../ulkona.txt": "outside"}).items():
        with pytest.raises(Unreadable) as caught:
            bytes_of(place(root), found(key))
        assert caught.value.code == code
        assert caught.value.hint
    assert "too-large: laskutus/iso.txt" in keys(Notes().find(place(root)))
    assert "laskutus/tyhjä.txt" in keys(Notes().find(place(root)))


def test_no_file_of_a_study_is_passed_over_in_silence(root: Path):
    assert keys(unclaimed(place(root), Notes.endings)) == ["not-read: laskutus/kuva.png"]
    assert ".note, .txt" in next(iter(unclaimed(place(root), Notes.endings))).hint
    read = {"laskutus/B.txt", "laskutus/syksy/C.note"}
    assert keys(unclaimed(place(root), Notes.endings, read)) == [
        "not-listed: laskutus/a.TXT",
        "not-read: laskutus/kuva.png",
        "not-listed: laskutus/syksy/viikko 1/D.txt",
    ]
    assert {trouble.severity for trouble in unclaimed(place(root), Notes.endings, read)} == {"note"}
