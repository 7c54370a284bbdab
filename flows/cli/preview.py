"""`uoma preview`: serve the built site on this machine only."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from flows.cli.manners import manners, workspace_option
from flows.errors import UomaError
from flows.workspace import Workspace


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and does not write down who read what."""

    def log_message(self, format: str, *args: object) -> None:
        return


@click.command()
@workspace_option
@click.option("--port", default=8765, show_default=True, help="The port on 127.0.0.1.")
@manners
def preview(workspace: Path, port: int) -> None:
    """Serve the built site at http://127.0.0.1:PORT until Ctrl-C. Nobody else on the network can see it."""
    place = Workspace(workspace)
    if not (place.public / "index.html").exists():
        raise UomaError("there is no site yet", "uoma cycle")
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(place.public)))
    except OSError as error:
        raise UomaError(f"port {port} is taken", "choose another with --port") from error
    click.echo(f"http://127.0.0.1:{port}/  (Ctrl-C ends it)")
    with server:
        server.serve_forever()
