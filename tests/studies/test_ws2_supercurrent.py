"""Supercurrent and critical fields of WS2, from raw files to the printed numbers."""

from __future__ import annotations

import pytest
import ws2_supercurrent
from _study import Rebuilt, rebuild

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Rebuilt:
    return rebuild(
        ws2_supercurrent.STUDY, tmp_path_factory.mktemp("ws2"), only=["fields", "currents"]
    )


def test_every_printed_number_is_recovered(rebuilt: Rebuilt) -> None:
    # inside of twice the total interval: of 15 numbers with 68 % intervals one lies outside of it
    lost = {r.name for r in rebuilt.rows if not r.verdict.startswith("recovered")}
    assert lost <= {"twofold azimuth: B along x"}  # its folder is left out here


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
