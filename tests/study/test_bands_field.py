"""Fermi contours in a field: against levels that the field moves as a whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from supra2d.bands import Hamiltonian, doped, fermi_contours, three_band, write_hamiltonian
from supra2d.core import Quantity, Result
from supra2d.core.constants import MU_B
from supra2d.report import Report
from supra2d.study import BandsOptions, bands

FIELD = 100.0
SMALL = BandsOptions(path=24, contours=60, states=36, response=12)


@pytest.fixture(scope="module")
def layer() -> Hamiltonian:
    """The three-band model of MoS2 with one hole: its spins are along z everywhere."""
    return replace(doped(three_band("MoS2"), -1.0, mesh=(36, 36)), name="holes")


@pytest.fixture(scope="module")
def made(layer: Hamiltonian, tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = tmp_path_factory.mktemp("field") / "holes.nc"
    write_hamiltonian(layer, path)
    return bands(path, options=replace(SMALL, field=FIELD))


def row(report: Report, name: str, channel: str, direction: str) -> Quantity:
    (found,) = [
        q
        for q in report.quantities
        if q.name == name
        and q.preferred
        and (q.where["channel"], q.where["direction"]) == (channel, direction)
    ]
    assert found.value is not None and found.where["field"] == FIELD
    return found


def surface(report: Report) -> Result:
    (found,) = [r for r in report.results if r.kind == "fermi_surface"]
    return found


@pytest.mark.parametrize(("valley", "sign"), [("K", 1.0), ("K'", -1.0)])
def test_a_field_along_the_spins_moves_whole_bands(
    made: Report, layer: Hamiltonian, valley: str, sign: float
) -> None:
    level, shift = layer.chemical_potential, MU_B * FIELD
    pockets = {c.band: c for c in fermi_contours(layer, level, 60) if c.name == valley}
    by_size = sorted(pockets.values(), key=lambda c: -c.area)
    for label, pocket in zip(("outer", "inner"), by_size, strict=True):
        spin = float(np.sign(pocket.spin[:, 2].mean()))
        # a band with spin up rises with the field: as if the level were lower
        (moved,) = [
            c
            for c in fermi_contours(layer, level - spin * shift, 60)
            if (c.name, c.band) == (valley, pocket.band)
        ]
        found = row(made, "pocket_area_change", f"{valley} pocket, {label} sheet", "perpendicular")
        # the same contours on the same mesh: points lie on them to 1e-6
        assert found.value == pytest.approx(moved.area - pocket.area, rel=1e-5)
        near = row(made, "pocket_area_change", f"K pocket, {label} sheet", "perpendicular").value
        # of the two valleys one grows where the other shrinks
        assert near is not None and found.value is not None and near * found.value * sign > 0.0
        # atomic moments of dxy and dx2-y2 join in with a part of that
        assert found.systematic is not None
        assert np.diff(found.systematic)[0] > 0.1 * abs(found.value)


def test_a_field_in_the_plane_turns_spins_and_moves_little(made: Report) -> None:
    for label in ("outer", "inner"):
        along, across = (
            row(made, "pocket_area_change", f"K pocket, {label} sheet", direction).value or 0.0
            for direction in ("perpendicular", "parallel")
        )
        # second order but near the nodes of the splitting, against first order everywhere
        assert abs(across) < 0.5 * abs(along)
    near, far = (
        row(made, "pocket_polarisation", f"{name} pocket", "parallel").value for name in ("K", "K'")
    )
    # time reversal takes one valley in a field to the other in the opposite field
    assert near == pytest.approx(far, abs=1e-6)


def test_spins_of_the_valleys_are_opposite_without_a_field_alone(made: Report) -> None:
    near, far = (
        row(made, "pocket_polarisation", f"{name} pocket", "perpendicular") for name in ("K", "K'")
    )
    assert near.value is not None and far.value is not None
    assert near.value + far.value != pytest.approx(0.0, abs=1e-4)
    told = [float(q.message.split()[-1].rstrip(".")) for q in (near, far)]
    assert told[0] == -told[1] != 0.0


def test_contours_say_in_which_field_they_are(made: Report) -> None:
    curves = surface(made).curves
    found = {
        (c.where.get("field"), c.where.get("direction")) for c in curves if c.role == "contour"
    }
    assert found == {(None, None), (FIELD, "z"), (FIELD, "x")}
    lines = [c for c in curves if c.role == "contour"]
    spins = [c for c in curves if c.role == "contour_spin"]
    assert [c.where for c in lines] == [c.where for c in spins]
    assert len(surface(made).text) == 3
    (over_zone,) = [r for r in made.results if r.kind == "splitting_map"]
    assert not [c for c in over_zone.curves if "field" in c.where]


def test_an_insulator_has_no_pockets(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("gap") / "MoS2.nc"
    write_hamiltonian(three_band("MoS2"), path)
    (refused,) = [
        q
        for q in bands(path, options=replace(SMALL, field=1.0)).quantities
        if q.name == "pocket_area_change"
    ]
    assert refused.status == "refused" and "is an insulator" in refused.message
