"""``supra2d read``: what was understood of a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import xarray as xr

    from ..measure import Spectrum

NAME = "read"

_SHOWN = 40  # sweeps or spectra
_HELD = {"temperature": "K", "field": "T", "angle": "deg"}


def run(
    files: Annotated[list[Path], typer.Argument(help="Files or folders.", show_default=False)],
    columns: Annotated[
        list[str] | None, typer.Option(help="What a column is: 'field=magnet_bpar [T]'.")
    ] = None,
    recipe_from: Annotated[
        bool, typer.Option("--recipe-from", help="Print a supra2d.toml that joins these logs.")
    ] = False,
) -> None:
    """Show reader, channels, units and sweeps, spectra or points of each file."""
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
    lines += [_channel(str(name), v) for name, v in log.data_vars.items() if v.size]
    other = unmapped_of(log)
    if other:
        shown = ", ".join(other[:6]) + (f" and {len(other) - 6} more" if len(other) > 6 else "")
        lines.append(f"  not used  {shown}")
    return lines + _contents(log)


def _contents(log: xr.Dataset) -> list[str]:
    """What an analysis finds in the channels, or what it misses."""
    from ..measure import split
    from ..study import kind_of, spectra_in

    kind = kind_of(log)
    if kind == "images":
        return []
    if kind != "logs":
        against = "rate" if kind == "rates" else "field"
        return [f"  table     {_count(log)} points of temperature and {against}"]
    found = {
        "sweeps": [_sweep(sweep) for sweep in split(log)],
        "spectra": [_spectrum(name, spectrum) for name, spectrum in spectra_in(log)],
        "scans": [_scan(log)] if {"two_theta", "intensity"} <= set(log.data_vars) else [],
    }
    lines = [line for name, rows in found.items() if rows for line in _listed(name, rows)]
    return lines or [f"  sweeps    none: {_missing(log)}"]


def _listed(name: str, rows: list[str]) -> list[str]:
    more = [f"    ... and {len(rows) - _SHOWN} more"] if len(rows) > _SHOWN else []
    return [f"  {name:<9} {len(rows)}", *rows[:_SHOWN], *more]


def _missing(log: xr.Dataset) -> str:
    """What to add to a log in which nothing ran."""
    from ..core import signals

    moved = "bias" in log and float(log["bias"].max()) > float(log["bias"].min())
    if moved and not signals(log, ("conductance",)):
        return (
            "nothing was recorded against the bias that is analysed; map a dI/dV with --columns "
            "'conductance=NAME [S]'"
        )
    return (
        "no resistance, moment or voltage while temperature, field, angle, gate or current ran "
        "over 8 or more values, no conductance against bias and no counts against 2theta; map "
        "columns with --columns"
    )


def _extent(log: xr.Dataset) -> str:
    if log.attrs.get("kind") != "image":
        return f"rows      {_count(log)}"
    # pixels stand in the middle of their place
    size = [1e6 * n / max(n - 1, 1) * float(log[d][-1] - log[d][0]) for d, n in log.sizes.items()]
    return f"image     {log.sizes['x']} x {log.sizes['y']} pixels, {size[1]:.4g} x {size[0]:.4g} um"


def _count(log: xr.Dataset) -> int:
    return int(log.sizes["row" if "row" in log.dims else "point"])


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
    fixed = _fixed({name: held(sweep, name) for name in _HELD})
    channel = f" {sweep.attrs['channel']}" if sweep.attrs["channel"] else ""
    return (
        f"    {sweep.attrs['kind']:<9}{channel} {sweep.attrs['branch']:<5}"
        f" {x[0]:.5g} to {x[-1]:.5g}, {x.size} points{fixed}, lines {sweep.attrs['rows']}"
    )


def _spectrum(name: str, spectrum: Spectrum) -> str:
    V = spectrum.bias
    return (
        f"    {name} {V[0]:.5g} to {V[-1]:.5g} V, {V.size} points{_fixed(spectrum.where)}, "
        f"lines {spectrum.rows}"
    )


def _scan(log: xr.Dataset) -> str:
    angle = log["two_theta"].values
    return f"    intensity {angle.min():.5g} to {angle.max():.5g} deg, {angle.size} points"


def _fixed(values: Mapping[str, float | None]) -> str:
    """What was held, as the end of a line."""
    given = {name: value for name in _HELD if (value := values.get(name)) is not None}
    return "".join(f", {name} = {value:.5g} {_HELD[name]}" for name, value in given.items())
