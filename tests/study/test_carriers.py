"""From a text file to densities, mobilities and lengths: the whole way, and its refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from supra2d.core import Array, Result, Sample
from supra2d.io import read
from supra2d.measure import hall_tensor
from supra2d.plot import caption, draw, figures_for
from supra2d.report import Report, schema, to_dict
from supra2d.study import carriers_result

E_CHARGE = 1.602176634e-19
FIELD = np.concatenate([np.linspace(9, -9, 121), np.linspace(-9, 9, 121)])

Film = Callable[..., Path]


@pytest.fixture
def film(tmp_path: Path) -> Film:
    """Write a file of T, B, Rxy and whatever else, of a film measured at some temperatures."""

    def write(
        *temperatures: float,
        carriers: tuple[tuple[float, ...], tuple[float, ...]] = ((8.1e17,), (257e-4,)),
        columns: str = "Rxx (ohm/sq)",
        squares: float = 1.0,
        field: Array = FIELD,
        noise: float = 0.01,
        name: str = "film.txt",
    ) -> Path:
        rng = np.random.default_rng(len(temperatures))
        lines = ["\t".join(["T (K)", "B (T)", "Rxy (ohm)", *filter(None, [columns])])]
        for t in temperatures:
            xx, xy = hall_tensor(field, *(np.array(part) for part in carriers))
            hall = xy + 0.3 + 0.02 * xx + rng.normal(0, noise, field.size)
            rows = [t + rng.normal(0, 1e-4 * t, field.size), field, hall]
            if columns:
                rows.append(squares * xx + rng.normal(0, noise, field.size))
            lines += ["\t".join(f"{value:.7g}" for value in row) for row in zip(*rows, strict=True)]
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


def result_of(*paths: Path, sample: Sample | None = None, **choices: float) -> Result:
    found = carriers_result([read(path) for path in paths], sample, **choices)
    assert found is not None
    return found


def holds(result: Result, name: str, truth: float, **where: object) -> bool:
    """Whether a number is given, and the truth is within four of its errors."""
    q = result.get(name, **where)
    assert q.value is not None, q.message
    return abs(q.value - truth) < 4 * q.error


def checks(result: Result) -> dict[str, str]:
    return {check.name: check.status for check in result.checks}


def valid(result: Result) -> None:
    content = to_dict(Report("Carriers", results=(result,)))
    json.dumps(content, allow_nan=False)
    jsonschema.Draft202012Validator(schema()).validate(content)


def test_three_columns_are_enough_for_a_density(film: Film) -> None:
    result = result_of(film(10.0, 50.0, columns=""))
    for temperature in (10.0, 50.0):
        assert holds(result, "n_sheet", 8.1e17, temperature=temperature)
        q = result.get("n_sheet", temperature=temperature)
        assert q.preferred and q.unit == "m^-2" and q.convention.startswith("holes")
        assert q.error < 1e-3 * 8.1e17
        assert {"hall1879", "jay2021"} <= set(q.cites)
        # both branches stand beside it
        branches = [r.where["branch"] for r in result.quantities
                    if r.name == "n_sheet" and r.where.get("temperature") == temperature
                    and "branch" in r.where]  # fmt: skip
        assert sorted(branches) == ["down", "up"]
        mobility = result.get("mobility", temperature=temperature)
        assert mobility.status == "refused" and "measure R_xx" in mobility.message
    valid(result)


def test_everything_of_a_metal(film: Film) -> None:
    path = film(4.0)
    result = result_of(path, sample=Sample(thickness=6e-9, mobility=257e-4))
    sheet = 1.0 / (E_CHARGE * 8.1e17 * 257e-4)
    for name, unit, truth in (
        ("n_sheet", "m^-2", 8.1e17),
        ("n_volume", "m^-3", 8.1e17 / 6e-9),
        ("mobility", "m^2/(V s)", 257e-4),
        ("mean_free_path", "m", 38.162e-9),  # 6.5821e-16 eV s * 2.25596e9 1/m * 257e-4
        ("kFl", "1", 25812.807 / sheet),
        ("lambda_clean", "m", 457.37e-9),  # (m_e / mu_0 n e^2)^(1/2) of 1.35e26 m^-3
    ):
        q = result.get(name)
        assert q.unit == unit and q.status == "ok" and q.where == {"temperature": 4.0}
        # numbers in the table have five digits; the errors are of the same size
        assert abs(q.value - truth) < 4 * q.error + 1e-4 * truth
        assert q.interval[0] < q.value < q.interval[1]
    # D = v_F l / 2 with v_F = hbar k_F / m
    velocity = 1.054571817e-34 * (2 * np.pi * 8.1e17) ** 0.5 / 9.1093837e-31
    assert result.get("diffusion_constant").value == pytest.approx(
        velocity * 38.162e-9 / 2, rel=1e-3
    )
    heavy = result_of(path, mass=2.0)
    ratio = heavy.get("diffusion_constant").value / result.get("diffusion_constant").value
    assert ratio == pytest.approx(0.5, rel=1e-9)
    assert checks(result) == {
        "hall_offset": "ok",
        "hall_branches": "ok",
        "carriers": "ok",
        "metal": "ok",
        "drude_consistency": "ok",
    }
    assert result.comparisons[0]["decisive"]
    valid(result)


def test_degeneracy_changes_lengths_only(film: Film) -> None:
    path = film(4.0)
    two, four = result_of(path), result_of(path, degeneracy=4.0)
    assert four.get("n_sheet").value == two.get("n_sheet").value
    assert four.get("kFl").value == pytest.approx(two.get("kFl").value / 2, rel=1e-12)
    ratio = four.get("mean_free_path").value / two.get("mean_free_path").value
    assert ratio == pytest.approx(0.5**0.5, rel=1e-12)
    assert "degeneracy 4" in four.get("kFl").convention


def test_erratum_of_the_oxide_interface(film: Film) -> None:
    # the film has 8.1e13 cm^-2 and 300 ohm; the paper quotes 166 cm^2/(V s)
    mobility = 1.0 / (E_CHARGE * 8.1e17 * 300.0)
    path = film(0.4, carriers=((8.1e17,), (mobility,)))
    (check,) = [c for c in result_of(path, sample=Sample(mobility=166e-4)).checks
                if c.name == "drude_consistency"]  # fmt: skip
    assert check.status == "warning" and check.value == pytest.approx(1.547, abs=0.01)
    quiet = result_of(path, sample=Sample(mobility=257e-4))
    assert checks(quiet)["drude_consistency"] == "ok"


def test_geometry_makes_a_sheet_resistance(film: Film) -> None:
    path = film(4.0, columns="Rxx (ohm)", squares=5.0)
    refused = result_of(path).get("mobility")
    assert refused.status == "refused" and "width and length" in refused.message
    result = result_of(path, sample=Sample(width=2e-5, length=1e-4))
    assert holds(result, "mobility", 257e-4)


def test_the_longitudinal_resistance_may_be_in_another_file(film: Film) -> None:
    hall = film(4.0, columns="", name="hall.txt")
    text = film(4.0).read_text().splitlines()
    along = hall.with_name("along.txt")
    along.write_text("\n".join("\t".join(np.array(line.split("\t"))[[0, 1, 3]]) for line in text))
    assert holds(result_of(hall, along), "mobility", 257e-4)


def test_two_carriers_are_told_from_one(film: Film) -> None:
    path = film(2.0, carriers=((2e16, 4e15), (0.15, -0.6)), noise=0.5)
    result = result_of(path, sample=Sample(thickness=1e-8))
    slope = result.get("n_sheet")
    # R_xy changes its sign on the way up: its slope at zero field says little
    assert slope.status != "ok" and "n_sheet_1" in slope.message
    for name, truth, kind in (
        ("n_sheet_1", 2e16, "holes"),
        ("n_sheet_2", 4e15, "electrons"),
        ("mobility_1", 0.15, "holes"),
        ("mobility_2", 0.6, "electrons"),
    ):
        assert holds(result, name, truth) and result.get(name).convention == kind
    names = {q.name for q in result.quantities}
    assert not {"mean_free_path", "kFl", "n_volume"} & names
    assert {fit.model: fit.adequate for fit in result.fits} == {
        "one_carrier": False,
        "two_carriers": True,
    }
    assert result.comparisons[0]["mechanisms"][1]["probability"] > 0.99
    valid(result)
    assert figures_for(result) == ["hall"]
    assert draw("hall", result).get_figure() is not None
    assert "two carriers" in caption("hall", result)


def test_one_sign_of_the_field_is_a_warning(film: Film) -> None:
    q = result_of(film(4.0, field=np.linspace(0.0, 9.0, 91), columns="")).get("n_sheet")
    assert q.status == "warning" and "both signs" in q.message
    assert q.value == pytest.approx(8.1e17, rel=0.05)


def test_noise_gives_no_density(film: Film) -> None:
    (q,) = result_of(film(4.0, columns="", noise=1e4)).quantities
    assert q.status == "refused" and q.value is None
    assert "No Hall slope beyond its error" in q.message and q.message.endswith(".")
    valid(result_of(film(4.0, columns="", noise=1e4)))


def test_no_hall_resistance_no_result(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("T (K)\tR (ohm)\n" + "\n".join(f"{t}\t{2 * t}" for t in range(2, 30)))
    assert carriers_result([read(path)]) is None


def test_a_hall_resistance_without_a_sweep_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    rows = "\n".join(f"{t}\t3\t{0.5 * t}" for t in range(2, 30))
    path.write_text("T (K)\tB (T)\tRxy (ohm)\n" + rows)
    (q,) = result_of(path).quantities
    assert q.status == "refused" and "28 readings" in q.message
    assert "both signs" in q.message


def test_lake_shore_densities_over_temperature(data_dir: Path) -> None:
    path = data_dir / "IKZ-lakeshore-hall" / "22-211-G_Hall_23K-320K_TT-Halter.txt"
    result = result_of(path)
    assert [c.y.size for c in result.curves] == [101]
    warm = result.get("n_volume", temperature=320.8)
    # the instrument's own 7.9495e16 cm^-3 and 136.23 cm^2/(V s), five digits each; it takes the
    # elementary charge as 1.602e-19 C, which is 1.1e-4 less than it is
    assert warm.value == pytest.approx(7.9495e22 * 1.602 / 1.602176634, rel=2e-5)
    mobility = result.get("mobility", temperature=320.8)
    assert mobility.value == pytest.approx(1.3623e-2, rel=0.01)  # it uses another resistivity
    assert result.get("n_sheet", temperature=320.8).convention.startswith("electrons")
    assert 1e-4 < warm.error / warm.value < 1e-2
    cold = [q for q in result.quantities if q.name == "n_sheet"][0]
    # the two coldest readings differ by a factor of six
    assert cold.where["temperature"] > 23.9 and cold.error / cold.value > 0.1
    # a semiconductor at 28 K is not degenerate: no mean free path
    path_length = result.get("mean_free_path", temperature=cold.where["temperature"])
    assert path_length.status == "refused" and "Fermi temperature" in path_length.message
    valid(result)
    assert figures_for(result) == ["hall"]
    axes = draw("hall", result)
    assert axes.get_xlabel() == "$T$ (K)" and axes.get_yscale() == "log"


def test_the_reading_out_of_range_never_enters(data_dir: Path) -> None:
    name = "22-127-G_20K-320K_TT-Halter_WDH_060722.txt"
    result = result_of(data_dir / "IKZ-lakeshore-hall" / name)
    (curve,) = result.curves
    assert curve.y.size == 65 and float(curve.y.max()) < 1.2e17
    # -6.1563E+16 1/cm^3 on 1.8 um
    assert result.get("n_sheet", temperature=316.0).value == pytest.approx(1.10813e17, rel=1e-4)


def test_one_reading_at_room_temperature_is_refused_with_a_remedy(data_dir: Path) -> None:
    (q,) = result_of(data_dir / "IKZ-lakeshore-hall" / "23-026-AG_Hall_RT.txt").quantities
    assert q.status == "refused" and q.message.startswith("1 readings of a Hall resistance")
