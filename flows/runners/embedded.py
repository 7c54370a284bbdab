"""Prefect without a server to start: its settings, its private server, and the sweeping up after a killed run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import EngineFailed

START_SECONDS = 120
"""A busy machine needs more than Prefect's own 20 s to make its database (Prefect issue 16397)."""

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
    "PREFECT_CLI_PROMPT": "false",
}
"""Nothing leaves the machine, nothing clutters the terminal; the command says what matters itself."""

EMBEDDED = {
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}
"""Services that one private run has no use for, and a recorder that keeps up: one by one it loses states at exit (issue 23040)."""

SERVER = {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1", "PREFECT_UI_ENABLED": "0"}


def configure(home: Path) -> None:
    """Set Prefect's environment, before it is imported. What the user has set wins."""
    os.environ.setdefault("PREFECT_HOME", str(home))
    os.environ.setdefault("PREFECT_LOCAL_STORAGE_PATH", str(home / "storage"))
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if on_server():
        return
    for name, value in EMBEDDED.items():
        os.environ.setdefault(name, value)
    for name in ("NO_PROXY", "no_proxy"):  # a company's proxy must not be asked for 127.0.0.1
        kept = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join(dict.fromkeys([*kept, "127.0.0.1", "localhost"]))


def on_server() -> bool:
    """Whether a Prefect server has been named for us."""
    return bool(os.environ.get("PREFECT_API_URL"))


@contextmanager
def private_server(home: Path) -> Iterator[None]:
    """Start the private server; the run may begin at once and waits for it with `ready`. Raises EngineFailed."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.runners.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, **SERVER},
        )
    port = process.stdout.readline().decode().strip() if process.stdout else ""
    if not port:
        raise EngineFailed("Prefect's private server did not start", f"see {home / 'server.log'}, or use --engine plain")
    os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
    try:
        yield
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        _end(process)


def ready() -> None:
    """Wait until the server answers. Raises EngineFailed after START_SECONDS."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{os.environ['PREFECT_API_URL']}/health", timeout=deadline - time.monotonic()) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise EngineFailed("Prefect's server does not answer", "try again, or use --engine plain")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
