"""Client: gspread's HTTP client with a quota to keep, patience that ends, and errors that say how to mend them."""

from __future__ import annotations

import contextlib
import json as notation
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from google.auth import exceptions as login_errors
from gspread.http_client import HTTPClient
from urllib3.exceptions import HTTPError, ProtocolError

from flows.errors import Unreadable
from flows.google.bucket import Bucket
from flows.google.refusals import LARGEST, Failure, broken_off, refusal, refused
from flows.google.watch import TookTooLong, within

DRIVE_A_MINUTE = 600
"""Calls to Drive; its quota is 12,000 a minute and project."""
ABOUT = "https://www.googleapis.com/drive/v3/about"
DISCOURAGED = 2
"""Calls in a row that found nobody, after which the next ones are tried once only: an outage must not cost a deadline for every document."""


@dataclass(frozen=True)
class Patience:
    """How long a call may take. All in seconds; `clock`, `sleep` and `chance` (0 to 1) are those of this machine."""

    deadline: float = 240.0
    connect: float = 3.05
    read: float = 60.0
    tries: int = 6
    first: float = 1.0
    longest: float = 32.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random  # spreads retries, and changes no result

    def pause(self, turn: int, after: float | None) -> float:
        """How long to wait after the n-th try, from 1: what Google asks for, or full jitter (Brooker, 2015) under a doubling ceiling."""
        if after is not None:
            return after + self.chance()
        return self.chance() * min(self.longest, self.first * 2.0**turn)


@dataclass
class Pace:
    """The buckets of one login: Sheets' reads and writes, and Drive's calls."""

    reads: Bucket = field(default_factory=lambda: Bucket(55))
    writes: Bucket = field(default_factory=lambda: Bucket(55))
    drive: Bucket = field(default_factory=lambda: Bucket(DRIVE_A_MINUTE))

    def of(self, method: str, path: str) -> Bucket:
        if "/spreadsheets" not in path:
            return self.drive
        return self.reads if method == "GET" else self.writes


class Client(HTTPClient):
    """Asks Google. Every method of gspread's HTTPClient goes through `request`, and so keeps quota and patience."""

    def __init__(
        self,
        auth: Any,
        session: requests.Session | None = None,
        *,
        base: str = "",
        pace: Pace | None = None,
        patience: Patience | None = None,
        who: str = "",
    ) -> None:
        super().__init__(auth, session)
        self.base, self.pace, self.patience = base.rstrip("/"), pace or Pace(), patience or Patience()
        self.set_timeout((self.patience.connect, min(self.patience.read, self.patience.deadline)))
        self._who: str | None = who or None
        self._unanswered = 0

    def request(  # noqa: PLR0913 - gspread's own signature
        self,
        method: str,
        endpoint: str,
        params: Any = None,
        data: Any = None,
        json: Any = None,
        files: Any = None,
        headers: Any = None,
    ) -> requests.Response:
        """The answer, whole. Raises Unreachable or Unreadable with a code of flows.google.refusals, within the deadline of its patience."""
        verb, url, patience = method.upper(), self._placed(endpoint), self.patience
        sent = {"params": params, "data": data, "json": json, "files": files, "headers": headers}
        ends, turn = patience.clock() + patience.deadline, 0
        bucket = self.pace.of(verb, url)
        while True:
            turn += 1
            if not bucket.take(ends - patience.clock()):
                raise refusal("google-quota")
            answer = self._once(verb, url, sent, ends)
            if not isinstance(answer, Failure):
                self._unanswered = 0
                return answer
            wait = patience.pause(turn, answer.after)
            if not self._again(answer, turn) or patience.clock() + wait >= ends:
                raise self._given_up(answer)
            if answer.code == "google-quota":
                bucket.drain()
            patience.sleep(wait)

    def address(self) -> str:
        """Whom things must be shared with: a service account knows, a person's login is asked once; empty where it cannot be found out."""
        if self._who is None:
            self._who = ""
            with contextlib.suppress(Unreadable, KeyError, TypeError):
                self._who = str(self.request("get", ABOUT, params={"fields": "user(emailAddress)"}).json()["user"]["emailAddress"])
        return self._who

    def _again(self, failure: Failure, turn: int) -> bool:
        tries = 1 if self._unanswered >= DISCOURAGED else self.patience.tries
        return failure.again and turn < tries

    def _given_up(self, failure: Failure) -> Exception:
        unanswered = failure.code in ("no-connection", "google-down", "too-slow")
        self._unanswered = self._unanswered + 1 if unanswered else 0
        return refusal(failure.code, self.address() if failure.code == "not-shared" else "")

    def _once(self, method: str, url: str, sent: Mapping[str, Any], ends: float) -> requests.Response | Failure:
        left = max(0.1, min(ends - self.patience.clock(), self.patience.deadline / 2))
        try:
            answer = within(left, lambda: self._asked(method, url, sent, time.monotonic() + left))
        except TookTooLong:
            return broken_off(method, "too-slow")
        except _TooLarge:
            return Failure("answer-too-large", again=False)
        except login_errors.RefreshError as error:
            return Failure("google-down" if error.retryable else _refresh_code(error), again=bool(error.retryable))
        except login_errors.TransportError:
            return Failure("no-connection", again=True)  # the token was not even asked for
        except (login_errors.GoogleAuthError, ValueError):
            return Failure("bad-key", again=False)
        except (requests.RequestException, HTTPError, OSError):
            return broken_off(method)
        if answer.ok:
            return _unsound(answer, method, sent) or answer
        return refused(method, answer.status_code, answer.content, lambda: _retry_after(answer))

    def _asked(self, method: str, url: str, sent: Mapping[str, Any], ends: float) -> requests.Response:
        """One try, with its body read piece by piece: a server that trickles keeps every time-out of a socket happy."""
        with self.session.request(method=method, url=url, timeout=self.timeout, stream=True, **sent) as answer:
            pieces, size = [], 0
            while piece := answer.raw.read1(65536, decode_content=True):
                pieces.append(piece)
                size += len(piece)
                if size > LARGEST:
                    raise _TooLarge
                if time.monotonic() > ends:
                    raise TookTooLong
            if answer.raw.length_remaining:
                raise ProtocolError  # `read1` takes the end of the connection for the end of the answer
            answer._content, answer._content_consumed = b"".join(pieces), True
        return answer

    def _placed(self, endpoint: str) -> str:
        if not self.base:
            return endpoint
        parts = urlsplit(endpoint)
        return f"{self.base}{parts.path}" + (f"?{parts.query}" if parts.query else "")


class _TooLarge(Exception):
    """The answer has more bytes than are taken."""


def _refresh_code(error: Exception) -> str:
    told = str(error)
    return "missing-scopes" if "invalid_scope" in told else "revoked-key"


def _unsound(answer: requests.Response, method: str, sent: Mapping[str, Any]) -> Failure | None:
    """What is wrong with an answer that calls itself good: a web page, or JSON that is cut."""
    page = answer.headers.get("Content-Type", "").startswith("text/html")
    params = sent["params"] or {}
    if params.get("alt") == "media" or answer.url.split("?")[0].endswith("/export"):
        return Failure("login-page", again=False) if page else None
    if answer.status_code == 204:
        return None
    if page or answer.content.lstrip()[:1] == b"<":
        return Failure("login-page", again=False)
    try:
        notation.loads(answer.content)
    except ValueError:
        return broken_off(method, "bad-answer")
    return None


def _retry_after(answer: requests.Response) -> float | None:
    """Seconds, from a number or an HTTP date; None where there is none that can be read."""
    told = answer.headers.get("Retry-After", "").strip()
    if not told:
        return None
    try:
        return max(0.0, float(told)) if not told[0].isalpha() else _until(parsedate_to_datetime(told))
    except (ValueError, TypeError):
        return None


def _until(moment: datetime) -> float:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
