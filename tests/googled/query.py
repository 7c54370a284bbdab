"""Drive's search language, the part that clients use: `'ID' in parents and trashed = false and (name contains 'x' or …)`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from googled.wire import Fault

Test = Callable[[Any], bool]
_TOKEN = re.compile(r"""\s*(?:(?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(?P<mark>\(|\)|!=|<=|>=|=|<|>)|(?P<word>[A-Za-z_]\w*))""")
FIELDS = {"name", "mimeType", "trashed", "modifiedTime", "createdTime", "fullText", "starred"}


def test(query: str) -> Test:
    """A predicate over files (objects with `fact(name)` and `parents`); raises Google's 400 on what it cannot read."""
    tokens = _tokens(query)
    if not tokens:
        return lambda file: True
    predicate, rest = _either(tokens, 0)
    if rest != len(tokens):
        raise invalid()
    return predicate


def parents(query: str) -> list[str]:
    """The folders a query asks for."""
    return [_unquoted(text) for text in re.findall(r"""('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s+in\s+parents""", query)]


def invalid() -> Fault:
    return Fault(400, "Invalid Value", reason="invalid", location=("q", "parameter"))


def _tokens(query: str) -> list[str]:
    found, at = [], 0
    query = query.rstrip()
    while at < len(query):
        match = _TOKEN.match(query, at)
        if match is None:
            raise invalid()
        found.append(match[match.lastgroup or 0])
        at = match.end()
    return found


def _either(tokens: list[str], at: int) -> tuple[Test, int]:
    left, at = _both(tokens, at)
    while at < len(tokens) and tokens[at] == "or":
        right, at = _both(tokens, at + 1)
        left = _joined(left, right, any)
    return left, at


def _both(tokens: list[str], at: int) -> tuple[Test, int]:
    left, at = _one(tokens, at)
    while at < len(tokens) and tokens[at] == "and":
        right, at = _one(tokens, at + 1)
        left = _joined(left, right, all)
    return left, at


def _joined(left: Test, right: Test, how: Callable[[Any], bool]) -> Test:
    return lambda file: how(part(file) for part in (left, right))


def _one(tokens: list[str], at: int) -> tuple[Test, int]:
    token = _at(tokens, at)
    if token == "not":
        inner, at = _one(tokens, at + 1)
        return (lambda file: not inner(file)), at
    if token == "(":
        inner, at = _either(tokens, at + 1)
        if _at(tokens, at) != ")":
            raise invalid()
        return inner, at + 1
    if token == "sharedWithMe":
        return (lambda file: not file.parents), at + 1
    if token[0] in "'\"":
        return _membership(_unquoted(token), _at(tokens, at + 1), _at(tokens, at + 2)), at + 3
    return _comparison(token, _at(tokens, at + 1), _at(tokens, at + 2)), at + 3


def _membership(value: str, word: str, where: str) -> Test:
    if word != "in" or where not in ("parents", "owners", "writers", "readers"):
        raise invalid()
    return lambda file: value in (file.parents if where == "parents" else file.people(where))


def _comparison(name: str, sign: str, raw: str) -> Test:
    if name not in FIELDS:
        raise invalid()
    value: Any = {"true": True, "false": False}.get(raw) if raw[0] not in "'\"" else _unquoted(raw)
    if value is None:
        raise invalid()
    signs: dict[str, Callable[[Any], bool]] = {
        "=": lambda fact: fact == value,
        "!=": lambda fact: fact != value,
        "contains": lambda fact: str(value).lower() in str(fact).lower(),
        "<": lambda fact: str(fact)[:19] < str(value)[:19],
        "<=": lambda fact: str(fact)[:19] <= str(value)[:19],
        ">": lambda fact: str(fact)[:19] > str(value)[:19],
        ">=": lambda fact: str(fact)[:19] >= str(value)[:19],
    }
    if sign not in signs:
        raise invalid()
    return lambda file: signs[sign](file.fact("name" if name == "fullText" else name))


def _at(tokens: list[str], at: int) -> str:
    if at >= len(tokens):
        raise invalid()
    return tokens[at]


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])
