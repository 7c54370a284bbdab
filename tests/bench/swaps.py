"""Publishing without a gap: requests that failed while a site was swapped under readers, and what the last looks at a site cost a page."""

from __future__ import annotations

import tempfile
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.request import urlopen

from flows.desk.gate import Look, refuse_personal
from flows.model.noun import Words
from flows.model.organisation import Organisation
from flows.model.registers import Participant
from flows.press.bundle import bundle
from flows.press.headers import head
from flows.press.release import release
from flows.workspace import Plan

SWAPS, READERS, PAGES, WORDS = 200, 8, 1000, 600
SCRIPT = '<script>__md_scope=new URL("..",location)</script>'
TEXT = "Yrittäjä lykkää maksua, kun erittely on epäselvä, ja soittaa vasta eräpäivän jälkeen 12.10.2026 kahdesti. "


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def main() -> None:
    """Print both; fails if a request did."""
    with tempfile.TemporaryDirectory(prefix="uoma-bench-") as folder:
        root = Path(folder)
        good, failed = swapped(root / "releases", root / "public")
        print(f"{SWAPS} swaps under {READERS} readers: {failed} of {good + failed} requests failed")
        looks(root / "site", root / "remembered.json", root / "site.zip")
    if failed:
        raise SystemExit("missed: no request may fail")


def swapped(releases: Path, public: Path) -> tuple[int, int]:
    """Requests that were answered in full, and those that were not."""
    done, good, failed = Event(), list[int](), list[int]()
    publish("0", releases, public)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(public))) as server:
        Thread(target=server.serve_forever, daemon=True).start()

        def read() -> None:
            while not done.is_set():
                try:
                    with urlopen(f"http://127.0.0.1:{server.server_port}/index.html", timeout=10) as answer:
                        (good if len(answer.read()) == len(TEXT.encode()) * WORDS else failed).append(1)
                except OSError:
                    failed.append(1)

        readers = [Thread(target=read) for _ in range(READERS)]
        for thread in readers:
            thread.start()
        for turn in range(1, SWAPS + 1):
            publish(str(turn), releases, public)
            time.sleep(0.02)
        done.set()
        for thread in readers:
            thread.join()
        server.shutdown()
    return len(good), len(failed)


def publish(name: str, releases: Path, public: Path) -> None:
    release(name, releases, public, lambda into: (into / "index.html").write_text(TEXT * WORDS, "utf-8") and None)


def looks(site: Path, remembered: Path, zipped: Path) -> None:
    """Milliseconds of processor time a page: for personal data, at first and once more, for headers, and for the zip."""
    (site / "insights").mkdir(parents=True)
    for number in range(PAGES):
        told = "".join(f"<p>{TEXT}{number} {line}</p>\n" for line in range(10))
        (site / "insights" / f"c-{number}.html").write_text(
            f"<html><head>{SCRIPT}</head><body><article>{told}</article></body></html>", "utf-8"
        )
    (site / "404.html").write_text(f"<html><head>{SCRIPT}</head></html>", "utf-8")
    people = tuple(Participant(id=f"P{n}", name=f"Testi{chr(97 + n % 26)}{chr(97 + n // 26)} Virtanen", study="s") for n in range(200))
    plan = Plan(Organisation(name=Words(fi="x")), (), {}, people, (), ())
    Look.of(plan)("Testi")
    for what, work in (
        ("personal data, first", lambda: refuse_personal(site, plan, remembered)),
        ("personal data, unchanged", lambda: refuse_personal(site, plan, remembered)),
        ("headers", lambda: head(site)),
        ("zip", lambda: bundle(site, zipped)),
    ):
        begun = time.process_time()
        work()
        print(f"{what:26}{(time.process_time() - begun) * 1000 / PAGES:8.2f} ms a page ({PAGES} pages)")


if __name__ == "__main__":
    main()
