"""Vortices in a 1T'-WS2 flake at 4.2 K, in the field of the text and in that of the caption.

The text prints a map of a single vortex in 0.1 T, the caption says 1 T (erratum E25), and the
critical field along the normal gives xi = 9.6 nm. One flux quantum each sets vortices 154.5 nm
apart in 0.1 T and 48.9 nm in 1 T. The files are scans of the conductance at zero bias in both
fields, one of 0.1 T whose header states 1 T, and one with a single vortex in its frame. At 4.2 K
the linear law of the critical field makes the length 14.2 nm. Not printed and chosen: an ellipse of
28 to 24, the fields along x and y of ws2_supercurrent.py, that cores and lattice share as in an
anisotropic film; disorder of 4 % of the spacing, contrast, noise.

    python examples/studies/ws2_vortices.py [OUT]
"""

from __future__ import annotations

from math import pi, sqrt
from pathlib import Path

import numpy as np
from _study import (
    CHOSEN,
    Printed,
    Raised,
    Reports,
    Row,
    Study,
    compared,
    find,
    grid,
    main,
    panel,
    printed_errata,
    reported,
    result,
    scaled,
    stated,
)
from matplotlib.axes import Axes

from supra2d.core import Array
from supra2d.report import Report

TC, T = 7.7, 4.2  # K
XI_0 = 9.6e-9  # m, printed
XI = XI_0 / sqrt(1.0 - T / TC)  # m
PHI_0 = 2.067833848e-15
B_C2 = PHI_0 / (2.0 * pi * XI**2)  # T
RATIO = 28.0 / 24.0  # longer axis, along x, over shorter axis
TURN = 17.0  # deg, of a row from x, before cores and lattice are stretched
DISORDER = 0.04  # of the spacing, per axis
CONTRAST = 0.7  # of the normal conductance: heat fills the rest of a gap of 1.2 meV at 4.2 K
NOISE = 0.05  # of the normal conductance, per pixel
NORMAL, MODULATION = 1e-9, 2e-4  # S, V

#: Field of the image and of the header, T, and side of the frame, m.
MAPS = {
    "text": (0.1, 0.1, 900e-9),
    "caption": (1.0, 1.0, 285e-9),
    "swapped": (0.1, 1.0, 900e-9),
    "single": (0.1, 0.1, 250e-9),
}
PIXELS = 160

HEADER = """\
:NANONIS_VERSION:
2
:SCANIT_TYPE:
FLOAT MSBFIRST
:SCAN_PIXELS:
{pixels} {pixels}
:SCAN_RANGE:
{side:.6E} {side:.6E}
:SCAN_DIR:
up
:BIAS:
0.000E+0
:Lock-in>Modulated signal:
Bias (V)
:Lock-in>Amplitude:
{modulation:.3E}
:Ext. VI 1>Temperature (K):
{temperature:.3f}
:Ext. VI 1>Magnetic field (T):
{field:.3f}
:DATA_INFO:
\tChannel\tName\tUnit\tDirection\tCalibration\tOffset
\t14\tZ\tm\tboth\t1.000E+0\t0.000E+0
\t2\tLI_Demod_1_X\tA\tboth\t1.000E+0\t0.000E+0

:SCANIT_END:

"""


def spacing(field: float) -> float:
    """Of a triangular lattice with one flux quantum each, m."""
    return sqrt(2.0 * PHI_0 / (sqrt(3.0) * field))


def places(rng: np.random.Generator, field: float, side: float) -> Array:
    """Vortices in the frame and around it, one in its middle but for disorder, shape (n, 2)."""
    i, j = (k.ravel() for k in np.meshgrid(np.arange(-20, 21), np.arange(-20, 21)))
    z = spacing(field) * (i + j / 2 + 1j * sqrt(0.75) * j) * np.exp(1j * np.deg2rad(TURN))
    r = np.stack([z.real * sqrt(RATIO), z.imag / sqrt(RATIO)], axis=-1)
    r += DISORDER * spacing(field) * rng.normal(size=r.shape)
    return np.asarray(r[(np.abs(r) < side / 2 + 2 * spacing(field)).all(axis=1)] + side / 2)


def conductance(field: float, x: Array, r: Array) -> Array:
    """At zero bias, over that of the normal state: the order parameters of all vortices multiply.

    A field near the critical one takes the superconductor between them away as well.
    """
    order = np.ones((x.size, x.size))
    for px, py in r:
        far = np.hypot((x - px) / sqrt(RATIO), ((x - py) * sqrt(RATIO))[:, None])
        order *= np.tanh(far / (sqrt(2.0) * XI))
    return np.asarray(1.0 - CONTRAST * (1.0 - field / B_C2) * order)


def write_scan(
    path: Path, rng: np.random.Generator, field: float, said: float, side: float
) -> None:
    """A scan as Nanonis writes it: topography and lock-in signal, forward and backward."""
    x = (np.arange(PIXELS) + 0.5) * side / PIXELS
    made = conductance(field, x, places(rng, field, side))
    planes = []
    for backward in (False, True):
        lines = 0.02 * np.cumsum(rng.normal(size=x.size))[:, None]  # the set point drifts
        z = made + NOISE * rng.normal(size=made.shape) + lines + 0.1 * x / side
        planes.append(z[:, ::-1] if backward else z)
    height = 2e-10 * rng.normal(size=(2, *made.shape)) + 5e-9
    stored = np.concatenate([height, NORMAL * MODULATION * np.array(planes)])
    header = HEADER.format(
        pixels=PIXELS, side=side, modulation=MODULATION, temperature=T, field=said
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + b"\x1a\x04" + stored.astype(">f4").tobytes())


def write(folder: Path, seed: int) -> None:
    """One folder for each map."""
    rng = np.random.default_rng(seed)
    for name, (field, said, side) in MAPS.items():
        write_scan(folder / name / "map.sxm", rng, field, said, side)
        (folder / name / "supra2d.toml").write_text(
            '[sample]\nname = "1T\'-WS2 (simulated)"\n', encoding="utf-8"
        )


def rows(reports: Reports) -> list[Row]:
    """What each lattice gives, and which field its spacing leaves."""
    swapped = Printed("P3").row(
        "B_map_caption", find(reports.get("swapped"), "vortex_field"), name="field, header 1 T",
        unit="T", simulated=MAPS["swapped"][0],
        erratum="E25, these vortices stand as in the text's 0.1 T",
    )  # fmt: skip
    apart = spacing(MAPS["caption"][0]) / XI
    return [
        *_lattice(reports.get("text"), "text"),
        *_lattice(reports.get("caption"), "caption", f"cores {apart:.1f} lengths apart overlap"),
        swapped,
        _alone(reports.get("single")),
    ]


def _lattice(report: Report | None, name: str, overlap: str = "") -> list[Row]:
    """Numbers of one map; ``overlap`` says what keeps the length of a core from coming back."""
    field, printed = MAPS[name][0], Printed("P3")
    at, a, xi = f", {field:g} T", 1e9 * spacing(field), 1e9 * XI
    core = find(report, "vortex_length")
    ring = find(report, "vortex_spacing", method="ring of the power spectrum")
    lattice = find(report, "vortex_anisotropy")
    return [
        printed.row(f"B_map_{name}", find(report, "vortex_field"), name=f"field, {name}", unit="T",
                    simulated=field),
        compared(f"spacing{at}", "nm", a, find(report, "vortex_spacing"), told=CHOSEN, factor=1e9),
        compared(f"spacing, spectrum{at}", "nm", a, ring, told=CHOSEN, factor=1e9),
        compared(f"core, 4.2 K{at}", "nm", xi, core, told=CHOSEN, factor=1e9, simulated=xi,
                 erratum=overlap),
        printed.row("xi", scaled(core, "xi", "m", XI_0 / XI), name=f"xi, 0 K{at}", unit="nm",
                    factor=1e9, simulated=1e9 * XI_0, erratum=overlap),
        compared(f"axes of a core{at}", "1", RATIO, find(report, "core_anisotropy"), told=CHOSEN),
        compared(f"axes of the lattice{at}", "1", RATIO, lattice, told=CHOSEN),
    ]  # fmt: skip


def _alone(report: Report | None) -> Row:
    """A frame with one vortex has no spacing to say."""
    found = find(report, "vortex_spacing")
    refused = found is not None and found.value is None
    return stated("spacing, one vortex", "refused", "refused" if refused else "a number", refused)


def raised(reports: Reports) -> list[Raised]:
    """Text and caption, a header against its vortices, and a frame that cannot tell."""
    return [
        *printed_errata("P3", "E25"),
        *reported(reports.get("swapped"), "E25", "vortex_spacing"),
        *reported(reports.get("single"), "E25", "vortices"),
    ]


def figures(reports: Reports) -> dict[str, Axes]:
    """Maps in both fields with their vortices."""
    axes = grid(1, 2)
    for name, ax, label in zip(("text", "caption"), axes, ("(a)", "(b)"), strict=True):
        panel("vortices", result(reports[name], "vortices"), ax, label)
    return {"vortices": axes[0]}


STUDY = Study("ws2_vortices", "Vortices of 1T'-WS2 (P3)", write, rows, raised, figures)

if __name__ == "__main__":
    main(STUDY)
