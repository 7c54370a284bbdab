"""The site behind nginx and a sign-in, as the example in templates/servers has it: who is not signed in sees nothing, and the policy lets all work."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

REPOSITORY = Path(__file__).parents[2]
EXAMPLE = REPOSITORY / "templates" / "servers" / "nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
COOKIE = "_oauth2_proxy=a-session"
MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
{user}
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class SignIn(BaseHTTPRequestHandler):
    """What nginx asks: 202 with the cookie and 401 without; who begins to sign in gets the cookie, and is sent back."""

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/oauth2/auth":
            self.send_response(202 if COOKIE in self.headers.get("Cookie", "") else 401)
        else:
            self.send_response(302)
            self.send_header("Set-Cookie", f"{COOKIE}; Path=/; HttpOnly")
            self.send_header("Location", parse_qs(asked.query)["rd"][0])
        self.send_header("Content-Length", "0")
        self.end_headers()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def nginx(built: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the example, with the sample organisation's site in it, and nothing in it changed but paths and ports."""
    if not NGINX:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have nginx: apt-get install nginx-light")
        pytest.skip("no nginx here: apt-get install nginx-light")
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    sign_in = ThreadingHTTPServer(("127.0.0.1", 0), SignIn)
    Thread(target=sign_in.serve_forever, daemon=True).start()
    example = (
        EXAMPLE.read_text("utf-8")
        .replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
        .replace("127.0.0.1:4180", f"127.0.0.1:{sign_in.server_port}")
    )
    example = re.sub(r"^ +ssl_.*\n", "", example, flags=re.MULTILINE).replace("/srv/uoma/site/public", built["site"])
    (folder / "site.conf").write_text(example, "utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user="user root;" if os.geteuid() == 0 else ""), "utf-8")
    with subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE, text=True) as server:
        try:
            wait_for(port, server)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(20)
            sign_in.shutdown()
            sign_in.server_close()
    assert "[error]" not in "\n".join(line for line in (folder / "error.log").read_text().splitlines() if "No such file" not in line)


def wait_for(port: int, server: subprocess.Popen[str]) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, server.stderr.read() if server.stderr else ""
        time.sleep(0.05)
    pytest.fail("nginx did not answer for ten seconds")


def asked(address: str, path: str, cookie: str = COOKIE) -> HTTPResponse:
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=10)) as connection:
        connection.request("GET", f"/{path}", headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        return answer


def test_who_is_not_signed_in_is_sent_to_the_sign_in_and_sees_nothing_of_the_site(nginx: str, built: dict[str, Any]):
    for path in ("", "index.html", "search/search_index.json", "assets/uoma/uoma.css", *built["pages"]["insight"][:1]):
        answer = asked(nginx, path, cookie="")
        assert (answer.status, answer.headers["Location"]) == (302, f"{nginx}oauth2/start?rd={nginx}{path}")
    assert asked(nginx, "").status == 200


def test_what_is_not_for_readers_is_not_served_to_anybody(nginx: str):
    for path in (".headers/nginx.conf", ".headers/_headers", ".release.json", ".headers/", "oauth2/auth"):
        assert asked(nginx, path).status == 404


def test_every_answer_has_the_headers_of_its_release(nginx: str, built: dict[str, Any]):
    hashed = next(path for path in Path(built["site"], "assets").rglob("bundle.*.js")).relative_to(built["site"]).as_posix()
    for path in ("index.html", hashed, "assets/uoma/uoma.css", "search/search_index.json", "no/such/page.html"):
        answer = asked(nginx, path)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Cache-Control"] == ("private, max-age=31536000, immutable" if path == hashed else "no-cache")
        assert answer.status == (404 if path.startswith("no/") else 200)


def test_cards_and_nothing_else_may_be_shown_in_a_frame(nginx: str, built: dict[str, Any]):
    cards = [path for leaves in built["leaves"].values() for path in leaves if "cards/" in path]
    if not cards:
        pytest.skip("the sample has no cards")
    assert "frame-ancestors *" in asked(nginx, cards[0]).headers["Content-Security-Policy"]
    for way in ("index.html?/cards/x.html", "cards/..%2Findex.html", "cards/%2e%2e/index.html", "index.html"):
        answer = asked(nginx, way)
        assert (answer.status, "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]) == (200, True)


def _console(tab: Any, said: list[str]) -> None:
    tab.on("console", lambda message: message.type in ("error", "warning") and said.append(f"{tab.url}: {message.text}"))
    tab.on("pageerror", lambda error: said.append(f"{tab.url}: {error}"))


@pytest.fixture
def signed_in(nginx: str, browser: Any) -> Iterator[Any]:
    with closing(browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")) as context:
        tab = context.new_page()
        tab.goto(nginx)
        assert tab.url == nginx
        yield tab


@pytest.mark.browser
def test_the_policy_stops_nothing_on_any_page(kind: str, signed_in: Any, nginx: str, built: dict[str, Any]):
    said: list[str] = []
    _console(signed_in, said)
    others = tuple(folder for folder in built["trees"].values() if folder)
    for page in (each for each in built["pages"][kind] if not each.startswith(others)):  # other trees are of the same templates
        signed_in.goto(nginx + (page if kind != "missing" else "no/such/page.html"))
        signed_in.wait_for_timeout(100)
    assert [words for words in said if kind != "missing" or "404" not in words] == []


@pytest.mark.browser
def test_the_palette_and_the_search_in_the_header_work_under_the_policy(signed_in: Any, nginx: str):
    said: list[str] = []
    _console(signed_in, said)
    signed_in.goto(nginx)
    before = signed_in.evaluate("document.body.getAttribute('data-md-color-scheme')")
    signed_in.locator("label[for^=__palette]:not([hidden])").click()
    assert signed_in.evaluate("document.body.getAttribute('data-md-color-scheme')") != before
    signed_in.locator(".md-search__input").click()
    signed_in.keyboard.type("lasku")
    signed_in.wait_for_selector(".md-search-result__item", timeout=20_000)
    assert said == []


@pytest.mark.browser
def test_a_script_that_slipped_into_a_page_does_not_run(nginx: str, built: dict[str, Any], signed_in: Any):
    said: list[str] = []
    _console(signed_in, said)
    signed_in.goto(nginx)
    signed_in.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', `<img src=x onerror='window.hurt = 1'>`)")
    signed_in.evaluate("{const s = document.createElement('script'); s.text = 'window.hurt = 1'; document.body.append(s)}")
    signed_in.wait_for_timeout(100)
    assert signed_in.evaluate("window.hurt") is None
    assert any("Content Security Policy" in words for words in said)
