"""Write: pages, leaves and hand-written files become one tree of Markdown, of which only what differs is touched."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from flows.errors import Unwritable
from flows.model.noun import digest_of
from flows.model.pages import Leaf, Page
from flows.press.blocks import spoken
from flows.press.escape import front
from flows.press.fill import Desk, matter
from flows.press.leaves import leaf
from flows.press.moved import addresses, forwarded, notice
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
    tree = dict(_notices(desk, pages, known))
    tree.update((each.path, desk.printed(each).encode() if isinstance(each, Page) else leaf(desk, each)) for each in drawn)
    for folder in copied:
        tree.update(_files(folder, desk))
    try:
        changed, removed = _laid(tree, into)
    except OSError as error:
        raise Unwritable(
            f"cannot write the pages to {into}: {error.strerror}", "look at the folder's permissions and free space"
        ) from error
    return Written(_digest(tree), len(tree), len(pages), changed, removed, addresses(pages, desk.folders.values()))


def _notices(desk: Desk, pages: Sequence[Page], known: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """What stands at addresses of this tree that have no page any more. The root's tree has those of languages that are gone."""
    mine, others = desk.folders[desk.language], [folder for folder in desk.folders.values() if folder]
    for path, leads in forwarded(known, pages, desk.folders.values()).items():
        if next((folder for folder in others if path.startswith(folder)), "") == mine:
            yield f"{path.removeprefix(mine).removesuffix('.md')}.html", notice(path, leads, desk.words, desk.sample).encode()


def _files(folder: Copied, desk: Desk) -> dict[str, bytes]:
    """Every file under the folder; hand-written pages get what stands at the top of every page."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.source.rglob("*"), key=lambda path: (path.relative_to(folder.source).parts[0] in NAMES, path)):
        parts = path.relative_to(folder.source).parts
        language = parts[0] if parts[0] in NAMES and len(parts) > 1 else ""
        if not path.is_file() or path.name.startswith(".") or (language and language != desk.language):
            continue
        name = posixpath.join(folder.to, *(parts[1:] if language else parts))
        found[name] = _taken(name, path.read_bytes(), language or "en", desk) if name.endswith(".md") else path.read_bytes()
    return found


def _taken(name: str, content: bytes, language: str, desk: Desk) -> bytes:
    return _stripped(_of_handbook(content, language) if name.startswith(HANDBOOK) else content, desk.strip(name))


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


def _laid(tree: dict[str, bytes], into: Path) -> tuple[int, int]:
    changed = 0
    for name, content in sorted(tree.items()):
        path = into / name
        if path.is_file() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        changed += 1
    return changed, _cleared(tree, into)


def _cleared(tree: dict[str, bytes], into: Path) -> int:
    removed = 0
    for path in sorted(into.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(into).as_posix() not in tree:
            path.unlink()
            removed += 1
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    return removed


def _digest(tree: dict[str, bytes]) -> str:
    return digest_of(*(part for name, content in sorted(tree.items()) for part in (name, content)))
