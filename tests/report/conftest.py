"""A Report made by hand that holds one of everything."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from supra2d.core import (
    Check,
    Fit,
    FittedParameter,
    Quantity,
    Sample,
    Source,
    refused,
)
from supra2d.report import Report

SYNTHETIC = runpy.run_path(str(Path(__file__).parents[1] / "plot" / "synthetic.py"))

ACT = "data/film_perpendicular.dat"
TEXT = "data/film_parallel.txt"


def quantity(name: str, unit: str, value: float, error: float, **rest: Any) -> Quantity:
    """A number with a symmetric statistical interval."""
    rest = {"source": ACT, "rows": "120-240", "cites": ("tinkham1996",), **rest}
    return Quantity(name, unit, value, (value - error, value + error), **rest)


def _transition_numbers() -> tuple[Quantity, ...]:
    rows = []
    for criterion, tc in (("50%", 3.2811), ("10%", 3.21), ("90%", 3.36)):
        for field in (0.0, 0.25, 0.5, 1.0, 1.5, 2.0):
            value = tc * (1 - field / 3.6)
            rows.append(
                quantity(
                    "Tc", "K", value, 0.008,
                    systematic=(value - 0.009, value + 0.015), criterion=criterion,
                    method="crossing of the normal state", preferred=criterion == "50%",
                    where={"field": field, "channel": "ch2", "direction": "perpendicular"},
                )
            )  # fmt: skip
    rows.append(
        quantity(
            "RRR", "", 2.31, 0.04, where={"channel": "ch2"}, method="ratio of 300 K to 5 K",
            preferred=True,
        )
    )  # fmt: skip
    return tuple(rows)


def _field_numbers() -> tuple[Quantity, ...]:
    rows = []
    for i, temperature in enumerate((2.0, 2.2, 2.4, 2.6, 2.8, 3.0, 3.2)):
        for criterion, factor in (("50%", 1.0), ("10%", 0.9)):
            value = factor * (0.673 - 0.105 * i)
            rows.append(
                quantity(
                    "Bc2", "T", value, 0.004, criterion=criterion, method="mean of both signs",
                    systematic=(value - 0.006, value + 0.003), preferred=criterion == "50%",
                    where={"temperature": temperature, "channel": "ch2"}, status="warning",
                    message="the field direction is not in the file; state it with --direction",
                )
            )  # fmt: skip
        if temperature < 2.3:
            rows.append(
                refused(
                    "Bc2", "T",
                    "the sweep ends at 1 T, below 90 % of the normal state; "
                    "sweep to a higher field or use a lower criterion",
                    criterion="90%", where={"temperature": temperature, "channel": "ch2"},
                    source=ACT,
                )
            )  # fmt: skip
    return tuple(rows)


def _derived() -> tuple[Quantity, ...]:
    rest = {"method": "joint fit", "preferred": True, "criterion": "50%"}
    zero = {"temperature": 0.0, "method": "extrapolated"}
    return (
        quantity("xi_GL", "m", 9.62e-9, 0.11e-9, systematic=(9.5e-9, 9.9e-9), **rest),
        quantity("d_sc", "m", 3.24e-9, 0.09e-9, **rest),
        quantity("Bc2", "T", 3.4, 0.06, where={**zero, "direction": "perpendicular"}, **rest),
        quantity("Bc2", "T", 11.0, 0.3, where={**zero, "direction": "parallel"}, **rest),
        quantity("anisotropy", "", 3.24, 0.1, **rest),
        quantity("pauli_ratio", "", 1.486, 0.04, convention="BCS, g = 2", **rest),
    )


def _fits() -> tuple[Fit, ...]:
    tc = FittedParameter("Tc0", 4.01, "K", (4.0, 4.02), "uniform")
    xi = FittedParameter("xi", 9.62e-9, "m", (9.51e-9, 9.73e-9), "log_uniform")
    d = FittedParameter("d", 3.24e-9, "m", None, "log_uniform")
    joint = Fit(
        "gl_perpendicular + gl_parallel", "orbital", "Bc2 at 50 %, both directions", (tc, xi, d),
        chi2=14.2, dof=15, aic=20.2, bic=22.9, status="warning",
        message="d is not constrained by these data; measure closer to Tc.",
    )  # fmt: skip
    single = Fit(
        "tinkham_2d", "(angular)", "Bc2 against angle at 2 K",
        (
            FittedParameter("B_perp", 1.0, "T", (0.99, 1.012)),
            FittedParameter("B_par", 5.0, "T", (4.9, 5.13)),
            FittedParameter("theta0", 0.0, "deg", (0.0, 0.0), fixed=True),
        ),
        chi2=30.0, dof=35, aic=34.0, bic=37.2, adequate=True,
    )  # fmt: skip
    return joint, single


def example_report() -> Report:
    """One of everything: numbers of each status, fits, checks, refused files, settings."""
    temperature = replace(SYNTHETIC["resistance_temperature"](), quantities=_transition_numbers())
    field = replace(
        SYNTHETIC["resistance_field"](),
        quantities=_field_numbers(),
        text=("The normal state was taken from the sweep at 3.4 K, above Tc.",),
    )
    critical = SYNTHETIC["critical_field"]()
    critical = replace(
        critical,
        quantities=(*critical.quantities, *_derived()),
        fits=_fits(),
        checks=(
            Check("thin_film", "ok", "d is below 1.8 xi(T) in the whole range.", 0.34),
            Check("residual_runs", "warning", "residuals of gl_parallel are not random.", 0.03),
            Check("offset", "failed", "the zero of resistance lies at -0.4 ohm; correct it."),
        ),
    )
    return Report(
        title="Film A, <NbSe₂> & co",
        sample=Sample(name="Film A", material="NbSe2", thickness=6.1e-9, contacts="hall-bar"),
        sources=(
            Source(ACT, "a" * 64, "quantum_design", 6035, 12, "12 rows did not parse"),
            Source(TEXT, "b" * 64, "delimited_text", 1200, 0),
            Source("data/notes.html", "c" * 64, "", 0, 0, "looks like an HTML page; expected a "
                   "table; export the data again."),
        ),
        results=(temperature, field, critical, SYNTHETIC["angular"](), SYNTHETIC["comparison"]()),
        settings='[sample]\nname = "Film A"\nthickness = "6.1 nm"\n',
        options={"--columns": "field=magnet_bpar [T]"},
    )  # fmt: skip


@pytest.fixture(scope="session")
def example() -> Report:
    return example_report()


@pytest.fixture(scope="session")
def make_quantity() -> Callable[..., Quantity]:
    return quantity
