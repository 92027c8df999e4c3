"""Tables of critical fields made by exact laws, for tests of the comparison."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from supra2d.models import model


def tilted(along: np.ndarray, across: np.ndarray, tilt: float) -> np.ndarray:
    """Tinkham's quadratic for a film that is off by ``tilt`` degrees."""
    a = (np.cos(np.radians(tilt)) / along) ** 2
    b = np.sin(np.radians(tilt)) / across
    return (-b + np.sqrt(b**2 + 4 * a)) / (2 * a)


def monolayer(path: Path, *, seed: int = 1, both: bool = True, noise: float = 0.005) -> Path:
    """NbSe2-like: Tc 3 K, beta 4.1 meV, 1.5 T across, 0.5 degrees off, T/Tc 0.3 to 0.98."""
    rng = np.random.default_rng(seed)
    slope = 1.5 / (0.6926728737556 * 3.0)
    rows = ["T (K),B (T),dB (T),dT (K),direction"]
    for direction, n in (("perpendicular", 16), ("parallel", 24)) if both else (("parallel", 24),):
        T = 3.0 * np.linspace(0.3, 0.98, n)
        B = model("whh_orbital")(T, Tc0=3.0, slope=slope)
        if direction == "parallel":
            B = tilted(model("ising")(T, Tc0=3.0, beta=4.1), B, 0.5)
        read = T + 0.003 * rng.normal(size=n)
        field = B * (1 + noise * rng.normal(size=n))
        rows += [
            f"{t:.5f},{b:.5f},{noise * x:.5f},0.003,{direction}"
            for t, b, x in zip(read, field, B, strict=True)
        ]
    path.write_text("\n".join(rows) + "\n")
    return path


def table(
    path: Path, law: str, T: np.ndarray, noise: float, seed: int = 0, **values: float
) -> Path:
    """Parallel fields of one law."""
    rng = np.random.default_rng(seed)
    B = model(law)(T, **values)
    rows = ["T (K),B (T),dB (T),direction"]
    rows += [f"{t:.5f},{b * (1 + noise * rng.normal()):.5f},{noise * b:.5f},parallel"
             for t, b in zip(T, B, strict=True)]  # fmt: skip
    path.write_text("\n".join(rows) + "\n")
    return path
