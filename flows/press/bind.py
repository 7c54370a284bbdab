"""Bind: a tree of Markdown becomes a site, with MkDocs Material, strictly and always the same way."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import yaml

from flows.errors import BuildFailed
from flows.model.organisation import Organisation
from flows.press.escape import front
from flows.press.menu import HOME, grouped
from flows.press.words import SAMPLE, Catalogue, catalogue

HANDBOOK = (
    "index",
    "reading",
    "concepts",
    "site",
    "themes",
    "signals",
    "board",
    "meeting",
    "notes",
    "commands",
    "material",
    "people",
    "google",
    "plans",
    "publishing",
    "elsewhere",
    "model",
    "extending",
    "decisions",
    "dependencies",
    "measured",
    "worlds",
)
"""Pages of the handbook in the order that one reads them; others come after."""
TOLD = 5
"""Warnings that a failed build repeats."""


def bind(docs: Path, into: Path, config: Path, organisation: Organisation, today: date, templates: Sequence[Path] = ()) -> None:
    """Build the site of `docs` into `into`, as `config` (a mkdocs.yml) says.

    The bytes depend on `docs`, `config`, the organisation's name and language and `today` alone. `templates` hold the catalogue for
    the menu's words. Any warning fails the build. Raises BuildFailed.
    """
    with _surroundings(today), _warnings() as heard:
        from mkdocs.commands.build import build
        from mkdocs.config import load_config
        from mkdocs.exceptions import Abort, MkDocsException

        from flows.press.blocks import Blocks
        from flows.press.printing import Printing

        try:
            options = _options(docs, config, organisation, catalogue(organisation.language, templates))
            settings = load_config(str(config), docs_dir=str(docs.resolve()), site_dir=str(into.resolve()), strict=False, **options)
            settings.markdown_extensions.append(Blocks())
            settings.plugins["printing"] = Printing()
            settings.plugins.on_startup(command="build", dirty=False)
            build(settings)
        except (MkDocsException, Abort, yaml.YAMLError) as error:
            raise BuildFailed(f"the site did not build: {_first_line(error)}", "; ".join(heard[:TOLD])) from error
    if heard:
        raise BuildFailed(f"the site built with {len(heard)} warnings", "; ".join(heard[:TOLD]))


def _options(docs: Path, config: Path, organisation: Organisation, words: Catalogue) -> dict[str, Any]:
    """What this site has of its own, over what mkdocs.yml says."""
    from mkdocs.utils.yaml import yaml_load

    with config.open("rb") as opened:
        base = yaml_load(opened)
    theme = base.get("theme", {})
    palette = [_worded(entry, words) for entry in theme.get("palette", [])]
    return {
        "site_name": front(organisation.name.told(organisation.language)) or "Uoma",  # MkDocs prints it unescaped
        "copyright": str(words.gettext(SAMPLE)) if organisation.sample else base.get("copyright"),
        "nav": base.get("nav") or _menu(docs, words),
        "theme": {**theme, "language": organisation.language, "palette": palette},
    }


def _worded(entry: dict[str, Any], words: Catalogue) -> dict[str, Any]:
    """The palette's button with its name in the site's language."""
    toggle = entry.get("toggle")
    return {**entry, "toggle": {**toggle, "name": str(words.gettext(toggle["name"]))}} if toggle else entry


def _menu(docs: Path, words: Catalogue) -> list[Any]:
    """Groups of sections only: a menu of every page costs seconds and megabytes (80 % of the time at 1,000 pages)."""
    found = [path.relative_to(docs).as_posix() for path in (*docs.glob("*.md"), *docs.glob("*/index.md"))]
    home: list[Any] = [{str(words.gettext("Home")): HOME}] if HOME in found else []
    groups = [{str(words.gettext(g.name)): [*g.sections]} if g.name else g.sections[0] for g in grouped(found)]
    handbook = [path.relative_to(docs).as_posix() for path in sorted(docs.glob("handbook/*.md"), key=_page_of_handbook)]
    return [*home, *groups, *([{str(words.gettext("Handbook")): handbook}] if handbook else [])]


def _page_of_handbook(path: Path) -> tuple[int, str]:
    return (HANDBOOK.index(path.stem) if path.stem in HANDBOOK else len(HANDBOOK), path.name)


@contextmanager
def _surroundings(today: date) -> Iterator[None]:
    """The same clock for the same day, and no banners."""
    midnight = datetime.combine(today, time(), UTC)
    wanted = {"SOURCE_DATE_EPOCH": str(int(midnight.timestamp())), "NO_MKDOCS_2_WARNING": "1"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(_first_line(record.getMessage()))


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """What MkDocs warns about, instead of on the terminal: its own strict mode is dead when it is quiet."""
    logger, listener = logging.getLogger("mkdocs"), _Listener()
    level, propagate = logger.level, logger.propagate
    logger.addHandler(listener)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield listener.heard
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)
        logger.propagate = propagate


def _first_line(message: object) -> str:
    return next(iter(str(message).strip().splitlines()), "no reason given")
