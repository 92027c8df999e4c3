"""Files of a gated film, written with nothing of the package: R(T) and Hall loops at gates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

E_CHARGE = 1.602176634e-19


@dataclass(frozen=True)
class GatedFilm:
    """A film on a gate, with the numbers of the oxide interface by default.

    Tc is an asymmetric dome (no polynomial) with its top at ``top`` V; the density saturates
    with ``bent`` > 0; ``formed`` is added to the density while the gate has not yet been at
    its highest voltage; ``memory`` shifts the falling branch in V.
    """

    tc: float = 0.25
    top: float = 30.0
    below: float = 160.0
    above: float = 240.0
    n: float = 7.6e17
    farad: float = 5.34e-5
    bent: float = 0.0
    mobility: float = 146e-4
    memory: float = 0.0

    def critical(self, gate: float) -> float:
        x = gate - self.top
        a, b = self.below, self.above
        return self.tc * (a + b) / (a * np.exp(-x / a) + b * np.exp(x / b)) ** 1.0

    def density(self, gate: float) -> float:
        bend = self.bent * 75.0 * np.log(np.cosh(gate / 75.0))
        return self.n + self.farad / E_CHARGE * (gate - bend)

    def capacitance(self, gate: float) -> float:
        return self.farad * (1.0 - self.bent * np.tanh(gate / 75.0))

    def sheet(self, gate: float) -> float:
        return 1.0 / (E_CHARGE * self.density(gate) * self.mobility)


def resistance_rows(
    film: GatedFilm,
    gates: Sequence[float],
    rng: np.random.Generator,
    *,
    points: int = 90,
    noise: float = 2e-3,
    true: Sequence[float] | None = None,
) -> list[tuple[float, ...]]:
    """Rows T, gate, R_s; ``true`` are the voltages that the film feels."""
    rows = []
    for gate, felt in zip(gates, gates if true is None else true, strict=True):
        tc, sheet = film.critical(felt), film.sheet(felt)
        t = np.linspace(0.4 * film.tc, 1.9 * film.tc, points)
        r = sheet / (1.0 + np.exp(-(t - tc) / (0.02 * film.tc)))
        r += rng.normal(0.0, noise * sheet, points)
        rows += list(zip(t, np.full(points, gate), r, strict=True))
    return rows


def hall_rows(
    film: GatedFilm,
    gates: Sequence[float],
    rng: np.random.Generator,
    *,
    points: int = 61,
    noise: float = 2e-3,
    along: bool = True,
    true: Sequence[float] | None = None,
) -> list[tuple[float, ...]]:
    """Rows T, B, gate, R_xy and, ``along``, R_s of one field sweep at each gate, 2 K."""
    rows = []
    for gate, felt in zip(gates, gates if true is None else true, strict=True):
        b = np.linspace(-9.0, 9.0, points)
        slope = 1.0 / (E_CHARGE * film.density(felt))
        xy = slope * b + 0.4 + rng.normal(0.0, noise * 9.0 * slope, points)
        columns = [np.full(points, 2.0), b, np.full(points, gate), xy]
        if along:
            columns.append(film.sheet(felt) * (1.0 + rng.normal(0.0, 1e-3, points)))
        rows += list(zip(*columns, strict=True))
    return rows


def write(path: Path, header: str, rows: Sequence[tuple[float, ...]]) -> Path:
    lines = [header, *("\t".join(f"{v:.8g}" for v in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
