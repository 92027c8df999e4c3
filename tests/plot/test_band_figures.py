"""Figures of electrons on lattices, on Results made by hand after simple bands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb

from supra2d import plot
from supra2d.core import Axis, Curve, Result
from supra2d.plot._spins import runs, spin_colours
from supra2d.plot._zone import images, inside, letter, mapped, zone_border, zone_scale

K = 1.26e10  # 1/m, from Gamma to K of a hexagonal layer
PATH, ENERGY = Axis("path", "1/m"), Axis("energy", "meV")
PLANE = (Axis("kx", "1/m"), Axis("ky", "1/m"))
HEXAGON = {"sides": 6, "turn": 0.0, "names": ("K", "K'")}
SQUARE = {"sides": 4, "turn": 45.0, "names": ("M", "M")}


def ticks(*labels: str, length: float = 3e10) -> list[Curve]:
    at = np.linspace(0.0, length, len(labels))
    return [Curve("tick", at[i : i + 1], np.zeros(1), label=s) for i, s in enumerate(labels)]


def bands(
    count: int = 4,
    *,
    spins: bool = True,
    orbitals: int = 2,
    splitting: float = 150.0,
    shift: float = 0.0,
    labels: tuple[str, ...] = ("Gamma", "M", "K", "Gamma"),
) -> Result:
    """Pairs of bands, each band with one spin."""
    s = np.linspace(0.0, 3e10, 90)
    curves = []
    for i in range(count):
        up = (-1.0) ** i
        middle = 800.0 * (i // 2) - 300.0 + shift
        y = middle + 500.0 * np.cos(2 * np.pi * s / 3e10) + 0.5 * up * splitting
        curves.append(Curve("band", s, y, where={"band": i}))
        if spins:
            curves.append(Curve("band_spin", s, np.full(90, up), where={"band": i}))
        for j in range(orbitals):
            weight = 1.0 / orbitals + 0.3 * np.cos(2 * np.pi * (s / 3e10 + j / orbitals))
            where = {"band": i, "orbital": ("Nb dz2", "Nb dx2-y2", "Se p", "Nb s")[j]}
            curves.append(Curve("band_weight", s, weight, where=where))
    return Result("band_structure", "", curves=(*curves, *ticks(*labels)), x_axis=PATH,
                  y_axis=ENERGY)  # fmt: skip


def zone(sides: int, turn: float, names: tuple[str, str]) -> list[Curve]:
    angle = np.radians(turn + 360.0 / sides * np.arange(sides + 1))
    x, y = K * np.cos(angle), K * np.sin(angle)
    points = [("Gamma", 0.0, 0.0), (names[0], x[0], y[0]), (names[1], x[1], y[1]),
              ("M" if sides == 6 else "X", (x[0] + x[1]) / 2, (y[0] + y[1]) / 2)]  # fmt: skip
    return [Curve("zone", x, y), *(Curve("point", np.array([a]), np.array([b]), label=name)
                                   for name, a, b in points)]  # fmt: skip


def contours(
    fields: tuple[tuple[float, str], ...] = ((0.0, ""),),
    *,
    spins: bool = True,
    lattice: dict[str, Any] = HEXAGON,
    open_line: bool = False,
) -> list[Curve]:
    """Circles around Gamma and the corners, of one spin each."""
    found = []
    angle = np.linspace(0.0, 2 * np.pi, 100)
    corners = [np.array([c.x[0], c.y[0]]) for c in zone(**lattice)[1:4]]
    for field, direction in fields:
        where = {"field": field, "direction": direction} if direction else {}
        for i, centre in enumerate(corners):
            x, y = centre[:, None] + 0.3 * K * np.array([np.cos(angle), np.sin(angle)])
            if open_line and i == 0:
                x, y = np.linspace(-K, K, 100), np.full(100, 0.1 * K)
            found.append(Curve("contour", x, y, where={"band": i, "pocket": "K", **where}))
            if spins:
                spin = np.full(100, (1.0, -1.0, 0.0)[i])
                found.append(Curve("contour_spin", np.arange(100), spin, where=dict(where)))
    return found


def surface(**options: Any) -> Result:
    lattice = options.get("lattice", HEXAGON)
    curves = (*contours(**options), *zone(**lattice))
    return Result("fermi_surface", "", curves=curves, x_axis=PLANE[0], y_axis=PLANE[1])


def wave(x: Any, y: Any) -> Any:
    """Odd under inversion, largest at K, with the period of the lattice."""
    a = 4.0 * np.pi / (3.0 * K)
    ways = [(np.cos(t), np.sin(t)) for t in np.radians([0.0, 120.0, 240.0])]
    return sum(np.sin(a * (c * x + s * y)) for c, s in ways)


def over_zone(role: str, size: float, points: int = 24) -> list[Curve]:
    """A map on the points of a mesh, each in the first zone."""
    border = np.column_stack([zone(**HEXAGON)[0].x, zone(**HEXAGON)[0].y])
    b = images(border)[[1, 2]]
    n = np.arange(-points, points + 1) / points
    k = np.array([i * b[0] + j * b[1] for i in n for j in n])
    k = k[inside(k, border)]
    value = size * wave(*k.T) / wave(K, 0.0)
    return [Curve(role, *k.T), Curve(f"{role}_value", np.arange(len(k)), value)]


def splitting(size: float = 150.0, **options: Any) -> Result:
    curves = (*over_zone("map", size), *zone(**HEXAGON), *contours(**options))
    return Result("splitting_map", "", curves=curves, x_axis=PLANE[0], y_axis=PLANE[1])


def states(parts: int = 4, size: float = 3.0) -> Result:
    energy = np.linspace(-3000.0, 3000.0, 301)
    total = size * (1.0 + np.cos(energy / 400.0))
    curves = [Curve("dos", energy, total, label="total")]
    for i in range(parts):
        label = ("Nb d", "Se pz", "Nb dx2-y2", "Se s")[i]
        curves.append(Curve("dos_part", energy, total / (i + 2), label=label))
    return Result("density_of_states", "", curves=tuple(curves), x_axis=ENERGY,
                  y_axis=Axis("dos", "1/eV"))  # fmt: skip


def response(*, pair: bool = True, zone_too: bool = True, operators: str = "zz xx") -> Result:
    s = np.linspace(0.0, 3e10, 60)
    curves = ticks("Gamma", "M", "K", "Gamma")
    for i, kind in enumerate(("all", "pair")[: 1 + pair]):
        for j, operator in enumerate(operators.split()):
            y = 2.0 - i - 0.1 * j + np.cos(s / 4e9)
            curves.append(Curve("chi", s, y, where={"operator": operator, "bands": kind}))
    if zone_too:
        curves += [*over_zone("chi_map", 1.0), *zone(**HEXAGON)]
    return Result("susceptibility", "", curves=tuple(curves), x_axis=PATH,
                  y_axis=Axis("chi", "1/eV"))  # fmt: skip


def flow(winding: int = 1) -> Result:
    run = np.linspace(0.0, 0.5, 21)
    sets = [Curve("centre", run, (sign * winding * run) % 1.0) for sign in (1, -1)]
    return Result("topology", "", curves=tuple(sets), x_axis=Axis("pump", "2pi/a"),
                  y_axis=Axis("centre", "1"))  # fmt: skip


def curvature(filled: bool = True, size: float = 1e-19) -> Result:
    s = np.linspace(0.0, 2.5e10, 101)
    whole = size * np.cos(np.pi * s / s[-1])
    curves = [*ticks("K", "Gamma", "K'", length=2.5e10),
              Curve("curvature", s, whole, where={"states": "bands"})]  # fmt: skip
    if filled:
        step = np.where(np.abs(s / s[-1] - 0.5) > 0.3, whole, 0.0)
        curves.append(Curve("curvature", s, step, where={"states": "filled"}))
    return Result("berry_curvature", "", curves=tuple(curves), x_axis=PATH,
                  y_axis=Axis("berry_curvature", "m^2"))  # fmt: skip


BULK = ("Gamma", "M", "K", "Gamma", "A", "L", "H", "A|L", "M|H_2", "K")
FIELDS = ((0.0, "z"), (30.0, "z"), (30.0, "x"), (60.0, "x"))
CASES: dict[str, Callable[[], Result]] = {
    "bands": bands,
    "bands without spin": lambda: bands(spins=False),
    "bands without orbitals": lambda: bands(orbitals=0),
    "bare bands": lambda: bands(spins=False, orbitals=0),
    "insulator": lambda: bands(2, shift=-900.0),
    "many bands, four kinds of orbitals": lambda: bands(22, orbitals=4, shift=-3000.0),
    "path of a crystal": lambda: bands(labels=BULK),
    "narrow bands": lambda: bands(2, orbitals=1, splitting=0.02, shift=300.0),
    "contours": surface,
    "contours without spin": lambda: surface(spins=False),
    "contours in two fields": lambda: surface(fields=FIELDS[:2]),
    "contours in three fields": lambda: surface(fields=FIELDS[:3]),
    "contours in four fields": lambda: surface(fields=FIELDS),
    "square zone and an open line": lambda: surface(lattice=SQUARE, open_line=True),
    "splitting": splitting,
    "no splitting": lambda: splitting(1e-9),
    "small splitting": lambda: splitting(0.4),
    "states": states,
    "states, no parts": lambda: states(0),
    "many states": lambda: states(size=400.0),
    "response": response,
    "response on a path": lambda: response(zone_too=False, pair=False, operators="zz"),
    "flow": flow,
    "curvature of a metal": curvature,
    "curvature of an insulator": lambda: curvature(filled=False),
    "much curvature": lambda: curvature(size=1e-15),
}


def made(case: str) -> tuple[str, Result]:
    result = CASES[case]()
    (name,) = plot.figures_for(result)
    return name, result


@pytest.mark.parametrize("case", CASES)
def test_text_is_readable(
    case: str, no_text_overlap: Callable[[Any], None], texts: Callable[[Any], list[Any]]
) -> None:
    name, result = made(case)
    figure = plot.draw(name, result).get_figure(root=True)
    no_text_overlap(figure)
    assert min(t.get_fontsize() for t in texts(figure)) >= 7.0
    assert 25.4 * figure.get_figwidth() <= 178.0 + 1e-6
    caption = plot.caption(name, result)
    assert caption.endswith(".") and "nan" not in caption


@pytest.mark.parametrize(
    ("case", "x", "y"),
    [
        ("bands", "", r"$E - E_\mathrm{F}$ (eV)"),
        ("contours", "$k_x$ (Å⁻¹)", "$k_y$ (Å⁻¹)"),
        ("splitting", "$k_x$ (Å⁻¹)", "$k_y$ (Å⁻¹)"),
        ("states", r"$E - E_\mathrm{F}$ (eV)", "$N$ (eV⁻¹)"),
        ("response", "", r"$\chi$ (eV⁻¹)"),
        ("flow", "$k$ (2π/a)", "Wannier centre"),
        ("curvature of a metal", "", r"$\Omega_z$ (Å²)"),
    ],
)
def test_axes_are_labelled_and_the_given_ones_used(case: str, x: str, y: str) -> None:
    from matplotlib.figure import Figure

    name, result = made(case)
    ax = Figure().add_subplot()
    assert plot.draw(name, result, ax=ax) is ax
    assert (ax.get_xlabel(), ax.get_ylabel()) == (x, y)


def test_letters() -> None:
    assert [letter(s) for s in ("Gamma", "K'", "A|Gamma", "SIGMA_0", "M")] == [
        "Γ", "K\N{PRIME}", "A\nΓ", "Σ$_0$", "M"]  # fmt: skip
    ax = plot.draw("band_structure", bands())
    assert [t.get_text() for t in ax.get_xticklabels()] == ["Γ", "M", "K", "Γ"]
    assert ax.get_xticks() == pytest.approx([0.0, 1.0, 2.0, 3.0])  # 1/angstrom


def lines_of(ax: Any) -> list[LineCollection]:
    return [c for c in ax.collections if isinstance(c, LineCollection)]


def test_spin_gives_the_colour_of_a_band() -> None:
    ends = [spin_colours()(x)[:3] for x in (1.0, 0.0)]
    up, down = (
        lines.get_colors()[0][:3] for lines in lines_of(plot.draw("band_structure", bands(2)))
    )
    assert up == pytest.approx(ends[0]) and down == pytest.approx(ends[1])


def test_spins_of_bands_on_each_other_cancel() -> None:
    for lines in lines_of(plot.draw("band_structure", bands(2, splitting=0.0))):
        assert lines.get_colors()[0][:3] == pytest.approx(spin_colours()(0.5)[:3])


def test_the_panel_of_spins_is_cut_to_the_bands_that_cross() -> None:
    result = bands(8, splitting=0.0)  # the first pair crosses, the second begins at 0
    near, whole = plot.draw("band_structure", result).get_figure().axes[:2]
    # -0.8 to 0.2 eV with 12 % beyond, not below what there is; points miss extrema by 0.6 meV
    assert near.get_ylim() == pytest.approx((-0.8 - 0.03 * 3.4, 0.2 + 0.12), abs=2e-3)
    assert whole.get_ylim() == pytest.approx((-0.8 - 0.03 * 3.4, 2.6 + 0.03 * 3.4), abs=2e-3)


def test_widths_follow_the_weights() -> None:
    s = np.linspace(0.0, 3e10, 50)
    curves = [Curve("band", s, 100.0 * np.cos(s / 1e10), where={"band": 0})]
    for name, weight in (("Se p", 0.25), ("Nb d", 0.75)):
        where = {"band": 0, "orbital": name}
        curves.append(Curve("band_weight", s, np.full(50, weight), where=where))
    result = Result("band_structure", "", curves=(*curves, *ticks("Gamma", "M")), x_axis=PATH,
                    y_axis=ENERGY)  # fmt: skip
    ax = plot.draw("band_structure", result)
    below, above = sorted(lines_of(ax), key=lambda lines: lines.zorder)
    assert below.get_linewidths()[0] == pytest.approx(3.0 * above.get_linewidths()[0])
    legend = ax.get_legend()
    assert legend is not None
    colours = {t.get_text(): h.get_color() for t, h in
               zip(legend.get_texts(), legend.get_lines(), strict=True)}  # fmt: skip
    assert below.get_colors()[0][:3] == pytest.approx(to_rgb(colours["Nb d"]))


def test_a_path_is_broken_where_it_jumps() -> None:
    s = np.array([0.0, 1e10, 1e10, 2e10])
    curves = [Curve("band", s, np.array([-10.0, 0.0, 50.0, 60.0]), where={"band": 0}),
              Curve("band_spin", s, np.ones(4), where={"band": 0})]  # fmt: skip
    result = Result("band_structure", "", curves=(*curves, *ticks("A", "L|M", "K", length=2e10)),
                    x_axis=PATH, y_axis=ENERGY)  # fmt: skip
    drawn = [line for lines in lines_of(plot.draw("band_structure", result))
             for line in lines.get_segments()]  # fmt: skip
    assert [len(line) for line in drawn] == [2, 2]


def test_runs_cover_a_line_once() -> None:
    keys = np.array([1, 1, 2, 1, 1, 1])
    assert runs(keys) == [(0, 2), (2, 3), (3, 6)]
    assert runs(keys[:0]) == []


def test_reciprocal_vectors_of_a_zone() -> None:
    border = zone_border(surface())
    lengths = np.linalg.norm(images(border), axis=1)
    # |b| = sqrt(3) |K|
    assert lengths == pytest.approx([0.0] + 6 * [np.sqrt(3.0) * K])
    assert inside(np.array([[0.99 * K, 0.0], [1.01 * K, 0.0]]), border).tolist() == [True, False]


def test_every_corner_of_the_zone_has_its_letter() -> None:
    ax = plot.draw("fermi_surface", surface())
    names = [t.get_text() for t in ax.texts]
    assert sorted(names) == sorted(["Γ", *3 * ["K"], *3 * ["K\N{PRIME}"], "M"])


def test_a_pocket_at_a_corner_falls_into_the_zone_three_times() -> None:
    ax = plot.draw("fermi_surface", surface())
    drawn = np.vstack([p for lines in lines_of(ax) for p in lines.get_segments()])
    for angle in np.radians(60.0 * np.arange(6)):
        inner = 1e-10 * 0.7 * K * np.array([np.cos(angle), np.sin(angle)])
        # a hundred points on a circle of 0.38 1/angstrom lie 0.024 apart
        assert np.linalg.norm(drawn - inner, axis=1).min() < 0.013


def test_one_panel_for_each_field() -> None:
    panels = plot.draw("fermi_surface", surface(fields=FIELDS[:3])).get_figure().axes
    assert [p.get_title() for p in panels] == ["0 T", r"$\perp$ 30 T", r"$\parallel$ 30 T"]
    assert [len(lines_of(p)) for p in panels] == 3 * [len(lines_of(panels[0]))]


def test_a_map_reaches_the_border_of_the_zone() -> None:
    from matplotlib.tri import LinearTriInterpolator

    result = splitting()
    mesh, value = mapped(result, zone_scale(result))
    found = LinearTriInterpolator(mesh, value)
    turn = np.radians(np.linspace(0.0, 360.0, 13))
    size = 1e-10 * K * np.array([1.0, 0.75**0.5] * 6 + [1.0])  # corners and middles of sides
    x, y = size * np.cos(turn), size * np.sin(turn)
    expected = 150.0 * wave(1e10 * x, 1e10 * y) / wave(K, 0.0)
    # the mesh holds all these points: only the rounding of the border is left
    assert np.ma.filled(found(x, y), np.nan) == pytest.approx(expected, abs=1e-6)


def test_the_colours_of_a_map_are_symmetric() -> None:
    ax = plot.draw("splitting_map", splitting(120.0))
    low, high = ax.collections[0].get_clim()
    assert -low == high == pytest.approx(120.0)
    assert "120 meV" in plot.caption("splitting_map", splitting(120.0))
    assert "Dotted" in plot.caption("splitting_map", splitting(120.0))
    assert "Dotted" not in plot.caption("splitting_map", splitting(1e-9))


def test_states_start_at_zero_and_are_shaded_where_occupied() -> None:
    ax = plot.draw("density_of_states", states())
    assert ax.get_ylim()[0] == 0.0
    (shade,) = ax.collections
    assert shade.get_paths()[0].vertices[:, 0].max() == pytest.approx(0.0)


def test_centres_are_joined_the_short_way_round() -> None:
    ax = plot.draw("wannier_flow", flow())
    joined = [line.get_ydata() for line in ax.lines if line.get_linestyle() == "-"]
    # 20 steps of two centres in three cells, each as long as the momentum moves
    assert len(joined) == 2 * 20 * 3
    assert np.abs(np.diff(joined, axis=1)).max() == pytest.approx(0.025)


def test_the_cell_is_cut_where_it_is_free() -> None:
    # both centres begin at 0, so the cell runs from -1/2 to 1/2
    low, high = plot.draw("wannier_flow", flow()).get_ylim()
    assert (low + 0.03, high - 0.03) == pytest.approx((-0.5, 0.5))


def test_a_map_of_a_crystal_says_which_plane_it_is() -> None:
    result = response()
    assert "b3" not in plot.caption("susceptibility", result)
    placed = tuple(
        replace(c, where={"plane": "q3 = 0"}) if c.role == "chi_map" else c for c in result.curves
    )
    assert "without a part along b3" in plot.caption(
        "susceptibility", replace(result, curves=placed)
    )


def test_curvature_is_drawn_in_square_angstrom() -> None:
    ax = plot.draw("berry_curvature", curvature())
    whole, filled = ax.lines[:2]
    assert whole.get_ydata()[0] == pytest.approx(10.0)
    assert filled.get_ydata()[50] == 0.0
    assert [t.get_text() for t in ax.get_xticklabels()] == ["K", "Γ", "K\N{PRIME}"]


def test_maps_stay_small(tmp_path: Path) -> None:
    for name, result in (("splitting_map", splitting()), ("band_structure", bands(22, orbitals=4))):
        plot.save(plot.draw(name, result), tmp_path / f"{name}.svg")
        assert (tmp_path / f"{name}.svg").stat().st_size < 1_000_000
