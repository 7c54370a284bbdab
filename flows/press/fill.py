"""Fill: templates become pages and leaves, in the words of one language. What people have said or typed stays text."""

from __future__ import annotations

import html
import json
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from flows.errors import BuildFailed
from flows.model.cycles import Cycle
from flows.model.noun import Words
from flows.model.organisation import Organisation
from flows.model.pages import Leaf, Page
from flows.press.blocks import MADE
from flows.press.escape import front, md, plain
from flows.press.menu import HOME, Group, grouped, section_of
from flows.press.trees import switch
from flows.press.words import SAMPLE, Catalogue, catalogue


@dataclass
class Desk:
    """Where templates are filled in: one for a whole tree, as compiled templates are kept on it."""

    templates: Sequence[Path]
    """Folders with `pages/`, `leaves/` and `locale/` in them, the workspace's own first: what is found first is used."""
    organisation: Organisation
    """Told in the language of the tree."""
    cycle: Cycle
    folders: Mapping[str, str] = field(default_factory=dict)
    """The trees of the site, by language; empty for a site of one."""
    page: str = field(default="", init=False)
    """Path of the page at hand: links are relative to it."""
    groups: tuple[Group, ...] = field(default=(), init=False)
    titles: dict[str, Markup] = field(default_factory=dict, init=False)
    """Of the pages that open a section, by path."""

    def __post_init__(self) -> None:
        self.language: str = self.organisation.language
        self.folders = self.folders or {self.language: ""}
        self.words: Catalogue = catalogue(self.language, self.templates)
        self._press = self._environment("pages", _inked)
        self._press.filters.update(md=md, told=self.told, spoken=self.spoken)
        self._press.globals.update(self._said())

    @property
    def sample(self) -> str:
        """What every page of a sample organisation says; empty for others."""
        return str(self.words.gettext(SAMPLE)) if self.organisation.sample else ""

    def know(self, pages: Sequence[Page]) -> None:
        """Find out which sections the tree has, before its pages are filled in."""
        self.groups = grouped(page.path for page in pages)
        opening = {path for group in self.groups for path in group.sections}
        self.titles = {page.path: self._title(page) for page in pages if page.path in opening}

    def printed(self, page: Page) -> str:
        """The page as Markdown with front matter. Raises BuildFailed for a template that does not work."""
        try:
            return self._printed(page)
        except TemplateError as error:
            raise _unmade(page.path, page.template, "pages", error) from error

    def filled(self, leaf: Leaf) -> str:
        """A leaf that a template makes, escaped as HTML and XML are. Raises BuildFailed for a template that does not work."""
        self.page = leaf.path
        try:
            return self._leaves.get_template(leaf.template).render(leaf.facts)
        except TemplateError as error:
            raise _unmade(leaf.path, leaf.template, "leaves", error) from error

    def told(self, words: Words) -> Markup:
        """A bilingual text in the site's language."""
        return md(words.told(self.language))

    def spoken(self, words: Words) -> Markup:
        """The same as an element, for screen readers and hyphens: where only the other language has it, it says so. Not for attributes."""
        other = "fi" if self.language == "en" else "en"
        missing = words and not getattr(words, self.language, "")
        return Markup('<span lang="{}">{}</span>').format(other, self.told(words)) if missing else self.told(words)

    def link(self, path: str) -> Markup:
        """A relative address of another page, as it will be in the built site."""
        return _address(path, posixpath.dirname(self.page))

    def strip(self, page: str, alone: bool = False) -> str:
        """What stands at the top of every page: that a sample is one, the sections beside it, and the way to the other languages.

        A page that stands `alone` is in no other language.
        """
        self.page = page
        sample = f'<div class="u-sample" role="note" data-search-exclude>{self.sample}</div>' if self.sample else ""
        where = f"{self._menu()}{'' if alone else switch(page, self.language, self.folders)}"
        bar = f'<div class="u-where" data-search-exclude>{where}</div>' if where else ""
        return f'<div class="u-strip">{sample}{bar}</div>\n\n' if sample or bar else ""

    def _printed(self, page: Page) -> str:
        self.page = page.path
        template = self._press.get_template(page.template)
        known = {**page.facts, "page": page}
        head: dict[str, Any] = {"hide": ["navigation", *str(self._block("hide", template, known)).split()]}
        if page.path != HOME:  # the first page's title is the site's name, which stands in the browser's title once
            head["title"] = front(self._block("title", template, known) or page.title)
        if page.description:
            head["description"] = front(page.description)
        if page.tags:
            head["tags"] = [front(tag) for tag in dict.fromkeys(page.tags)]
        head["search"] = {"exclude": True} if page.weight <= 0 else {"boost": page.weight}
        return f"{matter(head)}{MADE}\n{_tidy(template.render(known))}"

    def _title(self, page: Page) -> Markup:
        self.page = page.path
        try:
            told = self._block("title", self._press.get_template(page.template), {**page.facts, "page": page})
        except TemplateError as error:
            raise _unmade(page.path, page.template, "pages", error) from error
        return told or md(page.title)

    def _menu(self) -> str:
        """The sections of the group that the page belongs to; nothing for a section that stands alone."""
        section = section_of(self.page)
        for place, group in enumerate(self.groups, 1):  # the first tab is the first page's
            if section in {section_of(path) for path in group.sections} and group.name:
                links = "".join(self._section(path, section) for path in group.sections)
                name = self.words.gettext("Pages of the same group: %(name)s", name=self.words.gettext(group.name))
                return f'<nav class="u-menu" aria-label="{name}" data-tab="{place}">{links}</nav>'
        return ""

    def _section(self, path: str, here: str) -> str:
        current = (' aria-current="page"' if path == self.page else ' aria-current="true"') if section_of(path) == here else ""
        return f'<a href="{self.link(path)}"{current}>{self.titles.get(path, "")}</a>'

    def _block(self, name: str, template: Template, known: dict[str, Any]) -> Markup:
        """What a template says in one of its own blocks; empty where it has none of that name."""
        block = template.blocks.get(name)
        return Markup("".join(block(template.new_context(known))).strip() if block else "")  # noqa: S704 - a template escapes what it prints

    @cached_property
    def _leaves(self) -> Environment:
        made = self._environment("leaves", _legible)
        made.filters.update(told=lambda words: plain(words.told(self.language)))
        made.globals.update(self._said())
        return made

    def _environment(self, kind: str, finalize: Any) -> Environment:
        folders = [folder / kind for folder in self.templates]
        loader = FileSystemLoader(folders)
        return Environment(loader=loader, undefined=StrictUndefined, autoescape=True, finalize=finalize, auto_reload=False)

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
            "strip": lambda: Markup(self.strip(self.page)),  # noqa: S704
        }


def matter(head: dict[str, Any]) -> str:
    """Front matter: JSON values are YAML too, and made and read in a tenth of the time."""
    lines = "".join(f"{name}: {json.dumps(head[name], ensure_ascii=False)}\n" for name in sorted(head))
    return f"---\n{lines}---\n\n"


@lru_cache(maxsize=4096)
def _address(path: str, folder: str) -> Markup:
    """The relative address of a page, seen from a folder."""
    target, _, place = path.partition("#")
    relative = posixpath.relpath(target, folder or ".") if target else ""
    return Markup(html.escape(re.sub(r"\.md$", ".html", relative) + (f"#{place}" if place else "")))  # noqa: S704


def _unmade(path: str, template: str, folder: str, error: TemplateError) -> BuildFailed:
    line = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
    hint = f"mend the template in templates/{folder} of the workspace, or take it away: Uoma's own is used then"
    return BuildFailed(f"the page {path} cannot be made from {template}{line}: {error.message}", hint)


def _inked(value: object) -> object:
    """Whatever a template prints is escaped here, whether it asks for it or not."""
    return value if isinstance(value, int | float) else md(value)


def _legible(value: object) -> object:
    """Text on one line, without what XML does not allow; it is escaped after that."""
    return value if isinstance(value, int | float | Markup) else plain(value)


def _tidy(text: str) -> str:
    """No indentation and no empty lines between tags, so that Markdown takes none of our HTML for its own; air around headings."""
    lines = [line.strip() for line in text.splitlines()]
    kept: list[str] = []
    for place, line in enumerate(lines):
        if line.startswith("#"):
            kept += ["", line, ""]
        elif line or not _between_tags(kept, islice(lines, place + 1, None)):
            kept.append(_APART.sub(r"\1 ", line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") + "\n"


_APART = re.compile(r"(</(?:a|b|code|dd|div|dt|h[1-6]|li|p|small|span|td|th|tr)>)(?=<)")
"""Ends of elements that stand against the next one: search takes the tags away, and words on both sides would become one."""


def _between_tags(before: list[str], after: Iterable[str]) -> bool:
    following = next((line for line in after if line), "<")
    return not before or not before[-1] or before[-1].endswith(">") or following.startswith("<")
