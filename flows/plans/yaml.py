"""YAML as people write it: every value as text, every key with its line, nothing executed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

Value = str | list["Value"] | dict[str, "Value"] | None
Steps = tuple[str | int, ...]
"""The way to a value: `("focus", 1, "definition")`."""

_MOST, _DEEPEST = 200_000, 40
_LARGEST = 1024 * 1024
_NOTHING = ("", "~", "null", "Null", "NULL")


class Malformed(Exception):
    """A file that is no YAML at all: says the line, and what stopped the reading, without the file's own words."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


@dataclass
class Plan:
    """What a file says. Texts are texts (`no` stays `no`, `0012` stays `0012`): the nouns turn them into numbers and dates."""

    data: dict[str, Value] = field(default_factory=dict)
    """An entry of a list that says nothing, or was left out, is None, so that the others keep their numbers."""
    lines: dict[Steps, int] = field(default_factory=dict)
    twice: list[tuple[Steps, int, int]] = field(default_factory=list)
    """Keys written again: where, the first line, the line again. The first stands."""

    def line(self, steps: Steps) -> int:
        """The line of a value, or of the nearest thing around it."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)


def read_yaml(path: Path) -> Plan:
    """A YAML file whose top is a mapping. Raises Malformed, and OSError where it cannot be opened."""
    if path.exists() and not path.is_file():
        raise Malformed(1, "it is a folder or a device and no file")  # a pipe would be waited for until the end of days
    if path.stat().st_size > _LARGEST:
        raise Malformed(1, "it is larger than 1 MB")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed(1, "the file is not in UTF-8") from None
    try:
        top = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        raise Malformed(mark.line + 1 if mark else 1, _problem(broken)) from None
    except (yaml.YAMLError, RecursionError):
        raise Malformed(1, "it has letters or nesting that YAML does not allow") from None
    if top is None:
        return Plan()
    if not isinstance(top, yaml.MappingNode):
        raise Malformed(top.start_mark.line + 1, "it is not made of `key: value` lines")
    return _Reader().read(top)


def _problem(broken: yaml.MarkedYAMLError) -> str:
    problem = str(broken.problem or "")
    if "\\t" in problem or "'\t'" in problem:
        return "a tab stands where spaces belong"
    if "mapping values" in problem:
        return "a colon stands inside a text without quotation marks, or a line is indented wrongly"
    if "could not find expected ':'" in problem:
        return "a key has no colon after it, or a text spreads over lines"
    if "block end" in problem or "block mapping" in str(broken.context or ""):
        return "a line is indented differently from the ones about it"
    if "end of stream" in problem or "quoted scalar" in str(broken.context or ""):
        return "a quotation mark or a bracket is never closed"
    if "alias" in problem:
        return "a text begins with * and has no quotation marks"
    return "the line is not valid YAML"


class _Reader:
    """Nodes on their way to a plan."""

    def __init__(self) -> None:
        self.plan = Plan()
        self.count = 0

    def read(self, top: yaml.MappingNode) -> Plan:
        self.plan.data = self._mapping(top, ())
        return self.plan

    def _value(self, node: yaml.Node, steps: Steps) -> Value:
        self.count += 1
        if self.count > _MOST or len(steps) > _DEEPEST:
            raise Malformed(node.start_mark.line + 1, "it has too many values, or repeats itself")
        self.plan.lines.setdefault(steps, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, steps)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(entry, (*steps, index)) for index, entry in enumerate(node.value)]
        bare = isinstance(node, yaml.ScalarNode) and node.style is None
        return None if bare and node.value in _NOTHING else str(node.value)

    def _mapping(self, node: yaml.MappingNode, steps: Steps) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        seen: dict[str, int] = {}
        for key, entry in node.value:
            name, line = str(key.value) if isinstance(key, yaml.ScalarNode) else "?", key.start_mark.line + 1
            if name in seen:
                self.plan.twice.append(((*steps, name), seen[name], line))
                continue
            seen[name] = self.plan.lines[(*steps, name)] = line
            value = self._value(entry, (*steps, name))
            if value is not None:
                mapping[name] = value
        return mapping
