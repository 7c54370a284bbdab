"""Refusals: each way in which Google says no, as one error with a code, a sentence and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flows.errors import Unreachable, Unreadable

LARGEST = 200 * 1024 * 1024
"""Bytes of the largest answer that is taken."""

_SENTENCES = {
    "no-login": (
        "No Google login was found on this machine.",
        "Put the path of a service account's key into UOMA_GOOGLE_KEY, or run: uoma google login. The handbook's page on Google has the steps.",
    ),
    "bad-key": ("The file with the Google key cannot be read.", "Download the key anew as JSON, and let UOMA_GOOGLE_KEY name that file."),
    "revoked-key": (
        "Google does not accept this key or login any more.",
        "Make a new key for the service account, or run: uoma google login.",
    ),
    "missing-scopes": (
        "The login does not cover reading Drive and Sheets.",
        "Log in again with the scopes drive.readonly and spreadsheets.readonly: uoma google login.",
    ),
    "api-off": (
        "The Google Drive API or the Google Sheets API is not switched on in the project of this key.",
        "Enable both in the Google Cloud console, under APIs & Services, and wait some minutes.",
    ),
    "not-shared": ("It is not shared with {who}, or it is not there any more.", "Share it with {who} as a viewer, or correct the link."),
    "no-download": ("Its owner does not let viewers download or copy it.", "Allow viewers to download it in its sharing settings."),
    "export-too-large": ("The document is larger than the 10 MB that Google exports.", "Take out its pictures, or split it."),
    "office-file": ("This is an Excel file in Drive and no Google Sheet.", "Save it as a Google Sheet, or name its folder in the plan."),
    "google-quota": ("Google's quota is used up.", "The next cycle asks again; a higher quota is asked for in the Google Cloud console."),
    "google-down": ("Google answers with errors of its own.", "The next cycle asks again."),
    "no-connection": ("Google cannot be reached, or it breaks off.", "Check the network and its proxy; the next cycle asks again."),
    "too-slow": (
        "Google's answer did not come to its end in time.",
        "The next cycle asks again; UOMA_GOOGLE_DEADLINE sets how long is waited.",
    ),
    "login-page": (
        "A web page came in place of Google's answer, perhaps a log-in page.",
        "Check the network, its proxy and UOMA_GOOGLE_API.",
    ),
    "bad-answer": ("Google's answer is cut or is not in its own form.", "The next cycle asks again; check UOMA_GOOGLE_API and the proxy."),
    "answer-too-large": ("The answer is larger than 200 MB.", "Split the document, or take out its pictures and recordings."),
    "google-refused": ("Google does not take this request.", "Check the link in the plan."),
}
_OF_THE_DOCUMENT = frozenset({"export-too-large", "answer-too-large"})
"""What only a change of the document mends: no need to ask again before."""

_REASONS = {
    "ratelimitexceeded": "google-quota",
    "userratelimitexceeded": "google-quota",
    "dailylimitexceeded": "google-quota",
    "quotaexceeded": "google-quota",
    "resource_exhausted": "google-quota",
    "accessnotconfigured": "api-off",
    "service_disabled": "api-off",
    "insufficientpermissions": "missing-scopes",
    "access_token_scope_insufficient": "missing-scopes",
    "exportsizelimitexceeded": "export-too-large",
    "cannotdownloadfile": "no-download",
    "cannotexportfile": "no-download",
    "cannotdownload": "no-download",
    "downloadrestricted": "no-download",
}
_RATES = frozenset({"ratelimitexceeded", "userratelimitexceeded"})
_STATUSES = {401: "revoked-key", 403: "not-shared", 404: "not-shared", 410: "not-shared", 429: "google-quota", 408: "too-slow"}
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})


def refusal(code: str, who: str = "") -> Unreadable:
    """The error of that code; `who` is the address that things must be shared with."""
    what, hint = (text.replace("{who}", who or "the account that Uoma is logged in as") for text in _SENTENCES[code])
    return Unreadable(code, what, hint) if code in _OF_THE_DOCUMENT else Unreachable(code, what, hint)


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that failed: with what, and whether it may be made again."""

    code: str
    again: bool
    after: float | None = None
    """Seconds that Google asks to wait."""


def broken_off(method: str, code: str = "no-connection") -> Failure:
    """A connection that broke, or an answer without an end. Nobody knows whether a POST has been heard, so it is not said twice."""
    return Failure(code, method in _REPEATABLE)


def refused(method: str, status: int, body: bytes, after: Callable[[], float | None]) -> Failure:
    """What an answer outside 200 to 299 means. `after` reads its Retry-After."""
    reasons, message = _told(body)
    code = next((_REASONS[reason] for reason in reasons if reason in _REASONS), "")
    if not code and status == 403 and "insufficient authentication scopes" in message:
        code = "missing-scopes"
    if not code and status == 400 and "not supported for this document" in message:
        code = "office-file"
    code = code or _STATUSES.get(status, "google-down" if status >= 500 else "google-refused")
    limited = status in (408, 429) or (status == 403 and not _RATES.isdisjoint(reasons))
    failed = status in (500, 502, 503, 504) and method in _REPEATABLE
    return Failure(code, limited or failed, after() if limited or failed else None)


def _told(body: bytes) -> tuple[list[str], str]:
    """Reasons in the words of Drive (`errors`) and Sheets (`status`, `details`), in lower case, the narrowest first; and the message."""
    try:
        error: Any = json.loads(body)["error"]
        listed = [str(one.get("reason", "")) for one in error.get("errors", ())]
        details = [str(one.get("reason", "")) for one in error.get("details", ()) if isinstance(one, dict)]
        return [reason.casefold() for reason in (*details, *listed, str(error.get("status", "")))], str(error.get("message", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return [], ""
