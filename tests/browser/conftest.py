"""The sample organisation's site in Chromium: built once, each kind of page visited once, whatever is asked of it afterwards."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socketserver
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from filelock import FileLock

from flows import plugins
from flows.verbs.look import look
from flows.workspace import Workspace

REPOSITORY = Path(__file__).parents[2]
MODULES = Path(__file__).parent / "node_modules"
TODAY = "2026-11-21"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SWITCHES = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-features=OptimizationHints,Translate,MediaRouter",
]
ITS_OWN = re.compile(
    r"\S+ (?:http://)?(?:update|content-autofill|clientservices|optimizationguide-pa|safebrowsing)\.googleapis\.com[:/ ]|\S+ (?:http://)?(?:accounts|clients\d|android\.clients|www)\.google\.com[:/ ]|\S+ (?:http://)?\S+\.gvt1\.com[:/ ]"
)
"""What Chromium asks on its own account, whatever page it shows; no page of ours has a reason to."""
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
PALETTES = {"light": "default", "dark": "slate"}
SMALLEST = {"width": 360, "height": 740}
OUTSIDE = ("handbook", "missing")
"""Kinds of page that no page type makes: the handbook's, and the one for addresses that lead nowhere."""


def lacking(what: str) -> None:
    """A machine of one's own may lack a part; the one that everybody trusts may not."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`kind` is each page type that is installed, also one that was added after this was written."""
    if "kind" in metafunc.fixturenames:
        metafunc.parametrize("kind", (*plugins.names("pages"), *OUTSIDE))


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], Any]], Any]:
    """Make something once for all workers of a session: whoever comes first makes it, the others read what came of it (as JSON)."""
    own = tmp_path_factory.getbasetemp()
    ground = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "browser"
    ground.mkdir(exist_ok=True)

    def made(name: str, make: Callable[[Path], Any]) -> Any:
        with FileLock(ground / f"{name}.lock", timeout=500):
            told = ground / f"{name}.json"
            if not told.exists():
                (ground / name).mkdir()
                try:
                    told.write_text(json.dumps({"made": make(ground / name)}), "utf-8")
                except Exception as error:
                    told.write_text(json.dumps({"failed": f"{type(error).__name__}: {error}"}), "utf-8")
            came = json.loads(told.read_text("utf-8"))
        if "failed" in came:
            pytest.fail(f"{name} could not be made: {came['failed']}")
        return came["made"]

    return made


@pytest.fixture(scope="session")
def built(once: Any, uoma: Any) -> dict[str, Any]:
    """`root` of the whole sample organisation's workspace, its `trees`, `every` page, the largest of each kind in each tree, and `moved` notices."""

    def make(root: Path) -> dict[str, Any]:
        shutil.copytree(REPOSITORY / "research_plans", root / "research_plans")
        done = uoma("cycle", "--workspace", root, "--today", TODAY)
        assert done.returncode == 0, done.stderr
        return told(root)

    return dict(once("sample", make))


@pytest.fixture(scope="session")
def pages_of() -> Callable[[Path], dict[str, Any]]:
    """Take down what a workspace's site consists of."""
    return told


def told(root: Path) -> dict[str, Any]:
    drawn = look(Workspace(root), today=date.fromisoformat(TODAY))
    assert drawn is not None
    site, languages = root / "site" / "public", drawn.organisation.languages
    trees = {languages[0]: "", **{other: f"{other}/" for other in languages[1:]}}
    found: dict[str, Any] = {"pages": {}, "leaves": {}, "every": []}
    for name in plugins.names("pages"):
        made = [
            (folder, each) for language, folder in trees.items() for each in plugins.part("pages", name)().pages(drawn.told_in(language))
        ]
        pages = [
            (folder, each.template, f"{folder}{each.path.removesuffix('.md')}.html") for folder, each in made if hasattr(each, "title")
        ]
        found["leaves"][name] = sorted({f"{folder}{each.path}" for folder, each in made if not hasattr(each, "title")})
        found["every"] += [path for _, _, path in pages]
        cards = [
            (folder, "card", f"{folder}{each.path}") for folder, each in made if not hasattr(each, "title") and each.path.endswith(".html")
        ]
        found["pages"][name] = _largest(site, pages + cards)
    books = [
        (folder, "handbook", path.relative_to(site).as_posix())
        for folder in trees.values()
        for path in site.glob(f"{folder}handbook/*.html")
    ]
    found["pages"] |= {"handbook": _largest(site, books), "missing": ["404.html"]}
    known = {*found["every"], *(leaf for leaves in found["leaves"].values() for leaf in leaves), *(path for _, _, path in books)}
    others = {path.relative_to(site).as_posix() for path in site.rglob("*.html") if path.name != "404.html"} - known
    return {"root": str(root), "site": str(site), "trees": trees, "moved": sorted(others), **found}


def _largest(site: Path, pages: list[tuple[str, str, str]]) -> list[str]:
    """Of each tree and template the page with the most on it."""
    weighed = sorted(((site / path).stat().st_size, folder, template, path) for folder, template, path in pages)
    return sorted({(folder, template): path for _, folder, template, path in weighed}.values())


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is not there is answered as a web server is told to: with the site's own page."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            return super().send_error(code, message, explain)
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes on to the next page has hung up."""


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[str], str]]:
    """The address of a folder, served on this machine."""
    servers: dict[str, ThreadingHTTPServer] = {}

    def served(folder: str) -> str:
        if folder not in servers:
            servers[folder] = _Server(("127.0.0.1", 0), partial(_Quiet, directory=folder))
            Thread(target=servers[folder].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[folder].server_port}/"

    yield served
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def address(built: dict[str, Any], serve: Callable[[str], str]) -> str:
    return serve(built["site"])


@pytest.fixture(scope="module")
def outside() -> Iterator[list[str]]:
    """Everything that the browser asks of another machine, by whatever part of it: all of it ends in a proxy that only takes it down."""
    asked: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

        def handle_one_request(self) -> None:
            line = self.rfile.readline(65536).decode("latin-1").strip()
            self.close_connection = True
            if line and not ITS_OWN.match(line):
                asked.append(line)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Proxy) as server:
        asked.append(f"127.0.0.1:{server.server_address[1]}")
        Thread(target=server.serve_forever, daemon=True).start()
        yield asked
        server.shutdown()


@pytest.fixture(scope="module")
def browser(outside: list[str]) -> Iterator[Any]:
    if not CHROMIUM:
        lacking("no Chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=SWITCHES, proxy={"server": outside.pop(), "bypass": "127.0.0.1"})
        yield started
        started.close()


@pytest.fixture(scope="session")
def modules() -> Path:
    """Where axe-core, html-validate and Lighthouse are."""
    if not (MODULES / "axe-core" / "axe.min.js").exists():
        lacking("axe-core, html-validate and Lighthouse are not here: make browser")
    return MODULES


AXE = """async only => {
  const options = only ? {resultTypes: ["violations"], runOnly: {type: "rule", values: only}}
                       : {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}};
  const {violations} = await axe.run(document, options);
  return violations.map(({id, nodes}) => `${id} × ${nodes.length}: ${nodes[0].html.slice(0, 160)} (${nodes[0].target})`);
}"""
COLOURS = ["color-contrast", "link-in-text-block"]
LAID = """() => {
  const seen = element => element.checkVisibility({opacityProperty: true, visibilityProperty: true}) && element.getBoundingClientRect().width > 2;
  const rolled = element => element.closest(".u-scroll, .md-typeset__scrollwrap, .highlight, pre");
  const named = element => `<${element.tagName.toLowerCase()} class="${element.className.baseVal ?? element.className}"> ${element.textContent.trim().slice(0, 60)}`;
  const cut = [...document.querySelectorAll("article :is(h1, h2, h3, p, li, dt, dd, td, th, summary, figcaption, button, .u-badge, .u-chip, .u-item-name)")]
    .filter(element => seen(element) && element.clientWidth && element.scrollWidth > element.clientWidth + 6)
    .filter(element => getComputedStyle(element).overflowX !== "visible" || !rolled(element))
    .map(element => `cut: ${named(element)}`);
  const over = [...document.querySelectorAll("article svg")].flatMap(svg => {
    const texts = [...svg.querySelectorAll("text")].filter(seen).map(text => [text, text.getBoundingClientRect()]);
    return texts.flatMap(([one, a], place) => texts.slice(place + 1).filter(([, b]) => {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      return wide > 2 && high > 2 && wide * high > .25 * Math.min(a.width * a.height, b.width * b.height);
    }).map(([other]) => `over each other: ${one.textContent.trim()} and ${other.textContent.trim()}`));
  });
  const small = [...document.querySelectorAll("article svg text")].filter(seen).map(text => [text, text.getBoundingClientRect()])
    .filter(([text, box]) => box.height < 9).map(([text]) => `too small: ${text.textContent.trim()}`);
  return [...cut, ...over, ...small].slice(0, 12);
}"""
WIDTH = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
PAINT = "scheme => document.body.setAttribute('data-md-color-scheme', scheme)"
VARIANCE = """async picture => {
  const image = new Image();
  image.src = "data:image/png;base64," + picture;
  await image.decode();
  const canvas = new OffscreenCanvas(160, 160), pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0, 160, 160);
  const values = [...pen.getImageData(0, 0, 160, 160).data].filter((_, place) => place % 4 < 3);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}"""


@pytest.fixture
def visited(
    built: dict[str, Any], browser: Any, address: str, modules: Path, once: Any, shots: Path, outside: list[str]
) -> Callable[[str], Any]:
    """What one visit to each page of a kind showed: page -> asked, said, barriers, laid, width, variance."""

    def visit(kind: str) -> Any:
        made = once(f"seen-{kind}", lambda _: {page: look_at(page) for page in built["pages"][kind]})
        return dict(made)

    def look_at(page: str) -> dict[str, Any]:
        axe = (modules / "axe-core" / "axe.min.js").read_text("utf-8")
        whole = not page.startswith(tuple(folder for folder in built["trees"].values() if folder))
        with closing(
            browser.new_context(viewport=SIZES["wide"], color_scheme="light", reduced_motion="reduce", bypass_csp=True)
        ) as context:
            return _visit(context, address, page, axe, shots, outside, whole)

    return visit


def _visit(context: Any, address: str, page: str, axe: str, shots: Path, outside: list[str], whole: bool) -> dict[str, Any]:
    """One load of a page; then wide and on a phone, in both palettes. The other trees are of the same templates: axe-core reads their words once."""
    seen: dict[str, Any] = {"asked": [], "said": [], "barriers": {}, "laid": {}, "width": {}, "variance": {}}
    before = len(outside)
    context.on("request", lambda request: seen["asked"].append(request.url))
    tab = context.new_page()
    tab.on("console", lambda message: message.type in ("error", "warning") and seen["said"].append(message.text))
    tab.on("pageerror", lambda error: seen["said"].append(str(error)))
    tab.goto(f"{address}no/such/page.html" if page == "404.html" else address + page)
    tab.evaluate(axe)
    for size in SIZES:
        tab.set_viewport_size(SIZES[size])
        for palette, scheme in PALETTES.items() if whole else [("light", "default")]:
            tab.emulate_media(color_scheme=palette)
            tab.evaluate(PAINT, scheme)
            tab.wait_for_timeout(60)
            view = f"{palette}-{size}"
            if whole or size == "phone":
                seen["barriers"][view] = tab.evaluate(AXE, COLOURS if palette == "dark" else None)
            if view != "dark-phone" and (whole or size == "phone"):
                picture = tab.screenshot(full_page=True, path=shots / f"{page.removesuffix('.html').replace('/', '_')}.{view}.png")
                seen["variance"][view] = tab.evaluate(VARIANCE, base64.b64encode(picture).decode())
        seen["laid"][size], seen["width"][size] = tab.evaluate(LAID), tab.evaluate(WIDTH)
    tab.set_viewport_size(SMALLEST)
    seen["width"]["smallest"] = tab.evaluate(WIDTH)
    own = ("data:", "blob:", "about:", address)
    seen["asked"] = [url for url in seen["asked"] if not url.startswith(own)] + outside[before:]
    if page == "404.html":
        seen["said"] = [text for text in seen["said"] if "404" not in text]
    return seen


@pytest.fixture(scope="session")
def shots(once: Any) -> Path:
    """Where the pictures go: a folder that one names, to keep them, or one that is forgotten."""
    wanted = os.environ.get("UOMA_SCREENSHOTS")
    folder = Path(wanted) if wanted else Path(once("shots", str))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
