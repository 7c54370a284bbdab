"""`python -m tests.bench.search [PAGES …]`: what the search page costs. Seconds and memory of making its index, and in Chromium the time and the
bytes until the first hit, from a server on this machine that compresses nothing. The gates: 1.5 s and 300 kB at 5,000 pages.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from flows.model.noun import Words
from flows.model.pages import Page
from flows.model.terms import FRESHNESS, LANGUAGES, LEVELS, PAGES
from flows.press.finder import BUNDLE, FACETS, index_tree, labels
from flows.text.engines import finder
from flows.text.lemmas import engine

ROOT = Path(__file__).parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SIZES = (1000, 5000)
MOST_SECONDS, MOST_BYTES = 1.5, 300_000
WORDS = 600
"""Words of a page, as an insight with its quotes has."""
STEMS = [
    "asiak",
    "lask",
    "toimit",
    "sopim",
    "hinn",
    "kaup",
    "tied",
    "luottam",
    "viiväst",
    "palvel",
    "vastau",
    "osoit",
    "lait",
    "pääto",
    "kysynn",
    "tarp",
    "virh",
    "maks",
    "tila",
    "huolt",
]
MIDDLES = ("", "a", "i", "us", "uks", "ukse", "isuu", "aja", "aji", "nta", "nno", "kka", "ma", "me", "tti", "sto", "ri", "le", "nte", "vu")
ENDINGS = ("", "n", "t", "lle", "sta", "ssa", "ksi", "en", "ista", "illa", "amme", "nne", "kin", "iin", "ena", "tta")


def main() -> None:
    """Print what each size costs; fail where a gate is missed at the largest."""
    if not finder():
        sys.exit("Pagefind is not installed: pip install 'uoma[search]'")
    missed = [wrong for pages in [int(each) for each in sys.argv[1:]] or SIZES for wrong in measured(pages)]
    if missed:
        sys.exit("; ".join(missed))


def measured(pages: int) -> list[str]:
    """What a site of so many pages costs, printed. Returns the gates that it misses."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        made(site, pages)
        began, spent = time.perf_counter(), time.process_time()
        index_tree(site, "fi", (ROOT / "templates",), most=pages)
        took, own = time.perf_counter() - began, time.process_time() - spent
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = sum(path.stat().st_size for path in (site / BUNDLE).rglob("*") if path.is_file()) / 1e6
        print(
            f"{pages} pages, base forms by {engine()}: {took:.1f} s ({own:.1f} s of it ours), Pagefind {peak:.0f} MB, we {ours:.0f} MB; {size:.1f} MB on disk"
        )
        return _asked(site, pages) if CHROMIUM else []


def made(site: Path, pages: int) -> None:
    """A built site as far as the search looks at it: the index of the header's search, the search page and its scripts."""
    drawn, weights = random.Random(7), [1 / (place + 5) for place in range(len(STEMS) * len(MIDDLES) * len(ENDINGS))]
    words = [stem + middle + ending for stem in STEMS for middle in MIDDLES for ending in ENDINGS]
    drawn.shuffle(words)
    (site / "search").mkdir(parents=True)
    docs, labelled = [], []
    for number in range(pages):
        said = drawn.choices(words, weights, k=WORDS)
        said[drawn.randrange(WORDS)] = "asiakkaalle"
        docs.append({"location": f"insights/c-{number}.html", "title": " ".join(said[:6]).capitalize(), "text": f"<p>{' '.join(said)}</p>"})
        labelled.append(_labelled(number, drawn))
    config = {"lang": ["fi", "en"], "fields": {"lemmas": {"boost": 0.5}}}
    (site / "search" / "search_index.json").write_text(json.dumps({"config": config, "docs": docs}), "utf-8")
    (site / FACETS).write_bytes(labels(labelled))
    (site / "assets").mkdir()
    shutil.copytree(ROOT / "site" / "theme", site / "assets" / "uoma")
    (site / "search.html").write_text(_page(), "utf-8")


def _labelled(number: int, drawn: random.Random) -> Page:
    def some(name: str, among: int, most: int = 1) -> tuple[Words, ...]:
        return tuple(Words(fi=f"{name} {each}", en=f"{name} {each}") for each in sorted(drawn.sample(range(among), drawn.randint(1, most))))

    facets = {
        "kind": (drawn.choice(list(PAGES.values())),),
        "persona": some("Persona", 9),
        "segment": some("Segment", 4),
        "stage": some("Stage", 8),
        "theme": some("Theme", 40, 2),
        "confidence": (drawn.choice(list(LEVELS.values())),),
        "freshness": (drawn.choice(list(FRESHNESS.values())),),
        "study": some("Study", 30, 3),
        "language": tuple(drawn.sample(list(LANGUAGES.values()), drawn.randint(1, 2))),
    }
    return Page(path=f"insights/c-{number}.md", title="", template="", facts={}, facets=facets)


def _page() -> str:
    """The search page as the press writes it, without the theme about it: what that loads is the same on every page."""
    from datetime import date

    from flows.model.cycles import Cycle
    from flows.model.organisation import Organisation
    from flows.model.picture import Picture
    from flows.pages.search import Search
    from flows.press.fill import Desk

    organisation, cycle = Organisation(name="Malli"), Cycle(number=1, name="2026-03", today=date(2026, 3, 2))
    (page,) = Search().pages(Picture(cycle=cycle, organisation=organisation))
    desk = Desk((ROOT / "templates",), organisation, cycle)
    desk.know([page])
    body = desk.printed(page).split("---", 2)[2]
    return f'<!doctype html><html lang="fi"><meta charset="utf-8"><body>{body}<script src="assets/uoma/search.js"></script></body></html>'


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def _asked(site: Path, pages: int) -> list[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        told = {query: _first(f"http://127.0.0.1:{server.server_port}/search.html?q={query}") for query in ("asiakas", "asiakkaalle", "")}
    finally:
        server.shutdown()
    for query, (seconds, sizes) in told.items():
        most = ", ".join(f"{name} {size / 1000:.0f}" for name, size in sizes.most_common())
        print(f"  {query or '(no words)':12} first hits after {seconds:.2f} s, {sum(sizes.values()) / 1000:.0f} kB ({most})")
    missed = [f"{pages} pages: {query} took {seconds:.2f} s" for query, (seconds, _) in told.items() if seconds > MOST_SECONDS]
    return missed + [
        f"{pages} pages: {query} took {size} bytes" for query, (_, s) in told.items() if (size := sum(s.values())) > MOST_BYTES
    ]


def _first(address: str) -> tuple[float, Counter[str]]:
    """Seconds from opening the page, in a browser that has seen nothing of it, until its first hits are there; bytes of each part."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"])
        page = browser.new_page()
        sizes: Counter[str] = Counter()
        page.on("response", lambda answer: sizes.update({_part(answer.url): int(answer.headers.get("content-length", 0))}))
        began = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.wait_for_selector(".u-finder-hits li", timeout=60_000)
        seconds = time.perf_counter() - began
        page.wait_for_timeout(300)
        browser.close()
    return seconds, sizes


def _part(address: str) -> str:
    name = address.partition("?")[0].rpartition("/")[2]
    return "fragments" if name.endswith("_fragment") else "index" if name.endswith("_index") else "forms" if "/forms/" in address else name


if __name__ == "__main__":
    main()
