"""Entries: a plan's values as nouns, where one faulty entry of a list does not take the others with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from flows.model.issues import Issue, Severity
from flows.plans.twins import twins
from flows.plans.yaml import Plan, Steps, Value
from flows.registers.nearest import meant, nearest, shown

N = TypeVar("N", bound=BaseModel)

_MADE = frozenset({"origin", "medoids", "members", "standing", "into"})
"""Fields that synthesise fills; nobody is told to write them."""
_ALONE = frozenset({"half_life", "break_even"})
"""Numbers that mean something when they are left out: a faulty one goes alone, and what it stands in stays."""


class Refused(Exception):
    """The plan is wrong in a place that it cannot do without. `issues` say where."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(issues[0].what)
        self.issues = issues


def noun_of(model: type[N], plan: Plan, file: str, spare: frozenset[str] | None = None) -> tuple[N, tuple[Issue, ...]]:
    """The noun that a plan describes, without the faulty entries of its lists, and an Issue for each of these.

    `spare`: the top keys whose entries may be left out; all when None. Raises Refused.
    """
    issues = [_repeated(plan, file, *again) for again in plan.twice]
    for error, entry in _errors(model, plan):
        told = _issue(model, plan, file, error)
        if not _spared(model, entry, spare):
            raise Refused((told, *issues))
        left_out = "The number" if entry[-1] in _ALONE else "The entry"
        issues.append(told.model_copy(update={"what": f"{told.what} {left_out} is left out."}))
        _leave_out(plan.data, entry)
    for first, again, key in twins(plan.data):
        issues.append(_twin(plan, file, first, again, key))
        _leave_out(plan.data, again)
    try:
        return model.model_validate(_whole(plan.data)), tuple(issues)
    except ValidationError as wrong:
        left = wrong.errors(include_url=False, include_input=False)[0]
        raise Refused((_issue(model, plan, file, left), *issues)) from None


def issue(severity: Severity, code: str, where: str, what: str, hint: str = "") -> Issue:
    """An issue of capture."""
    return Issue(severity=severity, code=code, where=where, what=what, hint=hint, verb="capture")


def where(plan: Plan, file: str, steps: Steps) -> str:
    """`organisation.yaml line 34, focus[1].definition`."""
    return f"{file} line {plan.line(steps)}, {path_of(steps)}" if steps else f"{file} line {plan.line(steps)}"


def path_of(steps: Steps) -> str:
    """`focus[1].definition`; lists are counted from 0. What stands under `speakers` may be names of people and is left out."""
    if "speakers" in steps:
        steps = steps[: steps.index("speakers") + 1]
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step[:40]}" for step in steps).removeprefix(".")


def _errors(model: type[BaseModel], plan: Plan) -> list[tuple[Any, Steps]]:
    """What is wrong, and the smallest thing that can be left out for it."""
    try:
        model.model_validate(plan.data)
    except ValidationError as wrong:
        return [(error, _entry(error["loc"], plan.data)) for error in wrong.errors(include_url=False, include_input=False)]
    return []


def _entry(loc: Steps, data: dict[str, Value]) -> Steps:
    """The smallest thing around a faulty value that can be left out: a number that may go alone, the innermost entry of a list, else the key."""
    if loc and loc[-1] in _ALONE and _reaches(data, loc):
        return tuple(loc)
    lists = [index for index, step in enumerate(loc) if isinstance(step, int) and _reaches(data, loc[: index + 1])]
    return tuple(loc[: lists[-1] + 1]) if lists else tuple(loc)


def _reaches(data: Any, steps: Steps) -> bool:
    for step in steps:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _spared(model: type[BaseModel], entry: Steps, spare: frozenset[str] | None) -> bool:
    """Whether the rest can stand without an entry. An unknown key can be left out only where it is no misspelling of a known one."""
    if entry and entry[-1] in _ALONE:
        return spare is None or bool(spare)
    if isinstance(entry[-1], int):
        return spare is None or entry[0] in spare
    return len(entry) == 1 and str(entry[0]) not in model.model_fields and not nearest(str(entry[0]), model.model_fields)


def _leave_out(data: Any, entry: Steps) -> None:
    """Takes an entry away; in a list a hole stays, so that the others keep their numbers and lines."""
    for step in entry[:-1]:
        data = data[step]
        if data is None:
            return
    if isinstance(data, list):
        data[int(entry[-1])] = None
    else:
        data.pop(entry[-1], None)


def _whole(value: Value) -> Value:
    if isinstance(value, dict):
        return {name: _whole(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in value if inner is not None]
    return value


def _twin(plan: Plan, file: str, first: Steps, again: Steps, key: str) -> Issue:
    what = f"The id{shown(key)} stands on line {plan.line(first)} and again on line {plan.line(again)}; the first stands."
    return issue("error", "duplicate-id", where(plan, file, (*again, "id")), what, "Give one of them another id.")


def _repeated(plan: Plan, file: str, steps: Steps, first: int, again: int) -> Issue:
    what = f"`{path_of(steps)}` is written twice, on lines {first} and {again}; the first stands."
    return issue("warning", "duplicate-key", f"{file} line {again}, {path_of(steps)}", what, "Remove one of them.")


def _issue(model: type[BaseModel], plan: Plan, file: str, error: Any) -> Issue:
    loc: Steps = tuple(error["loc"])
    what, hint = _said(model, loc, error)
    code = "unknown-key" if error["type"] == "extra_forbidden" and len(loc) == 1 else "bad-entry"
    return issue("error", code, where(plan, file, loc), what, hint)


def _said(model: type[BaseModel], loc: Steps, error: Any) -> tuple[str, str]:
    name = str(loc[-1])[:40] if loc and isinstance(loc[-1], str) else path_of(loc)
    around = _model_at(model, loc[:-1])
    about = around.model_fields[name].description or "" if around and name in around.model_fields else ""
    if error["type"] == "missing":
        return f"`{name}` is missing.", about and f"It is {about}."
    if error["type"] == "extra_forbidden":
        return f"There is no key `{name}` here.", meant(name, _writable(around), most=30)
    if error["type"] == "literal_error":
        return f"`{name}` has a value that is not known.", f"Allowed: {_allowed(error['ctx']['expected'])}."
    if error["type"] == "string_pattern_mismatch":
        return f"`{name}` may hold only letters, digits and . _ / : - , and no spaces.", about
    if error["type"] in ("model_type", "model_attributes_type", "dict_type"):
        return f"`{name}` must be made of `key: value` lines.", _keys(model, loc)
    if error["type"] in ("tuple_type", "list_type"):
        return f"`{name}` must be a list.", "Begin each entry with a hyphen, or write [one, two]."
    if error["type"].startswith("date"):
        return f"`{name}` must be a date.", "Write it as year-month-day, such as 2026-03-12."
    if error["type"] == "too_short":
        return f"`{name}` has no entry that can be used.", about and f"What it holds: {about}."
    if error["type"].startswith("float"):
        return f"`{name}` must be a number.", "Write it with a point, such as 0.5."
    return f"`{name}`: {error['msg'].removeprefix('Value error, ').replace('Input should', 'it should')}.", about


def _allowed(expected: str) -> str:
    """Pydantic's list of values, without the empty one that stands for none."""
    return expected.removeprefix("'', ").removeprefix("'' or ").replace("'", "")


def _writable(model: type[BaseModel] | None) -> list[str]:
    return [name for name in (model.model_fields if model else ()) if name not in _MADE]


def _keys(model: type[BaseModel], loc: Steps) -> str:
    within = _model_at(model, loc)
    return f"Allowed: {', '.join(_writable(within))}." if within else ""


def _model_at(model: type[BaseModel], loc: Steps) -> type[BaseModel] | None:
    """The noun that stands at a place, looked up in the types of its fields."""
    within: type[BaseModel] | None = model
    for step in loc:
        if within and isinstance(step, str) and step in within.model_fields:
            within = next(_models(within.model_fields[step].annotation), None)
    return within


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
