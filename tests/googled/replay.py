"""The proof of the server: recorded exchanges with the real Google, sent again in order and compared. `python -m googled.replay [folder]`.

Replayable is a request whose file was made earlier in the same recording, or that asks for no file made by anybody.
What is made equal before a body is compared, and nothing else:
  1. numbers and ids that Google draws (file ids, sheetId, namedRangeId, protectedRangeId) are the recorded ones;
  2. createdTime and modifiedTime of Drive's files are one and the same moment;
  3. the address of the account that made the recording is the one of the account that replays it.
A body is *equal* when all of it is, parsed; *to the byte* when the text is too; its *shape* is equal when keys and types are.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from googled.calls import Call
from googled.server import Googled
from googled.wire import Request

DRAWN = {"id", "spreadsheetId", "sheetId", "namedRangeId", "protectedRangeId"}
MOMENT = re.compile(r'("(?:created|modified)Time": )"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"')
ACCOUNT = re.compile(r'"[^"@]+@[^"@]+\.iam\.gserviceaccount\.com"')
FILE = re.compile(r"(?:/files|/spreadsheets)/([A-Za-z0-9_-]{20,})")


@dataclass(frozen=True)
class Verdict:
    """One request of a recording: where, and what of the reply was equal. `missing` is the file of another recording that it asks for."""

    recording: str
    place: str
    missing: str = ""
    status: bool = False
    body: bool = False
    bytes: bool = False
    shape: bool = False
    kind: str = ""
    recorded: str = ""
    ours: str = ""


@dataclass
class Report:
    """All verdicts, and the figures over those that can be replayed."""

    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def replayable(self) -> list[Verdict]:
        return [one for one in self.verdicts if not one.missing]

    @property
    def different(self) -> Counter[str]:
        """How many bodies are not equal, by kind."""
        return Counter(one.kind for one in self.replayable if not one.body)

    def share(self, what: str) -> float:
        """The share of replayable requests of which `status`, `body`, `bytes` or `shape` is equal."""
        return sum(bool(getattr(one, what)) for one in self.replayable) / len(self.replayable)


def replay(folder: Path) -> Report:
    """Sends every recording of the folder to a fresh server each."""
    report = Report()
    for path in sorted(folder.glob("*.json")):
        with Googled() as google:
            connection = http.client.HTTPConnection(*urlsplit(google.url).netloc.split(":"))
            headers = {"Authorization": f"Bearer {google.token()}"}
            exchanges = json.loads(path.read_text(encoding="utf-8"))["interactions"]
            report.verdicts += _recording(path.stem, exchanges, connection, headers)
            connection.close()
    return report


def table(report: Report) -> str:
    """The figures, overall and by method and path, and what is not equal."""
    replayable = report.replayable
    lines = [
        f"{len(report.verdicts)} recorded requests, {len(replayable)} replayable, "
        f"{len(report.verdicts) - len(replayable)} ask for a file of another recording",
        "  ".join(f"{name} equal {report.share(what):.1%}" for name, what in _FIGURES),
        "",
        f"{'replayable':>10} {'status':>7} {'body':>7} {'bytes':>7} {'shape':>7}  method and path",
    ]
    for place, count in Counter(one.place for one in replayable).most_common():
        part = Report([one for one in replayable if one.place == place])
        figures = " ".join(f"{part.share(what):7.1%}" for _, what in _FIGURES)
        lines.append(f"{count:10} {figures}  {place}")
    return "\n".join([*lines, "", "bodies that are not equal:", *(f"{count:10} {kind}" for kind, count in report.different.most_common())])


_FIGURES = (("status", "status"), ("body", "body"), ("byte for byte", "bytes"), ("shape", "shape"))


def _recording(
    name: str, exchanges: list[dict[str, Any]], connection: http.client.HTTPConnection, headers: dict[str, str]
) -> Iterator[Verdict]:
    ours: dict[str, str] = {}
    for exchange in exchanges:
        asked, replied = exchange["request"], exchange["response"]
        parts = urlsplit(asked["uri"])
        place = Call(asked["method"], Request.of(asked["method"], parts.path, {}).path, {}, 0, "").place
        file = FILE.search(parts.path)
        if file and file[1] not in ours:
            yield Verdict(name, place, missing=file[1])
            continue
        target = _swapped(f"{parts.path}?{parts.query}" if parts.query else parts.path, ours)
        body = _swapped(asked["body"] or "", ours).encode()
        kind = (asked["headers"].get("Content-Type") or [""])[0]
        connection.request(asked["method"], target, body or None, headers | ({"Content-Type": kind} if kind else {}))
        answer = connection.getresponse()
        given, recorded = answer.read().decode(), replied["body"].get("string", "")
        ours = _drawn(_parsed(recorded), _parsed(given)) | ours
        given = _swapped(given, {new: old for old, new in ours.items()})
        yield _verdict(name, place, replied["status"]["code"] == answer.status, _even(recorded), _even(given))


def _verdict(name: str, place: str, status: bool, recorded: str, given: str) -> Verdict:
    theirs, mine = _parsed(recorded), _parsed(given)
    body = theirs == mine and type(theirs) is type(mine)
    kind = "" if body else _kind(place, theirs, mine)
    return Verdict(name, place, "", status, body, recorded == given, _shape(theirs) == _shape(mine), kind, recorded, given)


def _even(text: str) -> str:
    return ACCOUNT.sub('"ACCOUNT"', MOMENT.sub(r'\1"MOMENT"', text))


def _kind(place: str, theirs: Any, mine: Any) -> str:
    """What is not equal: the method and path, and the first key that differs."""
    return f"{place}: {_first(theirs, mine) or 'text'}"


def _first(theirs: Any, mine: Any) -> str:
    if isinstance(theirs, dict) and isinstance(mine, dict):
        for key in [*theirs, *mine]:
            if theirs.get(key) != mine.get(key) or (key in theirs) != (key in mine):
                return f"{key}.{_first(theirs.get(key), mine.get(key))}".rstrip(".")
    if isinstance(theirs, list) and isinstance(mine, list):
        if len(theirs) != len(mine):
            return "length"
        return next((_first(one, other) for one, other in zip(theirs, mine, strict=True) if one != other), "")
    return ""


def _drawn(recorded: Any, given: Any) -> dict[str, str]:
    """The ids that Google drew against those that the server drew, where both replies have one."""
    found: dict[str, str] = {}
    if isinstance(recorded, dict) and isinstance(given, dict):
        for key in recorded.keys() & given.keys():
            old, new = recorded[key], given[key]
            if key in DRAWN and isinstance(old, str | int) and len(str(old)) > 4 and type(old) is type(new) and len(str(new)) > 4:
                found[str(old)] = str(new)
            found |= _drawn(old, new)
    elif isinstance(recorded, list) and isinstance(given, list):
        for old, new in zip(recorded, given, strict=False):
            found |= _drawn(old, new)
    return found


def _swapped(text: str, names: dict[str, str]) -> str:
    if not names:
        return text
    return re.sub("|".join(rf"(?<![\w-]){re.escape(name)}(?![\w-])" for name in names), lambda match: names[match[0]], text)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shape(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_shape(part) for part in value]
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


def folder() -> Path:
    """Where the recordings are: below `UOMA_SHARED_DATA`, or `../shared/data` beside the repository."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    return Path(os.environ.get("UOMA_SHARED_DATA") or beside) / "google-replies"


if __name__ == "__main__":
    print(table(replay(Path(sys.argv[1]) if len(sys.argv) > 1 else folder())))  # noqa: T201
