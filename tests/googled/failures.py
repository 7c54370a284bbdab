"""Failures that a test asks for: which calls they meet, how often, and what the caller sees."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from googled.wire import Answer, Fault, Request

ALWAYS = 1 << 30
LOGIN = (
    b'<!DOCTYPE html><html><head><title>Google Drive: Sign-in</title></head><body><form action="/signin">'
    b'<h1>Sign in</h1><input type="email" name="identifier"></form></body></html>'
)
DRIVE_REASONS = {429: "rateLimitExceeded", 500: "internalError", 502: "backendError", 503: "backendError", 403: "userRateLimitExceeded"}
SHEET_NAMES = {
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
}
WORDS = {
    429: "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service 'sheets.googleapis.com' "
    "for consumer 'project_number:100000000000'.",
    500: "Internal error encountered.",
    502: "Bad Gateway",
    503: "The service is currently unavailable.",
    403: "User Rate Limit Exceeded",
}


@dataclass
class Rule:
    """One failure: what kind, the calls it meets, and how many of them are left."""

    kind: str
    times: int
    on: str = ""
    method: str = ""
    skip: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


class Failures:
    """Every method takes `times` (how many calls it meets), `on` (a piece of `METHOD /path?query`, "" for any call but /token),
    `method` ("GET", …; "" for any) and `skip` (let so many matching calls through first)."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = threading.Lock()
        self._quota: dict[str, float] = {}
        self._spent: dict[tuple[str, str], list[float]] = {}
        self._vanishing: list[tuple[str, str]] = []
        self._quota_on = ""
        self._retry_after: float | str | None = None
        self.met: list[str] = []

    def next(
        self,
        status: int,
        times: int = 1,
        on: str = "",
        *,
        method: str = "",
        skip: int = 0,
        retry_after: float | str | None = None,
        reason: str = "",
    ) -> None:
        """The next calls are answered with an error in Google's words: 429, 500, 502, 503, 403 (`userRateLimitExceeded`), …"""
        self._add("status", times, on, method, skip, status=status, retry_after=retry_after, reason=reason)

    def always(self, status: int, on: str = "", *, method: str = "", retry_after: float | str | None = None, reason: str = "") -> None:
        """Every matching call fails, until `clear`."""
        self.next(status, ALWAYS, on, method=method, retry_after=retry_after, reason=reason)

    def drop(self, when: str = "before", times: int = 1, on: str = "", *, method: str = "", skip: int = 0) -> None:
        """The connection breaks: `before` the work, `after` it without a word, or in the `middle` of the answer's body."""
        self._add("drop", times, on, method, skip, when=when)

    def slow(self, seconds: float, times: int = 1, on: str = "", *, method: str = "", skip: int = 0) -> None:
        """The answer comes after so many seconds."""
        self._add("slow", times, on, method, skip, seconds=seconds)

    def trickle(self, seconds: float, times: int = 1, on: str = "", *, method: str = "", skip: int = 0) -> None:
        """The answer's body comes one byte at a time, so many seconds apart: a read time-out never ends it."""
        self._add("trickle", times, on, method, skip, seconds=seconds)

    def malformed(self, times: int = 1, on: str = "", *, method: str = "", skip: int = 0) -> None:
        """Status 200 and a body that is cut in the middle of its JSON, with the length of the cut body."""
        self._add("malformed", times, on, method, skip)

    def login_page(self, times: int = 1, on: str = "", *, method: str = "", skip: int = 0) -> None:
        """Status 200 and an HTML page that asks to log in, in place of the answer."""
        self._add("login", times, on, method, skip)

    def page(self, number: int, status: int = 503, times: int = 1) -> None:
        """The n-th page (from 1) of a files.list fails."""
        self._add("page", times, "/drive/v3/files", "GET", 0, number=number, status=status)

    def vanish(self, file_id: str, how: str = "delete") -> None:
        """After the next listing that shows the file or folder, or what is in it, it is deleted (`delete`), in the bin (`trash`) or not shared (`unshare`)."""
        with self._lock:
            self._vanishing.append((file_id, how))

    def quota(
        self, reads: int = 60, writes: int = 60, *, window: float = 60.0, retry_after: float | str | None = None, on: str = "/v4/"
    ) -> None:
        """So many reads and writes a window (seconds) and user; more are answered 429. The window slides. `on` is a piece of the path."""
        with self._lock:
            self._quota = {"reads": reads, "writes": writes, "window": window}
            self._quota_on, self._retry_after = on, retry_after
            self._spent.clear()

    def clear(self) -> None:
        """No more failures."""
        with self._lock:
            self._rules.clear()
            self._vanishing.clear()
            self._quota = {}

    def meet(self, request: Request, page: int = 0) -> Rule | None:
        """The failure that meets this call, if any; one of its times is spent."""
        line = f"{request.method} {request.path}" + (
            "?" + "&".join(f"{key}={value}" for key, value in request.queries) if request.queries else ""
        )
        with self._lock:
            for rule in self._rules:
                if rule.times > 0 and _meets(rule, request, line, page):
                    if rule.skip > 0:
                        rule.skip -= 1
                        continue
                    rule.times -= 1
                    self.met.append(rule.kind)
                    return rule
        return None

    def check_quota(self, request: Request, address: str) -> None:
        """Counts the call; raises 429 when the window is full."""
        with self._lock:
            if not self._quota or self._quota_on not in request.path:
                return
            kind = "reads" if request.method == "GET" else "writes"
            now = time.monotonic()
            spent = [moment for moment in self._spent.get((address, kind), []) if now - moment < self._quota["window"]]
            self._spent[(address, kind)] = spent
            if len(spent) >= self._quota[kind]:
                self.met.append("quota")
                raise fault(429, request.path, self._retry_after)
            spent.append(now)

    def vanishing(self, listed: list[str]) -> list[tuple[str, str]]:
        """What of the listed has to vanish now."""
        with self._lock:
            gone = [one for one in self._vanishing if one[0] in listed]
            self._vanishing = [one for one in self._vanishing if one not in gone]
            self.met += ["vanish" for _ in gone]
        return gone

    def _add(self, kind: str, times: int, on: str, method: str, skip: int, **facts: Any) -> None:
        with self._lock:
            self._rules.append(Rule(kind, times, on, method, skip, facts))


def fault(status: int, path: str, retry_after: float | str | None = None, reason: str = "") -> Fault:
    """An error in the words of the API that the path belongs to."""
    drive = "/drive/" in path
    made = Fault(
        status,
        WORDS.get(status, "Failed."),
        "" if drive else SHEET_NAMES.get(status, "UNKNOWN"),
        reason=(reason or DRIVE_REASONS.get(status, "failed")) if drive else "",
    )
    if drive and status == 429:
        made.message = "Rate Limit Exceeded"
    if not drive and status == 429:
        made.details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED", "domain": "googleapis.com"}]
    if retry_after is not None:
        made.headers["Retry-After"] = str(retry_after)
    return made


def spoiled(rule: Rule, answer: Answer) -> Answer:
    """The answer after `malformed` or `login_page`."""
    if rule.kind == "login":
        return Answer(200, LOGIN, "text/html; charset=utf-8")
    whole = answer.content()
    return Answer(answer.status, whole[: max(1, len(whole) // 2)], answer.kind, answer.headers)


def _meets(rule: Rule, request: Request, line: str, page: int) -> bool:
    if rule.method and rule.method != request.method:
        return False
    if rule.kind == "page":
        return page == rule.facts["number"]
    if not rule.on:
        return request.path != "/token"
    return rule.on in line
