"""``supra2d phase-diagram``: the superconducting state of a law in a field."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from ._pdf import Pdf, pages

NAME = "phase-diagram"


def run(
    law: Annotated[
        str,
        typer.Option(
            help="ising, ising_rashba, rashba, pauli or pauli_first_order.", show_default=False
        ),
    ],
    tc: Annotated[str, typer.Option(help="Tc without field: 3K.", show_default=False)],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Folder for the report.", show_default=False)
    ],
    param: Annotated[
        list[str] | None,
        typer.Option(help="A parameter of the law: beta=4.1meV; theta=60deg turns the field."),
    ] = None,
    temperature: Annotated[
        float | None,
        typer.Option(help="K, of the plane of angle and of the spectra; else 0.2 Tc."),
    ] = None,
    field_max: Annotated[
        float | None, typer.Option(help="T, upper end of the planes; else above all transitions.")
    ] = None,
    points: Annotated[int, typer.Option(help="Along each side of a plane.")] = 60,
    interaction: Annotated[
        float, typer.Option(help="Stoner's I N, from 0 to below 1, in the estimate.")
    ] = 0.0,
    exchange: Annotated[
        float | None, typer.Option(help="meV, of a magnet beside the layer: adds its page.")
    ] = None,
    intervalley: Annotated[
        float | None, typer.Option(help="meV, scattering between the valleys: adds its spectra.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace any existing folder.")] = False,
    pdf: Pdf = False,
) -> None:
    """Gap over field, temperature and angle; order of the transition; spectra; spins."""
    from rich.console import Console

    from ..study import PhaseDiagramOptions, phase_diagram

    options = PhaseDiagramOptions(
        temperature=temperature,
        field_max=field_max,
        points=points,
        interaction=interaction,
        exchange=exchange,
        intervalley=intervalley,
    )
    console = Console(stderr=True)
    with console.status("solving") if console.is_terminal else nullcontext():
        made = phase_diagram(law, _pairs(param or []), tc, out, force=force, options=options)
    for result in made.results:
        for sentence in result.text:
            typer.echo(sentence)
    typer.echo(f"report: {pages(out, pdf)}")


def _pairs(texts: list[str]) -> dict[str, str]:
    """``beta=4.1meV`` as name and value; the last one of a name counts."""
    from ..core import InputError

    found = {}
    for text in texts:
        name, sign, value = (part.strip() for part in text.partition("="))
        if not (name and sign and value):
            raise InputError(
                f"a parameter {text!r}", "a name and a value", "write it like beta=4.1meV"
            )
        found[name] = value
    return found
