"""Supercurrent and critical fields of WS2, from raw files to the printed numbers."""

from __future__ import annotations

import pytest
import ws2_supercurrent
from _study import Rebuilt, rebuild

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Rebuilt:
    return rebuild(ws2_supercurrent.STUDY, tmp_path_factory.mktemp("ws2"))


def test_every_printed_number_is_recovered(rebuilt: Rebuilt) -> None:
    # inside of twice the total interval: of 16 numbers with 68 % intervals one lies outside of it
    assert len(rebuilt.rows) == 16
    assert not {r.name for r in rebuilt.rows if not r.verdict.startswith("recovered")}


def test_the_plane_is_an_ellipse_that_a_wobble_of_a_degree_does_not_make(rebuilt: Rebuilt) -> None:
    checks = {c.name: c for c in rebuilt.reports["azimuths"].checks}
    assert checks["azimuth_law"].value == pytest.approx(1.0, abs=1e-6)
    # thin film of 28 T and 3.42 T: 1.93 T at one degree, of the 4 T between x and y
    assert checks["wobble"].value == pytest.approx(1.93, abs=0.01)


def test_ginzburg_landau_does_not_describe_the_cold(rebuilt: Rebuilt) -> None:
    assert any(r.erratum == "E24" and r.says.startswith("check") for r in rebuilt.raised)
    assert any(r.erratum == "E24" and r.says.startswith("report") for r in rebuilt.raised)


def test_fields_along_the_normal_alone_raise_nothing(rebuilt: Rebuilt) -> None:
    checks = {c.name: c.status for c in rebuilt.reports["currents"].checks}
    assert checks["goodness_of_fit"] == "ok"


def test_the_current_is_below_depairing(rebuilt: Rebuilt) -> None:
    (check,) = [c for c in rebuilt.reports["currents"].checks if c.name == "depairing"]
    assert check.status == "ok"


def test_retrapping_is_no_diode(rebuilt: Rebuilt) -> None:
    diode = [q for q in rebuilt.reports["currents"].quantities if q.name == "eta_diode"]
    # no more than twice its error, where the polarities agree
    assert diode
    assert all(q.value is None or abs(q.value) <= 2.0 * q.error for q in diode)
