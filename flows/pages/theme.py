"""Theme pages: what voices talk about, how much, who they are, and which claims came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.signals import Growth
from flows.pages.addresses import Addresses, Ref
from flows.pages.facets import Facets, facets, languages
from flows.pages.facets import heard as latest
from flows.pages.lines import counted, question_line, sections, standing_first
from flows.pages.pictures import ages
from flows.pages.quotes import newest_first, quotes, voices
from flows.pages.trend import trend

QUOTED = 6
"""Quotes that stand open."""


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
    growth: Growth | None = None
    """Where it is brought up more, or less, than before."""
    into: Ref | None = None
    """The theme that it was merged into."""


class Themes:
    """The list, `themes/index.md`, and one page each; found themes are marked as proposals."""

    name: ClassVar[str] = "theme"

    def pages(self, picture: Picture) -> Iterable[Page]:
        at = Addresses.of(picture)
        lines = [_line(theme, picture, at) for theme in picture.themes]
        facts = {"lines": lines, "lists": _lists(lines), "board": picture.organisation.board}
        yield Page(path="themes/index.md", title="", template="themes.md.j2", facts=facts, weight=0)
        for line in lines:
            if line.theme.id not in at.heirs_of_themes:
                yield _page(line, picture, at)


def _line(theme: Theme, picture: Picture, at: Addresses) -> ThemeLine:
    heard = picture.by_theme.get(theme.id, ())
    claims = counted(i for i in picture.insights if i.theme == theme.id)
    new = theme.id in picture.changes.new_themes
    into = at.theme(theme.into) if theme.into else None
    return ThemeLine(theme, at.theme(theme.id).path, voices(heard), len(heard), claims, new, _growth(theme, picture), into)


def _growth(theme: Theme, picture: Picture) -> Growth | None:
    return next((each for each in picture.signals.growth if each.theme == theme.id), None)


def _lists(lines: Sequence[ThemeLine]) -> dict[str, list[ThemeLine]]:
    """Themes of the codebook and those that people accepted, then what the machine proposes, then what people merged or rejected."""
    lists: dict[str, list[ThemeLine]] = {"named": [], "proposed": [], "settled": []}
    for line in lines:
        settled = line.theme.standing in ("merged", "rejected")
        proposed = line.theme.origin == "found" and line.theme.standing in ("listed", "proposed")
        lists["settled" if settled else "proposed" if proposed else "named"].append(line)
    return lists


def _page(line: ThemeLine, picture: Picture, at: Addresses) -> Page:
    theme, heard = line.theme, picture.by_theme.get(line.theme.id, ())
    names = {theme.id, *at.merged_themes(theme.id)}
    facts = {
        "line": line,
        "theme": theme,
        "focus": at.focus(theme.focus),
        "growth": line.growth,
        "into": line.into,
        "merged": [picture.theme[id_].name for id_ in at.merged_themes(theme.id)],
        "board": picture.organisation.board,
        "sections": sections((i for i in picture.insights if i.theme in names), at),
        "questions": [
            question_line(q, at) for q in sorted(picture.questions, key=standing_first) if q.gap.theme in names and q.listing == "ranked"
        ],
        "quotes": quotes(((o, None) for o in _typical(theme, heard, picture)), at, QUOTED),
        "trend": trend(o.heard_on for o in heard),
        "ages": ages((o.heard_on for o in heard), picture.cycle.today, theme.half_life or picture.organisation.research.half_life),
        "personas": _shares(heard, "persona", at),
        "stages": _shares(heard, "stage", at),
        "studies": _shares(heard, "study", at),
        "smallest": picture.organisation.privacy.smallest_group,
    }
    title = theme.name.told(picture.organisation.language) or theme.id
    return Page(
        path=line.path,
        title=title,
        template="theme.md.j2",
        facts=facts,
        weight=1.2,
        aliases=at.themes_before(theme.id),
        of=f"theme:{theme.id}",
        facets=_facets(theme, heard, at),
    )


def _facets(theme: Theme, heard: Iterable[Observation], at: Addresses) -> Facets:
    said = tuple(heard)
    return facets(
        "theme",
        theme=(theme.name,),
        persona=(share.ref for share in _shares(said, "persona", at)),
        stage=(share.ref for share in _shares(said, "stage", at)),
        study=(share.ref for share in _shares(said, "study", at)),
        language=languages(said),
        date=latest(o.heard_on for o in said),
    )


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
