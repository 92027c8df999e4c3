"""Critical temperatures against a rate of pair breaking, and the laws fitted to them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from ..core import (
    SCHEMA,
    Axis,
    Check,
    Curve,
    InputError,
    Model,
    Quantity,
    Result,
    refused,
    row_ranges,
    validate,
)
from ..fit import FitOutcome, fit_table


def only_rates(name: str) -> InputError:
    """What is said to who wants more of such a table than a fit."""
    return InputError(
        f"{name} holds critical temperatures against a rate",
        "sweeps, or critical fields",
        "fit it with 'supra2d fit TABLE --model abrikosov_gorkov'",
    )


def rate_result(law: Model, logs: Sequence[xr.Dataset]) -> Result:
    """One law of the rate on the points of all tables."""
    table = xr.concat([_points(log) for log in logs], dim="point", join="outer")
    outcome = fit_table(law, table)
    return Result(
        "pair_breaking",
        law.title,
        quantities=(_tc(outcome, law, table),),
        fits=(outcome.fit,),
        checks=tuple(Check(c.name, c.status, f"{law.name}: {c.message}", c.value)
                     for c in outcome.checks),
        curves=tuple(_curves(outcome, law, table)),
        x_axis=Axis("rate", "meV"),
        y_axis=Axis("Tc", "K"),
    )  # fmt: skip


def _points(log: xr.Dataset) -> xr.Dataset:
    """A log as a table, without rows that lack a number."""
    good = np.isfinite(log["rate"].values) & np.isfinite(log["temperature"].values)
    names = ["rate", "temperature", "rate_error", "temperature_error"]
    data = {
        name: ("point", np.asarray(log[name].values, float)[good], {"units": log[name].units})
        for name in names
        if name in log
    }
    count = int(good.sum())
    texts = {
        "source": [str(log.attrs["source"])] * count,
        "rows": [row_ranges([int(row)]) for row in log["row"].values[good]],
    }
    labels = {name: ("point", np.array(text, dtype=object)) for name, text in texts.items()}
    return validate(xr.Dataset({**data, **labels}, attrs={"schema": SCHEMA, "kind": "table"}))


def _tc(outcome: FitOutcome, law: Model, table: xr.Dataset) -> Quantity:
    """Tc without pair breaking."""
    interval = outcome.intervals.get("Tc0")
    common: dict[str, Any] = {
        "criterion": "not stated",
        "method": law.name,
        "where": {"method": law.name},
        "source": "; ".join(Path(s).name for s in dict.fromkeys(table["source"].values)),
    }
    if interval is None:
        return refused("Tc", "K", "Tc is not constrained by these points.", **common)
    return Quantity("Tc", "K", outcome.values["Tc0"], interval, cites=law.references, **common)


def _curves(outcome: FitOutcome, law: Model, table: xr.Dataset) -> list[Curve]:
    """Points, fitted line with band and residuals."""
    x, where = table["rate"].values, {"model": law.name}
    line = np.linspace(0.0, 1.05 * x.max(), 361)
    y, low, high = outcome.predict(0, line)
    errors = [table[f"{n}_error"].values if f"{n}_error" in table else None
              for n in ("rate", "temperature")]  # fmt: skip
    return [
        Curve("data", x, table["temperature"].values, x_error=errors[0], y_error=errors[1]),
        Curve("fit", line, y, low=low, high=high, where=where),
        Curve("residual", x, outcome.residuals(0), where=where),
    ]
