"""What erasing asks of the doors: releases that go at once, registers without some rows, and a ledger whose past can be rewritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.ledger import Ledger, erasing, rows, scrub
from flows.model.cycles import Cycle
from flows.model.organisation import Theme
from flows.press.release import AWAY, current, keep_only, release, take_down
from flows.sources.tables.delimited import read_delimited
from flows.sources.tables.struck import struck

FIRST, SECOND, THIRD = (Cycle(number=n, name=f"2026-11-{n:02}", today=date(2026, 11, n)) for n in (1, 2, 3))


def site_of(words: str) -> Callable[[Path], None]:
    def build(into: Path) -> None:
        (into / "index.html").write_text(words)

    return build


def test_a_site_that_is_taken_down_leaves_a_notice_and_no_release(tmp_path: Path) -> None:
    releases, public = tmp_path / ".uoma" / "releases", tmp_path / "site" / "public"
    for name in ("one", "two"):
        release(name, releases, public, site_of("words"))
    (releases / ".three.part").mkdir()
    assert take_down("back soon", releases, public) == 2
    assert (public / "index.html").read_text() == "back soon"
    assert [path.name for path in releases.iterdir()] == [AWAY]
    assert take_down("back soon", releases, public) == 0
    release("four", releases, public, site_of("new"))
    assert keep_only(current(public), releases) == 0
    assert [path.name for path in releases.iterdir()] == ["four"]


def test_where_nothing_was_ever_public_nothing_becomes_so(tmp_path: Path) -> None:
    assert take_down("back soon", tmp_path / "releases", tmp_path / "public") == 0
    assert not (tmp_path / "public").exists()


@pytest.mark.parametrize(
    ("head", "encoding"), [("", "utf-8"), ("\ufeff", "utf-8"), ("sep=;\r\n", "utf-8"), ("", "cp1252"), ("sep=;\r\n", "cp1252")]
)
def test_rows_are_struck_by_the_numbers_that_reading_gives_them(head: str, encoding: str) -> None:
    lines = ["koodi;nimi\r\n", "P1;Mäki\r\n", 'P2;"Lahti\r\nja muut"\r\n', "P3;Öhman"]
    data = (head + "".join(lines)).encode(encoding)
    left = struck(data, {3})
    assert left == (head + "".join([*lines[:2], lines[3]])).encode(encoding)
    places = [row.locator for row in read_delimited(data, "x").sheets[0].rows]
    assert places[1].endswith("A3")


@given(st.lists(st.text(alphabet='abcä;" ', max_size=8), max_size=6), st.sets(st.integers(1, 7)))
def test_what_is_not_struck_keeps_every_byte(cells: list[str], numbers: set[int]) -> None:
    lines = ["a;b\n", *(f'"{cell.replace(chr(34), chr(34) * 2)}";x\n' for cell in cells)]
    assert struck("".join(lines).encode(), numbers) == "".join(line for n, line in enumerate(lines, 1) if n not in numbers).encode()


def test_every_version_can_be_rewritten_and_no_byte_of_the_old_one_is_left(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = Ledger(f"sqlite:///{path}")
    for cycle, name in ((FIRST, "ensimmäinen salaisuus " * 200), (SECOND, "toinen salaisuus " * 200)):
        with ledger.entry(cycle, "publish") as entry:
            entry.settle("theme", [Theme.model_validate({"id": "t", "name": name}), Theme.model_validate({"id": "u", "name": "jää"})])
    assert b"salaisuus" in path.read_bytes()
    with erasing(ledger, THIRD) as eraser:
        for row in list(rows(eraser, "theme")):
            theme = Theme.model_validate_json(row.body)
            if row.since == 1 and theme.id == "t":
                eraser.drop(row)
            elif theme.id == "t":
                eraser.rewrite(row, Theme.model_validate({"id": "t", "name": "uusi"}))
    scrub(ledger)
    with ledger.reading() as reader:
        assert {key: theme.name.fi for key, theme in reader.all("theme", Theme, as_of=1).items()} == {"u": "jää"}
        assert {key: theme.name.fi for key, theme in reader.all("theme", Theme).items()} == {"t": "uusi", "u": "jää"}
    assert b"salaisuus" not in b"".join(each.read_bytes() for each in tmp_path.iterdir())
    ledger.close()


def test_an_erasure_that_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    with ledger.entry(FIRST, "publish") as entry:
        entry.settle("theme", [Theme.model_validate({"id": "t", "name": "x"})])
    with pytest.raises(ZeroDivisionError), erasing(ledger, SECOND) as eraser:
        for row in list(rows(eraser)):
            eraser.drop(row)
        raise ZeroDivisionError
    with ledger.reading() as reader:
        assert list(reader.all("theme", Theme)) == ["t"]
    ledger.close()
