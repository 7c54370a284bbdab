"""References: ids in plans that lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from flows.model.issues import Issue
from flows.model.organisation import Organisation
from flows.model.studies import Study
from flows.plans.entries import issue, where
from flows.plans.yaml import Plan, Steps, Value
from flows.registers.nearest import meant, shown


def in_organisation(organisation: Organisation, plan: Plan, file: str) -> list[Issue]:
    """References to units and focus areas that are not there."""
    units = {unit.id for unit in organisation.units}
    focuses = {focus.id for focus in organisation.focus}
    issues: list[Issue] = []
    for steps, entry in _entries(plan.data, ("paths", "stages")):
        issues += _unknown(plan, file, (*steps, "owner"), "unit", _texts(entry.get("owner")), units)
        issues += _unknown(plan, file, (*steps, "functions"), "unit", _texts(entry.get("functions")), units)
    for steps, entry in _entries(plan.data, ("focus",)):
        issues += _unknown(plan, file, (*steps, "owner"), "unit", _texts(entry.get("owner")), units)
    for steps, entry in _entries(plan.data, ("themes",)):
        issues += _unknown(plan, file, (*steps, "focus"), "focus", _texts(entry.get("focus")), focuses)
    return issues


def in_study(study: Study, organisation: Organisation, plan: Plan, file: str) -> list[Issue]:
    """References of a study and its planned questions to what the organisation does not have."""
    known: Mapping[str, Collection[str]] = {
        "persona": organisation.personas(),
        "segment": [segment.id for segment in organisation.segments],
        "stage": organisation.stages(),
        "theme": [theme.id for theme in organisation.themes],
        "focus": [focus.id for focus in organisation.focus],
    }
    issues: list[Issue] = []
    for kind in ("persona", "segment", "stage"):
        issues += _unknown(plan, file, (kind,), kind, _texts(plan.data.get(kind)), known[kind])
    issues += _unknown(plan, file, ("units",), "unit", _texts(plan.data.get("units")), [unit.id for unit in organisation.units])
    for steps, entry in _entries(plan.data, ("questions",)):
        for kind in ("persona", "stage", "theme", "focus"):
            issues += _unknown(plan, file, (*steps, kind), kind, _texts(entry.get(kind)), known[kind])
    return issues


def _entries(data: Value, names: tuple[str, ...], steps: Steps = ()) -> Iterator[tuple[Steps, dict[str, Value]]]:
    inner = data.get(names[0]) if isinstance(data, dict) else None
    for index, entry in enumerate(inner if isinstance(inner, list) else ()):
        within = (*steps, names[0], index)
        if len(names) > 1:
            yield from _entries(entry, names[1:], within)
        elif isinstance(entry, dict):
            yield within, entry


def _texts(value: Value) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text.strip() for text in values if isinstance(text, str) and text.strip()]


def _unknown(plan: Plan, file: str, steps: Steps, kind: str, values: list[str], known: Collection[str]) -> Iterator[Issue]:
    for value in values:
        if value not in known:
            what = f"There is no {kind}{shown(value)} in organisation.yaml."
            yield issue("warning", f"unknown-{kind}", where(plan, file, steps), what, meant(value, known))
