"""The ledger: what was written stays, as of any cycle, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from flows.errors import Busy, LedgerError, UnknownCycle, Unwritable
from flows.ledger import Ledger, erasing
from flows.ledger.tables import MIGRATIONS, kept, memos
from flows.model.cycles import VERBS, Cycle
from flows.model.organisation import Theme

TODAY = date(2026, 11, 21)


def theme(key: str, name: str = "a name") -> Theme:
    return Theme.model_validate({"id": key, "name": name})


def write(ledger: Ledger, cycle: Cycle, *themes: Theme, verb: str = "publish") -> int:
    with ledger.entry(cycle, verb) as entry:
        entry.settle("theme", themes)
        return entry.changed


def names(ledger: Ledger, as_of: int | None = None) -> dict[str, str]:
    with ledger.reading() as reader:
        return {key: found.name.en for key, found in reader.all("theme", Theme, as_of).items()}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty ledger's address, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    address: str = request.getfixturevalue("postgres")
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))
    engine.dispose()
    return address


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    opened = Ledger(url)
    yield opened
    opened.close()


def test_what_was_written_is_read_again_as_of_any_cycle(ledger: Ledger) -> None:
    first = ledger.turn(TODAY)
    write(ledger, first, theme("a", "one"), theme("b", "two"))
    second = ledger.turn(TODAY)
    write(ledger, second, theme("a", "one, worded better"), theme("c", "three"))
    assert (first.name, second.name) == ("2026-11-21", "2026-11-21.2")
    assert names(ledger, as_of=1) == {"a": "one", "b": "two"}
    assert names(ledger, as_of=2) == names(ledger) == {"a": "one, worded better", "c": "three"}
    with ledger.reading() as reader:
        told = reader.differences("theme", 1, 2)
        history = [(since, version.name.en) for since, version in reader.history("theme", Theme, "a")]
    assert (told.added, told.changed, told.gone) == (("c",), ("a",), ("b",))
    assert history == [(1, "one"), (2, "one, worded better")]


def test_writing_the_same_again_changes_nothing_and_leaves_no_cycle(ledger: Ledger) -> None:
    write(ledger, ledger.turn(TODAY), theme("a"), theme("b"))
    for _ in range(3):
        assert write(ledger, ledger.turn(TODAY), theme("b"), theme("a")) == 0
    assert [cycle.number for cycle in ledger.cycles()] == [1]
    assert ledger.turn(TODAY).number == 2


def test_an_exception_in_a_verb_leaves_nothing_behind(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), ledger.entry(ledger.turn(TODAY), "capture") as entry:
        entry.settle("theme", [theme("a")])
        entry.remember("capture", {"a": "1"})
        raise ZeroDivisionError
    with ledger.reading() as reader:
        assert (names(ledger), reader.memo("capture"), ledger.cycles()) == ({}, {}, ())


def test_an_unfinished_cycle_is_taken_up_and_a_finished_one_is_not(ledger: Ledger) -> None:
    write(ledger, ledger.turn(TODAY), theme("a"), verb="capture")
    assert ledger.turn(TODAY).number == 1
    for verb in VERBS[1:]:
        write(ledger, ledger.turn(TODAY), theme("a"), verb=verb)
    assert ledger.cycles()[0].done == VERBS
    assert ledger.turn(TODAY).number == 2


@given(attempts=st.lists(st.dictionaries(st.sampled_from("abcd"), st.sampled_from("xyz"), max_size=4), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_however_often_a_cycle_is_run_again_it_leaves_what_one_undisturbed_run_would(attempts: list[dict[str, str]]) -> None:
    start = {"a": "x", "b": "y"}
    once, often = Ledger("sqlite://"), Ledger("sqlite://")
    for opened in (once, often):
        write(opened, opened.turn(TODAY), *(theme(key, name) for key, name in start.items()))
    for attempt in attempts:
        write(often, Cycle(number=2, name="second", today=TODAY), *(theme(key, name) for key, name in attempt.items()), verb="capture")
    write(once, Cycle(number=2, name="second", today=TODAY), *(theme(key, name) for key, name in attempts[-1].items()), verb="capture")
    for as_of in (1, 2, None):
        assert names(often, as_of) == names(once, as_of)
    with often.reading() as after, once.reading() as clean:
        assert after.since("theme") == clean.since("theme")
        assert after.differences("theme", 1, 2) == clean.differences("theme", 1, 2)


def test_settling_within_some_keys_ends_only_those(ledger: Ledger) -> None:
    write(ledger, ledger.turn(TODAY), theme("a"), theme("b"), theme("c"))
    with ledger.entry(ledger.turn(TODAY), "publish") as entry:
        entry.settle("theme", [theme("d")], within={"a", "zz"})
    assert list(names(ledger)) == ["b", "c", "d"]


def test_a_cycle_is_found_by_name_by_number_or_by_date(ledger: Ledger) -> None:
    write(ledger, ledger.turn(date(2026, 1, 1)), theme("a"))
    write(ledger, ledger.turn(date(2026, 6, 1)), theme("b"))
    assert [ledger.find(name).number for name in ("2026-01-01", "1", "2026-05-31", "2026-06-01", "2027-01-01")] == [1, 1, 1, 2, 2]
    for unknown in ("2025-12-31", "spring"):
        with pytest.raises(UnknownCycle):
            ledger.find(unknown)


def test_two_cycles_at_once_exclude_each_other_and_a_killed_one_lets_go(url: str, ledger: Ledger) -> None:
    code = "import sys, time\nfrom flows.ledger import Ledger, erasing\nwith Ledger(sys.argv[1]).held():\n print('held', flush=True)\n time.sleep(60)"
    import sys

    with subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Busy), ledger.held():
            pass
        other.kill()
    for _ in range(50):
        try:
            with ledger.held(), ledger.held():
                return
        except Busy:
            import time

            time.sleep(0.1)
    pytest.fail("the lock of a killed process was never released")


def test_memos_are_replaced_whole(ledger: Ledger) -> None:
    for memo in ({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"}, {"c": "4"}):
        with ledger.entry(ledger.turn(TODAY), "collate") as entry:
            entry.remember("collate", memo)
        with ledger.reading() as reader:
            assert reader.memo("collate") == memo


def test_what_is_kept_is_no_record_and_goes_with_an_erasure(ledger: Ledger) -> None:
    for body in (b"learnt", b"learnt more"):
        with ledger.entry(ledger.turn(TODAY), "synthesise") as entry:
            assert entry.kept("graph") == b""
            entry.keep("model", body)
            assert entry.kept("model") == body
    assert ledger.cycles() == ()
    with erasing(ledger, ledger.turn(TODAY)) as eraser:
        eraser.unlearn(())
    with ledger.reading() as reader:
        assert reader.kept("model") == b""


def test_an_old_ledger_is_migrated_and_a_newer_one_refused(url: str) -> None:
    Ledger(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        memos.drop(connection)
        kept.drop(connection)
        connection.execute(text("update uoma set value = '1' where name = 'schema'"))
    opened = Ledger(url)
    write(opened, opened.turn(TODAY), theme("a"))
    opened.close()
    with engine.begin() as connection:
        assert connection.execute(text("select value from uoma")).scalar_one() == str(len(MIGRATIONS))
        connection.execute(text("update uoma set value = '99' where name = 'schema'"))
    engine.dispose()
    with pytest.raises(LedgerError, match="99"):
        Ledger(url)


@pytest.mark.parametrize(
    "address", ["nonsense", "postgresql+psycopg://nobody@127.0.0.1:1/x", "postgresql+psycopg://u@h:port/x", "oracle+nodriver://x"]
)
def test_a_bad_address_is_an_error_in_words(address: str) -> None:
    with pytest.raises(LedgerError) as caught:
        Ledger(address)
    assert caught.value.hint


def test_a_record_or_a_schema_that_cannot_be_read_is_told_without_its_words(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    ledger = Ledger(address)
    write(ledger, ledger.turn(TODAY), theme("a"))
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("""update records set body = '{"id": "a", "words": "secret"}' where kind = 'theme'"""))
    with pytest.raises(LedgerError, match="of the kind Theme") as caught:
        names(ledger)
    assert "secret" not in str(caught.value)
    with engine.begin() as connection:
        connection.execute(text("update uoma set value = 'x'"))
    with pytest.raises(LedgerError, match="which schema"):
        Ledger(address)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"no database" * 1000)
    with pytest.raises(LedgerError, match="damaged"):
        Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def test_an_unwritable_folder_is_one_sentence() -> None:
    with pytest.raises(Unwritable):
        Ledger("sqlite:////proc/nowhere/ledger.db")
