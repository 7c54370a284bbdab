"""Theme pages: what voices talk about, how much, who they are, and which claims came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.pages.addresses import Addresses, Ref
from flows.pages.lines import insight_line, question_line, standing_first, surest
from flows.pages.quotes import newest_first, quotes, voices
from flows.pages.trend import trend


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a theme one persona, stage or study has said."""

    ref: Ref
    voices: int
    observations: int


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme as one row of the list."""

    theme: Theme
    path: str
    voices: int
    observations: int
    insights: int
    new: bool


class Themes:
    """The list, `themes/index.md`, and one page each; found themes are marked as proposals."""

    name: ClassVar[str] = "theme"

    def pages(self, picture: Picture) -> Iterable[Page]:
        at = Addresses(picture)
        lines = [_line(theme, picture, at) for theme in picture.themes]
        yield Page(path="themes/index.md", title="", template="themes.md.j2", facts={"lines": lines}, weight=0)
        for line in lines:
            yield _page(line, picture, at)


def _line(theme: Theme, picture: Picture, at: Addresses) -> ThemeLine:
    heard = picture.by_theme.get(theme.id, ())
    claims = sum(i.theme == theme.id and i.standing != "retired" for i in picture.insights)
    new = theme.id in picture.changes.new_themes
    return ThemeLine(theme, at.theme(theme.id).path, voices(heard), len(heard), claims, new)


def _page(line: ThemeLine, picture: Picture, at: Addresses) -> Page:
    theme, heard = line.theme, picture.by_theme.get(line.theme.id, ())
    facts = {
        "line": line,
        "theme": theme,
        "focus": at.focus(theme.focus),
        "insights": [insight_line(i, at) for i in sorted(picture.insights, key=surest) if i.theme == theme.id],
        "questions": [
            question_line(q, at) for q in sorted(picture.questions, key=standing_first) if q.gap.theme == theme.id and q.listing == "ranked"
        ],
        "quotes": quotes(((o, None) for o in _typical(theme, heard, picture)), at),
        "trend": trend(o.heard_on for o in heard),
        "personas": _shares(heard, "persona", at),
        "stages": _shares(heard, "stage", at),
        "studies": _shares(heard, "study", at),
        "smallest": picture.organisation.privacy.smallest_group,
    }
    title = theme.name.told(picture.organisation.language) or theme.id
    return Page(path=line.path, title=title, template="theme.md.j2", facts=facts, weight=1.2)


def _typical(theme: Theme, heard: Iterable[Observation], picture: Picture) -> list[Observation]:
    """The medoids of a found theme first, then the newest."""
    medoids = [picture.observation[key] for key in theme.medoids if key in picture.observation]
    return [*medoids, *(o for o in newest_first(heard) if o.key not in theme.medoids)]


def _shares(heard: Iterable[Observation], field: str, at: Addresses) -> list[Share]:
    """Most voices first; those of which nothing is known last."""
    grouped: dict[str, list[Observation]] = {}
    for observation in heard:
        grouped.setdefault(getattr(observation, field), []).append(observation)
    ordered = sorted(grouped.items(), key=lambda item: (item[0] == "", -voices(item[1]), -len(item[1]), item[0]))
    return [Share(getattr(at, field)(key), voices(members), len(members)) for key, members in ordered]
