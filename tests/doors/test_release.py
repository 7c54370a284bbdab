"""Releases: readers are served one whole site or the other, whatever happens to a build."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPException
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from threading import Event, Thread
from time import monotonic, sleep
from types import FrameType
from typing import Any
from urllib.request import urlopen

import pytest

from flows.errors import BuildFailed, Unwritable, UomaError
from flows.press.record import Record, record_of, sign
from flows.press.release import KEPT, before, current, kept, release

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


def test_a_full_disk_is_told_apart_from_a_folder_that_refuses(place: tuple[Path, Path]):
    def build(into: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(Unwritable) as told:
        release("a", *place, build)
    assert "make room" in told.value.hint


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


NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
SERVED = """
daemon off; pid {folder}/pid; error_log {folder}/log; {user}
events {{ worker_connections 256; }}
http {{ access_log off; client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3; uwsgi_temp_path {folder}/4;
scgi_temp_path {folder}/5; server {{ listen 127.0.0.1:{port}; root {public}; }} }}
"""
BULK = 60_000
"""Characters of a page: more than one packet, so that half a page can be told from a whole one."""


@contextmanager
def by_nginx(public: Path, folder: Path) -> Iterator[int]:
    if not NGINX:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have nginx: apt-get install nginx-light")
        pytest.skip("no nginx here: apt-get install nginx-light")
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    folder.mkdir()
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "conf").write_text(SERVED.format(folder=folder, public=public, port=port, user=user))
    with subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "conf"), "-e", str(folder / "log")]) as server:
        try:
            end = monotonic() + 10
            while refused(port) and monotonic() < end:
                sleep(0.02)
            yield port
        finally:
            server.terminate()


def refused(port: int) -> int:
    with socket() as probe:
        return probe.connect_ex(("127.0.0.1", port))


@contextmanager
def by_python(public: Path, folder: Path) -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(public))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.slow
@pytest.mark.parametrize("server", [by_nginx, by_python])
def test_no_request_fails_over_fifty_swaps(server: Any, place: tuple[Path, Path], tmp_path: Path):
    """Each name of a release is a letter, and a page is that letter many times: a page of two letters would be half one and half another."""
    bulky = lambda name: publish_bulk(name, place)  # noqa: E731
    bulky("a0")
    done, answers, failures = Event(), set[str](), list[str]()
    with server(place[1], tmp_path / "server") as port:

        def read(page: str) -> None:
            while not done.is_set():
                try:
                    with urlopen(f"http://127.0.0.1:{port}/{page}", timeout=10) as answer:
                        told = answer.read().decode()
                    answers.add(told[:2])
                    if told != told[:2] * (BULK // 2):
                        failures.append(f"{page}: {len(told)} characters")
                except (OSError, HTTPException) as error:
                    failures.append(f"{page}: {error}")

        readers = [Thread(target=read, args=(page,)) for page in PAGES for _ in range(3)]
        for thread in readers:
            thread.start()
        for turn in range(1, 51):
            bulky(f"{chr(ord('a') + turn % 26)}{turn % 10}")
            sleep(0.03)
        wait_for(answers, f"{chr(ord('a') + 50 % 26)}0")
        done.set()
        for thread in readers:
            thread.join()
    assert failures == []
    assert len(answers) > 10


def publish_bulk(name: str, place: tuple[Path, Path]) -> None:
    release(name, *place, lambda into: written(into, name * (BULK // 2)))


def wait_for(answers: set[str], name: str) -> None:
    """Until a reader has seen the release, for ten seconds at most."""
    end = monotonic() + 10
    while name not in answers and monotonic() < end:
        sleep(0.01)


def test_what_a_check_refuses_is_not_swapped_in_and_leaves_nothing(place: tuple[Path, Path]):
    publish("a", place)

    def refuse(folder: Path) -> None:
        assert seen(folder) == {"b"}
        raise BuildFailed("no")

    with pytest.raises(BuildFailed):
        release("b", *place, lambda into: written(into, "b"), refuse)
    assert (seen(place[1]), names(place[0])) == ({"a"}, {"a"})


def test_a_release_that_was_built_before_is_checked_again_and_kept(place: tuple[Path, Path]):
    publish("a", place)
    publish("b", place)

    def refuse(folder: Path) -> None:
        raise BuildFailed(folder.name)

    with pytest.raises(BuildFailed, match="a"):
        release("a", *place, lambda into: pytest.fail("built again"), refuse)
    assert (seen(place[1]), names(place[0])) == ({"b"}, {"a", "b"})


def test_the_kept_releases_are_told_the_last_seen_first(place: tuple[Path, Path]):
    for name in ("aa", "bb", "cc", "bb"):
        publish(name, place)
    assert [(known.name, known.seen) for known in kept(*place)] == [("bb", True), ("cc", False), ("aa", False)]
    assert before(*place).name == "cc"
    assert before(*place, "a").name == "aa"


def test_what_was_built_and_not_seen_yet_is_none_to_go_back_to(place: tuple[Path, Path]):
    publish("a", place)
    written(place[0] / ".b.part", "half")
    with pytest.raises(UomaError, match="no earlier release"):
        before(*place)
    with pytest.raises(UomaError, match="called 'b'"):
        before(*place, "b")


def test_a_beginning_that_two_releases_share_is_refused_with_both_names(place: tuple[Path, Path]):
    for name in ("ab1", "ab2", "c"):
        publish(name, place)
    with pytest.raises(UomaError) as told:
        before(*place, "ab")
    assert told.value.hint == "kept are: ab2, ab1"


def test_a_release_remembers_what_it_was_made_of(tmp_path: Path):
    record = Record(cycle=7, name="2026-11-21", shown=("o-1", "o-2"), studies=("s",), pages=12)
    sign(tmp_path, record)
    assert record_of(tmp_path) == record


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cycle": "x"}', '{"cycle": 1, "name": "x", "shown": 3, "studies": [], "pages": 1}'])
def test_a_record_that_cannot_be_read_is_none(content: str, tmp_path: Path):
    (tmp_path / ".release.json").write_text(content)
    assert record_of(tmp_path) is None


RSYNC = shutil.which("rsync")


@pytest.mark.slow
def test_a_site_is_carried_to_another_machine_beside_the_old_one_and_swapped_in_there(place: tuple[Path, Path], tmp_path: Path):
    """The commands of the handbook, but for the ssh before them."""
    if not RSYNC:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have rsync: apt-get install rsync")
        pytest.skip("no rsync here: apt-get install rsync")
    there = tmp_path / "there"
    (there / "releases").mkdir(parents=True)
    for name in ("a", "b"):
        publish(name, place)
        carried = ["rsync", "-a", "--checksum", "--delete", f"--link-dest={there}/current/", f"{place[1]}/", f"{there}/releases/{name}/"]
        subprocess.run(carried, check=True, timeout=30)
        swapped = f"cd {there} && ln -sfn releases/{name} next && mv -T next current"
        subprocess.run(["sh", "-c", swapped], check=True, timeout=30)
        assert seen(there / "current") == {name}
    assert (seen(there / "releases" / "a"), sorted(path.name for path in there.iterdir())) == ({"a"}, ["current", "releases"])
