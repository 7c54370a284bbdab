"""Printing: what MkDocs does anew for every page and need not. The same pages come of it, in half the time.

A plugin of MkDocs' own kind, so nothing of it or of the theme is patched: it gives the search another reader for pages that our templates
made, and has the menu drawn once for all pages that are drawn the same one.
"""

from __future__ import annotations

import posixpath
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, Environment, pass_context
from jinja2.runtime import Context
from material.plugins.search.plugin import SearchIndex  # type: ignore[import-untyped]
from mkdocs.plugins import BasePlugin, event_priority

from flows.press.blocks import MADE
from flows.press.sections import sections

MENUS = ("partials/nav.html", "partials/tabs.html")
"""Parts of the theme that say the same on every page of a folder, except on pages that the menu itself lists."""
_THEMES = "the theme's "


class Printing(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """To be added to the plugins of a build after those that mkdocs.yml names."""

    @event_priority(-100)
    def on_config(self, config: Any) -> Any:
        """The search plugin has made its index by now."""
        for plugin in config.plugins.values():
            if isinstance(getattr(plugin, "search_index", None), SearchIndex):
                plugin.search_index = _Index(**plugin.search_index.config)
        return config

    def on_env(self, env: Environment, **_: Any) -> Environment:
        """Menus come from here; the theme draws each of them the first time."""
        assert env.loader
        drawn: dict[tuple[str, str], str] = {}
        themes = {_THEMES + name: env.loader.get_source(env, name)[0] for name in MENUS}
        own = {name: f"{{{{ u_menu({name!r}) }}}}" for name in MENUS}
        env.loader = ChoiceLoader([DictLoader(own | themes), env.loader])
        env.globals["u_menu"] = pass_context(lambda context, name: _menu(context, name, drawn))
        return env


class _Index(SearchIndex):  # type: ignore[misc]
    """Pages that our templates made are read by a reader that knows how they are made; any other page is left to the theme's."""

    def add_entry_from_context(self, page: Any) -> None:
        if MADE not in page.markdown[: len(MADE) + 1]:
            super().add_entry_from_context(page)
        elif not (page.meta.get("search") or {}).get("exclude"):
            for section in sections(page.content):
                self.create_entry_for_section(section, page.toc, page.url, page)


def _menu(context: Context, name: str, drawn: dict[tuple[str, str], str]) -> str:
    """The menu as the theme draws it: once for each folder, and anew for a page that stands in it."""
    page = context["page"]
    if page is None or page.parent or page in context["nav"].items:
        return _by_theme(context, name)
    key = (name, posixpath.dirname(page.url))
    if key not in drawn:
        drawn[key] = _by_theme(context, name)
    return drawn[key]


def _by_theme(context: Context, name: str) -> str:
    template = context.environment.get_template(_THEMES + name)
    return "".join(template.root_render_func(template.new_context(context.get_all(), shared=True)))
