"""``supra2d atlas``: critical fields of the literature, and a sample among them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ._pdf import Pdf, pages

NAME = "atlas"

group = typer.Typer(name=NAME, invoke_without_command=True, rich_markup_mode=None)


@group.callback()
def run(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for the report.", show_default=False)
    ] = None,
    sample: Annotated[
        list[Path] | None,
        typer.Option(
            help="A report of supra2d, or a table of critical fields, to mark among the others.",
            show_default=False,
        ),
    ] = None,
    tables: Annotated[
        list[Path] | None,
        typer.Option(
            "--with", help="A table of further entries, see 'atlas add'.", show_default=False
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace any existing folder.")] = False,
    pdf: Pdf = False,
) -> None:
    """Critical fields over the Pauli limit that texts state, and a sample among them."""
    if context.invoked_subcommand is not None:
        return
    from ..core import InputError
    from ..study import atlas

    if out is None:
        raise InputError("no folder for the report", "an option -o", "write 'supra2d atlas -o OUT'")

    made = atlas(out, sample=sample or (), tables=tables or (), force=force)
    for sentence in made.results[0].text:
        typer.echo(sentence)
    for check in made.checks:
        typer.echo(f"{check.status}: {check.message}")
    typer.echo(f"report: {pages(out, pdf)}")


@group.command(name="add")
def add(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.tsv",
            help="Tab-separated: material, ratio or Bc2, unit, convention, source; also Tc, year, "
            "layers, overlayer ...",
            show_default=False,
        ),
    ],
    into: Annotated[Path, typer.Option(help="The file that keeps your entries.")] = Path(
        "atlas.tsv"
    ),
) -> None:
    """Check a table of literature values and add it to a file of your own."""
    from ..study import add_entries

    count = add_entries(table, into)
    noun = "entry" if count == 1 else "entries"
    typer.echo(f"{count} {noun} added to {into}")
    typer.echo(f"to show them: supra2d atlas --with {into} -o OUT")
