"""``results.json``: complete, finite, valid under its schema and the acceptance script."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema
import numpy as np
import pytest

from supra2d.core import Quantity, Result, Sample, refused
from supra2d.report import Report, schema, to_dict

KEYS = (
    "name value unit interval systematic total level criterion method convention status message "
    "preferred where source rows cites"
).split()


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_example_is_valid(example: Report) -> None:
    data = to_dict(example)
    jsonschema.validate(data, schema())
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert all(list(row) == KEYS for row in data["quantities"])
    assert data["package"]["name"] == "supra2d"


def test_empty_report_is_valid() -> None:
    data = to_dict(Report("nothing", sample=Sample()))
    jsonschema.validate(data, schema())
    assert data["sample"] == {} and data["quantities"] == []


@pytest.mark.parametrize(
    "damage",
    [
        {"value": None},
        {"interval": [1.0]},
        {"total": None},
        {"status": "fine"},
        {"where": {"temperature": None}},
        {"criterion": "half"},
        {"level": 0.95},
    ],
)
def test_schema_refuses(example: Report, damage: dict[str, Any]) -> None:
    data = to_dict(example)
    data["quantities"][0].update(damage)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())


def test_schema_wants_a_reason_for_a_refusal(example: Report) -> None:
    data = to_dict(example)
    row = next(q for q in data["quantities"] if q["status"] == "refused")
    row["message"] = ""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())


def test_types_and_holes_are_made_plain(make_quantity: Callable[..., Quantity]) -> None:
    where = {"temperature": np.float64(2.0), "field": None, "channel": "", "gate": np.int64(3)}
    q = make_quantity("Bc2", "T", np.float64(0.5), np.float64(0.01), criterion="50%", where=where)
    data = to_dict(Report("x", results=(Result("critical_field", "", quantities=(q,)),)))
    assert data["quantities"][0]["where"] == {"temperature": 2.0, "gate": 3}
    jsonschema.validate(data, schema())


def test_infinite_goodness_becomes_null(example: Report) -> None:
    fit = replace(example.fits[0], aic=float("inf"), chi2=float("nan"))
    data = to_dict(Report("x", results=(Result("critical_field", "", fits=(fit,)),)))
    assert data["fits"][0]["aic"] is None and data["fits"][0]["chi2"] is None
    jsonschema.validate(data, schema())


def _preferred(*quantities: Quantity) -> list[str]:
    """Criterion and unit of the rows that end up preferred, one Result for each row."""
    results = tuple(Result("k", "", quantities=(q,)) for q in quantities)
    return [q.criterion for q in Report("x", results=results).quantities if q.preferred]


def test_exactly_one_is_preferred(make_quantity: Callable[..., Quantity]) -> None:
    where = {"temperature": 2.0}
    rows = [
        make_quantity("Bc2", "T", 0.5, 0.01, criterion=c, where=where)
        for c in ("10%", "50%", "90%")
    ]
    assert _preferred(*rows) == ["50%"]
    assert _preferred(replace(rows[0], preferred=True), *rows[1:]) == ["10%"]
    claimed = [replace(row, preferred=True) for row in rows]
    assert _preferred(*claimed) == ["50%"]
    no = refused("Bc2", "T", "why; do", criterion="50%", where=where)
    assert _preferred(no, rows[0]) == ["10%"]
    other = replace(rows[0], where={"temperature": 3.0})
    assert _preferred(rows[1], other) == ["50%", "10%"]
    branch = replace(rows[1], where={**where, "branch": "up", "method": "fit"})
    assert len(_preferred(rows[1], branch)) == 1
