"""Releases: readers are served one whole site or the other, whatever happens to a build."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from types import FrameType
from typing import Any
from urllib.request import urlopen

import pytest

from flows.errors import BuildFailed, Unwritable
from flows.press.release import KEPT, current, release

PAGES = ("index.html", "insights/one.html", "assets/look.css")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    """Where the releases lie, and what readers open."""
    return tmp_path / ".uoma" / "releases", tmp_path / "site" / "public"


def written(into: Path, name: str) -> None:
    for page in PAGES:
        (into / page).parent.mkdir(parents=True, exist_ok=True)
        (into / page).write_text(name)


def publish(name: str, place: tuple[Path, Path]) -> bool:
    return release(name, *place, lambda into: written(into, name))


def seen(public: Path) -> set[str]:
    return {(public / page).read_text() for page in PAGES}


def names(releases: Path) -> set[str]:
    return {path.name for path in releases.iterdir()}


def test_the_first_release_is_seen_and_the_next_takes_its_place(place: tuple[Path, Path]):
    assert current(place[1]) == ""
    assert publish("a", place)
    assert (current(place[1]), seen(place[1])) == ("a", {"a"})
    assert publish("b", place)
    assert (current(place[1]), seen(place[1])) == ("b", {"b"})


def test_the_release_that_is_seen_already_is_not_built_again(place: tuple[Path, Path]):
    publish("a", place)
    before = place[1].lstat(), (place[0] / "a").stat()
    assert release("a", *place, lambda into: pytest.fail("built again")) is False
    assert (place[1].lstat(), (place[0] / "a").stat()) == before


def test_an_earlier_release_comes_back_without_a_build(place: tuple[Path, Path]):
    publish("a", place)
    publish("b", place)
    assert release("a", *place, lambda into: pytest.fail("built again"))
    assert seen(place[1]) == {"a"}


@pytest.mark.parametrize("trouble", [BuildFailed("no"), RuntimeError("no"), KeyboardInterrupt(), SystemExit(1)])
def test_a_build_that_raises_leaves_the_old_release_and_no_leftovers(trouble: BaseException, place: tuple[Path, Path]):
    publish("a", place)

    def build(into: Path) -> None:
        written(into, "half")
        raise trouble

    with pytest.raises(type(trouble)):
        release("b", *place, build)
    assert (seen(place[1]), names(place[0])) == ({"a"}, {"a"})


KILLED = """
import sys, time
from pathlib import Path
from flows.press.release import release
def build(into):
    (into / "index.html").write_text("half")
    print("half", flush=True)
    time.sleep(60)
release("b", Path(sys.argv[1]), Path(sys.argv[2]), build)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("then", ["b", "c"])
def test_a_build_that_is_killed_leaves_the_old_release_and_the_next_clears_up(then: str, place: tuple[Path, Path]):
    publish("a", place)
    with subprocess.Popen([sys.executable, "-c", KILLED, *place], stdout=subprocess.PIPE, text=True) as build:
        assert build.stdout
        assert build.stdout.readline() == "half\n"
        build.send_signal(signal.SIGKILL)
    assert (seen(place[1]), current(place[1])) == ({"a"}, "a")
    assert names(place[0]) == {"a", ".b.part"}
    assert publish(then, place)
    assert (seen(place[1]), names(place[0])) == ({then}, {"a", then})


def test_a_swap_that_was_killed_before_its_last_step_is_done_by_the_next_run(place: tuple[Path, Path]):
    publish("a", place)
    written(place[0] / "b", "b")
    place[1].with_name(".public-next").symlink_to("../.uoma/releases/b")
    assert release("b", *place, lambda into: pytest.fail("built again"))
    assert seen(place[1]) == {"b"}
    assert {path.name for path in place[1].parent.iterdir()} == {"public"}


def test_the_five_that_were_seen_last_are_kept(place: tuple[Path, Path]):
    for name in ("a", "b", "c", "d", "a", "e", "f", "g"):
        publish(name, place)
    assert KEPT == 5
    assert names(place[0]) == {"a", "d", "e", "f", "g"}


def test_a_release_that_was_half_removed_is_never_shown_again(place: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch):
    for name in "abcde":
        publish(name, place)
    monkeypatch.setattr(shutil, "rmtree", lambda folder, **how: (folder / "index.html").unlink(missing_ok=True))
    publish("f", place)
    monkeypatch.undo()
    assert publish("a", place)
    assert seen(place[1]) == {"a"}


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_is_somebody_elses_is_refused_before_anything_is_built(kind: str, place: tuple[Path, Path], tmp_path: Path):
    place[1].parent.mkdir()
    own = tmp_path / "own"
    written(own, "own")
    if kind == "folder":
        shutil.copytree(own, place[1])
    elif kind == "file":
        place[1].write_text("own")
    else:
        place[1].symlink_to(own)
    with pytest.raises(Unwritable, match="public") as told:
        release("a", *place, lambda into: pytest.fail("built"))
    assert "move it away" in told.value.hint
    assert (place[1].read_text() if kind == "file" else seen(place[1]).pop()) == "own"


def test_a_link_that_leads_nowhere_is_replaced(place: tuple[Path, Path]):
    publish("a", place)
    shutil.rmtree(place[0])
    assert publish("b", place)
    assert seen(place[1]) == {"b"}


def test_a_workspace_can_be_moved(place: tuple[Path, Path], tmp_path: Path):
    (tmp_path / "here").mkdir()
    publish("a", (tmp_path / "here" / ".uoma" / "releases", tmp_path / "here" / "site" / "public"))
    (tmp_path / "here").rename(tmp_path / "there")
    moved = (tmp_path / "there" / ".uoma" / "releases", tmp_path / "there" / "site" / "public")
    assert (seen(moved[1]), publish("a", moved), publish("b", moved)) == ({"a"}, False, True)


@pytest.mark.usefixtures("place", "unprivileged")
def test_a_folder_that_refuses_is_told_in_words(place: tuple[Path, Path]):
    place[0].mkdir(parents=True)
    place[0].chmod(0o500)
    with pytest.raises(Unwritable, match="cannot be written"):
        publish("a", place)


def test_a_file_in_the_folders_place_is_told_in_words(place: tuple[Path, Path]):
    place[0].parent.mkdir()
    place[0].write_text("in the way")
    with pytest.raises(Unwritable, match="cannot be written"):
        publish("a", place)


def test_at_every_step_of_a_release_readers_see_a_whole_one(place: tuple[Path, Path]):
    publish("a", place)
    steps: list[set[str]] = []

    def look(frame: FrameType, event: str, arg: Any) -> Any:
        if frame.f_code.co_filename == release.__code__.co_filename:
            steps.append(seen(place[1]))
            return look
        return None

    before = sys.gettrace()
    sys.settrace(look)
    try:
        publish("b", place)
    finally:
        sys.settrace(before)
    assert len(steps) > 20
    assert [step for step in steps if step not in ({"a"}, {"b"})] == []
    assert (steps[0], steps[-1]) == ({"a"}, {"b"})


@pytest.mark.slow
def test_readers_never_miss_a_page_over_twenty_swaps(place: tuple[Path, Path]):
    publish("0", place)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(place[1])))
    done, answers, failures = Event(), [], []

    def read(page: str) -> None:
        while not done.is_set():
            try:
                with urlopen(f"http://127.0.0.1:{server.server_port}/{page}", timeout=10) as answer:
                    answers.append(answer.read().decode())
            except OSError as error:
                failures.append(error)

    readers = [Thread(target=read, args=(page,)) for page in PAGES]
    for thread in (Thread(target=server.serve_forever, daemon=True), *readers):
        thread.start()
    for turn in range(21):
        publish(str(turn), place)
        wait_for(answers, str(turn))
    done.set()
    for thread in readers:
        thread.join()
    server.shutdown()
    server.server_close()
    assert failures == []
    assert set(answers) == {str(turn) for turn in range(21)}


def wait_for(answers: list[str], name: str) -> None:
    """Until a reader has seen the release, for ten seconds at most."""
    end = monotonic() + 10
    while name not in answers and monotonic() < end:
        sleep(0.01)
