"""The forms of Google's wire: requests, answers, errors in its words, and field masks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

JSON = "application/json; charset=UTF-8"


@dataclass
class Request:
    """One request. `path` is decoded, `query` has the last value of each name, `queries` all of them."""

    method: str
    path: str
    raw_path: str
    queries: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes = b""
    address: str = ""
    scopes: tuple[str, ...] = ()

    @classmethod
    def of(cls, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Request:
        parts = urlsplit(target)
        return cls(method, unquote(parts.path), parts.path, parse_qsl(parts.query, keep_blank_values=True), headers, body)

    @property
    def query(self) -> dict[str, str]:
        return dict(self.queries)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.queries if key == name]

    def yes(self, name: str) -> bool:
        return self.query.get(name, "").lower() == "true"

    def json(self) -> dict[str, Any]:
        if not self.body:
            return {}
        try:
            return json.loads(self.body)
        except ValueError:
            raise Fault(400, "Invalid JSON payload received.", "INVALID_ARGUMENT") from None


@dataclass
class Answer:
    """One answer: `body` is bytes as they are, a dict as Google writes JSON, or None for nothing."""

    status: int = 200
    body: bytes | dict[str, Any] | None = None
    kind: str = JSON
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        return (json.dumps(self.body, indent=2, ensure_ascii=False) + "\n").encode()


class Fault(Exception):
    """An error that Google answers: `status_name` for Sheets' form, `reason` for Drive's."""

    def __init__(
        self, code: int, message: str, status_name: str = "", *, reason: str = "", location: tuple[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.status_name, self.reason, self.location = code, message, status_name, reason, location
        self.headers: dict[str, str] = {}
        self.details: list[dict[str, Any]] = []

    def answer(self) -> Answer:
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.reason:
            one = {"message": self.message, "domain": "usageLimits" if "ateLimit" in self.reason else "global", "reason": self.reason}
            if self.location:
                one |= {"location": self.location[0], "locationType": self.location[1]}
            error["errors"] = [one]
        if self.status_name:
            error["status"] = self.status_name
        if self.details:
            error["details"] = self.details
        return Answer(self.code, {"error": error}, headers=dict(self.headers))


Mask = dict[str, Any]
_TOKEN = re.compile(r"[^,()./\s]+|[,()./]")


def mask(fields: str) -> Mask:
    """`a,b(c,d),e/f` and `e.f` as a tree; a leaf is an empty dict."""
    tokens = _TOKEN.findall(fields)
    tree, rest = _mask(tokens, 0)
    if rest != len(tokens):
        raise Fault(
            400, f"Invalid field selection {fields}", "INVALID_ARGUMENT", reason="invalidParameter", location=("fields", "parameter")
        )
    return tree


def masked(value: Any, tree: Mask) -> Any:
    """What of `value` the mask asks for, in the value's own order; an object with nothing asked for is left out of its parent."""
    if not tree or "*" in tree:
        return value
    if isinstance(value, list):
        return [{} if part is None else part for part in (masked(item, tree) for item in value)]
    if not isinstance(value, dict):
        return value
    kept = {key: masked(value[key], tree[key]) for key in value if key in tree}
    return {key: part for key, part in kept.items() if part is not None}


def _mask(tokens: list[str], at: int) -> tuple[Mask, int]:
    tree: Mask = {}
    while at < len(tokens) and tokens[at] != ")":
        leaf = tree
        while True:
            name = tokens[at] if at < len(tokens) else ""
            leaf = leaf.setdefault(name, {})
            at += 1
            if at < len(tokens) and tokens[at] in "./":
                at += 1
                continue
            break
        if at < len(tokens) and tokens[at] == "(":
            inner, at = _mask(tokens, at + 1)
            leaf.update(inner)
            at += 1
        if at < len(tokens) and tokens[at] == ",":
            at += 1
    return tree, at
