"""The private Prefect server of one run: it lives exactly as long as the process that began it, even when that one is killed.

Prefect's own ephemeral server imports the whole server into the client too (3.6 CPU seconds) and is left behind by `kill -9`.
This one binds its port before it imports anything, so that the run can begin while the server still starts, and watches its standard
input: when the parent is gone, however it went, the pipe closes and the server ends.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from typing import Any


def main() -> None:
    """Bind a free port on 127.0.0.1, print it, serve until standard input closes."""
    # named as TCP, or asyncio leaves Nagle's algorithm on and each of a run's 55 requests waits 40 ms
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _server().run(sockets=[listener])


def _server() -> Any:
    import uvicorn

    config = uvicorn.Config("prefect.server.api.server:create_app", factory=True, log_level="critical", lifespan="on")
    return uvicorn.Server(config)


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)  # its database survives any end, and by now the run has waited for its records


if __name__ == "__main__":
    main()
