"""Transport in real instrument files: what the analysis says against what the file says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from supra2d.core import Array, InputError, Sample
from supra2d.io import read
from supra2d.measure import drude_mobility, sheet_density
from supra2d.report import Report
from supra2d.study import Options, carriers_result, report

from ._find import the

#: The instrument computes densities with 1.602e-19 C.
ITS_CHARGE = 1.602 / 1.602176634
#: Its numbers have five digits: half a unit of the last one in each of two.
FIVE_DIGITS = 1e-4
#: File, thickness in m, its Hall readings that are in range.
HALL = [
    ("22-127-G_20K-320K_TT-Halter_WDH_060722.txt", 1.8e-6, 65),
    ("22-211-G_Hall_23K-320K_TT-Halter.txt", 3.0e-6, 101),
]
ROOM = "23-026-AG_Hall_RT.txt"
MISFIT = "FAIRmat-nomad-measurements/ACT_Ch1_Hall_Ch2_TMR.dat"
TRANSPORT = {"critical_current", "bkt", "creep", "gate", "resistance_gate", "carriers"}


def printed(path: Path) -> dict[str, Array]:
    """Columns of all tables with a Hall coefficient by first word, ordered by temperature."""
    rows: list[list[str]] = []
    inside = False
    for line in path.read_text("latin-1").splitlines():
        if "Hall Coefficient" in line:
            inside, names = True, line.rstrip().split("\t")
        elif not line.strip():
            inside = False
        elif inside:
            rows.append(line.rstrip().split("\t"))
    columns = dict(zip(names, np.array(rows).T, strict=True))
    numbers = {k.partition(" [")[0]: v.astype(float) for k, v in columns.items() if k != "Type"}
    # a resistance or mobility beyond 1e100 is how the instrument writes an overflow
    kept = np.all([np.abs(v) < 1e100 for v in numbers.values()], axis=0)
    order = np.argsort(numbers["Temperature"][kept], kind="stable")
    return {k: v[kept][order] for k, v in numbers.items()}


@pytest.fixture(scope="module", params=HALL, ids=[name for name, _, _ in HALL])
def film(request: pytest.FixtureRequest, data_dir: Path) -> tuple[Report, dict[str, Array], float]:
    name, thickness, count = request.param
    path = data_dir / "IKZ-lakeshore-hall" / name
    told = printed(path)
    assert told["Temperature"].size == count
    return report(path), told, thickness


def carriers(made: Report) -> tuple[Array, Array, Array]:
    """Temperatures, sheet densities and their errors."""
    (result,) = [r for r in made.results if r.kind == "carriers"]
    (curve,) = result.curves
    assert curve.y_error is not None
    return np.asarray(curve.x), np.asarray(curve.y), np.asarray(curve.y_error)


def test_every_density_is_that_of_the_instrument(
    film: tuple[Report, dict[str, Array], float],
) -> None:
    made, told, thickness = film
    T, n, error = carriers(made)
    np.testing.assert_array_equal(T, told["Temperature"])
    its = np.abs(told["Carrier Density"]) * 1e6 * thickness * ITS_CHARGE
    # over nearly four decades of density, from 20 to 320 K
    assert its.max() / its.min() > 5e3
    np.testing.assert_allclose(n, its, rtol=FIVE_DIGITS)
    # cold readings scatter by factors, warm ones by less than a per cent; the errors say so
    assert np.all(error[T > 150.0] < 0.01 * n[T > 150.0])
    assert np.all(error[T < 24.0] > 0.25 * n[T < 24.0])


def test_both_quoted_temperatures_have_density_and_mobility_of_the_file(
    film: tuple[Report, dict[str, Array], float],
) -> None:
    made, told, thickness = film
    quoted = [q for q in made.quantities if q.name == "n_volume"]
    assert len(quoted) == 2
    for q in quoted:
        i = int(np.argmin(np.abs(told["Temperature"] - q.where["temperature"])))
        density = abs(told["Carrier Density"][i]) * 1e6
        assert q.status == "ok" and q.value is not None
        assert q.value == pytest.approx(density * ITS_CHARGE, rel=FIVE_DIGITS)
        assert the(made, "n_sheet", **q.where).value == pytest.approx(q.value * thickness)
        assert the(made, "n_sheet", **q.where).convention.startswith("electrons")
        mobility = the(made, "mobility", **q.where)
        # R_H over the resistivity of the same row, cm^2/(V s) to m^2/(V s)
        own = abs(told["Hall Coefficient"][i]) / told["Resistivity"][i] * 1e-4
        assert mobility.value == pytest.approx(own, rel=FIVE_DIGITS)
        # the instrument divides by a resistivity of another table, measured without a field at
        # another temperature: 1 % away when warm, where it changes slowly; cold by 15 %, which
        # is inside of the error
        its = abs(told["Hall Mobility"][i]) * 1e-4
        assert mobility.value is not None
        apart = abs(mobility.value - its)
        assert apart < (0.01 * its if q.where["temperature"] > 300.0 else mobility.error)


def test_a_cold_semiconductor_has_no_mean_free_path(
    film: tuple[Report, dict[str, Array], float],
) -> None:
    made, _, _ = film
    cold = min(q.where["temperature"] for q in made.quantities if q.name == "n_volume")
    for name in ("mean_free_path", "kFl", "diffusion_constant", "lambda_clean"):
        q = the(made, name, temperature=cold)
        assert q.status == "refused" and "Fermi temperature" in q.message


def test_a_thermometer_that_says_error_is_told_and_gives_no_place(data_dir: Path) -> None:
    path = data_dir / "IKZ-lakeshore-hall" / ROOM
    made = report(path)
    assert "'Temperature [K]' holds no number" in made.sources[0].message
    # four contact pairs of 11 readings and one Hall coefficient: all 45 rows are kept
    assert (made.sources[0].rows, made.sources[0].dropped_rows) == (45, 0)
    assert {q.name: q.status for q in made.quantities} == {"Ic": "refused", "n_sheet": "refused"}
    assert "44 readings of a voltage" in the(made, "Ic").message
    assert the(made, "Ic").value is None and not the(made, "n_sheet").where


def test_one_hall_coefficient_gives_the_density_of_the_instrument(data_dir: Path) -> None:
    log = read(data_dir / "IKZ-lakeshore-hall" / ROOM)
    told = np.isfinite(log.hall_resistance.values)
    (hall,), (field,) = log.hall_resistance.values[told], log.field.values[told]
    n = sheet_density(hall / field)
    thickness = 263e-9
    assert n / thickness == pytest.approx(1.1146e23 * ITS_CHARGE, rel=FIVE_DIGITS)
    # 11.608 cm^2/(V s), with 4.8246 ohm cm without a field from the head of the table
    assert drude_mobility(n, 4.8246e-2 / thickness) == pytest.approx(11.608e-4, rel=FIVE_DIGITS)


def test_a_hall_pair_across_a_transition_gives_no_density(data_dir: Path) -> None:
    """The pair called Hall of the misfit crystal, with R_xx beside it and 0.08 mm of crystal."""
    log = read(data_dir / MISFIT, columns=["hall_resistance=Volts ch1* [ohm]"])
    volts = log["hall_resistance"]
    ohms = (volts / log["current"]).assign_attrs(volts.attrs)
    log = log.drop_vars("resistivity_ch1").assign(hall_resistance=ohms)
    result = carriers_result([log], Sample(thickness=80e-6))
    assert result is not None
    found = {q.where["temperature"]: q for q in result.quantities}
    assert list(found) == [2.0, 2.2, 2.4, 2.6, 2.8, 3.0, 3.2, 3.4]
    assert {q.status for q in found.values()} == {"refused"}
    for temperature, q in found.items():
        # superconducting in zero field below 3.28 K; at 3.4 K the slope of a metal, 8 uohm/T for
        # 1e28 carriers per m^3 in 0.08 mm, is no larger than its error
        told = "transition lies inside" if temperature < 3.28 else "No Hall slope beyond its error"
        assert told in q.message


@pytest.mark.parametrize(
    "name", [MISFIT, "FAIRmat-AreaA-ETO/testPPMS.dat"], ids=["misfit", "EuCuAs"]
)
def test_sweeps_at_constant_current_give_neither_currents_nor_vortices(
    data_dir: Path, name: str
) -> None:
    # one current in all rows, 1.03 mA and 1 mA; R(B) at eight temperatures, R(T) in one field
    made = report(data_dir / name)
    assert not {r.kind for r in made.results} & TRANSPORT
    assert not [q for q in made.quantities if q.name in ("Ic", "T_BKT", "U0", "n_sheet")]


TUNNELLING = [
    "angelo-peronio-nanonis-xarray/i_v.dat",
    "FAIRmat-pynxtools-stm/STS_nanonis_generic_4_5.dat",
    "underchemist-nanonispy/Bias-Spectroscopy002.dat",
]


@pytest.mark.parametrize("name", TUNNELLING)
def test_the_bias_of_a_tunnel_junction_is_no_voltage_of_a_film(data_dir: Path, name: str) -> None:
    try:
        made = report(data_dir / name)
    except InputError as error:
        assert "no sweep in them" in str(error)
        return
    # a semiconductor, with the conductance in the file: a spectrum, and no gap of a superconductor
    assert {r.kind for r in made.results} == {"tunnelling"}
    assert not [q for q in made.quantities if q.name == "Delta" and q.value is not None]


@pytest.mark.parametrize("name", TUNNELLING)
def test_a_tunnel_junction_has_no_critical_current(data_dir: Path, name: str) -> None:
    current = "Input 3" if "underchemist" in name else "Current"
    columns = ("voltage=Bias calc [V]", f"current={current} [A]")
    made = report(data_dir / name, options=Options(columns=columns))
    found = [q for q in made.quantities if q.name == "Ic"]
    assert found
    assert all(q.value is None and "no branch without voltage" in q.message for q in found)


def test_a_map_of_tunnelling_over_field_is_no_transport(data_dir: Path) -> None:
    columns = ("field=magnet_bpar [T]", "bias=v_bias [V]", "conductance=lockin_6_CondX [S]")
    path = data_dir / "maiani-percolative_supercurrent" / "NIS_S2_28.dat"
    made = report(path, options=Options(columns=columns))
    assert not {r.kind for r in made.results} & (TRANSPORT | {"critical_field", "transition"})


def test_films_keep_the_thickness_of_their_own_header(data_dir: Path) -> None:
    paths = [data_dir / "IKZ-lakeshore-hall" / name for name, _, _ in HALL]

    def densities(made: Report) -> set[float]:
        return {q.value for q in made.quantities if q.name == "n_volume" and q.value is not None}

    together = densities(report(paths))
    assert len(together) > 1
    assert together == densities(report(paths[0])) | densities(report(paths[1]))
