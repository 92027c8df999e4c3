"""``supra2d simulate``: raw files from a declared sample, truth known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

NAME = "simulate"


def run(
    name: Annotated[
        str, typer.Argument(help="A declared sample; 'list' shows them.", show_default=False)
    ],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for the files.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the noise.")] = 0,
) -> None:
    """Write raw instrument files of a simulated sample."""
    from ..core import InputError
    from ..simulate import names, simulate

    if name == "list":
        typer.echo("\n".join(names()))
        return
    if out is None:
        raise InputError("no output folder", "-o FOLDER", "name a folder for the files")
    folder = simulate(name, out, seed=seed)
    typer.echo(f"simulated files: {folder}")
