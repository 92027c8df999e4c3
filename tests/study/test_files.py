"""Folders of files: one sample, its settings, and the bad one among the good."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from supra2d.core import InputError, OutputError
from supra2d.simulate import Film, Protocol, Sweep, run, simulate, write_origin_text
from supra2d.study import Options, read, read_all, report

from ._find import checks, inside, the

FILM = Film(Tc=4.2, xi=10e-9, d=8e-9, width_T=0.15)
# three critical temperatures each: enough for lengths, too few for a comparison of laws
PERPENDICULAR = Protocol(
    (Sweep("R(T)", at=(0.0, 0.4, 0.8), span=(5.6, 2.0), points=121),), noise_floor=2.0
)
PARALLEL = Protocol(
    (Sweep("R(T)", at=(0.0, 2.5, 5.0), span=(5.6, 2.0), points=121),),
    direction="parallel",
    noise_floor=2.0,
)

Make = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files of one film, without a word on the direction."""
    made = tmp_path / "data"
    made.mkdir()
    write_origin_text(run(FILM, PERPENDICULAR, 1), made / "film_a.txt")
    write_origin_text(run(FILM, PARALLEL, 2), made / "film_b.txt")
    return made


SETTINGS = """
[sample]
name = "film 7"
thickness = "8 nm"

[files]
"film_a*" = { direction = "perpendicular", cooldown = 1 }
"film_b*" = { direction = "parallel", cooldown = 1 }
"""


def test_settings_state_the_directions_and_a_bad_file_stops_nothing(folder: Path) -> None:
    (folder / "supra2d.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "broken.dat").write_bytes(bytes(range(256)) * 8)
    (folder / "empty.csv").write_bytes(b"")
    made = report(folder)
    assert made.title == "film 7"
    assert made.settings == SETTINGS
    for name, truth in (("xi_GL", FILM.xi), ("d_sc", FILM.d)):
        assert inside(the(made, name), truth)
    assert [c.status for c in checks(made, "thickness")] == ["ok"]
    sources = {Path(s.path).name: s for s in made.sources}
    assert len(sources) == 4  # the settings are no measurement
    assert sources["film_a.txt"].rows == sources["film_b.txt"].rows == 3 * 121
    for name in ("broken.dat", "empty.csv"):
        source = sources[name]
        assert (source.rows, source.reader, len(source.sha256)) == (0, "none", 64)
        assert source.message


def test_cooldowns_of_the_settings_reach_the_fit(folder: Path) -> None:
    text = SETTINGS.replace('"parallel", cooldown = 1', '"parallel", cooldown = 2')
    (folder / "supra2d.toml").write_text(text, encoding="utf-8")
    (result,) = [r for r in report(folder).results if r.kind == "critical_field"]
    assert any(t.startswith("Shift of Tc per cooldown: ") for t in result.text)


def test_two_samples_are_kept_apart(folder: Path) -> None:
    text = '[files]\n"film_a*" = { sample = "A" }\n"film_b*" = { sample = "B" }\n'
    (folder / "supra2d.toml").write_text(text, encoding="utf-8")
    try:
        made = report(folder)
    except InputError as error:
        assert "one sample" in str(error)
        return
    assert {q.where.get("channel") for q in made.quantities if q.name == "Tc"} == {"A", "B"}


def test_settings_of_two_folders_are_two_samples(folder: Path, tmp_path: Path) -> None:
    (folder / "supra2d.toml").write_text(SETTINGS, encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    write_origin_text(run(FILM, PERPENDICULAR, 3), other / "film_c.txt")
    (other / "supra2d.toml").write_text('[sample]\nname = "film 8"\n', encoding="utf-8")
    with pytest.raises(InputError, match="one sample in one call"):
        report([folder, other])


def test_a_sample_file_turns_the_rotator_reading_into_an_angle(tmp_path: Path) -> None:
    sweeps = tuple(
        Sweep("R(T)", at=(0.3, 0.6), span=(5.6, 2.0), points=121, angle=a) for a in (0.0, 90.0)
    )
    protocol = Protocol(sweeps, noise_floor=2.0, rotator_zero=12.0)
    write_origin_text(run(FILM, protocol, 1), tmp_path / "turned.txt")
    (tmp_path / "supra2d.toml").write_text('[sample]\nangle_zero = "12 deg"\n', encoding="utf-8")
    made = report(tmp_path / "turned.txt")
    assert {q.where.get("direction") for q in made.quantities if q.name == "transition_width"} == {
        "perpendicular",
        "parallel",
    }


def test_nothing_readable_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.dat").write_bytes(b"")
    (tmp_path / "b.dat").write_bytes(b"<html></html>")
    with pytest.raises(InputError, match="none of 2 files can be read; the first says"):
        report(tmp_path)
    with pytest.raises(InputError, match="a.dat is empty"):
        report(tmp_path / "a.dat")


def test_rows_without_a_sweep(tmp_path: Path) -> None:
    file = tmp_path / "const.csv"
    file.write_text("T (K),R (ohm)\n" + "4.2,1.0\n" * 50, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        report(file)
    assert "50 rows with resistance, temperature but no sweep in them" in str(caught.value)
    assert "8 or more values" in str(caught.value)


def test_a_family_ordered_column_by_column(tmp_path: Path) -> None:
    """One row of all fields per temperature, as exported from a spreadsheet."""
    fields = np.array([0.0, 0.3, 0.6])
    t = np.linspace(5.6, 2.0, 121)
    rng = np.random.default_rng(5)
    centre = FILM.Tc * (1 - fields / 3.2911)
    lines = ["T (K),B (T),R (ohm)"]
    for temperature in t:
        for b, at in zip(fields, centre, strict=True):
            r = 1000 / (1 + np.exp(-(temperature - at) * 2 * np.log(9) / 0.15))
            lines.append(f"{temperature:.5f},{b:g},{r + rng.standard_normal():.4f}")
    file = tmp_path / "family.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    made = report(file)
    for b, at in zip(fields, centre, strict=True):
        assert inside(the(made, "Tc", field=float(b)), float(at))
    # 3.2911 T is the film's Bc2(0)
    assert inside(the(made, "xi_GL"), 10e-9)


def test_read_wants_one_file(folder: Path) -> None:
    assert read(folder / "film_a.txt").sizes["row"] == 3 * 121
    with pytest.raises(InputError, match="is a folder"):
        read(folder)
    (folder / "bad.dat").write_bytes(b"")
    kinds = [type(found).__name__ for found in read_all([folder], ())]
    assert sorted(kinds) == ["Dataset", "Dataset", "InputError"]


def test_an_existing_folder_is_replaced_only_if_it_is_ours(folder: Path, tmp_path: Path) -> None:
    options = Options(direction="perpendicular", criteria=("50%",))
    foreign = tmp_path / "thesis"
    foreign.mkdir()
    (foreign / "chapter1.tex").write_text("years of work", encoding="utf-8")
    with pytest.raises(OutputError, match="--force"):
        report(folder, foreign, options=options)
    assert (foreign / "chapter1.tex").read_text(encoding="utf-8") == "years of work"
    ours = tmp_path / "out"
    report(folder / "film_a.txt", ours, options=options)
    report(folder / "film_a.txt", ours, options=options)
    assert (ours / "results.json").is_file()


def test_each_simulated_sample_can_be_reported(tmp_path: Path) -> None:
    place = simulate("two_point_bar", tmp_path / "bar", seed=1)
    made = report(place, options=Options(criteria=("50%",)))
    assert checks(made, "series_resistance")
    assert [q for q in made.quantities if q.status != "refused"]
