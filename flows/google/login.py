"""Login: who asks Google – a service account, the application default credentials, or a person at a laptop."""

from __future__ import annotations

import json
import multiprocessing
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows import settings
from flows.google.refusals import refusal

if TYPE_CHECKING:
    from flows.google.client import Client, Pace

SCOPES = ("https://www.googleapis.com/auth/drive.readonly", "https://www.googleapis.com/auth/spreadsheets.readonly")
"""The least that reading asks for; nothing may be changed with them."""
WRITING = ("https://www.googleapis.com/auth/drive.readonly", "https://www.googleapis.com/auth/spreadsheets")
"""What a board that lies in a Google Sheet asks for besides: sheets that are shared for editing may be written."""
DEFAULTS = "GOOGLE_APPLICATION_CREDENTIALS"
_SECONDS_FOR_CONSENT = 300


def client(writing: bool = False) -> Client:
    """The one client of this process and login, and the one that may also write; both keep one quota. Raises Unreachable: no-login, bad-key."""
    told = (os.environ.get(DEFAULTS, ""), settings.GOOGLE_READS.read(), settings.GOOGLE_DEADLINE.read(), str(token_file()))
    return _client(WRITING if writing else SCOPES, os.getpid(), settings.GOOGLE_KEY.read(), settings.GOOGLE_API.read(), *told)


def found() -> str:
    """Where a login lies, without asking anybody: a file, or the empty string. Google's own machines have one that no file shows."""
    named = settings.GOOGLE_KEY.read() or os.environ.get(DEFAULTS, "")
    if named:
        return named if Path(named).is_file() else ""
    return next((str(file) for file in (token_file(), _gcloud_file()) if file.is_file()), "")


def token_file() -> Path:
    """Where `uoma google login` keeps what it was given: in the user's own folder for settings."""
    return _settings_folder() / "uoma" / "google.json"


def log_in(secrets: Path, open_browser: bool = True, writing: bool = False) -> Path:
    """Ask a person for consent in the browser, and keep the login for this user only. `writing` asks for the right to write a board, too.

    Raises Unreachable: bad-key, no-login.
    """
    from google_auth_oauthlib.flow import InstalledAppFlow

    try:
        flow = InstalledAppFlow.from_client_secrets_file(str(secrets), list(WRITING if writing else SCOPES))
    except (OSError, ValueError):
        raise refusal("bad-key") from None
    try:
        given = flow.run_local_server(port=0, open_browser=open_browser, timeout_seconds=_SECONDS_FOR_CONSENT)
    except Exception:  # whatever the page, the person or the network did, there is no login
        raise refusal("no-login") from None
    return keep(given.to_json(strip=["token"]))


def keep(login: str) -> Path:
    """Keep a login where nobody else can read it."""
    file = token_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as written:
        written.write(login)
    fresh.replace(file)
    return file


@cache
def _client(scopes: tuple[str, ...], process: int, key: str, base: str, *settled: str) -> Client:
    from flows.google.client import Client, Patience
    from flows.google.watch import TookTooLong, within

    deadline = float(settings.number(settings.GOOGLE_DEADLINE))
    try:
        credentials = within(deadline, lambda: _credentials(key, scopes))
    except TookTooLong:
        raise refusal("no-login") from None
    pace = _pace(process, key, base, *settled)
    told = str(getattr(credentials, "service_account_email", ""))  # on Google's own machines it is `default` until it has been asked for
    who = told if "@" in told else ""
    return Client(None, _session(credentials, base), base=base, pace=pace, patience=Patience(deadline=deadline), who=who)


@cache
def _pace(*_: str | int) -> Pace:
    """The buckets of one login, whatever it is asked for."""
    from flows.google.bucket import Bucket
    from flows.google.client import Pace

    reads = settings.number(settings.GOOGLE_READS) / _sharing()
    return Pace(Bucket(reads), Bucket(reads))


def _session(credentials: Any, base: str) -> Any:
    """A session that signs what it sends. Where Google has another address here, no other host of Google's is asked anything on the side."""
    import requests
    from google.auth.transport.requests import AuthorizedSession, Request
    from requests.adapters import HTTPAdapter

    class Reserved(HTTPAdapter):
        def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
            if base and (request.url or "").endswith("/allowedLocations"):  # a question of google-auth's own, which it can do without
                raise requests.ConnectionError(request=request)
            return super().send(request, *args, **options)

    asking = requests.Session()
    asking.mount("https://", Reserved(max_retries=3))
    return AuthorizedSession(credentials, auth_request=Request(asking))  # type: ignore[no-untyped-call]


def _sharing() -> int:
    """How many processes spend one quota: a capture that is spread over processes has as many as it has workers."""
    return 1 if multiprocessing.parent_process() is None else settings.number(settings.WORKERS)


def _credentials(key: str, scopes: tuple[str, ...]) -> Any:
    import google.auth
    from google.auth import exceptions

    try:
        if key:
            return _from_file(Path(key), scopes)
        if not os.environ.get(DEFAULTS) and token_file().is_file():
            return _from_file(token_file(), scopes)
        return google.auth.default(scopes=scopes)[0]
    except exceptions.DefaultCredentialsError as error:
        raise refusal("bad-key" if key or os.environ.get(DEFAULTS) else "no-login") from error
    except (OSError, ValueError, KeyError, TypeError, exceptions.GoogleAuthError):
        raise refusal("bad-key") from None


def _from_file(file: Path, scopes: tuple[str, ...]) -> Any:
    import google.auth
    from google.oauth2 import service_account

    told = json.loads(file.read_text(encoding="utf-8"))
    if told.get("type") == "service_account":
        return service_account.Credentials.from_service_account_info(told, scopes=list(scopes))  # type: ignore[no-untyped-call]
    if told.get("type") == "authorized_user" or "refresh_token" in told:
        from google.oauth2.credentials import Credentials

        base = settings.GOOGLE_API.read().rstrip("/") or "https://oauth2.googleapis.com"
        return Credentials(  # type: ignore[no-untyped-call]
            token=None,
            refresh_token=told["refresh_token"],
            token_uri=f"{base}/token",
            client_id=told["client_id"],
            client_secret=told["client_secret"],
            quota_project_id=told.get("quota_project_id"),
        )
    return google.auth.load_credentials_from_file(str(file), scopes=list(scopes))[0]  # type: ignore[no-untyped-call]


def _settings_folder() -> Path:
    told = os.environ.get("APPDATA", "") if os.name == "nt" else os.environ.get("XDG_CONFIG_HOME", "")
    return Path(told) if told else Path.home() / ".config"


def _gcloud_file() -> Path:
    told = os.environ.get("CLOUDSDK_CONFIG", "")
    return (Path(told) if told else _settings_folder() / "gcloud") / "application_default_credentials.json"
