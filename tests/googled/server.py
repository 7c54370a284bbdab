"""The server: `with Googled() as google:` listens on a free port of 127.0.0.1 and answers as Google does."""

from __future__ import annotations

import contextlib
import socket
import threading
import traceback
from pathlib import Path

from googled.calls import Calls
from googled.clock import Clock, Ids
from googled.drive import Drive
from googled.drive_api import DriveApi
from googled.failures import Failures, Rule, fault
from googled.listener import Listener
from googled.oauth import OAuth
from googled.query import parents
from googled.sheets import Sheets
from googled.sheets_api import SheetsApi
from googled.wire import Answer, Fault, Request

ROBOT = "uoma@googled.iam.gserviceaccount.com"


class Googled:
    """Google on this machine.

    >>> with Googled() as google:
    ...     key = google.service_account(tmp_path / "key.json")          # a real key; its token_uri is this server
    ...     folder = google.drive.folder("Haastattelut")                # or shared=["somebody@…"]: all others get 404
    ...     google.drive.put(folder, "P01.docx", content)               # alt=media
    ...     google.drive.document(folder, "P02", exported=content)      # export as .docx
    ...     sheet = google.sheets.create("Kysely", {"Vastaukset": [["Aika", "Vastaus"]]}, locale="fi_FI", time_zone="Europe/Helsinki")
    ...     google.failures.next(503, times=2, on="/drive/v3/files")
    ...     ...                                                         # the client calls google.url + "/drive/v3/files"
    ...     assert google.calls.count("/drive/v3/files") == 3

    One base address stands for all of Google's hosts: `{url}/drive/v3/…`, `{url}/upload/drive/v3/…`, `{url}/v4/spreadsheets/…`, `{url}/token`.
    What a test puts there without `shared=` every account of the server may read and write.
    """

    def __init__(self, token_lifetime: float = 3600.0) -> None:
        self.clock, self.ids = Clock(), Ids()
        self.calls, self.failures = Calls(), Failures()
        self.oauth = OAuth(self.ids, token_lifetime)
        self.drive = Drive(self.clock, self.ids)
        self.sheets = Sheets(self.drive)
        self._drive, self._sheets = DriveApi(self.drive, self.sheets), SheetsApi(self.sheets)
        self.mishaps: list[str] = []
        self.connections: set[socket.socket] = set()
        self._lock = threading.RLock()
        self._server: Listener | None = None
        self.url = ""

    def __enter__(self) -> Googled:
        return self.start()

    def __exit__(self, kind: object, *rest: object) -> None:
        """A mistake of the server itself (`mishaps`) is no answer of Google's: it fails the test."""
        self.stop()
        if kind is None and self.mishaps:
            raise AssertionError("\n".join(self.mishaps))

    def start(self) -> Googled:
        """Listen on a free port; `url` is then known."""
        self._server = Listener(self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def stop(self) -> None:
        """No longer there: connections are refused."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def service_account(self, path: Path | str, address: str = ROBOT) -> Path:
        """Writes a service account's JSON key file (a real RSA key, `token_uri` of this server) and gives its path."""
        return self.oauth.service_account(Path(path), address, self.url)

    def authorised_user(self, path: Path | str, address: str = "researcher@example.org") -> Path:
        """Writes the JSON that an OAuth log-in on a laptop leaves (`authorized_user` with a refresh token).

        google-auth does not read `token_uri` from such a file: give the one of this server to its `Credentials` oneself.
        """
        return self.oauth.authorised_user(Path(path), address, self.url)

    def token(self, address: str = ROBOT, scopes: tuple[str, ...] = ()) -> str:
        """A bearer token without the round trip."""
        return self.oauth.token(address, scopes)

    def revoke(self, address: str = ROBOT) -> None:
        """The key or log-in of an address is revoked: `/token` answers 400 invalid_grant, its tokens 401."""
        self.oauth.revoke(address)

    def expire_tokens(self) -> None:
        """All bearer tokens given so far have ended: 401 until the caller fetches a new one."""
        self.oauth.tokens.clear()

    def answer(self, request: Request) -> Answer:
        """The answer to a request, without a network and without failures of the connection."""
        with self._lock:
            try:
                return self._routed(request)
            except Fault as fault_:
                return fault_.answer()
            except Exception:
                self.mishaps.append(traceback.format_exc())
                return fault(500, request.path).answer()

    def met(self, request: Request) -> Rule | None:
        """The failure that meets this request."""
        return self.failures.meet(request, self._drive.page_of(request) if request.path.startswith("/drive/") else 0)

    def _routed(self, request: Request) -> Answer:
        if request.path == "/token":
            return self.oauth.answer(request)
        token = self.oauth.caller(request)
        request.address, request.scopes = token.address, token.scopes
        self.failures.check_quota(request, request.address)
        if request.path.startswith(("/drive/", "/upload/drive/")):
            answer = self._drive.answer(request)
            self._vanish(request, answer)
            return answer
        if request.path.startswith("/v4/spreadsheets"):
            return self._sheets.answer(request)
        return Answer(404, b"<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>", "text/html; charset=UTF-8")

    def _vanish(self, request: Request, answer: Answer) -> None:
        if not (request.path.endswith("/files") and isinstance(answer.body, dict)):
            return
        listed = [str(file.get("id", "")) for file in answer.body.get("files", [])] + parents(request.query.get("q", ""))
        for file, how in self.failures.vanishing(listed):
            {"delete": self.drive.delete, "trash": self.drive.trash, "unshare": self.drive.unshare}[how](file)
