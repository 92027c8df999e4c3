"""``supra2d fit``: named laws on a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ._pdf import Pdf, pages

NAME = "fit"


def run(
    table: Annotated[
        Path, typer.Argument(help="Text with T (K), B (T), dB (T), direction.", show_default=False)
    ],
    model: Annotated[str, typer.Option(help="Law, or several with commas.", show_default=False)],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Folder for the report.", show_default=False)
    ],
    columns: Annotated[
        list[str] | None, typer.Option(help="What a column is: 'field=Hc2 [kOe]'.")
    ] = None,
    direction: Annotated[
        str, typer.Option(help="perpendicular or parallel, where the table does not say.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace any existing folder.")] = False,
    pdf: Pdf = False,
) -> None:
    """Fit laws to a table of critical fields."""
    from ..study import Options, fit

    options = Options(columns=tuple(columns or ()), direction=direction)
    names = [name.strip() for name in model.split(",") if name.strip()]
    made = fit(table, names, out, force=force, options=options)
    for found in made.fits:
        typer.echo(f"{found.model}: chi2/dof = {found.chi2:.4g}/{found.dof}, AIC = {found.aic:.4g}")
        for p in found.parameters:
            bounds = f"[{p.interval[0]:.5g}, {p.interval[1]:.5g}]" if p.interval else (
                "fixed" if p.fixed else "not constrained by these data"
            )  # fmt: skip
            typer.echo(f"  {p.name:<8} {p.value:.6g} {p.unit:<4} {bounds}")
        if found.message:
            typer.echo(f"  {found.message}")
    typer.echo(f"report: {pages(out, pdf)}")
