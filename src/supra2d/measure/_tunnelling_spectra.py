"""Spectra of a junction: taken out of a log, freed of the resistance of leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import xarray as xr

from ..core import Array, InputError, row_ranges, select, signals

#: Fewest points of a spectrum that is analysed.
FEWEST = 20

_HELD = ("temperature", "field", "gate_voltage", "angle", "azimuth", "position", "tip_x", "tip_y")
_JUMP = 0.5  # of the range of bias: a step that leads back to the start of the next spectrum


@dataclass(frozen=True)
class Spectrum:
    """Differential conductance against bias, everything else held.

    Attributes
    ----------
    bias, conductance
        V, ascending, and S (or any unit that the instrument gives), shape (n,); NaN where a
        reading is missing.
    where
        Mean of each other control: ``temperature``, ``field``, ``tip_x`` ...
    source, rows
        File and line numbers.
    """

    bias: Array
    conductance: Array
    where: Mapping[str, float] = field(default_factory=dict)
    source: str = ""
    rows: str = ""

    def __post_init__(self) -> None:
        order = np.argsort(self.bias, kind="stable")
        object.__setattr__(self, "bias", np.asarray(self.bias, float)[order])
        object.__setattr__(self, "conductance", np.asarray(self.conductance, float)[order])

    @property
    def dead(self) -> str:
        """Why nothing can be measured on it, and what to do; empty for a live spectrum."""
        good = np.isfinite(self.conductance)
        if np.count_nonzero(good) < max(FEWEST, 0.5 * good.size):
            return (
                f"only {np.count_nonzero(good)} of {good.size} readings are numbers: measure "
                "this spectrum again"
            )
        if np.ptp(self.conductance[good]) == 0.0:
            return "all readings are equal: the lock-in was off or overloaded, measure it again"
        return ""


def spectra(log: xr.Dataset, *, channel: str = "") -> list[Spectrum]:
    """Every sweep of the bias in a log, in the order of the file.

    A sweep ends where the bias turns or jumps back. Dead spectra are in the list, too.

    Parameters
    ----------
    log
        A Dataset made by ``supra2d.read`` with ``bias`` and ``conductance``.
    channel
        Variable that holds the conductance; default: the first one.

    Raises
    ------
    InputError
        Without a bias or a conductance.
    """
    found = [channel] if channel else signals(log, ("conductance",))
    if "bias" not in log or not found or found[0] not in log:
        raise InputError(
            f"{log.attrs.get('source', 'a log')} without bias and conductance",
            "a column of each",
            "map them with --columns 'bias=NAME [mV]' and --columns 'conductance=NAME [S]'",
        )
    known = select(log, np.isfinite(log["bias"].values))
    V, G = known["bias"].values, known[found[0]].values
    held = [c for c in _HELD if c in known and known[c].dtype.kind == "f"]
    spectra = []
    for part in _sweeps(V):
        values = {c: known[c].values[part] for c in held}
        where = {c: float(np.nanmean(v)) for c, v in values.items() if np.isfinite(v).any()}
        lines = row_ranges(known["row"].values[part])
        spectra.append(Spectrum(V[part], G[part], where, str(log.attrs.get("source", "")), lines))
    return spectra


def _sweeps(V: Array) -> list[slice]:
    """Stretches of bias that run one way."""
    if V.size < 2:
        return [slice(0, V.size)]
    steps = np.diff(V)
    jump = np.abs(steps) > _JUMP * max(float(np.ptp(V)), 1e-300)
    ends, way = [0], 0.0
    for i, step in enumerate(steps):
        if jump[i]:
            ends.append(i + 1)
            way = 0.0
        elif step * way < 0.0:
            # the turning point ends a sweep; read twice, it begins the next one as well
            ends.append(i if steps[i - 1] == 0.0 else i + 1)
            way = float(np.sign(step))
        elif step != 0.0:
            way = float(np.sign(step))
    ends.append(V.size)
    return [slice(a, b) for a, b in zip(ends, ends[1:], strict=False) if b - a > 2]


def without_series(spectrum: Spectrum, resistance: float) -> Spectrum:
    r"""The junction alone, without a resistance in series.

    .. math:: V_j = V - I R,\qquad G_j = \frac{G}{1 - GR},\qquad I = \int_0^V G\,\mathrm{d}V

    Parameters
    ----------
    spectrum
        With the conductance in S, from bias over the whole circuit.
    resistance
        Of leads and filters together, ohm.

    Raises
    ------
    InputError
        When the resistance is as large as that of the whole circuit.

    Examples
    --------
    >>> V = np.linspace(-1e-3, 1e-3, 21)
    >>> junction = without_series(Spectrum(V, 0.0 * V + 0.5e-3), 1e3)
    >>> junction.conductance[0].round(6), junction.bias[0].round(6)
    (np.float64(0.001), np.float64(-0.0005))
    """
    V, G = spectrum.bias, spectrum.conductance
    known = np.isfinite(G)
    G = np.interp(V, V[known], G[known])
    through = 1.0 - G * resistance
    if float(through.min()) <= 0.0:
        raise InputError(
            f"a series resistance of {resistance:g} ohm",
            f"less than the smallest resistance measured, {1.0 / float(G.max()):.4g} ohm",
            "check it against a two-point measurement, and the unit of the conductance",
        )
    steps = 0.5 * (G[1:] + G[:-1]) * np.diff(V)
    current = np.concatenate([[0.0], np.cumsum(steps)])
    current -= np.interp(0.0, V, current)
    made = np.where(known, G / through, np.nan)
    return replace(spectrum, bias=V - current * resistance, conductance=made)
