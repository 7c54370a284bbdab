"""Fill: templates become pages and leaves, in the words of one language. What people have said or typed stays text."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
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
        self._press.filters.update(md=md, told=self.told)
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

    def link(self, path: str) -> Markup:
        """A relative address of another page, as it will be in the built site."""
        target, _, place = path.partition("#")
        relative = posixpath.relpath(target, posixpath.dirname(self.page) or ".") if target else ""
        return Markup(html.escape(re.sub(r"\.md$", ".html", relative) + (f"#{place}" if place else "")))  # noqa: S704

    def strip(self, page: str) -> str:
        """What stands at the top of every page: that a sample is one, the sections beside it, and the way to the other languages."""
        self.page = page
        sample = f'<div class="u-sample" role="note" data-search-exclude>{self.sample}</div>' if self.sample else ""
        where = f"{self._menu()}{switch(page, self.language, self.folders)}"
        bar = f'<div class="u-where" data-search-exclude>{where}</div>' if where else ""
        return "\n".join(filter(None, (sample, bar, "\n"))) if sample or bar else ""

    def _printed(self, page: Page) -> str:
        self.page = page.path
        template = self._press.get_template(page.template)
        known = {**page.facts, "page": page}
        head: dict[str, Any] = {"hide": ["navigation", *self._block("hide", template, known).split()]}
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
        return Markup(told) if told else md(page.title)  # noqa: S704 - what a template has printed is escaped

    def _menu(self) -> str:
        """The sections of the group that the page belongs to; nothing for a section that stands alone."""
        section = section_of(self.page)
        for place, group in enumerate(self.groups, 1):  # the first tab is the first page's
            if section in {section_of(path) for path in group.sections} and group.name:
                links = "".join(self._section(path, section) for path in group.sections)
                name = self.words.gettext(group.name)
                return f'<nav class="u-menu" aria-label="{name}" data-tab="{place}">{links}</nav>'
        return ""

    def _section(self, path: str, here: str) -> str:
        current = (' aria-current="page"' if path == self.page else ' aria-current="true"') if section_of(path) == here else ""
        return f'<a href="{self.link(path)}"{current}>{self.titles.get(path, "")}</a>'

    def _block(self, name: str, template: Template, known: dict[str, Any]) -> str:
        """What a template says in one of its own blocks; empty where it has none of that name."""
        block = template.blocks.get(name)
        return "".join(block(template.new_context(known))).strip() if block else ""

    @cached_property
    def _leaves(self) -> Environment:
        made = self._environment("leaves", _legible)
        made.filters.update(told=lambda words: plain(words.told(self.language)))
        made.globals.update(self._said())
        return made

    def _environment(self, kind: str, finalize: Any) -> Environment:
        folders = [folder / kind for folder in self.templates]
        return Environment(loader=FileSystemLoader(folders), undefined=StrictUndefined, autoescape=True, finalize=finalize)

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
    """Front matter."""
    return f"---\n{yaml.safe_dump(head, allow_unicode=True, sort_keys=True, width=100_000)}---\n\n"


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
        elif line or not _between_tags(kept, lines[place + 1 :]):
            kept.append(_APART.sub(r"\1 ", line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") + "\n"


_APART = re.compile(r"(</(?:a|b|code|dd|div|dt|h[1-6]|li|p|small|span|td|th|tr)>)(?=<)")
"""Ends of elements that stand against the next one: search takes the tags away, and words on both sides would become one."""


def _between_tags(before: list[str], after: list[str]) -> bool:
    following = next((line for line in after if line), "<")
    return not before or not before[-1] or before[-1].endswith(">") or following.startswith("<")
