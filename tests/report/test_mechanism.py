"""The section on the mechanism, and that compared fits appear there alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from supra2d.core import FittedParameter, Result
from supra2d.report import Report, write
from supra2d.report._mechanism import mechanisms, prior, probability, verdict_sentence
from supra2d.report._notices import notices
from supra2d.report._summary import sentences


@pytest.fixture(scope="session")
def compared(example: Report) -> Result:
    return next(r for r in example.results if r.kind == "comparison")


@pytest.fixture(scope="session")
def folder(compared: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(Report("x", results=(compared,)), tmp_path_factory.mktemp("mechanism") / "out")


def _row(shares: dict[str, float], **rest: Any) -> dict[str, Any]:
    row = {"data": "ch1: 12 points", "candidates": [{}, {}], "decisive": False}
    found = [{"mechanism": m, "probability": p} for m, p in shares.items()]
    return {**row, "none_adequate": False, "mechanisms": found, **rest}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            _row({"ising": 0.9999, "pauli": 1e-4}, decisive=True),
            "The mechanism is Ising pairing (probability > 0.999).",
        ),
        (
            _row({"orbital": 0.7, "ising_stack": 0.28, "pauli": 0.02}),
            "The mechanism is undecided: orbital motion alone 0.7, coupled Ising layers 0.28.",
        ),
        (
            _row({"ising": 1.0}, none_adequate=True),
            "None of the 2 laws compared describes the critical fields, so no mechanism is named.",
        ),
        (
            _row({"ising": 1.0}, none_adequate=True, candidates=[{}]),
            "The one law compared does not describe the critical fields, so no mechanism is named.",
        ),
        (
            _row({"ising": 1.0}, decisive=True),
            "Only Ising pairing was compared, and it describes the critical fields.",
        ),
    ],
)
def test_verdict_in_the_opening(row: dict[str, Any], said: str) -> None:
    assert re.sub("<[^>]+>", "", verdict_sentence(row)).replace("&gt;", ">") == said


def test_several_comparisons_say_what_they_are_of(compared: Result) -> None:
    told = " ".join(sentences(Report("x", results=(compared, compared))))
    assert told.count("12 points in each of 2 directions: The mechanism is") == 2
    assert "No number could be given" not in told


def test_laws_without_weight_are_folded(compared: Result) -> None:
    (found,) = mechanisms(Report("x", results=(compared,)))
    assert found.state == "undecided"
    assert [law.fit.model for law in found.laws] == [
        "klb",
        "spin_orbit_scattering",
        "film_orbital",
        "ising_intervalley",
    ]
    assert [law.weight for law in found.unlikely] == ["< 0.001"]
    orbital = re.sub("<[^>]+>", "", found.laws[2].parameters)
    assert "D d² = 22.0 ± 1.3\N{NO-BREAK SPACE}nm² cm²/s" in orbital
    # a value that the data leave open is not given
    assert "β open" in re.sub("<[^>]+>", "", found.laws[3].parameters)


def test_what_was_assumed_is_told_once(compared: Result) -> None:
    (found,) = mechanisms(Report("x", results=(compared,)))
    rows = [(re.sub("<[^>]+>", "", name), text, laws) for name, text, laws in found.assumed]
    assert ("tilt", "normal, 0 ± 0.3°", "all laws") in rows
    assert ("D d²", "fixed at 0", "all laws but film_orbital") in rows
    assert ("γso", "uniform, 0.3 to 1000 meV", "klb, spin_orbit_scattering") in rows
    assert found.skipped[0] == ("needs perpendicular fields", "whh, whh_orbital")


@pytest.mark.parametrize(
    ("unit", "text", "shown"),
    [
        ("m", "uniform in the logarithm, 1e-10 to 1e-06 m", "0.1 to 1000 nm"),
        ("T", "normal, 0 +- 0.001 T", "normal, 0 ± 1 mT"),
        ("", "uniform, 0 to 1", "uniform, 0 to 1"),
        (
            "m^4/s",
            "normal in the logarithm, 2.5e-22 m^4/s times or over 1.35",
            "times or over 1.35",
        ),
        ("m^4/s", "normal in the logarithm, 2.5e-22 m^4/s times or over 1.35", "2.5 nm² cm²/s"),
        ("meV", "", ""),
    ],
)
def test_priors_in_units_that_can_be_read(unit: str, text: str, shown: str) -> None:
    assert shown in prior(FittedParameter("x", 1.0, unit, None, text))


def test_weights() -> None:
    assert [probability(p) for p in (1.0, 0.9543, 0.61, 0.0042, 0.0)] == [
        "> 0.999",
        "0.954",
        "0.61",
        "0.0042",
        "< 0.001",
    ]


def test_page(example: Report, folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    bare = re.sub(r"<svg.*?</svg>", "", text, flags=re.S)
    for part in ("The verdict in a sentence.", 'id="mechanism"', "What was left out, and why"):
        assert part in bare, part
    assert "7.294\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10⁻¹⁴ s" in bare and "e-14" not in bare
    # without numbers of its own there is no empty section on them; compared fits have no table
    assert 'id="numbers"' not in bare and 'id="fits"' not in bare and 'id="figures"' not in bare
    assert text.count("<svg ") == 3


def test_compared_fits_are_no_warnings(compared: Result) -> None:
    assert any(fit.status == "warning" for fit in compared.fits)
    assert notices(Report("x", results=(compared,))) == []


def test_tables(compared: Result, folder: Path) -> None:
    def columns(name: str) -> list[list[str]]:
        lines = (folder / "tables" / name).read_text(encoding="utf-8").splitlines()
        return [list(column) for column in zip(*(line.split("\t") for line in lines), strict=True)]

    draws = columns("comparison_posterior.tsv")
    assert [c[:3] for c in draws[:2]] == [
        ["Tc0", "K", "posterior of klb"],
        ["gamma_so", "meV", "posterior of klb"],
    ]
    drawn = next(c for c in compared.curves if c.role == "posterior")
    # ten digits are written
    np.testing.assert_allclose([float(x) for x in draws[0][3:]], drawn.y, rtol=1e-9)
    names, shares = columns("comparison_probability.tsv")
    assert names[3] == "spin_orbit_scattering" and float(shares[3]) == pytest.approx(0.7)
    laws = columns("candidates.tsv")
    assert [c[0] for c in laws][:2] == ["model", "mechanism"] and laws[0][3] == "klb"
