"""The figures of the state in a field, on results made by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from supra2d import plot
from supra2d.core import Axis, Curve, Result

DENSITY = (Axis("energy", "meV"), Axis("dos_ratio", "1"))


def plane(
    *, tc: float = 3.0, top: float = 6.0, jump: bool = True, angle: bool = False, gap: float = 0.45
) -> Result:
    x = np.linspace(0.0, 90.0 if angle else tc, 13)
    line = top * (0.2 + 0.8 * (x / 90.0) ** 4 if angle else np.sqrt(1.0 - (x / tc) ** 2))
    B = np.linspace(0.0, 1.1 * top, 11)
    inside = B[None] < line[:, None]
    value = np.where(inside, gap * np.sqrt(1.0 - np.minimum(B[None] / top, 1.0) ** 2 / 2.0), 0.0)
    curves = [
        Curve("gap_map", np.repeat(x, len(B)), np.tile(B, len(x))),
        Curve("gap_map_value", np.arange(value.size, dtype=float), value.ravel()),
        Curve("transition", x, line, label="second order", where={"line": "second order"}),
    ]
    if jump:
        cold = np.where(x < x[5], line, np.nan)
        curves += [
            Curve("transition", x, cold, label="first order", where={"line": "first order"}),
            Curve("spinodal", x, 0.9 * cold, label="supercooling", where={"line": "supercooling"}),
            Curve("spinodal", x, 1.1 * cold, label="superheating", where={"line": "superheating"}),
            Curve("tricritical", x[5:6], line[5:6], label="tricritical"),
        ]
    x_axis = Axis("angle", "deg") if angle else Axis("temperature", "K")
    return Result("phase_diagram", "", curves=tuple(curves), x_axis=x_axis,
                  y_axis=Axis("field", "T"))  # fmt: skip


def spectrum(*, fields: int = 4, far: bool = True, size: float = 0.45) -> Result:
    E = np.linspace(0.0, 3.0 * size, 121)
    curves = []
    for B in np.linspace(0.0, 43.4, fields).tolist():
        edge = size * (1.0 - 0.01 * B)
        z = E + 1j * 0.02 * size
        N = np.abs((z / np.sqrt(z * z - edge**2)).real)
        where = {"field": B}
        curves += [
            Curve("dos", E, N, where=where, axes=DENSITY),
            Curve("tunnelling", E, 0.5 + 0.5 * N / N.max(), where=where, axes=DENSITY),
        ]
        if far:
            curves.append(Curve("dos_mirage", 4.0 + E, 1.0 / (1.0 + E), where=where, axes=DENSITY))
    return Result("mirage_gap", "", curves=tuple(curves), x_axis=DENSITY[0], y_axis=DENSITY[1])


def spins(*, products: tuple[float, ...] = (0.0, 0.667)) -> Result:
    T = np.linspace(0.06, 3.0, 30)
    curves = [
        Curve(
            "chi",
            T,
            (1.0 - left) * (T / 3.0) ** 2 + left,
            where={"direction": way, "interaction": product},
        )
        for product in products
        for way, left in (("perpendicular", 0.0), ("parallel", 0.5))
    ]
    return Result("spin_susceptibility", "", curves=tuple(curves),
                  x_axis=Axis("temperature", "K"), y_axis=Axis("chi_ratio", "1"))  # fmt: skip


def magnet(*, turning: bool = True, size: float = 0.45) -> Result:
    E, turn = size * np.linspace(-3.0, 3.0, 61), np.linspace(0.0, 360.0, 25)
    density = 1.0 + 2.0 * np.exp(-(((np.abs(E) - size) / (0.1 * size)) ** 2))
    curves = [
        Curve("exchange_dos", E, density * scale, label=name, axes=DENSITY)
        for name, scale in (("none", 1.0), ("along the normal", 0.8), ("in the plane", 0.99))
    ]
    if turning:
        value = np.tile(density, len(turn))
        curves += [
            Curve("exchange_map", np.repeat(turn, len(E)), np.tile(E, len(turn))),
            Curve("exchange_map_value", np.arange(value.size, dtype=float), value),
        ]
    return Result("exchange_spectrum", "", curves=tuple(curves),
                  x_axis=Axis("exchange_angle", "deg"), y_axis=DENSITY[0])  # fmt: skip


CASES = {
    "temperature": plane(),
    "angle": plane(angle=True, top=0.28, gap=0.02),
    "spectrum": spectrum(),
    "gap alone": spectrum(far=False),
    "spins": spins(),
    "magnet": magnet(),
    "magnet at rest": magnet(turning=False),
}


@pytest.mark.parametrize("case", CASES)
def test_text_is_readable(
    case: str, no_text_overlap: Callable[[Any], None], texts: Callable[[Any], list[Any]]
) -> None:
    result = CASES[case]
    assert plot.figures_for(result) == [result.kind]
    figure = plot.draw(result.kind, result).get_figure(root=True)
    no_text_overlap(figure)
    assert min(t.get_fontsize() for t in texts(figure)) >= 7.0
    assert 25.4 * figure.get_figwidth() <= 178.0 + 1e-6
    assert plot.caption(result.kind, result).endswith(".")


@pytest.mark.parametrize("case", ["angle", "spectrum", "spins", "magnet"])
def test_the_given_axes_are_used(case: str) -> None:
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    assert plot.draw(CASES[case].kind, CASES[case], ax=ax) is ax
    assert len(ax.figure.axes) == 1


def test_gaps_are_where_they_belong() -> None:
    ax = plot.draw("phase_diagram", CASES["temperature"])
    (image,) = ax.collections
    shown = np.ma.getmaskarray(image.get_array()).reshape(11, 13)
    assert not shown[0, :-1].any() and shown[-1].all()  # all gapped without field, none above
    assert np.ma.max(image.get_array()) == pytest.approx(450.0)  # in micro eV
    assert ax.get_ylabel() == r"$\mu_0 H$ (T)"
    named = [t.get_text() for t in ax.get_legend().get_texts()]
    expected = ["second order", "first order", "supercooling", "superheating", "tricritical"]
    assert named == expected


def test_captions_say_what_is_there_alone() -> None:
    assert "jumps" in plot.caption("phase_diagram", CASES["temperature"])
    assert "jumps" not in plot.caption("phase_diagram", plane(jump=False))
    assert "Right" not in plot.caption("mirage_gap", CASES["gap alone"])
    assert "Stoner" not in plot.caption("spin_susceptibility", spins(products=(0.0,)))
    assert "turns" not in plot.caption("exchange_spectrum", CASES["magnet at rest"])


def test_maps_stay_small(tmp_path: Path) -> None:
    plot.save(plot.draw("exchange_spectrum", CASES["magnet"]), tmp_path / "map.svg")
    assert (tmp_path / "map.svg").stat().st_size < 500_000
