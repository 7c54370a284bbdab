"""The `uoma` command: one file a command, listed here in the order of the help."""

from __future__ import annotations

import click

from flows import __version__
from flows.cli.ask import ask
from flows.cli.backlog import backlog
from flows.cli.check import check
from flows.cli.export import export
from flows.cli.forget import forget
from flows.cli.google import google
from flows.cli.import_ import import_
from flows.cli.init import init
from flows.cli.manners import InOrder
from flows.cli.names import names
from flows.cli.note import note
from flows.cli.preview import preview
from flows.cli.publish import publish
from flows.cli.run import commands
from flows.cli.simulate import simulate
from flows.cli.status import status


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="uoma")
def main() -> None:
    """Uoma carries what customers say into a site that everybody reads and a ranked list of what to ask next.

    \b
    capture → collate → synthesise → prioritise → publish

    Begin with `uoma init DIR`, put interviews and sheets into DIR/research_plans/<study>/, then run `uoma cycle --workspace DIR`
    as often as you like: only what changed is read again.
    """


for command in (init, check, *commands, publish, note, ask, names, status, backlog, export, import_, forget, simulate, preview, google):
    main.add_command(command)
