"""Diffraction of a 2H-NbS2 crystal: the lattice constant across the layers, from (00l) lines.

The paper prints c = 11.96 angstrom, from lines of even order in copper radiation of 0.15406 nm,
beside 11.97 in the literature. The file holds such a scan up to 00 14, with both emission lines, a
crystal that sits 0.15 mm below the axis of the goniometer and a zero that is 0.012 deg off: read
off line by line, c would come out between 11.961 and 12.008.

    python examples/studies/nbs2_diffraction.py [OUT]
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from _study import (
    CHOSEN,
    Raised,
    Reports,
    Row,
    Study,
    compared,
    find,
    grid,
    main,
    panel,
    result,
    stated,
    write_columns,
)
from matplotlib.axes import Axes

C = 11.96  # angstrom, printed
LITERATURE = 11.97  # angstrom, printed
FIRST, SECOND = 1.5406, 1.5444  # angstrom; the first is printed
HEIGHTS = {2: 42000.0, 4: 9000.0, 6: 2300.0, 8: 3100.0, 10: 900.0, 12: 310.0, 14: 480.0}  # chosen
BELOW, ZERO = 0.15 / 240.0, 0.012  # radii of the goniometer, deg (both chosen)
AT = {2: 14.80, 4: 29.86, 6: 45.46, 8: 62.03, 10: 80.19, 12: 101.22, 14: 128.76}  # deg, from C


def write(folder: Path, seed: int) -> None:
    """A scan in two columns, with a sample file."""
    rng = np.random.default_rng(seed)
    x = np.arange(10.0, 135.0, 0.02)
    y = 25.0 + 90.0 * np.exp(-x / 12.0)
    for order, height in HEIGHTS.items():
        for wavelength, share in ((FIRST, 1.0), (SECOND, 0.5)):
            theta = np.arcsin(order * wavelength / (2.0 * C))
            centre = 2.0 * np.rad2deg(theta - BELOW * np.cos(theta)) + ZERO
            width = 0.07 * np.hypot(1.0, 1.1 * np.tan(theta))
            # a foot on the side of small angles, as axial divergence gives it
            low = width * (1.0 + 0.3 * max(np.cos(2.0 * theta), 0.0))
            u = (x - centre) / np.where(x < centre, low, width)
            y += share * height / (1.0 + 4.0 * u**2) ** 1.3
    crystal = folder / "crystal"
    write_columns(crystal / "crystal.xy", {"2theta (deg)": x, "Intensity (counts)": rng.poisson(y)})
    (crystal / "supra2d.toml").write_text(
        '[sample]\nname = "2H-NbS2 (simulated)"\nmaterial = "2H-NbS2"\n', encoding="utf-8"
    )


def rows(reports: Reports) -> list[Row]:
    """The printed lattice constant, and which orders are there."""
    report = reports["crystal"]
    c = find(report, "lattice_c")
    said = c.message if c is not None else ""
    even = "From 002, 004, 006, 008, 00 10, 00 12, 00 14" in said
    (found,) = [r for r in report.results if r.kind == "diffraction"]
    (series,) = [curve for curve in found.curves if curve.role == "order"]
    at = list(AT.values())
    # displacement and zero move the lines, by no more than this
    near = series.x.size == len(at) and bool(np.abs(series.x - at).max() < 0.08)
    short = c is not None and c.total is not None and 1e10 * c.total[1] < LITERATURE
    return [
        compared("c", "angstrom", C, c, factor=1e10),
        stated("against the literature", "below 11.97", "below" if short else "not below", short),
        compared("spacing of layers", "angstrom", C / 2.0, find(report, "layer_spacing"),
                 factor=1e10, told=CHOSEN),
        stated("orders", "even ones of c", "even ones of c" if even else said, even),
        stated("angles", "those of 11.96", "those of 11.96" if near else "others", near),
    ]  # fmt: skip


def raised(reports: Reports) -> list[Raised]:
    """None of the errata is about diffraction."""
    return []


def figures(reports: Reports) -> dict[str, Axes]:
    """The scan with its orders."""
    (ax,) = grid(1, 1)
    panel("diffraction", result(reports["crystal"], "diffraction"), ax, "")
    return {"diffraction": ax}


STUDY = Study("nbs2_diffraction", "Diffraction of 2H-NbS2 (P0)", write, rows, raised, figures)

if __name__ == "__main__":
    main(STUDY)
