"""``supra2d bands``: a compound's own Hamiltonian, from its bands to its topology."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ._pdf import Pdf, pages

NAME = "bands"


def run(
    what: Annotated[
        str,
        typer.Argument(
            metavar="COMPOUND_OR_FILE",
            help="NbSe2, NbSe2-2H-bulk, 1T'-WS2 ..., or a file: .nc, _hr.dat, _tb.dat.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Folder for the report.", show_default=False)
    ],
    electrons: Annotated[
        float | None,
        typer.Option(help="Per cell, both spins together; moves the level through rigid bands."),
    ] = None,
    cell: Annotated[
        str,
        typer.Option(
            help="Of a file without one: '3.34 angstrom' for a hexagonal layer, or three vectors "
            "'3.34 0 0, 0 5.7 0, 0 0 20 angstrom'."
        ),
    ] = "",
    spins: Annotated[
        str, typer.Option(help="Order in a Wannier90 file: none, blocks or interleaved.")
    ] = "",
    temperature: Annotated[
        float, typer.Option(help="Of the Fermi functions in susceptibilities, K.")
    ] = 300.0,
    interaction: Annotated[
        float | None, typer.Option(help="Stoner's I, meV per formula unit.")
    ] = None,
    field: Annotated[
        float | None,
        typer.Option(help="T; adds Fermi contours in it, along the normal and in the plane."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace any existing folder.")] = False,
    pdf: Pdf = False,
) -> None:
    """Bands, Fermi surface, splitting, susceptibility and topology of a compound."""
    from ..study import BandsOptions, bands

    options = BandsOptions(
        electrons=electrons,
        cell=cell,
        spins=spins,
        temperature=temperature,
        interaction=interaction,
        field=field,
    )
    made = bands(what, out, force=force, options=options, progress=True)
    sentences = [made.results[0].text[-1]]  # metal or insulator
    for result in made.results[1:]:
        sentences += result.text[:1] or [q.message for q in result.quantities if q.message]
    for sentence in dict.fromkeys(sentences):
        typer.echo(sentence)
    for check in made.checks:
        if check.status != "ok":
            typer.echo(f"{check.status}: {check.message}")
    typer.echo(f"report: {pages(out, pdf)}")
