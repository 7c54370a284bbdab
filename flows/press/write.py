"""Write: pages, leaves and hand-written files become one tree of Markdown, of which only what differs is touched."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from flows.errors import Unwritable
from flows.model.noun import digest_of
from flows.model.pages import Leaf, Page
from flows.press.blocks import spoken
from flows.press.escape import front
from flows.press.fill import Desk, matter
from flows.press.finder import FACETS, labels
from flows.press.leaves import leaf
from flows.press.moved import addresses, forwarded, notice, read_as_pages
from flows.press.trees import NAMES

OWN = "assets/uoma"
"""Where the look and the scripts lie within the site."""
HANDBOOK = "handbook/"
"""Pages about the tool: found after everything that customers have said."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the tree now."""

    digest: str
    """Over every path and every byte: the same digest, the same site."""
    files: int
    pages: int
    changed: int
    removed: int
    addresses: dict[str, str] = field(default_factory=dict)
    """Every address that the site's pages have, in all its trees: to be remembered, for they never die."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A folder of files to take over as they are, and where in the tree they go.

    What lies in a folder of it that a language names, such as `fi/`, stands in the tree of that language in the place of a file of the same name.
    """

    source: Path
    to: str = ""


def write(
    made: Iterable[Page | Leaf], into: Path, desk: Desk, copied: Sequence[Copied] = (), known: Mapping[str, str] = MappingProxyType({})
) -> Written:
    """Make `into` hold exactly these pages, leaves and copied files, as the desk fills them in: one tree of the site.

    `known` is every address that the site has ever had, in all its trees: those that have no page any more get a notice. Of copied files
    of the same name the last one wins, and a hand-written page wins over a made one. Raises BuildFailed, Unwritable.
    """
    drawn = sorted(made, key=lambda each: each.path)
    pages = [page for page in drawn if isinstance(page, Page)]
    desk.know(pages)
    elsewhere = {*(page.path for page in pages), *(name for folder in copied for name in _elsewhere(folder, desk.language))}
    own = {name: content for folder in copied for name, content in _files(folder, desk, elsewhere).items()}
    own[FACETS] = labels(pages)
    try:
        laid, changed = _laid(_contents(desk, drawn, own, known), into)
        removed = _cleared(laid, into)
    except OSError as error:
        raise Unwritable(
            f"cannot write the pages to {into}: {error.strerror}", "look at the folder's permissions and free space"
        ) from error
    others = _others(desk, drawn, own)
    return Written(_digest(laid), len(laid), len(pages), changed, removed, addresses(pages, desk.folders.values(), others))


def _contents(desk: Desk, drawn: Sequence[Page | Leaf], own: Mapping[str, bytes], known: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Each path of the tree and what stands there, one at a time: 5,000 pages are not held at once."""
    pages = [page for page in drawn if isinstance(page, Page)]
    made = {each.path for each in drawn}
    yield from (
        (path, content) for path, content in _notices(desk, pages, known, _others(desk, drawn, own)) if path not in made and path not in own
    )
    for each in drawn:
        if each.path not in own:
            yield each.path, desk.printed(each).encode() if isinstance(each, Page) else leaf(desk, each)
    yield from own.items()


def _others(desk: Desk, drawn: Sequence[Page | Leaf], own: Iterable[str]) -> tuple[str, ...]:
    """Addresses of this tree's cards and hand-written pages."""
    return read_as_pages((*(each.path for each in drawn if isinstance(each, Leaf)), *own), desk.folders[desk.language])


def _notices(desk: Desk, pages: Sequence[Page], known: Mapping[str, str], own: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """What stands at addresses of this tree that have no page any more. The root's tree has those of languages that are gone."""
    mine, others = desk.folders[desk.language], [folder for folder in desk.folders.values() if folder]
    for path, leads in forwarded(known, pages, desk.folders.values(), own).items():
        if next((folder for folder in others if path.startswith(folder)), "") == mine:
            yield f"{path.removeprefix(mine).removesuffix('.md')}.html", notice(path, leads, desk.words, desk.sample).encode()


def _elsewhere(folder: Copied, language: str) -> Iterator[str]:
    """Names of the folder's pages that stand in a tree of another language than this."""
    for path in folder.source.rglob("*.md"):
        head, *rest = parts = path.relative_to(folder.source).parts
        told = head in NAMES and bool(rest)
        if not told or head != language:
            yield posixpath.join(folder.to, *(rest if told else parts))


def _files(folder: Copied, desk: Desk, elsewhere: Collection[str]) -> dict[str, bytes]:
    """Every file under the folder; hand-written pages get what stands at the top of every page."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.source.rglob("*"), key=lambda path: (path.relative_to(folder.source).parts[0] in NAMES, path)):
        parts = path.relative_to(folder.source).parts
        language = parts[0] if parts[0] in NAMES and len(parts) > 1 else ""
        if not path.is_file() or path.name.startswith(".") or (language and language != desk.language):
            continue
        name = posixpath.join(folder.to, *(parts[1:] if language else parts))
        content = path.read_bytes()
        if name.endswith(".md"):
            told = _of_handbook(content, language or "en") if name.startswith(HANDBOOK) else content
            content = _stripped(told, desk.strip(name, alone=name not in elsewhere))
        found[name] = content
    return found


def _of_handbook(content: bytes, language: str) -> bytes:
    """A page of the handbook with its heading as its title, its language and a low place in search; its own front matter is left alone."""
    text = content.decode("utf-8", "replace")
    heading = re.search(r"^# +(.+?) *(?:\{[^}]*\} *)?$", text, re.MULTILINE)
    if text.startswith("---") or not heading:
        return content
    head = {"title": front(heading[1]), "search": {"boost": 0.3}}
    return f"{matter(head)}{spoken(language)}\n\n{text}".encode()


def _stripped(content: bytes, strip: str) -> bytes:
    if not strip:
        return content
    text = content.decode("utf-8", "replace")
    found = re.match(r"---\s*\n.*?\n---\s*\n", text, re.DOTALL)
    end = found.end() if found else 0
    return f"{text[:end]}\n{strip}{text[end:]}".lstrip("\n").encode()


def _laid(contents: Iterable[tuple[str, bytes]], into: Path) -> tuple[dict[str, str], int]:
    """A digest of each file that stands there now, and how many were different before."""
    laid: dict[str, str] = {}
    changed = 0
    for name, content in contents:
        laid[name] = digest_of(content)
        path = into / name
        if path.is_file() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        changed += 1
    return laid, changed


def _cleared(laid: Collection[str], into: Path) -> int:
    removed = 0
    for path in sorted(into.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(into).as_posix() not in laid:
            path.unlink()
            removed += 1
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    return removed


def _digest(laid: Mapping[str, str]) -> str:
    return digest_of(*(part for name, digest in sorted(laid.items()) for part in (name, digest)))
