"""Into the plan: codes of another program become themes in the text of organisation.yaml, whose own lines and comments stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

import yaml

from flows.errors import UomaError
from flows.exchange.parts import Code, every, lines
from flows.model.noun import digest_of, slug
from flows.model.organisation import Organisation, Theme
from flows.text.languages import language_of

LONGEST_ID = 60
LONGEST_NAME = 300
HINT = "write the themes into the file by hand, or bring it into the usual form: `themes:` with a `- id:` for each"


@dataclass(frozen=True, slots=True)
class Sorted:
    """What becomes of the codes of a codebook."""

    new: tuple[Theme, ...]
    known: tuple[str, ...]
    """Names that the codebook has already, or that stand in the file twice."""
    headings: int
    """Codes that only stand over others: their names go before those of the others."""
    colours: int


def sorted_out(codes: Sequence[Code], organisation: Organisation) -> Sorted:
    """Which codes become themes: each that may be given and whose name or id no theme has yet. A code below another is named after both."""
    names = {name.casefold() for theme in organisation.themes for name in (theme.name.fi, theme.name.en, theme.id) if name}
    ids = {theme.id.casefold() for theme in organisation.themes}
    new, known, headings, colours = [], [], 0, 0
    for code, above in every(codes):
        colours += bool(code.colour)
        name = lines(": ".join(filter(None, (*above, code.name))))[:LONGEST_NAME].strip()
        if not code.codable or not code.name:
            headings += 1
        elif name.casefold() in names:
            known.append(name)
        else:
            new.append(_theme(name, code.description, ids))
            names.add(name.casefold())
            ids.add(new[-1].id.casefold())
    return Sorted(tuple(new), tuple(known), headings, colours)


def written_into(text: str, themes: Sequence[Theme]) -> str:
    """The text of organisation.yaml with these themes after its own. Raises UomaError for a text that cannot be added to safely."""
    if not themes:
        return text
    top = _composed(text)
    held = next(((key, value) for key, value in top.value if key.value == "themes"), None)
    made = _appended(text, themes) if held is None else _added(text, *held, themes)
    if not _nothing_else_changed(text, made, themes):
        raise UomaError("organisation.yaml is written in a way that themes cannot be added to", HINT)
    return made


def _theme(name: str, definition: str, taken: set[str]) -> Theme:
    made = slug(name)[:LONGEST_ID].strip("-") or f"code-{digest_of(name)[:6]}"
    id_ = next(each for each in chain((made,), (f"{made}-{n}" for n in count(2))) if each.casefold() not in taken)
    language = language_of(f"{name}. {definition}") if definition else language_of(name)
    languages = (language,) if language in ("fi", "en") else ("fi", "en")
    said = dict.fromkeys(languages, definition) if definition else {}
    return Theme.model_validate({"id": id_, "name": dict.fromkeys(languages, name), "definition": said})


def _composed(text: str) -> yaml.MappingNode:
    top = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(top, yaml.MappingNode) or top.flow_style:
        raise UomaError("organisation.yaml is not made of `key: value` lines", HINT)
    return top


def _appended(text: str, themes: Sequence[Theme]) -> str:
    end = _end_of_line(text)
    return f"{text}{'' if text.endswith(chr(10)) or not text else end}{end}themes:{end}{_block(themes, 2, end)}"


def _added(text: str, key: yaml.Node, value: yaml.Node, themes: Sequence[Theme]) -> str:
    if isinstance(value, yaml.SequenceNode) and value.flow_style and value.value:
        at = value.value[-1].end_mark.index
        return text[:at] + "".join(f", {_flow(theme)}" for theme in themes) + text[at:]
    if isinstance(value, yaml.SequenceNode) and not value.flow_style:
        return _below(text, _end(value), _block(themes, value.start_mark.column, _end_of_line(text)))
    if isinstance(value, yaml.SequenceNode) or value.value in ("", "~", "null", "Null", "NULL"):
        start, after = key.end_mark.index, max(value.end_mark.index, key.end_mark.index + 1)
        return _below(f"{text[:start]}:{text[after:]}", start + 1, _block(themes, 2, _end_of_line(text)))
    raise UomaError("`themes` in organisation.yaml is no list", HINT)


def _below(text: str, at: int, block: str) -> str:
    """The block after the line that `at` stands in, or before it where that is its beginning; lines that are empty stay below."""
    if at and text[at - 1] == "\n":
        at = len(text[:at].rstrip())
    line_end = text.find("\n", at)
    if line_end < 0:
        return f"{text}{_end_of_line(text)}{block}"
    return f"{text[: line_end + 1]}{block}{text[line_end + 1 :]}"


def _end(node: yaml.Node) -> int:
    """Where the last thing in a node ends; the node's own mark stands after the comments that follow it."""
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _end(node.value[-1])
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        key, value = node.value[-1]
        return max(_end(value), int(key.end_mark.index))
    return int(node.end_mark.index)


def _end_of_line(text: str) -> str:
    """How most lines of the text end."""
    return "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"


def _block(themes: Iterable[Theme], column: int, end: str = "\n") -> str:
    return "".join(f"{' ' * column}{line}{end}" for theme in themes for line in _lines(theme))


def _lines(theme: Theme) -> list[str]:
    definition = [f"  definition: {_words(theme.definition.fi, theme.definition.en)}"] if theme.definition else []
    return [f"- id: {_scalar(theme.id)}", f"  name: {_words(theme.name.fi, theme.name.en)}", *definition]


def _flow(theme: Theme) -> str:
    definition = f", definition: {_words(theme.definition.fi, theme.definition.en)}" if theme.definition else ""
    return f"{{id: {_scalar(theme.id)}, name: {_words(theme.name.fi, theme.name.en)}{definition}}}"


def _words(fi: str, en: str) -> str:
    if fi == en:
        return _scalar(fi)
    return "{" + ", ".join(f"{language}: {_scalar(told)}" for language, told in (("fi", fi), ("en", en)) if told) + "}"


_BARE = re.compile(r"[A-Za-zÅÄÖåäö][0-9A-Za-zÅÄÖåäö-]*(?: [0-9A-Za-zÅÄÖåäö-]+)*")
_MEANT = frozenset("null true false yes no on off y n".split())  # noqa: SIM905 - reads as what it is
_UNPRINTED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


def _scalar(text: str) -> str:
    if _BARE.fullmatch(text) and text.casefold() not in _MEANT:
        return text
    return _UNPRINTED.sub(lambda mark: f"\\u{ord(mark[0]):04x}", json.dumps(text, ensure_ascii=False))


def _nothing_else_changed(before: str, after: str, themes: Sequence[Theme]) -> bool:
    """Whether both texts say the same, layout aside, but for the new themes at the end of the list."""
    told, had = _told(after), _told(before)
    if not isinstance(told, dict) or not isinstance(had, dict):
        return False
    listed, earlier = told.pop("themes", None), had.pop("themes", None)
    return told == had and listed == [*(earlier if isinstance(earlier, list) else []), *_told(_block(themes, 0))]


def _told(text: str) -> Any:
    """What a text says. Every value is a text."""
    try:
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but texts, lists and mappings
    except yaml.YAMLError:
        return None
