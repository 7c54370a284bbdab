"""Headers: what a server should say beside each file of a release, above all which scripts may run. Written into the release's own folder.

They lie where the site lies, so that a swap and a rollback take them along; `.headers/` and every other name with a dot in front is not for
readers. A script within a page may run if the theme put it there: what stands on the error page, which has nobody's words on it, is the
theme's, but for the depth of the folder that one of them names. Any other is left out of the policy, whether somebody wrote it into a page by
hand or slipped it through all escaping.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HEADERS = ".headers"
ERROR_PAGE = "404.html"
CARDS = "cards"
"""Folder of the pages that other tools may show in a frame, in each language's tree."""
HANDBOOK = "handbook"
SEARCH = "pagefind"
"""Folder of the search that runs as WebAssembly."""
ROBOTS = "User-agent: *\nDisallow: /\n"
NOINDEX = b'<meta name="robots" content="noindex">'
YEAR = 31_536_000
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""Said of every file."""
HASHED = r"^[^?%]*/assets/[^?%]*\.[0-9a-f]{8}\.min\.(?:css|js)(?:\?|$)"
"""Files whose name says what is in them: another content, another name."""
FRAMED = rf"^[^?%]*/{CARDS}/[^/?%]+\.html(?:\?|$)"
"""Nothing that a server would decode first: `..%2F` leads out of the folder."""


@dataclass
class Seen:
    """What one look at every page of a release has found."""

    pages: int = 0
    """Those with something to read of the organisation's: no notices at old addresses, no cards, no error page, no handbook of Uoma's."""
    strange: list[str] = field(default_factory=list)
    """Pages with a script of their own, which the policy does not let run."""


def head(site: Path) -> Seen:
    """Keep search engines out of every page of a built site, and write its headers: `.headers/nginx.conf` and `.headers/_headers`.

    The last step of a build: it depends on the site's files alone. Raises OSError.
    """
    own = {_levelled(script) for script in _scripts(_read(site / ERROR_PAGE))}
    seen, allowed = Seen(), set[str]()
    for path in sorted(site.rglob("*.html")):
        content = _unlisted(path)
        seen.pages += b"<article" in content and path.name != ERROR_PAGE and HANDBOOK not in path.parent.relative_to(site).parts
        scripts = list(_scripts(content))
        allowed |= {_hash(script) for script in scripts if _levelled(script) in own}
        if any(_levelled(script) not in own for script in scripts) or _handled(content):
            seen.strange.append(path.relative_to(site).as_posix())
    if not (site / "robots.txt").exists():
        (site / "robots.txt").write_text(ROBOTS, "utf-8")
    _write(site, policy(sorted(allowed), wasm=any(site.glob(SEARCH)) or any(site.glob(f"*/{SEARCH}"))))
    return seen


def policy(scripts: list[str], wasm: bool = False) -> str:
    """The Content-Security-Policy of a site, without what says who may frame it."""
    asked = " ".join(("script-src 'self'", *(("'wasm-unsafe-eval'",) if wasm else ()), *scripts))
    return (
        f"default-src 'none'; {asked}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
        "worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'"
    )


_SCRIPT = re.compile(rb"<script\b([^>]*)>(.*?)(?:</script\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_ON = re.compile(rb"""[\s"'/]on[a-z]{3,20}\s*=""", re.IGNORECASE)
_JAVASCRIPT = re.compile(rb"""=\s*["']?\s*javascript:""", re.IGNORECASE)
_TYPE = re.compile(rb"""(?:^|\s)type\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_DATA = re.compile(rb"(?!.*(?:java|ecma|j|live)script)[\w.+-]+/[\w.+-]+|importmap|speculationrules", re.IGNORECASE)
"""Types of what stands in a script's place and does not run."""
_FOREIGN = re.compile(rb"(?:^|\s)src\s*=", re.IGNORECASE)
_LEVEL = re.compile(rb'new URL\("[./]*",location\)')
_HEAD = re.compile(rb"<meta\s+charset[^>]*>|<head[^>]*>", re.IGNORECASE)
_TOLD = re.compile(rb"""<meta\s[^>]*\brobots\b[^>]*\bnoindex\b""", re.IGNORECASE)


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _unlisted(path: Path) -> bytes:
    """The page with a line for search engines in its head."""
    content = path.read_bytes()
    place = _HEAD.search(content)
    if _TOLD.search(content) or not place:
        return content
    content = content[: place.end()] + NOINDEX + content[place.end() :]
    path.write_bytes(content)
    return content


def _scripts(content: bytes) -> Iterator[bytes]:
    """What stands in a page and would run; data in a script's clothes does not."""
    for attributes, body in _SCRIPT.findall(content):
        type_ = _TYPE.search(attributes)
        if body.strip() and not _FOREIGN.search(attributes) and not (type_ and _DATA.fullmatch(type_[1])):
            yield body


def _handled(content: bytes) -> bool:
    """Whether a tag has a script in an attribute of its own."""
    found = (place.start() for scripts in (_ON, _JAVASCRIPT) for place in scripts.finditer(content))
    return any(content.rfind(b"<", 0, at) > content.rfind(b">", 0, at) for at in found)


def _levelled(script: bytes) -> bytes:
    return _LEVEL.sub(b"", script)


def _hash(script: bytes) -> str:
    read = script.replace(b"\r\n", b"\n").replace(b"\r", b"\n")  # as browsers read it
    return f"'sha256-{base64.b64encode(hashlib.sha256(read).digest()).decode()}'"


def _write(site: Path, policy: str) -> None:
    folder = site / HEADERS
    folder.mkdir(exist_ok=True)
    (folder / "nginx.conf").write_text(_nginx(policy), "utf-8")
    (folder / "_headers").write_text(_plain(policy), "utf-8")


def _nginx(policy: str) -> str:
    """To be included in a server block, or in the location of the site.

    It goes by what was asked for: nginx reads these lines once more when it asks for leave (`auth_request`), and `$uri` is another's by then.
    """
    lines = "\n".join(f'add_header {name} "{value}" always;' for name, value in OTHERS.items())
    return f"""# What goes with this release of the site. Include it in the server block, and reload nginx when the site has changed.
location ~ /\\.(?!well-known/) {{ return 404; }}
set $uoma_framers "'none'";
if ($request_uri ~ "{FRAMED}") {{ set $uoma_framers "*"; }}
set $uoma_keep "no-cache";
if ($request_uri ~ "{HASHED}") {{ set $uoma_keep "private, max-age={YEAR}, immutable"; }}
add_header Content-Security-Policy "{policy}; frame-ancestors $uoma_framers" always;
add_header Cache-Control $uoma_keep always;
{lines}
"""


def _plain(policy: str) -> str:
    """As services for static sites read it; others can take the values from it."""
    lines = "\n".join(f"  {name}: {value}" for name, value in OTHERS.items())
    return f"/*\n  Content-Security-Policy: {policy}; frame-ancestors 'none'\n{lines}\n"
