"""``bands`` of the compounds that are shipped, against other engines and against print."""

from __future__ import annotations

import pytest

from supra2d.report import Report
from supra2d.study import BandsOptions, bands

#: Coarse for everything but the splittings, which need no mesh.
OPTIONS = BandsOptions(path=60, contours=120, states=90, response=36)

#: Splitting at K of GPAW, Elk and ABINIT on unrelaxed layers, meV: lowest and highest.
ENGINES = {"NbSe2": (151.4, 157.2), "NbS2": (117.6, 117.6), "TaS2": (325.0, 365.0)}

#: The same where K-M crosses the Fermi level, on the outer and the inner sheet.
ON_KM = {"NbSe2": (92.0, 107.0), "NbS2": (60.0, 76.0), "TaS2": (220.0, 280.0)}


@pytest.fixture(scope="module", params=tuple(ENGINES))
def made(request: pytest.FixtureRequest) -> Report:
    return bands(request.param, options=OPTIONS)


def value(report: Report, name: str, **where: str) -> float:
    (found,) = [
        q.value
        for q in report.quantities
        if q.preferred and q.name == name and q.where.items() >= where.items()
    ]
    assert found is not None
    return found


def test_splittings_are_those_of_other_engines(made: Report) -> None:
    low, high = ENGINES[made.title]
    assert low - 10.0 < value(made, "soc_splitting_K") < high + 10.0
    for sheet, expected in zip(("outer", "inner"), ON_KM[made.title], strict=True):
        found = value(made, "soc_splitting_kF", channel=f"K pocket, {sheet} sheet, K-M")
        # heights of the chalcogens are relaxed here and were not there
        assert found == pytest.approx(expected, abs=10.0)


def test_gamma_m_is_free_of_splitting(made: Report) -> None:
    (check,) = [c for c in made.checks if c.name == "splitting_on_Gamma_M"]
    assert check.value is not None and check.value < 0.5


def test_every_number_has_an_interval_around_it(made: Report) -> None:
    for q in made.quantities:
        if q.status != "refused":
            assert q.value is not None and q.total is not None and q.cites
            assert q.total[0] <= q.value <= q.total[1]


def test_the_bands_below_the_metal_are_trivial(made: Report) -> None:
    assert value(made, "z2") == 0.0


def test_the_printed_splitting_of_tantalum_is_marked(made: Report) -> None:
    (check,) = [c for c in made.checks if c.name == "printed_splitting_K"]
    if made.title != "TaS2":
        assert check.status == "ok"
        return
    assert check.status == "warning"
    assert "Printed: 280 meV at K" in check.message
    assert "K pocket, inner sheet, K-M" in check.message


def test_niobium_diselenide(made: Report) -> None:
    if made.title != "NbSe2":
        return
    assert 2.6 < value(made, "dos_EF") < 2.9
    # I N = 2/3 at 3.135 states per eV
    assert value(made, "stoner") == pytest.approx(
        1.0 / (1.0 - 2.0 / 3.0 * value(made, "dos_EF") / 3.135), rel=1e-3
    )
    # the pair with true elements peaks at q = 0, all bands at a third of Gamma-M
    peaks = {q.method: q.value for q in made.quantities
             if q.name == "chi_q_peak" and q.where["channel"] == "zz"}  # fmt: skip
    assert peaks["pair"] == 0.0
    assert peaks["all bands"] == pytest.approx(0.17, abs=0.02)
