"""``supra2d read``: what was understood of a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import xarray as xr

NAME = "read"


def run(
    files: Annotated[list[Path], typer.Argument(help="Files or folders.", show_default=False)],
    columns: Annotated[
        list[str] | None, typer.Option(help="What a column is: 'field=magnet_bpar [T]'.")
    ] = None,
    recipe_from: Annotated[
        bool, typer.Option("--recipe-from", help="Print a supra2d.toml that joins these logs.")
    ] = False,
) -> None:
    """Show reader, channels, units and sweeps of each file."""
    from ..study import read_all

    if recipe_from:
        from ..io import discover, draft_recipe

        typer.echo(draft_recipe(discover(files)), nl=False)
        return

    found = read_all(files, columns or ())
    logs = [log for log in found if not isinstance(log, Exception)]
    if not logs:
        raise next(error for error in found if isinstance(error, Exception))
    for log in found:
        if isinstance(log, Exception):
            typer.echo(f"supra2d: skipped: {log}", err=True)
        else:
            typer.echo("\n".join(describe(log)) + "\n")


def describe(log: xr.Dataset) -> list[str]:
    """The lines that ``supra2d read`` prints for one file."""
    from ..core import unmapped_of
    from ..measure import split

    attrs = log.attrs
    lines = [
        f"{attrs['source']}",
        f"  reader    {attrs['reader']}",
        f"  {_extent(log)} ({attrs['dropped_rows']} dropped)",
    ]
    if attrs["message"]:
        lines.append(f"  note      {attrs['message']}")
    for other in json.loads(attrs.get("joined", "[]")):
        note = f": {other['message']}" if other["message"] else ""
        lines.append(f"  joined    {Path(other['path']).name}, {other['rows']} rows{note}")
    lines.append("  channels")
    for name, variable in log.data_vars.items():
        lines.append(_channel(str(name), variable))
    other = unmapped_of(log)
    if other:
        shown = ", ".join(other[:6]) + (f" and {len(other) - 6} more" if len(other) > 6 else "")
        lines.append(f"  not used  {shown}")
    if attrs.get("kind") == "image":
        return lines
    sweeps = split(log)
    lines.append(f"  sweeps    {len(sweeps)}")
    lines += [_sweep(sweep) for sweep in sweeps[:40]]
    if len(sweeps) > 40:
        lines.append(f"    ... and {len(sweeps) - 40} more")
    return lines


def _extent(log: xr.Dataset) -> str:
    if log.attrs.get("kind") != "image":
        return f"rows      {log.sizes['row']}"
    # pixels stand in the middle of their place
    size = [1e6 * n / max(n - 1, 1) * float(log[d][-1] - log[d][0]) for d, n in log.sizes.items()]
    return f"image     {log.sizes['x']} x {log.sizes['y']} pixels, {size[1]:.4g} x {size[0]:.4g} um"


def _channel(name: str, variable: xr.DataArray) -> str:
    values = variable.values
    original = variable.attrs.get("column", "")
    unit = variable.attrs.get("units", "")
    if values.dtype.kind not in "fiu":
        return f"    {name:<24} {'':<8} from {original!r}"
    low, high = float(variable.min()), float(variable.max())
    return f"    {name:<24} {unit:<8} {low:.5g} to {high:.5g}, from {original!r}"


def _sweep(sweep: xr.Dataset) -> str:
    from ..measure import held, running

    x = running(sweep)
    fixed = [
        f"{name} = {value:.5g} {unit}"
        for name, unit in (("temperature", "K"), ("field", "T"), ("angle", "deg"))
        if (value := held(sweep, name)) is not None
    ]
    channel = f" {sweep.attrs['channel']}" if sweep.attrs["channel"] else ""
    return (
        f"    {sweep.attrs['kind']:<9}{channel} {sweep.attrs['branch']:<5}"
        f" {x[0]:.5g} to {x[-1]:.5g}, {x.size} points"
        + (f", {', '.join(fixed)}" if fixed else "")
        + f", lines {sweep.attrs['rows']}"
    )
