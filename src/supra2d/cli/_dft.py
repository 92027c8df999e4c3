"""``supra2d dft``: a compound's Hamiltonian from first principles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

NAME = "dft"


def run(
    compound: Annotated[
        str, typer.Argument(help="NbSe2, TaS2-2H-bilayer, 1T'-WS2 ...", show_default=False)
    ],
    relax: Annotated[
        bool, typer.Option("--relax", help="Let the atoms come to rest in the cell first.")
    ] = False,
    kmesh: Annotated[
        str, typer.Option(help="Points along each direction: 12x12, or 12x12x4 for a bulk.")
    ] = "",
    cutoff: Annotated[float, typer.Option(help="Of the plane waves, eV.")] = 400.0,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="File to write (.nc).", show_default=False),
    ] = None,
    engine_input: Annotated[
        str,
        typer.Option("--input", help="abinit or elk: write an input file for it and stop."),
    ] = "",
) -> None:
    """Compute the Hamiltonian of a compound with GPAW, or write input for another engine."""
    from .. import dft as room

    mesh = _mesh(kmesh)
    if engine_input:
        text = room.engine_input(compound, engine_input, kmesh=mesh, cutoff=cutoff)
        if out is None:
            typer.echo(text, nl=False)
        else:
            out.write_text(text, encoding="utf-8")
            typer.echo(f"input for {engine_input}: {out}")
        return
    target = out if out is not None else Path(f"{compound}.nc")
    made = room.dft(compound, relax=relax, kmesh=mesh, cutoff=cutoff, output=target)
    for name, words in made.origin.items():
        typer.echo(f"{name}: {words}")
    typer.echo(f"Hamiltonian: {target}")


def _mesh(text: str) -> tuple[int, ...] | None:
    from ..core import InputError

    if not text:
        return None
    parts = text.lower().split("x")
    if not all(part.strip().isdecimal() for part in parts):
        raise InputError(
            f"a mesh {text!r}", "numbers with x between them", "write it like 12x12 or 12x12x4"
        )
    return tuple(int(part) for part in parts)
