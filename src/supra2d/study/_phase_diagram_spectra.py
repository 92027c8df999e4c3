"""What tunnelling sees: the gap in a field, the mirage gap, and the field of a magnet."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

import numpy as np

from ..core import Array, Axis, Curve, InputError, Quantity, Result, refused
from ..pairing import (
    critical_field,
    density_of_states,
    edge_splitting,
    follow,
    mirage_edges,
    spectral_gap,
    state,
    tunnelling,
)
from ._phase_diagram_numbers import number
from ._phase_diagram_options import Asked

_FIELDS = (0.0, 0.3, 0.6, 0.85)  # of the critical field
_ENERGIES = 401  # in each window
_NEAR = 3.0  # of the gap without field: what is shown around the Fermi level
_LOOP = 72  # directions of a magnet in a full turn
DENSITY = (Axis("energy", "meV"), Axis("dos_ratio", "1"))
_CITES = ("wickramaratne2023",)


def spectrum_result(asked: Asked) -> Result:
    """Densities of states at some fields, near the gap and near the energy of the splitting.

    Parameters
    ----------
    asked
        Pocket, direction and options.
    """
    pocket, T = asked.pocket, asked.base
    broadening = broadening_of(asked)
    curves, rows = [], []
    fields, hs = shown_fields(asked)
    gaps = [state(pocket, T, h).gap for h in hs]
    near, far = windows(pocket.beta, pocket.gap0, hs, gaps)
    for B, h, gap in zip(fields, hs, gaps, strict=True):
        where = {"field": B, "temperature": T}
        dos = density_of_states(pocket, near, gap, h, broadening=broadening)
        seen = tunnelling(pocket, near, T, gap, h, broadening=broadening)
        curves += [
            Curve("dos", near, dos, where=where, axes=DENSITY),
            Curve("tunnelling", near, seen, where=where, axes=DENSITY),
        ]
        if far is not None:
            high = density_of_states(pocket, far, gap, h, broadening=broadening)
            curves.append(Curve("dos_mirage", far, high, where=where, axes=DENSITY))
        rows += _gap_rows(asked, B, h, gap)
    if not any(q.name == "mirage_low" for q in rows):
        rows.append(_no_mirage(asked))
    return Result(
        "mirage_gap",
        "Density of states in the field",
        quantities=tuple(rows),
        curves=tuple(curves),
        x_axis=DENSITY[0],
        y_axis=DENSITY[1],
        text=(_mirage_sentence(rows, T),),
        cites=_CITES,
    )


def shown_fields(asked: Asked) -> tuple[list[float], list[Array]]:
    """Fields in T at which spectra are shown, and their Zeeman vectors."""
    pocket = asked.pocket
    top = critical_field(pocket, asked.base, asked.theta, asked.phi).field
    fields = [float(f"{share * top:.4g}") for share in _FIELDS]
    return fields, [pocket.zeeman(B, asked.theta, asked.phi) for B in fields]


def broadening_of(asked: Asked) -> float:
    """Dynes' Gamma of the spectra, meV."""
    return asked.options.broadening or 0.02 * asked.pocket.gap0


def windows(
    beta: float, gap0: float, hs: Sequence[Array], gaps: Sequence[float]
) -> tuple[Array, Array | None]:
    """Energies near the gap and around the splitting; one window for both where they meet."""
    near = np.linspace(0.0, _NEAR * gap0, _ENERGIES)
    if beta == 0.0:
        return near, None
    edges = [
        (hypot(beta, h - gap), hypot(beta, h + gap))
        for h, gap in zip((float(np.linalg.norm(h)) for h in hs), gaps, strict=True)
    ]
    low, high = min(edge[0] for edge in edges), max(edge[1] for edge in edges)
    room = 0.15 * (high - low) + 0.5 * gap0
    if low - room < near[-1]:
        return np.linspace(0.0, max(high + room, near[-1]), _ENERGIES), None
    return near, np.linspace(low - room, high + room, _ENERGIES)


def _gap_rows(asked: Asked, B: float, h: Array, gap: float) -> list[Quantity]:
    pocket = asked.pocket
    where = {"temperature": asked.base, "field": B, **(asked.direction if B else {})}
    rows = [
        number("Delta", "meV", gap, where=where),
        number("spectral_gap", "meV", spectral_gap(pocket, gap, h), where=where),
    ]
    if B == 0.0 or pocket.beta == 0.0:
        return rows
    try:
        low, high = mirage_edges(pocket, gap, h)
    except InputError:
        return rows
    return [
        *rows,
        number("mirage_low", "meV", low, where=where),
        number("mirage_high", "meV", high, where=where),
    ]


def _no_mirage(asked: Asked) -> Quantity:
    message = (
        "A mirage gap has sharp edges where beta alone splits the bands and the field lies in the "
        "plane; look at the figure, or leave out the other couplings."
    )
    return refused("mirage_low", "meV", message, where={"temperature": asked.base})


def _mirage_sentence(rows: Sequence[Quantity], T: float) -> str:
    low = [q for q in rows if q.name == "mirage_low" and q.value is not None]
    high = [q for q in rows if q.name == "mirage_high"]
    last = [q for q in rows if q.name == "spectral_gap"][-1]
    told = (
        f"At {T:.3g} K and {last.where['field']:.4g} T excitations begin at "
        f"{last.value or 0.0:.4g} meV."
    )
    if not low:
        return told
    return (
        f"{told} Between {low[-1].value:.4g} and {high[-1].value:.4g} meV one of two bands "
        "has no states: the mirage gap, which leaves about half of the density."
    )


def exchange_result(asked: Asked) -> Result | None:
    """Density of states beside a magnet that turns from the normal into the plane and on.

    The state follows it with its memory. None when no exchange energy was given.

    Parameters
    ----------
    asked
        As for `spectrum_result`.
    """
    J = asked.options.exchange
    if J is None:
        return None
    pocket, T, broadening = asked.pocket, asked.base, broadening_of(asked)
    turn = np.linspace(0.0, 360.0, _LOOP + 1)
    path = J * np.stack(
        [np.sin(np.deg2rad(turn)), np.zeros(_LOOP + 1), np.cos(np.deg2rad(turn))], axis=1
    )
    path[np.abs(path) < 1e-12 * J] = 0.0
    gaps = follow(pocket, T, path)
    back = follow(pocket, T, path[::-1])[::-1]
    half = _NEAR * pocket.gap0 * np.linspace(0.0, 1.0, _ENERGIES // 2 + 1)
    energies = np.concatenate([-half[:0:-1], half])

    def density(gap: float, h: Array) -> Array:
        """Alike on both sides of the Fermi level."""
        found = density_of_states(pocket, half, gap, h, broadening=broadening)
        return np.concatenate([found[:0:-1], found])

    values = np.stack([density(gap, h) for gap, h in zip(gaps.tolist(), path, strict=True)])
    places = np.repeat(turn, len(energies)), np.tile(energies, len(turn))
    where = {"exchange": J, "temperature": T}
    quarter = _LOOP // 4
    shown = (("none", None), ("along the normal", 0), ("in the plane", quarter))
    curves = [
        Curve("exchange_map", *places),
        Curve(
            "exchange_map_value",
            np.arange(values.size, dtype=float),
            values.ravel(),
            axes=(Axis("point", "1"), DENSITY[1]),
        ),
        Curve("gap_loop", turn, gaps, label="there", where=where),
        Curve("gap_loop", turn, back, label="back", where=where),
    ]
    for name, i in shown:
        h = np.zeros(3) if i is None else path[i]
        gap = state(pocket, T).gap if i is None else float(gaps[i])
        curves.append(
            Curve("exchange_dos", energies, density(gap, h), label=name, where=where, axes=DENSITY)
        )
    rows = []
    for name, i in shown[1:]:
        assert i is not None
        rows += _exchange_rows(asked, J, name, path[i], float(gaps[i]))
    return Result(
        "exchange_spectrum",
        "Beside a magnet",
        quantities=tuple(rows),
        curves=tuple(curves),
        x_axis=Axis("exchange_angle", "deg"),
        y_axis=DENSITY[0],
        text=(_exchange_sentence(rows, J, gaps, back),),
        cites=_CITES,
    )


def _exchange_rows(asked: Asked, J: float, name: str, h: Array, gap: float) -> list[Quantity]:
    direction = "perpendicular" if name == "along the normal" else "parallel"
    where = {"temperature": asked.base, "channel": f"exchange {name}", "direction": direction}
    if gap == 0.0 or spectral_gap(asked.pocket, gap, h) == 0.0:
        message = (
            f"An exchange energy of {J:g} meV {name} leaves no gap in the spectrum; take a smaller "
            "one, or one in another direction."
        )
        return [refused("exchange_splitting", "meV", message, where=where)]
    return [
        number(
            "exchange_splitting",
            "meV",
            edge_splitting(asked.pocket, gap, h),
            where=where,
            convention="twice the way by which the edge of the gap moves",
        )
    ]


def _exchange_sentence(rows: Sequence[Quantity], J: float, there: Array, back: Array) -> str:
    told = []
    for q in rows:
        name = str(q.where["channel"]).removeprefix("exchange ")
        told.append(
            f"{q.value:.3g} meV with the exchange {name}"
            if q.value is not None
            else f"no gap is left with the exchange {name}"
        )
    memory = (
        " The way back differs from the way there: the transition is of first order."
        if np.any(np.abs(there - back) > 1e-6 * max(there.max(), 1e-300))
        else ""
    )
    return f"Splitting of the gap's edge by {J:g} meV: {'; '.join(told)}.{memory}"
