"""The handbook's reference of organisation.yaml, plan.yaml and the registers, written from the models themselves."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from flows.model.noun import WordLists, Words
from flows.model.organisation import Organisation
from flows.model.registers import PRIVATE, REGISTERS
from flows.model.studies import Study

MACHINE = frozenset({"origin", "medoids", "members", "standing", "into"})
"""Fields of themes that synthesise fills."""

TYPES = {"str": "text", "int": "whole number", "float": "number", "bool": "true or false", "date": "date"}


def reference() -> str:
    """The page as Markdown: the same for the same models."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Plans and organisation"
    yield ""
    yield "This page is written from the models (`make reference`). A key that is not listed here is refused, with the line it stands on."
    yield "*Text in two languages* is one string for both, or `{fi: …, en: …}`. Dates are `2026-03-12`; registers also take `12.3.2026`."
    yield from _model(Organisation, "research_plans/organisation.yaml", {"id"})
    yield from _model(Study, "research_plans/&lt;study&gt;/plan.yaml", {"id"})
    yield from ["", "## Registers", ""]
    yield "Tables in `research_plans/registers/`, as `.csv` (any delimiter) or `.xlsx`. A header may be our name or any of the others."
    for name, row in sorted(REGISTERS.items()):
        private = " It never reaches the ledger or the site: keep it out of version control." if name in PRIVATE else ""
        yield from ["", f"### {name}", "", f"{_said(row)}{private}", "", "| column | also | what | needed |", "|---|---|---|---|"]
        for field, info in row.model_fields.items():
            also = ", ".join(info.json_schema_extra.get("also", [])) if isinstance(info.json_schema_extra, dict) else ""  # type: ignore[arg-type]
            yield f"| `{field}` | {also} | {_what(info)} | {'yes' if info.is_required() else ''} |"


def _model(model: type[BaseModel], title: str, hidden: set[str]) -> Iterator[str]:
    yield from ["", f"## {title}", "", _said(model)]
    waiting, seen = [(model, "")], set()
    while waiting:
        current, path = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        if path:
            yield from ["", f"### {path}", "", _said(current)]
        yield from ["", "| key | what | default |", "|---|---|---|"]
        for field, info in current.model_fields.items():
            if (field in hidden and not path) or field in MACHINE:
                continue
            inner = [kind for kind in _models(info.annotation) if kind not in (Words, WordLists)]
            waiting += [(kind, f"{path}.{field}".lstrip(".")) for kind in inner]
            yield f"| `{field}` | {_what(info)} | {_default(info)} |"


def _said(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())


def _what(info: FieldInfo) -> str:
    said = info.description or ""
    return f"{_type(info.annotation)}{'; ' if said else ''}{said}".replace("|", "\\|")


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "**needed**"
    value = info.get_default(call_default_factory=True)
    if value is None or value == "" or value == () or isinstance(value, BaseModel | dict):
        return ""
    return f"`{value[0] if isinstance(value, tuple) and len(value) == 1 else value}`"


def _type(kind: Any) -> str:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inner if value)
    if origin in (Union, UnionType):
        return " or ".join(_type(part) for part in inner if part is not type(None))
    if origin is tuple:
        return f"list of {_type(inner[0])}" if not _models(inner[0]) or inner[0] is Words else "list"
    if origin is dict:
        return "table"
    if kind is Words:
        return "text in two languages"
    if kind is WordLists:
        return "list, or lists by language"
    return TYPES.get(getattr(kind, "__name__", ""), "section" if _models(kind) else "text")


def _models(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [model for inner in get_args(kind) for model in _models(inner)]


if __name__ == "__main__":
    import sys

    sys.stdout.write(reference())
