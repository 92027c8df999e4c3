"""``bands``: from a Hamiltonian to every number of its report."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from supra2d.bands import (
    Hamiltonian,
    Orbital,
    SlaterKoster,
    chemical_potential,
    doped,
    read_hamiltonian,
    stacked,
    three_band,
    write_hamiltonian,
)
from supra2d.core import InputError, NameUnknownError, Result
from supra2d.report import Report
from supra2d.study import BandsOptions, bands

#: Meshes that take a second in all; tolerances below are those of such meshes.
SMALL = BandsOptions(path=60, contours=60, states=60, response=24)


def of_kind(report: Report, kind: str) -> Result:
    (found,) = [r for r in report.results if r.kind == kind]
    return found


def value(report: Report, name: str, **where: object) -> float:
    """The preferred value called ``name`` that matches ``where``."""
    (found,) = [
        q
        for q in report.quantities
        if q.preferred and q.name == name and all(q.where.get(k) == v for k, v in where.items())
    ]
    assert found.value is not None, found.message
    return found.value


@pytest.fixture(scope="module")
def hole_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three-band model of MoS2 with one hole per cell: a metal like NbSe2."""
    path = tmp_path_factory.mktemp("holes") / "holes.nc"
    metal = replace(doped(three_band("MoS2"), -1.0, mesh=(60, 60)), name="MoS2 with a hole")
    write_hamiltonian(metal, path)
    return path


@pytest.fixture(scope="module")
def holes(hole_file: Path) -> Report:
    return bands(hole_file, hole_file.parent / "out", options=SMALL)


@pytest.fixture(scope="module")
def insulator(tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = tmp_path_factory.mktemp("gap") / "MoS2.nc"
    write_hamiltonian(three_band("MoS2"), path)
    return bands(path, options=SMALL)


@pytest.fixture(scope="module")
def wannier(data_dir: Path) -> Report:
    """NbS2 of Wannier90, three bands without spin, without a cell, without centres."""
    file = data_dir / "janberges-nbs2cdw" / "NbS2_hr.dat"
    options = replace(SMALL, electrons=1.0, cell="3.34 angstrom")
    return bands(file, options=options)


# a metal with spins


def test_the_splitting_at_K_is_that_of_the_model(holes: Report) -> None:
    # twice the spin-orbit constant of the model, 73 meV; exact
    assert value(holes, "soc_splitting_K") == pytest.approx(146.0, abs=1e-9)


def test_the_splitting_vanishes_on_gamma_m_alone(holes: Report) -> None:
    rows = {
        str(q.where["channel"]): q.value for q in holes.quantities if q.name == "soc_splitting_kF"
    }
    for sheet in ("outer", "inner"):
        nodal, largest = (rows[f"Gamma pocket, {sheet} sheet, Gamma-{end}"] for end in "MK")
        assert nodal is not None and largest is not None
        # zero by symmetry, but for the line between two points of the contour
        assert nodal < 0.5
        assert largest > 10.0
    (check,) = [c for c in holes.checks if c.name == "splitting_on_Gamma_M"]
    assert check.status == "ok"
    assert check.value == pytest.approx(0.0, abs=1e-6)


def test_densities_by_triangles_and_by_velocities_agree(holes: Report) -> None:
    (check,) = [c for c in holes.checks if c.name == "states_on_contours"]
    # both err by the square of the mesh, (1/60)^2, times the curvature of the bands
    assert check.value == pytest.approx(value(holes, "dos_EF"), rel=0.01)


def test_parts_of_the_density_add_up(holes: Report) -> None:
    dos = of_kind(holes, "density_of_states")
    (total,) = [c for c in dos.curves if c.role == "dos"]
    parts = [c.y for c in dos.curves if c.role == "dos_part"]
    assert [c.label for c in dos.curves if c.role == "dos_part"] == ["Mo dxy, dx2-y2", "Mo dz2"]
    np.testing.assert_allclose(np.sum(parts, axis=0), total.y, rtol=1e-12)


def test_pauli_and_van_vleck_parts_are_the_uniform_response(holes: Report) -> None:
    chi = of_kind(holes, "susceptibility")
    for operator in ("zz", "xx"):
        (line,) = [
            c
            for c in chi.curves
            if c.role == "chi" and c.where == {"operator": operator, "bands": "all"}
        ]
        both = value(holes, "chi_pauli", channel=operator) + value(
            holes, "chi_van_vleck", channel=operator
        )
        # spins lie along z, so that q = 0 is the same sum, by another code: its accuracy is 1e-6
        assert line.y[0] == pytest.approx(both, rel=1e-6)


def test_every_kind_of_peak_says_what_was_summed(holes: Report) -> None:
    rows = [q for q in holes.quantities if q.name == "chi_q_peak"]
    assert {(q.where["channel"], q.method) for q in rows} == {
        (operator, method)
        for operator in ("zz", "xx")
        for method in ("all bands", "pair", "pair, constant element")
    }
    assert [q.method for q in rows if q.preferred] == ["all bands", "all bands"]
    assert all(q.where["temperature"] == 300.0 and "b1" in q.convention for q in rows)
    assert all("Largest" in q.message for q in rows)


def test_curves_keep_to_what_figures_expect(holes: Report) -> None:
    structure, surface = (of_kind(holes, kind) for kind in ("band_structure", "fermi_surface"))
    ticks = [c.label for c in structure.curves if c.role == "tick"]
    assert ticks == ["Gamma", "M", "K", "Gamma"]
    lines = [c for c in structure.curves if c.role == "band"]
    # the Fermi level is zero, and two bands cross it
    assert sum(c.y.min() < 0.0 < c.y.max() for c in lines) == 2
    contours = [c for c in surface.curves if c.role == "contour"]
    spins = [c for c in surface.curves if c.role == "contour_spin"]
    assert {c.where["pocket"] for c in contours} == {"Gamma", "K", "K'"}
    for line, spin in zip(contours, spins, strict=True):
        assert line.where == spin.where and len(line.x) == len(spin.y)
        assert (line.x[0], line.y[0]) == pytest.approx((line.x[-1], line.y[-1]))
    (zone,) = [c for c in surface.curves if c.role == "zone"]
    assert len(zone.x) == 7  # a hexagon, closed
    area = 0.5 * abs(np.sum(zone.x[:-1] * zone.y[1:] - zone.x[1:] * zone.y[:-1]))
    b = np.linalg.norm([zone.x[1] + zone.x[0], zone.y[1] + zone.y[0]])
    assert area == pytest.approx(np.sqrt(3.0) / 2.0 * b**2)
    (inside,) = [c for c in of_kind(holes, "splitting_map").curves if c.role == "map"]
    assert np.hypot(inside.x, inside.y).max() <= np.hypot(zone.x, zone.y).max() * (1.0 + 1e-9)


def test_the_model_is_trivial(holes: Report, insulator: Report) -> None:
    (row,) = [q for q in insulator.quantities if q.name == "z2" and q.preferred]
    assert row.value == 0.0 and row.total == (0.0, 0.0)
    # nothing lies below the pair that the hole is in
    (row,) = [q for q in holes.quantities if q.name == "z2"]
    assert row.status == "refused"


def test_an_unknown_interaction_is_asked_for(holes: Report, hole_file: Path) -> None:
    (row,) = [q for q in holes.quantities if q.name == "stoner"]
    assert row.status == "refused" and "--interaction" in row.message
    given = bands(hole_file, options=replace(SMALL, interaction=100.0))
    density = 1e-3 * value(given, "dos_EF")
    assert value(given, "stoner") == pytest.approx(1.0 / (1.0 - 100.0 * density))


# what is written


def test_the_report_is_written(holes: Report, hole_file: Path) -> None:
    out = hole_file.parent / "out"
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert {"soc_splitting_K", "soc_splitting_kF", "dos_EF", "chi_q_peak", "stoner", "z2"} <= {
        q["name"] for q in results["quantities"]
    }
    assert all(q["cites"] for q in results["quantities"] if q["status"] == "ok")
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "The numbers below come from the Hamiltonian of the layer MoS2 with a hole" in page
    assert "criterion" not in page.split('id="conventions"')[1].split("</section>")[0]


# an insulator


def test_an_insulator_gives_its_gap_and_one_refusal(insulator: Report) -> None:
    gap = value(insulator, "gap")
    (check,) = [r for r in insulator.results if r.kind == "hamiltonian"]
    assert f"{gap:.4g} meV" in check.text[-1]
    refused = {q.name: q.message for q in insulator.quantities if q.status == "refused"}
    assert {"dos_EF", "soc_splitting_kF", "chi_q_peak", "chi_pauli", "stoner"} == set(refused)
    assert len(set(refused.values())) == 1
    # the splitting of the valence band is that of the model all the same
    assert value(insulator, "soc_splitting_K") == pytest.approx(146.0, abs=1e-9)


# a file of Wannier90 without spins, positions and a cell


def test_a_wannier_file_is_half_filled(wannier: Report) -> None:
    structure = of_kind(wannier, "hamiltonian")
    assert "It is a metal: 1 band crosses the Fermi level (1 from below)." in structure.text
    (contour,) = [
        c for c in of_kind(wannier, "fermi_surface").curves
        if c.role == "contour" and c.where["pocket"] == "Gamma"
    ]  # fmt: skip
    assert contour.where["band"] == 0


def test_what_a_wannier_file_cannot_give_is_refused(wannier: Report) -> None:
    refused = {q.name: q.message for q in wannier.quantities if q.status == "refused"}
    assert "has no spins" in refused["soc_splitting_K"]
    assert "has no spins" in refused["z2"]
    assert "where its orbitals sit" in refused["chi_q_peak"]
    assert not [r for r in wannier.results if r.kind == "splitting_map"]
    # the angle between the lattice vectors is found by the threefold axis of the bands
    (axis,) = [c for c in wannier.checks if c.name == "threefold_axis"]
    # they break it by a few meV themselves; with the other angle it would be hundreds
    assert axis.value is not None and axis.value < 5.0
    assert [Path(s.path).name for s in wannier.sources] == ["NbS2_hr.dat", "NbS2_wsvec.dat"]


# crystals, and layers with inversion


@pytest.fixture(scope="module")
def crystal(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Layers of the model with a hopping of 50 meV from one to the next."""
    layer = doped(three_band("MoS2"), -1.0, mesh=(36, 36))
    reach = np.vstack([layer.R, [[0, 0, 1], [0, 0, -1]]])
    hop = 50.0 * np.eye(6)[None] + 0j
    H = replace(
        layer,
        R=reach,
        hoppings=np.concatenate([layer.hoppings, hop, hop]),
        periodic=(True, True, True),
        name="stack",
    )
    path = tmp_path_factory.mktemp("stack") / "stack.nc"
    write_hamiltonian(H, path)
    return bands(path, options=replace(SMALL, states=180))


def test_a_crystal_has_bands_and_states_and_no_contours(crystal: Report) -> None:
    structure = of_kind(crystal, "band_structure")
    assert len([c for c in structure.curves if c.role == "tick"]) > 4
    assert "hinuma2017" in crystal.citations
    assert value(crystal, "soc_splitting_K") == pytest.approx(146.0, abs=1e-9)
    assert value(crystal, "dos_EF") > 0.0
    refused = {q.name: q.message for q in crystal.quantities if q.status == "refused"}
    assert "no set of curves" in refused["soc_splitting_kF"]
    assert "chi_q_peak" not in refused
    assert not of_kind(crystal, "fermi_surface").curves


def test_the_states_of_a_crystal_are_counted_by_tetrahedra(crystal: Report) -> None:
    dos = of_kind(crystal, "density_of_states")
    (total,) = [c for c in dos.curves if c.role == "dos"]
    (row,) = [q for q in crystal.quantities if q.name == "dos_EF"]
    assert row.method == "linear tetrahedra"
    assert np.interp(0.0, total.x, total.y) == pytest.approx(row.value)


def test_two_layers_with_inversion_hide_their_splitting(tmp_path: Path) -> None:
    layer = doped(three_band("MoS2"), -1.0, mesh=(36, 36))
    bond = SlaterKoster((30.0, 0.0, 0.0), 6.5e-10, 1e-10, 9e-10)
    pair = stacked(layer, "2H", interlayer=bond, spacing=6.5e-10)
    pair = replace(pair, name="bilayer", chemical_potential=chemical_potential(pair, (36, 36)))
    path = tmp_path / "bilayer.nc"
    write_hamiltonian(pair, path)
    made = bands(path, options=SMALL)
    # straight hops from layer to layer join states of K and K' alike: none at K, by C3
    assert value(made, "soc_splitting_K") == pytest.approx(146.0, abs=1e-6)
    (row,) = [q for q in made.quantities if q.name == "soc_splitting_kF"]
    assert row.status == "refused" and "twofold" in row.message
    assert not [r for r in made.results if r.kind == "splitting_map"]


# topology, with inversion and a square cell


def inverted(mass: float) -> Hamiltonian:
    """s and p orbitals on a square: Z2 = 1 where mass is between 0 and 800 meV, but 400."""
    z, y, x = np.diag([1.0, -1.0]), np.array([[0, -1j], [1j, 0]]), np.array([[0, 1], [1, 0]])
    R = np.array([[0, 0, 0], [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]])
    up = [(mass - 400.0) * z] + [
        100.0 * z + sign * 50.0 / 1j * sigma for sigma in (x, y) for sign in (1, -1)
    ]
    hoppings = np.array([np.kron(np.diag([1, 0]), h) + np.kron(np.diag([0, 1]), h.conj())
                         for h in up])  # fmt: skip
    orbitals = tuple(Orbital("Sn", 0, shape, spin) for spin in (1, -1) for shape in ("s", "px"))
    cell = np.diag([4e-10, 4e-10, 2e-9])
    return Hamiltonian(cell, R, hoppings, orbitals, electrons=2.0, name="square")


@pytest.mark.parametrize(("mass", "index"), [(150.0, 1.0), (-150.0, 0.0)])
def test_an_inverted_insulator_is_told_by_both_methods(
    tmp_path: Path, mass: float, index: float
) -> None:
    write_hamiltonian(inverted(mass), tmp_path / "square.nc")
    made = bands(tmp_path / "square.nc", tmp_path / "out", options=SMALL)
    rows = {q.method: q.value for q in made.quantities if q.name == "z2"}
    assert rows == {"Wilson loops": index, "parities": index}
    text = of_kind(made, "topology").text
    assert ("nontrivial" in text[0]) == bool(index)
    # at Gamma the even orbital lies above where the mass is positive, and below elsewhere
    assert ("above it 100 % Sn s and even" in text[-1]) == (mass > 0)
    # that at Gamma, or less elsewhere
    assert 0.0 < value(made, "gap") <= 2.0 * abs(mass) * (1.0 + 1e-9)
    assert not [q for q in made.quantities if q.name == "soc_splitting_K"]
    structure = of_kind(made, "band_structure")
    ticks = [c.label for c in structure.curves if c.role == "tick"]
    assert ticks == ["Gamma", "X", "M", "Gamma"]


# beside numbers in print


@pytest.mark.parametrize(("name", "status"), [("NbS2", "warning"), ("MoS2", "")])
def test_a_printed_splitting_is_set_beside_ours(tmp_path: Path, name: str, status: str) -> None:
    # the model's 146 meV under the name of a compound for which 115 meV is printed
    path = tmp_path / "named.nc"
    write_hamiltonian(replace(doped(three_band("MoS2"), -1.0, mesh=(36, 36)), name=name), path)
    found = [c for c in bands(path, options=SMALL).checks if c.name == "printed_splitting_K"]
    assert [c.status for c in found] == [status] * bool(status)
    if found:
        assert "Printed: 115 meV" in found[0].message
        assert "here: 146 meV" in found[0].message
        assert "candidate for an erratum" in found[0].message


def test_an_error_of_the_bands_widens_what_follows_from_them(
    hole_file: Path, tmp_path: Path, holes: Report
) -> None:
    exact = read_hamiltonian(hole_file)
    told = {"engine": "none", "error off the mesh": "20 meV within 500 meV of the Fermi level"}
    write_hamiltonian(replace(exact, origin=told), tmp_path / "rough.nc")
    rough = bands(tmp_path / "rough.nc", options=SMALL)
    for name in ("dos_EF", "soc_splitting_kF"):
        before, after = (
            next(q for q in made.quantities if q.name == name) for made in (holes, rough)
        )
        assert before.systematic is None
        assert after.value == before.value
        assert after.systematic is not None and after.error > before.error


# input that cannot be used


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"temperature": 0.0}, "a positive one"),
        ({"interaction": -1.0}, "Stoner's I"),
        ({"cell": "3.34"}, "lattice constant of a hexagonal layer"),
        ({"cell": "1 0 0, 2 0 0, 0 0 1 nm"}, "three vectors"),
        ({"response": 3}, "at least 12 points"),
        ({"field": 0.0}, "a positive one"),
        ({"field": float("nan")}, "a positive one"),
    ],
)
def test_options_that_make_no_sense(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        BandsOptions(**options)


def test_electrons_that_do_not_fit(hole_file: Path) -> None:
    for electrons in (0.0, 6.0, 17.0, float("nan")):
        with pytest.raises(InputError, match="fewer than 6"):
            bands(hole_file, options=replace(SMALL, electrons=electrons))


def test_three_vectors_for_a_cell() -> None:
    (cell,) = BandsOptions(cell="3.34 0 0, 0 5.7 0, 0 0 2e1 angstrom").cells()
    np.testing.assert_allclose(cell, np.diag([3.34e-10, 5.7e-10, 2e-9]))


def test_unknown_names_are_answered_with_those_that_are_shipped() -> None:
    with pytest.raises(NameUnknownError, match="unknown compound"):
        bands("unobtainium")
