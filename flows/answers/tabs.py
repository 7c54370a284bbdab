"""Tabs: what the machine has to say on the board."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from flows.answers import tab_documents, tab_insights, tab_observations, tab_questions, tab_readme, tab_themes
from flows.answers.columns import AGAIN, KEY
from flows.answers.known import Known, things
from flows.model.board import Column, Tab, TabId
from flows.model.noun import slug
from flows.model.picture import Picture


class _Asking(Protocol):
    def columns(self, known: Known) -> tuple[Column, ...]: ...

    def tab(self, picture: Picture, known: Known, page: Callable[[str, str], str]) -> Tab: ...


_TABS: dict[TabId, _Asking] = {
    "insights": tab_insights,
    "questions": tab_questions,
    "themes": tab_themes,
    "observations": tab_observations,
    "documents": tab_documents,
}


def page_of(kind: str, key: str) -> str:
    """Address of a page within the site: `insights/c-012.html`. Good where no two keys have one slug."""
    return f"{kind}s/{slug(key)}.html"


def tabs(picture: Picture, page: Callable[[str, str], str] = page_of) -> tuple[Tab, ...]:
    """Every tab, that which explains them first. `page` gives the address of an `insight`, a `question` or a `theme` by its key."""
    known = things(picture)
    asked = tuple(_distinct(asking.tab(picture, known, page)) for asking in _TABS.values())
    return (tab_readme.tab(asked, picture.organisation.language), *asked)


def columns_of(tab: TabId, known: Known) -> tuple[Column, ...]:
    """The columns of a tab, with drop-downs of what is known."""
    return _TABS[tab].columns(known)


def known_of(picture: Picture) -> Known:
    """What answers may speak of, where the board was written from this picture."""
    return replace(things(picture), shown={tab.id: frozenset(str(row["key"]) for row in tab.rows) for tab in tabs(picture)})


def _distinct(tab: Tab) -> Tab:
    """Each key once, the first: the board knows rows by nothing else."""
    first = {str(row[KEY.id]): row for row in reversed(tab.rows)}
    once = [row for row in tab.rows if first[str(row[KEY.id])] is row]
    return replace(tab, rows=tuple({**row, AGAIN.id: row[KEY.id]} for row in once))
