"""The command ``supra2d``: sub-commands, exit codes, one sentence per error."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .._version import __version__
from . import (
    _advise,
    _atlas,
    _bands,
    _check,
    _compare,
    _convert,
    _dft,
    _fit,
    _models,
    _phase_diagram,
    _read,
    _report,
    _screen,
    _simulate,
)

app = typer.Typer(
    name="supra2d",
    help="From raw instrument files to trusted numbers for two-dimensional superconductors.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

COMMANDS = (
    _read,
    _report,
    _fit,
    _compare,
    _advise,
    _check,
    _bands,
    _dft,
    _screen,
    _phase_diagram,
    _models,
    _convert,
    _simulate,
)
for command in COMMANDS:
    app.command(name=command.NAME)(command.run)
app.add_typer(_atlas.group)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"supra2d {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line.

    Exit codes: 0 a report was made, 2 nothing usable or a wrong option (one sentence on
    stderr), 1 a bug. ``--debug`` anywhere shows the traceback.
    """
    debug = "--debug" in sys.argv
    arguments = [a for a in sys.argv[1:] if a != "--debug"] or ["--help"]
    try:
        code = app(arguments, standalone_mode=False)
    except Exception as error:
        if debug:
            raise
        code = _explain(error)
    sys.exit(code if isinstance(code, int) else 0)


def _explain(error: Exception) -> int:
    """Say what went wrong in one sentence and choose the exit code."""
    from ..core import SupraError

    if isinstance(error, typer.Abort):
        typer.echo("supra2d: interrupted; nothing was written.", err=True)
        return 2
    if isinstance(error, typer.TyperException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "supra2d"
        typer.echo(f"supra2d: {error.format_message()} See '{command} --help'.", err=True)
        return 2
    if isinstance(error, SupraError):
        typer.echo(f"supra2d: {error}", err=True)
        return 2
    typer.echo(
        f"supra2d: this is a bug ({type(error).__name__}: {error}); please report it with the "
        "output of the same command with --debug.",
        err=True,
    )
    return 1
