"""``supra2d convert``: one spin-orbit energy in every convention."""

from __future__ import annotations

from typing import Annotated

import typer

NAME = "convert"


def run(
    value: Annotated[
        str, typer.Argument(help="Number and unit: '38 meV', '2e-13 s'.", show_default=False)
    ],
    name: Annotated[
        str, typer.Option("--from", help="What it is: half_splitting, gamma_so ...")
    ] = "half_splitting",
    to: Annotated[str, typer.Option(help="What is wanted; without it all are shown.")] = "",
    tc: Annotated[
        float | None, typer.Option(help="Critical temperature in K, for the relation near Tc.")
    ] = None,
) -> None:
    """Convert a spin-orbit energy between its definitions."""
    from ..core import (
        SPIN_ORBIT_NAMES,
        InputError,
        NameUnknownError,
        parse_quantity,
        spin_orbit_dictionary,
    )

    for asked in (name, to or name):
        if asked not in SPIN_ORBIT_NAMES:
            raise NameUnknownError.of("spin-orbit energy", asked, SPIN_ORBIT_NAMES)
    unit = SPIN_ORBIT_NAMES[name][0]
    number = parse_quantity(value, unit) if unit else _plain(value)
    found = spin_orbit_dictionary(number, name, tc=tc)
    if to and to not in found:
        raise InputError(
            f"{to} does not follow from {name} = {value}" + ("" if tc is None else f" at {tc:g} K"),
            "a critical temperature" if tc is None else "a larger value: none stands for it",
            "give --tc in K" if tc is None else "use the law of spin-orbit scattering itself",
        )
    if to:
        typer.echo(f"{found[to]:.6g} {SPIN_ORBIT_NAMES[to][0]}".rstrip())
        return
    for each, result in found.items():
        unit, meaning = SPIN_ORBIT_NAMES[each]
        typer.echo(f"{each:<20} {result:>12.6g} {unit:<4} {meaning}")
    other = "half_splitting" if name not in ("half_splitting", "splitting") else "gamma_so"
    if tc is None:
        typer.echo("Splittings and scattering rates meet near Tc alone: give --tc in K.")
    elif other not in found:
        typer.echo("No splitting has the curve of so small a rate near Tc.")
    else:
        typer.echo("Splittings against scattering rates: equal slopes near Tc, not in the cold.")


def _plain(text: str) -> float:
    from ..core import InputError

    try:
        return float(text)
    except ValueError:
        raise InputError(
            f"cannot read {text!r}", "a plain number", "write it without a unit"
        ) from None
