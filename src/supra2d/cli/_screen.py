"""``supra2d screen``: candidates for type-II Ising pairing, from first principles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ._pdf import Pdf, pages

NAME = "screen"


def run(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="COMPOUND_OR_FILE...",
            help="stanene, 1T-PdTe2 ..., or a layer in a file: .cif, .xyz, .vasp, POSCAR.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Folder for the report.", show_default=False)
    ],
    kmesh: Annotated[int, typer.Option(help="Points along each reciprocal vector.")] = 18,
    cutoff: Annotated[float, typer.Option(help="Of the plane waves, eV.")] = 400.0,
    relax: Annotated[
        bool, typer.Option("--relax", help="Let the atoms come to rest in the cell first.")
    ] = False,
    workers: Annotated[int, typer.Option(help="Compounds at once, each in a process.")] = 1,
    force: Annotated[bool, typer.Option("--force", help="Replace any existing folder.")] = False,
    pdf: Pdf = False,
) -> None:
    """Splitting at Gamma of some layers, and the carriers that bring the Fermi level there."""
    from ..study import screen

    made = screen(
        what,
        out,
        force=force,
        kmesh=kmesh,
        cutoff=cutoff,
        relax=relax,
        workers=workers,
        progress=True,
    )
    (result,) = made.results
    for sentence in result.text:
        typer.echo(sentence)
    for check in made.checks:
        if check.status != "ok":
            typer.echo(f"{check.status}: {check.message}")
    typer.echo(f"report: {pages(out, pdf)}")
