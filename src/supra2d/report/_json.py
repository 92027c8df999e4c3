"""``results.json``: a Report as plain data (schema ``supra2d.results/1``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from math import isfinite
from typing import Any

from .._version import __version__
from ..core import Check, Fit, FittedParameter, Quantity, Source
from ._report import Report

SCHEMA = "supra2d.results/1"


def to_dict(report: Report) -> dict[str, Any]:
    """The content of ``results.json``: plain, finite, complete.

    Parameters
    ----------
    report
        The Report; ``where`` loses its unset keys, numbers that are not finite become null.

    Returns
    -------
    dict
        Accepted by ``json.dumps(..., allow_nan=False)`` and valid under ``schema()``.
    """
    return {
        "schema": SCHEMA,
        "package": {"name": "supra2d", "version": __version__},
        "sample": plain(report.sample.known()),
        "sources": [_source(s) for s in report.sources],
        "quantities": [_quantity(q) for q in report.quantities],
        "fits": [_fit(f) for f in report.fits],
        "comparisons": [plain(c) for c in report.comparisons],
        "checks": [_check(c) for c in report.checks],
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``results.json``.

    Examples
    --------
    >>> schema()["properties"]["schema"]["const"]
    'supra2d.results/1'
    """
    text = (files(__package__ or "supra2d.report") / "schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def plain(value: Any) -> Any:
    """``value`` in the types of JSON: numpy scalars, tuples and mappings unpacked."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):  # numpy scalars and arrays
        return plain(value.tolist())
    if isinstance(value, float) and not isfinite(value):
        return None
    return value


def _source(source: Source) -> dict[str, Any]:
    row: dict[str, Any] = plain(asdict(source))
    return row


def _quantity(q: Quantity) -> dict[str, Any]:
    row: dict[str, Any] = plain(
        {
            "name": q.name,
            "value": q.value,
            "unit": q.unit,
            "interval": q.interval,
            "systematic": q.systematic,
            "total": q.total,
            "level": q.level,
            "criterion": q.criterion,
            "method": q.method,
            "convention": q.convention,
            "status": q.status,
            "message": q.message,
            "preferred": q.preferred,
            "where": {k: v for k, v in plain(q.where).items() if v not in (None, "")},
            "source": q.source,
            "rows": q.rows,
            "cites": q.cites,
        }
    )
    return row


def _parameter(p: FittedParameter) -> dict[str, Any]:
    row: dict[str, Any] = plain(asdict(p))
    return row


def _fit(fit: Fit) -> dict[str, Any]:
    row: dict[str, Any] = plain(
        {
            "model": fit.model,
            "mechanism": fit.mechanism,
            "data": fit.data,
            "parameters": [_parameter(p) for p in fit.parameters],
            "chi2": fit.chi2,
            "dof": fit.dof,
            "aic": fit.aic,
            "bic": fit.bic,
            "log_evidence": fit.log_evidence,
            "adequate": fit.adequate,
            "status": fit.status,
            "message": fit.message,
        }
    )
    return row


def _check(check: Check) -> dict[str, Any]:
    row: dict[str, Any] = plain(asdict(check))
    return row
