"""Write: pages and hand-written files become one tree of Markdown, of which only what differs is touched."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from flows.errors import BuildFailed, Unwritable
from flows.model.cycles import Cycle
from flows.model.noun import Words, digest_of
from flows.model.organisation import Organisation
from flows.model.pages import Page
from flows.press.blocks import MADE, spoken
from flows.press.escape import front, md
from flows.press.words import SAMPLE, Catalogue, catalogue

OWN = "assets/uoma"
"""Where the look and the scripts lie within the site."""
HOME = "index.md"
HANDBOOK = "handbook/"
"""Pages about the tool: in English, and found after everything that customers have said."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the tree now."""

    digest: str
    """Over every path and every byte: the same digest, the same site."""
    files: int
    pages: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Copied:
    """A folder of files to take over as they are, and where in the tree they go."""

    source: Path
    to: str = ""


def write(
    pages: Iterable[Page],
    into: Path,
    templates: Sequence[Path],
    organisation: Organisation,
    cycle: Cycle,
    copied: Sequence[Copied] = (),
) -> Written:
    """Make `into` hold exactly these pages and copied files.

    `templates` are folders with `pages/` and `locale/` in them, the workspace's own first: what is found first is used.
    Of copied files of the same name the last one wins, and a hand-written page wins over a made one. Raises Unwritable.
    """
    desk = Desk(templates, organisation, cycle)
    tree: dict[str, bytes] = {}
    made = 0
    for page in sorted(pages, key=lambda page: page.path):
        tree[page.path] = _printed(desk, page).encode()
        tree.update((alias, desk.moved(alias, page.path).encode()) for alias in page.aliases)
        made += 1
    for folder in copied:
        tree.update(_files(folder, desk))
    try:
        changed, removed = _laid(tree, into)
    except OSError as error:
        raise Unwritable(
            f"cannot write the pages to {into}: {error.strerror}", "look at the folder's permissions and free space"
        ) from error
    return Written(_digest(tree), len(tree), made, changed, removed)


def _printed(desk: Desk, page: Page) -> str:
    try:
        return desk.printed(page)
    except TemplateError as error:
        line = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
        hint = "mend the template in templates/pages of the workspace, or take it away: Uoma's own is used then"
        raise BuildFailed(f"the page {page.path} cannot be made from {page.template}{line}: {error.message}", hint) from error


@dataclass
class Desk:
    """Where templates are filled in: one for a whole writing, as compiled templates are kept on it."""

    templates: Sequence[Path]
    organisation: Organisation
    cycle: Cycle
    page: str = field(default="", init=False)
    """Path of the page at hand: links are relative to it."""

    def __post_init__(self) -> None:
        self.language: str = self.organisation.language
        self.words: Catalogue = catalogue(self.language, self.templates)
        self._press = Environment(
            loader=FileSystemLoader([folder / "pages" for folder in self.templates]),
            undefined=StrictUndefined,
            autoescape=True,
            finalize=_inked,
        )
        self._press.filters.update(md=md, told=self.told)
        self._press.globals.update(self._said())

    def printed(self, page: Page) -> str:
        """The page as Markdown with front matter."""
        self.page = page.path
        template = self._press.get_template(page.template)
        known = {**page.facts, "page": page}
        title = front(self._block("title", template, known) or page.title)
        head: dict[str, Any] = {"hide": ["navigation", *self._block("hide", template, known).split()]}
        if page.path != HOME:  # the first page's title is the site's name, which stands in the browser's title once
            head["title"] = title
        if page.description:
            head["description"] = front(page.description)
        if page.tags:
            head["tags"] = [front(tag) for tag in dict.fromkeys(page.tags)]
        head["search"] = {"exclude": True} if page.weight <= 0 else {"boost": page.weight}
        return f"{_matter(head)}{MADE}\n{_tidy(template.render(known))}"

    def moved(self, alias: str, path: str) -> str:
        """A page for an earlier address, which says where its content is now."""
        self.page = alias
        gettext = self.words.gettext
        title = gettext("This page has moved")
        head = {"title": front(title), "hide": ["navigation", "toc"], "search": {"exclude": True}}
        way = f'<p class="u-lead"><a href="{self.link(path)}">{gettext("Go to its new address")}</a></p>'
        return f"{_matter(head)}{self.strip()}# {title}\n\n{way}\n"

    def told(self, words: Words) -> Markup:
        """A bilingual text in the site's language."""
        return md(words.told(self.language))

    def link(self, path: str) -> Markup:
        """A relative address of another page, as it will be in the built site."""
        target, _, place = path.partition("#")
        relative = posixpath.relpath(target, posixpath.dirname(self.page) or ".") if target else ""
        return Markup(html.escape(re.sub(r"\.md$", ".html", relative) + (f"#{place}" if place else "")))  # noqa: S704

    def strip(self) -> str:
        """What stands on every page of a sample organisation."""
        if not self.organisation.sample:
            return ""
        said = self.words.gettext(SAMPLE)
        return f'<div class="u-sample" role="note" data-search-exclude>{said}</div>\n\n'

    def _block(self, name: str, template: Template, known: dict[str, Any]) -> str:
        """What a template says in one of its own blocks; empty where it has none of that name."""
        block = template.blocks.get(name)
        return "".join(block(template.new_context(known))).strip() if block else ""

    def _said(self) -> dict[str, Any]:
        words = self.words
        return {
            "_": words.gettext,
            "ngettext": words.ngettext,
            "date": words.date,
            "decimal": words.decimal,
            "percent": words.percent,
            "link": self.link,
            "language": self.language,
            "organisation": self.organisation,
            "cycle": self.cycle,
            "sample_strip": Markup(self.strip()),  # noqa: S704
        }


def _inked(value: object) -> object:
    """Whatever a template prints is escaped here, whether it asks for it or not."""
    return value if isinstance(value, int | float) else md(value)


def _matter(head: dict[str, Any]) -> str:
    return f"---\n{yaml.safe_dump(head, allow_unicode=True, sort_keys=True, width=100_000)}---\n\n"


def _tidy(text: str) -> str:
    """No indentation and no empty lines between tags, so that Markdown takes none of our HTML for its own; air around headings."""
    lines = [line.strip() for line in text.splitlines()]
    kept: list[str] = []
    for place, line in enumerate(lines):
        if line.startswith("#"):
            kept += ["", line, ""]
        elif line or not _between_tags(kept, lines[place + 1 :]):
            kept.append(_APART.sub(r"\1 ", line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") + "\n"


_APART = re.compile(r"(</(?:a|b|code|dd|div|dt|h[1-6]|li|p|small|span|td|th|tr)>)(?=<)")
"""Ends of elements that stand against the next one: search takes the tags away, and words on both sides would become one."""


def _between_tags(before: list[str], after: list[str]) -> bool:
    following = next((line for line in after if line), "<")
    return not before or not before[-1] or before[-1].endswith(">") or following.startswith("<")


def _files(folder: Copied, desk: Desk) -> dict[str, bytes]:
    """Every file under the folder; pages of a sample organisation get the strip that says so."""
    found = {}
    for path in sorted(folder.source.rglob("*")) if folder.source.is_dir() else ():
        if path.is_file() and not path.name.startswith("."):
            name = posixpath.join(folder.to, path.relative_to(folder.source).as_posix())
            found[name] = _taken(name, path.read_bytes(), desk.strip()) if name.endswith(".md") else path.read_bytes()
    return found


def _taken(name: str, content: bytes, strip: str) -> bytes:
    return _stripped(_of_handbook(content) if name.startswith(HANDBOOK) else content, strip)


def _of_handbook(content: bytes) -> bytes:
    """A page of the handbook with its heading as its title, its language and a low place in search; its own front matter is left alone."""
    text = content.decode("utf-8", "replace")
    heading = re.search(r"^# +(.+?) *$", text, re.MULTILINE)
    if text.startswith("---") or not heading:
        return content
    head = {"title": front(heading[1]), "search": {"boost": 0.3}}
    return f"{_matter(head)}{spoken('en')}\n\n{text}".encode()


def _stripped(content: bytes, strip: str) -> bytes:
    if not strip:
        return content
    text = content.decode("utf-8", "replace")
    matter = re.match(r"---\s*\n.*?\n---\s*\n", text, re.DOTALL)
    end = matter.end() if matter else 0
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
