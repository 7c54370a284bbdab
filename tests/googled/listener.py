"""The listener on 127.0.0.1: connections, and the failures that befall them."""

from __future__ import annotations

import contextlib
import socket
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

from googled.calls import Call, Calls
from googled.failures import Rule, fault, spoiled
from googled.wire import Answer, Request


class Answering(Protocol):
    """What the listener needs of the server behind it."""

    calls: Calls
    connections: set[socket.socket]

    def answer(self, request: Request) -> Answer: ...

    def met(self, request: Request) -> Rule | None: ...


class Listener(ThreadingHTTPServer):
    """One thread a connection; Nagle off and writes gathered, or each answer would wait 40 ms for an acknowledgement."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, google: Answering) -> None:
        self.google = google
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what many tests are about."""


class Handler(BaseHTTPRequestHandler):
    """One connection: failures of the wire happen here, answers are the server's."""

    server: Listener
    protocol_version = "HTTP/1.1"
    server_version = "ESF"
    sys_version = ""
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self) -> None:
        self.server.google.connections.add(self.request)
        super().setup()

    def finish(self) -> None:
        self.server.google.connections.discard(self.request)
        with contextlib.suppress(OSError):
            super().finish()

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request.of(self.command, self.path, self.headers, body)
        rule = self.server.google.met(request)
        if rule is not None and rule.kind == "drop" and rule.facts["when"] == "before":
            self._record(request, 0)
            self._hang_up()
            return
        answer = self._failed(rule, request) or self.server.google.answer(request)
        if rule is not None and rule.kind in ("malformed", "login"):
            answer = spoiled(rule, answer)
        if rule is not None and rule.kind == "slow":
            time.sleep(rule.facts["seconds"])
        self._record(request, 0 if rule is not None and rule.kind == "drop" else answer.status)
        self._send(answer, rule)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: `calls` is the log."""

    def _record(self, request: Request, status: int) -> None:
        self.server.google.calls.add(Call(request.method, request.path, request.query, status, request.address))

    def _failed(self, rule: Rule | None, request: Request) -> Answer | None:
        if rule is None or rule.kind not in ("status", "page"):
            return None
        return fault(rule.facts["status"], request.path, rule.facts.get("retry_after"), rule.facts.get("reason", "")).answer()

    def _send(self, answer: Answer, rule: Rule | None) -> None:
        kind = rule.kind if rule else ""
        if kind == "drop" and rule is not None and rule.facts["when"] == "after":
            self._hang_up()
            return
        content = answer.content()
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.kind, "Content-Length": str(len(content)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if kind == "trickle" and rule is not None:
            self._trickle(content, rule.facts["seconds"])
        elif kind == "drop":
            self.wfile.write(content[: len(content) // 2])
            self.wfile.flush()
            self._hang_up()
        else:
            self.wfile.write(content)

    def _trickle(self, content: bytes, seconds: float) -> None:
        for at in range(len(content)):
            self.wfile.write(content[at : at + 1])
            self.wfile.flush()
            time.sleep(seconds)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)
