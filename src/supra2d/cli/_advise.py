"""``supra2d advise``: what to measure next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ._pdf import Pdf, pages

NAME = "advise"


def run(
    table: Annotated[
        Path,
        typer.Argument(
            help="Text with T (K), B (T), dB (T), direction; or the folder of a report.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Folder for the report.", show_default=False)
    ],
    field_max: Annotated[
        float | None, typer.Option(help="Largest field of the magnet, T; else that of the table.")
    ] = None,
    t_min: Annotated[
        float | None, typer.Option(help="Lowest temperature, K; else that of the table.")
    ] = None,
    angles: Annotated[
        str,
        typer.Option(
            help="parallel, perpendicular, degrees from the normal, with commas; else both and, "
            "where the tilt is not known, 89,91."
        ),
    ] = "",
    count: Annotated[int, typer.Option(help="How many measurements to name at most.")] = 3,
    models: Annotated[
        str, typer.Option(help="Laws with commas; without it, all that the data allow.")
    ] = "",
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
    """Name the measurements that would best separate the mechanisms that stay."""
    from ..study import Options, advise

    options = Options(
        columns=tuple(columns or ()),
        direction=direction,
        tilt=tilt,
        remanent=remanent,
        thermometer=thermometer,
    )
    made = advise(
        table,
        out,
        field_max=field_max,
        t_min=t_min,
        angles=_listed(angles),
        count=count,
        models=_listed(models),
        force=force,
        options=options,
    )
    for line in made.results[-1].text:
        typer.echo(line)
    typer.echo(f"report: {pages(out, pdf)}")


def _listed(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
