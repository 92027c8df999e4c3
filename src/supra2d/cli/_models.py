"""``supra2d models``: the laws that are known."""

from __future__ import annotations

from typing import Annotated

import typer

NAME = "models"


def run(
    name: Annotated[str, typer.Argument(help="A law, for its parameters and limits.")] = "",
) -> None:
    """List the laws, or describe one."""
    from ..models import families, model, names

    if not name:
        for family in families():
            typer.echo(family)
            for law in names(family):
                typer.echo(f"  {law:<20} {model(law).title}")
        return
    law = model(name)
    axes = ", ".join(f"{v.name} ({v.unit})" for v in law.variables)
    typer.echo(f"{law.name}: {law.title}")
    typer.echo(f"  mechanism   {law.mechanism}")
    typer.echo(f"  {axes} -> {law.result.name} ({law.result.unit})")
    typer.echo(f"  equation    {law.equation}")
    typer.echo(f"  limits      {law.limits}")
    for p in law.parameters:
        typer.echo(
            f"  {p.name:<11} {p.unit:<5} default {p.default:g}, {p.low:g} to {p.high:g}: "
            f"{p.description}"
        )
    typer.echo(f"  cite        {', '.join(law.references)}")
