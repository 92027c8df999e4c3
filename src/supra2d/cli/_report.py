"""``supra2d report``: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ._pdf import Pdf, pages

NAME = "report"


def run(
    inputs: Annotated[
        list[Path], typer.Argument(help="Files or folders, all of one sample.", show_default=False)
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Folder for the report.", show_default=False)
    ],
    columns: Annotated[
        list[str] | None,
        typer.Option(help="What a column is: 'field=magnet_bpar [T]'. Repeat for more."),
    ] = None,
    direction: Annotated[
        str, typer.Option(help="perpendicular or parallel, where the files do not say.")
    ] = "",
    criterion: Annotated[str, typer.Option(help="Criterion of the preferred numbers.")] = "50%",
    pauli: Annotated[
        str, typer.Option(help="Pauli prefactor: BCS, 1.86, 1.84 or 1.76/sqrt2.")
    ] = "BCS",
    tilt: Annotated[
        float | None,
        typer.Option(help="How far a parallel film may be misaligned, deg; 0.3 unless stated."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace any existing folder.")] = False,
    pdf: Pdf = False,
) -> None:
    """Read files, measure, fit, check, and write one report."""
    from ..study import Options, report

    options = Options(
        columns=tuple(columns or ()),
        direction=direction,
        criterion=criterion,
        pauli_prefactor=pauli,
        tilt=tilt,
    )
    made = report(inputs, out, force=force, options=options)
    unread = [s for s in made.sources if s.rows == 0]
    for source in unread:
        typer.echo(f"supra2d: skipped {Path(source.path).name}: {source.message}", err=True)
    usable = sum(q.status != "refused" for q in made.quantities)
    total = len(made.quantities)
    typer.echo(f"{usable} numbers, {total - usable} refused with a reason: {pages(out, pdf)}")
