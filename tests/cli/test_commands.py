"""Every command: what it prints, how it ends, what it leaves behind."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from supra2d import __version__
from supra2d.cli import main
from supra2d.cli._main import app
from supra2d.core import InputError, make_table, save_netcdf
from supra2d.models import names as laws
from supra2d.simulate import names as samples

from .conftest import Answer, Command

COMMANDS = ("read", "report", "fit", "models", "simulate")


def refused(answer: Answer) -> str:
    """The one sentence of a command that could do nothing."""
    assert answer.code == 2
    assert "Traceback" not in answer.err
    (sentence,) = answer.err.splitlines()
    assert sentence.startswith("supra2d: ")
    assert sentence.endswith(".")
    assert answer.out == ""
    return sentence


def test_help_lists_the_commands() -> None:
    answer = CliRunner().invoke(app, ["--help"])
    assert answer.exit_code == 0
    for command in COMMANDS:
        assert f"  {command} " in answer.output


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str) -> None:
    answer = CliRunner().invoke(app, [command, "--help"])
    assert answer.exit_code == 0
    assert answer.output.strip().startswith(f"Usage: supra2d {command}")


def test_version(supra2d: Command) -> None:
    answer = supra2d("--version")
    assert (answer.code, answer.out) == (0, f"supra2d {__version__}\n")


# read


def test_read_says_what_was_understood(supra2d: Command, sweep_file: Path) -> None:
    answer = supra2d("read", sweep_file)
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0] == str(sweep_file)
    assert lines[1:3] == ["  reader    delimited_text", "  rows      81 (0 dropped)"]
    assert any("temperature" in x and "K" in x and "from 'T (K)'" in x for x in lines)
    assert "  sweeps    1" in lines
    assert lines[lines.index("  sweeps    1") + 1].strip().startswith("R(T)      down  6 to 2")
    assert "lines 2-82" in answer.out


def test_read_maps_columns(supra2d: Command, tmp_path: Path) -> None:
    file = tmp_path / "bare.dat"
    file.write_text("a\tb\n" + "".join(f"{k}\t{2 * k}\n" for k in range(1, 21)), encoding="utf-8")
    assert "does not say what its columns are" in refused(supra2d("read", file))
    columns = ("--columns", "temperature=a [K]", "--columns", "resistance=b [ohm]")
    answer = supra2d("read", file, *columns)
    assert answer.code == 0
    assert "R(T)      up    1 to 20, 20 points" in answer.out


def test_read_of_a_table_that_was_written(supra2d: Command, tmp_path: Path) -> None:
    file = tmp_path / "table.nc"
    save_netcdf(make_table([2.0, 3.0, 4.0], [1.0, 0.6, 0.2]), file)
    answer = supra2d("read", file)
    assert answer.code == 0 and "  table     3 points of temperature and field\n" in answer.out


def test_read_goes_on_after_a_bad_file(supra2d: Command, sweep_file: Path) -> None:
    empty = sweep_file.with_name("empty.csv")
    empty.write_bytes(b"")
    answer = supra2d("read", empty, sweep_file)
    assert answer.code == 0
    assert answer.err.startswith("supra2d: skipped: empty.csv is empty")
    assert str(sweep_file) in answer.out
    assert "empty" in refused(supra2d("read", empty))


def test_read_of_a_long_log_is_cut(supra2d: Command, tmp_path: Path) -> None:
    rows = [f"{t},{b},1" for b in range(45) for t in range(2, 22)]
    file = tmp_path / "long.csv"
    file.write_text("\n".join(["T (K),B (T),R (ohm),x,y", *(f"{r},0,0" for r in rows)]) + "\n")
    answer = supra2d("read", file)
    assert "  sweeps    45" in answer.out
    assert "    ... and 5 more" in answer.out
    assert "  not used  x, y" in answer.out


UP_AND_DOWN = [*range(-20, 20, 2), *range(20, -22, -2)]
ONE_WAY = "    conductance -0.02 to 0.02 V, 21 points, temperature = 1.5 K, lines 2-22\n"


@pytest.mark.parametrize(
    ("names", "first", "said"),
    [
        ("bias (mV),dI/dV (S),T (K)", UP_AND_DOWN, f"  spectra   2\n{ONE_WAY}"),
        ("2theta (deg),Intensity (counts)", range(10, 51), "intensity 10 to 50 deg, 41 points\n"),
        ("T (K),B (T)", range(1, 42), "  table     41 points of temperature and field\n"),
        ("rate (meV),Tc (K)", range(1, 42), "  table     41 points of temperature and rate\n"),
        ("bias (mV),I (A)", range(-20, 21), "  sweeps    none: nothing was recorded against"),
        ("time (s),B (T)", range(41), "  sweeps    none: no resistance"),
    ],
)
def test_read_says_what_is_in_a_file(
    supra2d: Command, tmp_path: Path, names: str, first: Sequence[int], said: str
) -> None:
    rest = ",1.5" * names.count(",")
    file = tmp_path / "some.csv"
    file.write_text("\n".join([names, *(f"{x}{rest}" for x in first)]), encoding="utf-8")
    answer = supra2d("read", file)
    assert answer.code == 0 and said in answer.out
    assert ("--columns" in answer.out) == ("none" in said)


# report


def test_report_writes_its_folder(supra2d: Command, sweep_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    answer = supra2d("report", sweep_file, "-o", out, "--criterion", "50%", "--pauli", "1.84")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.endswith(f"refused with a reason: {out / 'report.html'}\n")
    assert {p.name for p in out.iterdir()} == {"results.json", "report.html", "figures", "tables"}
    written = json.loads((out / "results.json").read_text(encoding="utf-8"))
    (tc,) = [q for q in written["quantities"] if q["name"] == "Tc" and q["preferred"]]
    assert tc["value"] == pytest.approx(4.0, abs=4 * (tc["total"][1] - tc["total"][0]))


def test_report_names_the_files_it_skipped(
    supra2d: Command, sweep_file: Path, tmp_path: Path
) -> None:
    sweep_file.with_name("notes.dat").write_text("<!doctype html><html></html>")
    answer = supra2d("report", sweep_file.parent, "-o", tmp_path / "out")
    assert answer.code == 0
    assert answer.err.startswith("supra2d: skipped notes.dat: ")
    assert (tmp_path / "out" / "results.json").is_file()


def test_an_existing_folder_is_replaced_only_if_ours_or_forced(
    supra2d: Command, sweep_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.tex").write_text("years", encoding="utf-8")
    assert "--force" in refused(supra2d("report", sweep_file, "-o", out))
    assert [p.name for p in out.iterdir()] == ["thesis.tex"]
    assert supra2d("report", sweep_file, "-o", out, "--force").code == 0
    assert not (out / "thesis.tex").exists()
    assert supra2d("report", sweep_file, "-o", out).code == 0


def test_an_output_that_cannot_be_written(
    supra2d: Command, sweep_file: Path, tmp_path: Path
) -> None:
    # a file in the way stops everybody, root included
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    sentence = refused(supra2d("report", sweep_file, "-o", tmp_path / "file" / "out"))
    assert "written" in sentence or "write" in sentence
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--criterion", "onset"), "a percentage of the normal state"),
        (("--criterion", "120%"), "criterion '120%'"),
        (("--direction", "paralel"), "did you mean parallel"),
        (("--pauli", "1.85"), "unknown Pauli prefactor '1.85'"),
        (("--bogus",), "No such option: --bogus"),
        (("--columns", "resistence=R [ohm]"), "did you mean resistance"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_wrong_options(
    supra2d: Command, sweep_file: Path, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    out = tmp_path / "out"
    assert sentence in refused(supra2d("report", sweep_file, "-o", out, *arguments))
    assert not out.exists()


def test_missing_arguments(supra2d: Command, sweep_file: Path) -> None:
    assert "Missing argument" in refused(supra2d("report"))
    assert "-o" in refused(supra2d("report", sweep_file))
    assert "No such command" in refused(supra2d("reprot"))


# fit


def test_fit_prints_what_it_found(supra2d: Command, table_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    answer = supra2d("fit", table_file, "--model", "gl_perpendicular,whh_orbital", "-o", out)
    assert (answer.code, answer.err) == (0, "")
    assert "gl_perpendicular: chi2/dof = " in answer.out
    assert "whh_orbital: chi2/dof = " in answer.out
    (line,) = [x for x in answer.out.split("whh_orbital")[0].splitlines() if x.startswith("  Tc0")]
    name, value, unit, *_ = line.split()
    # 0.01 T over 0.78 T/K at nine points
    assert (name, unit) == ("Tc0", "K")
    assert float(value) == pytest.approx(4.2, abs=0.03)
    assert answer.out.endswith(f"report: {out / 'report.html'}\n")
    assert (out / "results.json").is_file()


def test_fit_refuses_sweeps_laws_and_directions(
    supra2d: Command, table_file: Path, sweep_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"

    def sentence(file: Path, law: str, *more: str) -> str:
        return refused(supra2d("fit", file, "--model", law, "-o", out, *more))

    assert "not a table" in sentence(sweep_file, "gl_perpendicular")
    assert "did you mean gl_p" in sentence(table_file, "gl_perp")
    assert "has no column angle" in sentence(table_file, "tinkham_2d")
    needs = sentence(table_file, "gl_parallel", "--direction", "perpendicular")
    assert "gl_parallel needs parallel fields" in needs
    assert not out.exists()


def test_fit_says_what_is_not_constrained(supra2d: Command, tmp_path: Path) -> None:
    file = tmp_path / "two.csv"
    file.write_text("T (K),B (T),dB (T)\n2.0,1.7,0.01\n3.0,0.9,0.01\n", encoding="utf-8")
    arguments = ("--model", "gl_parallel", "--direction", "parallel", "-o", tmp_path / "out")
    answer = supra2d("fit", file, *arguments)
    if answer.code == 2:
        refused(answer)
    else:
        assert "not constrained by these data" in answer.out


# models and simulate


def test_models_lists_every_law(supra2d: Command) -> None:
    answer = supra2d("models")
    assert answer.code == 0
    listed = [line.split()[0] for line in answer.out.splitlines() if line.startswith("  ")]
    assert sorted(listed) == sorted(laws())


@pytest.mark.parametrize("law", laws())
def test_models_describes_a_law(supra2d: Command, law: str) -> None:
    answer = supra2d("models", law)
    assert answer.code == 0
    assert answer.out.startswith(f"{law}: ")
    for word in ("mechanism", "equation", "limits", "default", "cite"):
        assert word in answer.out


def test_models_answers_with_near_matches(supra2d: Command) -> None:
    assert "did you mean gl_parallel" in refused(supra2d("models", "gl_paralel"))


def test_simulate_lists_its_samples(supra2d: Command) -> None:
    answer = supra2d("simulate", "list")
    assert (answer.code, answer.out.split()) == (0, samples())


def test_simulate_writes_files_that_can_be_read(supra2d: Command, tmp_path: Path) -> None:
    out = tmp_path / "film"
    answer = supra2d("simulate", "thin_film", "-o", out, "--seed", "3")
    assert (answer.code, answer.out) == (0, f"simulated files: {out}\n")
    assert "seed 3" in (out / "README.txt").read_text(encoding="utf-8")
    assert supra2d("read", out / "parallel.txt").code == 0


def test_simulate_refuses(supra2d: Command, tmp_path: Path) -> None:
    assert "no output folder" in refused(supra2d("simulate", "thin_film"))
    assert "thin_film" in refused(supra2d("simulate", "thinfilm", "-o", tmp_path / "x"))
    (tmp_path / "thesis.tex").write_text("years", encoding="utf-8")
    assert "was not made by simulate" in refused(supra2d("simulate", "thin_film", "-o", tmp_path))


# how a command ends


def test_debug_raises(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    arguments = ["supra2d", "report", str(tmp_path / "missing.dat"), "--debug", "-o", "x"]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(InputError):
        main()


def test_a_bug_says_that_it_is_one(
    supra2d: Command, monkeypatch: pytest.MonkeyPatch, sweep_file: Path
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the flux capacitor is empty")

    monkeypatch.setattr("supra2d.study.read_all", broken)
    answer = supra2d("read", sweep_file)
    assert answer.code == 1
    assert answer.err.startswith("supra2d: this is a bug (RuntimeError: the flux capacitor")
    assert "--debug" in answer.err
