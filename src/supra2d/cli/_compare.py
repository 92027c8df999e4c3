"""``supra2d compare``: which mechanism protects the pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ._pdf import Pdf, pages

NAME = "compare"


def run(
    table: Annotated[
        Path,
        typer.Argument(help="Text with T (K), B (T), dB (T), direction.", show_default=False),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Folder for the report.", show_default=False)
    ],
    models: Annotated[
        str, typer.Option(help="Laws with commas; without it, all that the data allow.")
    ] = "",
    evidence: Annotated[
        str, typer.Option(help="laplace, at once, or nested, by nested sampling.")
    ] = "laplace",
    tilt: Annotated[
        float | None,
        typer.Option(help="How far a parallel film may be misaligned, deg; 0.3 unless stated."),
    ] = None,
    remanent: Annotated[float, typer.Option(help="How large the remanent field may be, T.")] = 1e-3,
    thermometer: Annotated[
        float, typer.Option(help="Relative error of the thermometer per tesla.")
    ] = 0.0,
    columns: Annotated[
        list[str] | None, typer.Option(help="What a column is: 'field=Hc2 [kOe]'.")
    ] = None,
    direction: Annotated[
        str, typer.Option(help="perpendicular or parallel, where the table does not say.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace any existing folder.")] = False,
    pdf: Pdf = False,
) -> None:
    """Compare the laws of pair breaking on a table of critical fields."""
    from ..study import Options, compare

    options = Options(
        columns=tuple(columns or ()),
        direction=direction,
        evidence=evidence,
        tilt=tilt,
        remanent=remanent,
        thermometer=thermometer,
    )
    names = [name.strip() for name in models.split(",") if name.strip()]
    made = compare(table, out, models=names, force=force, options=options)
    row = made.comparisons[0]
    for line in made.results[0].text:
        typer.echo(line)
    typer.echo(f"{'law':<22} {'weight':>8} {'ln evidence':>12}  describes the data")
    for c in row["candidates"]:
        typer.echo(
            f"{c['model']:<22} {c['weight']:>8.3g} {c['log_evidence']:>12.2f}  "
            + ("yes" if c["adequate"] else "no")
        )
    for skipped in row["skipped"]:
        typer.echo(f"{skipped['model']:<22} left out: {skipped['why']}")
    typer.echo(f"report: {pages(out, pdf)}")
