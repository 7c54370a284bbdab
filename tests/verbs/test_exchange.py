"""The library's voice in other tools, as a user and those tools meet it: leaves of the built site, exports, and codes that come in."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree
from workspaces import make_little

from flows.exchange.codebook import codebook
from flows.exchange.parts import Code, guid
from flows.exchange.read import read_codes, read_project

TODAY = ("--today", "2026-11-21")
LATER = ("--today", "2026-11-28")
THEIRS = ("Maksan heti, vaikka rivit", "Hinta nousi kevään aikana kahdesti")
OTHERS = "Jätän laskun odottamaan"
LEAVES = (".json", ".atom", ".html", ".ics")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory, uoma: Any) -> Path:
    """The little workspace in both languages after a cycle, to be looked at and not to be changed."""
    root = make_little(tmp_path_factory.mktemp("ready") / "little")
    organisation = root / "research_plans" / "organisation.yaml"
    organisation.write_text(re.sub(r"(?m)^languages: .*", "languages: [fi, en]", organisation.read_text("utf-8")), "utf-8")
    done(uoma, "cycle", "--workspace", root, *TODAY)
    return root


@pytest.fixture
def own(ready: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    shutil.copytree(ready, tmp_path / "own", symlinks=True)
    return tmp_path / "own"


def done(uoma: Any, *arguments: str | Path) -> str:
    ended = uoma(*arguments)
    assert ended.returncode == 0, ended.stderr
    return str(ended.stdout)


def leaves(root: Path) -> dict[str, str]:
    """Every file of the site that is made for other tools."""
    public = (root / "site" / "public").resolve()
    found = {path.relative_to(public).as_posix(): path for path in sorted(public.rglob("*")) if path.suffix in LEAVES}
    return {
        name: path.read_text("utf-8")
        for name, path in found.items()
        if re.fullmatch(r"(en/)?(index\.json|schema\.json|changes\.atom|(insights|themes|personas)/.*\.(json|atom)|cards/.*\.html)", name)
    }


def told(found: dict[str, str]) -> str:
    return " ".join(" ".join(re.sub(r"<[^>]+>", " ", text).split()) for text in found.values())


def test_the_site_has_records_feeds_and_cards_in_each_language_and_they_are_valid(ready: Path, uoma: Any) -> None:
    made = leaves(ready)
    wanted = {
        "index.json",
        "schema.json",
        "changes.atom",
        "insights/c-001.json",
        "themes/laskutus.atom",
        "personas/yrittaja.json",
        "cards/c-001.html",
    }
    assert wanted <= made.keys()
    assert {f"en/{name}" for name in wanted} <= made.keys()
    validator = jsonschema.Draft202012Validator(json.loads(made["schema.json"]))
    for name, text in made.items():
        if name.endswith(".json") and not name.endswith("schema.json"):
            validator.validate(json.loads(text))
    public = ready / "site" / "public"
    for tree in ("", "en/"):
        index = json.loads(made[f"{tree}index.json"])
        for entry in index["records"]:
            assert (public / tree / entry["page"]).is_file(), entry
            assert f"{tree}{entry['record']}" in made, entry
        feed = etree.fromstring(made[f"{tree}changes.atom"].encode())
        for link in feed.iter("{http://www.w3.org/2005/Atom}link"):
            assert (public / tree / str(link.get("href"))).is_file(), link.get("href")
    assert "Yrittäjä lykkää maksua" in made["cards/c-001.html"]
    assert "An owner puts off paying" in made["en/cards/c-001.html"]


def test_when_a_person_is_forgotten_no_leaf_and_no_project_holds_their_words(own: Path, uoma: Any, tmp_path: Path) -> None:
    before = leaves(own)
    assert all(words in told(before) for words in (*THEIRS, OTHERS))
    assert any(words in text for words in THEIRS for name, text in before.items() if name.endswith(".json"))
    said = done(uoma, "forget", "P2", "--yes", "--workspace", own, *TODAY)
    after, public = leaves(own), (own / "site" / "public").resolve()
    assert after.keys() == before.keys()
    assert OTHERS in told(after)
    assert not [name for name, text in after.items() for words in THEIRS if words in told({name: text})]
    releases = [path for path in (own / ".uoma").rglob("*") if path.is_file() and path.suffix in LEAVES]
    assert not [path for path in releases if any(words in path.read_text("utf-8", "replace") for words in THEIRS)]
    looked_at = int(re.search(r"(\d[\d ,]*) files", said)[1].replace(" ", "").replace(",", ""))  # type: ignore[index]
    assert looked_at >= len([path for path in public.rglob("*") if path.is_file()])
    project = tmp_path / "project.qdpx"
    done(uoma, "export", "project", "--into", project, "--workspace", own)
    assert not [source for source in read_project(project.read_bytes()).sources if any(words in source.text for words in THEIRS)]


def test_the_proof_finds_words_that_are_left_in_a_leaf_of_any_kind(own: Path, uoma: Any) -> None:
    for number, name in enumerate(("left.json", "left.atom", "left.html")):
        text = {".json": json.dumps({"text": "Hinta nousi kevään\naikana kahdesti eikä kukaan kertonut."}, ensure_ascii=not number)}
        content = text.get(Path(name).suffix, "<p>Hinta nousi <b>kevään</b> aikana kahdesti eik&#228; kukaan kertonut.</p>")
        (own / ".uoma" / name).write_text(content, "utf-8")
    ended = uoma("forget", "P2", "--yes", "--workspace", own, *TODAY)
    assert ended.returncode == 1
    assert all(name in ended.stdout + ended.stderr for name in ("left.json", "left.atom", "left.html"))


def test_when_a_consent_is_narrowed_words_leave_every_leaf_and_the_numbers_stay(own: Path, uoma: Any, tmp_path: Path) -> None:
    before = json.loads(leaves(own)["insights/c-001.json"])
    consents = own / "research_plans" / "registers" / "consents.csv"
    consents.write_text(consents.read_text("utf-8").replace("P2;koe;quotes", "P2;koe;notes"), "utf-8")
    done(uoma, "cycle", "--workspace", own, *LATER)
    made = leaves(own)
    after = json.loads(made["insights/c-001.json"])
    assert not [words for words in THEIRS if words in told(made)]
    assert (after["counts"], after["against"]["withheld"]) == (before["counts"], 1)
    project = tmp_path / "project.qdpx"
    done(uoma, "export", "project", "--into", project, "--workspace", own)
    read = read_project(project.read_bytes())
    assert {case.name for case in read.cases} == {"koe:P1", "koe:P3"}
    assert OTHERS in "".join(source.text for source in read.sources)


def test_a_project_and_a_codebook_go_out_and_the_codes_come_back(ready: Path, uoma: Any, tmp_path: Path) -> None:
    codes, project = tmp_path / "codes.qdc", tmp_path / "project.qdpx"
    assert done(uoma, "export", "codebook", "--into", codes, "--workspace", ready) == ""
    assert done(uoma, "export", "codebook", "--workspace", ready).encode() == codes.read_bytes()
    done(uoma, "export", "project", "--into", project, "--workspace", ready)
    first = project.read_bytes()
    done(uoma, "export", "project", "--into", project, "--workspace", ready)
    assert project.read_bytes() == first
    read = read_project(first)
    assert [code.name for code in read_codes(codes.read_bytes())] == [code.name for code in read.codes] == ["Laskutus", "Hinta"]
    words = {source.text[each.start : each.end] for source in read.sources for each in source.selections}
    assert "Jätän laskun odottamaan, jos erittely ei vastaa tilausta." in words
    assert not [word for word in ("Virtanen", "Virtasen", "040 555") if word in "".join(source.text for source in read.sources)]
    organisation = ready / "research_plans" / "organisation.yaml"
    text = organisation.read_text("utf-8")
    assert "0 themes added" in done(uoma, "import", codes, "--workspace", ready)
    assert organisation.read_text("utf-8") == text


def test_codes_of_another_program_become_themes_that_the_next_cycle_knows(little: Path, uoma: Any, tmp_path: Path) -> None:
    organisation = little / "research_plans" / "organisation.yaml"
    organisation.write_text(organisation.read_text("utf-8") + "\n# viimeinen rivi\n", "utf-8")
    before, file = organisation.read_text("utf-8"), tmp_path / "codes.qdc"
    tree = (
        Code(guid("a"), "Hinta"),
        Code(guid("b"), "Arki", below=(Code(guid("c"), "Kiire 😀", "Asiakkaalla ei ole aikaa lukea laskua."),), colour="#ff0000"),
    )
    file.write_bytes(codebook(tree))
    said = done(uoma, "import", file, "--dry-run", "--workspace", little)
    assert "2 themes would be added" in said
    assert organisation.read_text("utf-8") == before
    said = done(uoma, "import", file, "--workspace", little)
    assert all(part in said for part in ("+ arki-kiire", "2 themes added", "left alone", "Hinta", "colours"))
    after = organisation.read_text("utf-8")
    assert [line for line in after.splitlines() if line in before.splitlines()] == before.splitlines()
    assert after.count("\n# viimeinen rivi\n") == 1
    done(uoma, "cycle", "--workspace", little, *TODAY)
    names = [json.loads(line)["name"]["fi"] for line in done(uoma, "export", "themes", "--workspace", little).splitlines()]
    assert names[:4] == ["Laskutus", "Hinta", "Arki", "Arki: Kiire 😀"]


@pytest.mark.parametrize("content", [b"no xml", b"<x/>", b"PK\x03\x04"])
def test_a_file_that_holds_no_codes_is_told_in_two_lines_and_nothing_is_written(
    little: Path, uoma: Any, tmp_path: Path, content: bytes
) -> None:
    organisation, file = little / "research_plans" / "organisation.yaml", tmp_path / "codes.qdc"
    before = organisation.read_bytes()
    file.write_bytes(content)
    for arguments in ((file,), (tmp_path / "nowhere.qdc",)):
        ended = uoma("import", *arguments, "--workspace", little)
        assert (ended.returncode, len(ended.stderr.splitlines())) == (1, 2), ended.stderr
    assert organisation.read_bytes() == before


def test_an_export_that_cannot_be_made_or_written_says_so(little: Path, ready: Path, uoma: Any, tmp_path: Path) -> None:
    assert uoma("export", "project", "--workspace", little).returncode == 2
    nothing = uoma("export", "codebook", "--workspace", little)
    assert (nothing.returncode, len(nothing.stderr.splitlines())) == (1, 2)
    (tmp_path / "file").write_text("x")
    nowhere = uoma("export", "project", "--into", tmp_path / "file" / "p.qdpx", "--workspace", ready)
    assert (nowhere.returncode, len(nowhere.stderr.splitlines())) == (1, 2)


def test_every_kind_is_exported_in_both_forms_and_issues_have_a_heading_without_any(ready: Path, uoma: Any, tmp_path: Path) -> None:
    for kind in ("observations", "themes", "insights", "questions", "documents", "issues", "signals", "answers"):
        records = [json.loads(line) for line in done(uoma, "export", kind, "--workspace", ready).splitlines()]
        rows = list(csv.DictReader(io.StringIO(done(uoma, "export", kind, "--format", "csv", "--workspace", ready))))
        assert len(rows) == len(records), kind
        assert all(set(record) <= set(row) for record, row in zip(records, rows, strict=True)), kind
    sheet = tmp_path / "issues.csv"
    done(uoma, "export", "issues", "--format", "csv", "--into", sheet, "--workspace", ready)
    assert sheet.read_text("utf-8").startswith("severity,code,where,what,hint")
    fresh = tmp_path / "fresh"
    done(uoma, "init", fresh)
    heading = done(uoma, "export", "issues", "--format", "csv", "--workspace", fresh)
    assert heading == sheet.read_text("utf-8").splitlines()[0] + "\n"


def test_a_packed_project_is_a_plain_zip_that_any_program_opens(ready: Path, uoma: Any, tmp_path: Path) -> None:
    project = tmp_path / "project.qdpx"
    done(uoma, "export", "project", "--into", project, "--workspace", ready)
    with zipfile.ZipFile(project) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert names[0] == "project.qde"
    assert all(re.fullmatch(r"Sources/[0-9a-f-]{36}\.txt", name) for name in names[1:])
