"""The numbers of the atlas as rows, and printed against recomputed ones."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, log10

from ..core import PAULI_PREFACTORS, Check, Quantity, refused, with_preferred
from ..materials import QUANTITIES, Record, Value
from ..report import quote
from ._atlas_records import REFERENCE, Ratio, kelvin, limit, number, ratios

_CRITERION = "50%"
_UNSTATED = "not stated"
_TEMPERATURES = {"Tc": "", "Tc_onset": "onset", "Tc_zero": "zero"}
_SIDES = {"lower": "above", "upper": "below"}
_MORE = "to complete it, add a table with 'supra2d atlas add'"


def quantities(record: Record) -> tuple[Quantity, ...]:
    """All that a record says, one row for each number; a limit is refused and told."""
    rows = [_row(record, key) for key in record.values if key != "pauli_ratio"]
    rows += [_ratio_row(record, ratio) for ratio in ratios(record)]
    return with_preferred(rows, _CRITERION)


def _row(record: Record, key: str) -> Quantity:
    name, where = key, {"channel": record.name}
    criterion = ""
    if key in _TEMPERATURES:
        name, criterion = "Tc", _TEMPERATURES[key] or record.criterion or _UNSTATED
    elif key.startswith("Bc2_"):
        name, criterion = "Bc2", record.criterion or _UNSTATED
        where = {**_place(record), "direction": key.removeprefix("Bc2_")}
    elif key == "anisotropy":
        where = _place(record)
    unit = QUANTITIES[key] or "1"
    common = {"criterion": criterion, "where": where, **_origin(record)}
    value, found = record.values[key], number(record, key)
    assert isinstance(value, Value) and found is not None
    if side := limit(record, key):
        return refused(name, unit, _limit_text(record, side, found[0], unit), **common)
    return Quantity(
        name,
        unit,
        found[0],
        (found[0] - found[1], found[0] + found[1]),
        method="printed",
        convention=f"interval: {value.basis}",
        message=_remark(record, key),
        **common,
    )


def _ratio_row(record: Record, ratio: Ratio) -> Quantity:
    where = {**_place(record), "direction": "parallel"}
    if ratio.limit:
        text = _limit_text(record, ratio.limit, ratio.value, "")
        return refused(
            "pauli_ratio", "1", text, where=where, method=ratio.method, **_origin(record)
        )
    told = f"prefactor {REFERENCE}, g = 2"
    if ratio.method == "printed":
        told += f"; printed with {record.prefactor or 'one that is not stated'}"
    return Quantity(
        "pauli_ratio",
        "1",
        ratio.value,
        ratio.interval,
        ratio.systematic,
        method=ratio.method,
        convention=told,
        message=_remark(record, "pauli_ratio"),
        where=where,
        **_origin(record),
    )


def _place(record: Record) -> dict[str, object]:
    at = kelvin(record)
    return {"channel": record.name} | ({} if at is None else {"temperature": at})


def _remark(record: Record, key: str) -> str:
    """What the record remarks, and the erratum that concerns the value."""
    told = [f"See {_erratum(record, key)}."] if key in record.errata else []
    return " ".join(filter(None, (record.remark, *told)))


def _origin(record: Record) -> dict[str, object]:
    """File, line and reference."""
    shipped = record.row is None
    return {
        "source": f"supra2d/materials/{record.file}" if shipped else record.file,
        "rows": "" if shipped else f"{record.row}",
        "cites": (record.source,),
    }


def _limit_text(record: Record, side: str, value: float, unit: str) -> str:
    at = ""
    if record.reduced_temperature is not None:
        at = f" at {record.reduced_temperature:g} Tc"
    shown = f"{value:.3g} {unit}".strip()
    told = f"The text has a limit alone, {_SIDES[side]} {shown}{at}, and no value; {_MORE}."
    return f"{told} {record.remark}".strip()


def checks(record: Record) -> Iterator[Check]:
    """Printed numbers that follow from others of the same text, recomputed."""
    tc, field, across = (number(record, k) for k in ("Tc", "Bc2_parallel", "Bc2_perpendicular"))
    if any(limit(record, key) for key in ("Tc", "Bc2_parallel", "Bc2_perpendicular")):
        return
    if tc and "B_pauli" in record.values:
        found = {name: p * tc[0] for name, p in PAULI_PREFACTORS.items()}
        yield _check(record, "B_pauli", "Pauli limit", "T", found, tc[1] / tc[0])
    if tc and field and "pauli_ratio" in record.values and not limit(record, "pauli_ratio"):
        found = {name: field[0] / (p * tc[0]) for name, p in PAULI_PREFACTORS.items()}
        spread = tc[1] / tc[0] + field[1] / field[0]
        yield _check(record, "pauli_ratio", "ratio to the Pauli limit", "", found, spread)
    if field and across and "anisotropy" in record.values:
        spread = field[1] / field[0] + across[1] / across[0]
        found = {"": field[0] / across[0]}
        yield _check(record, "anisotropy", "ratio of both directions", "", found, spread)


def _check(
    record: Record, key: str, what: str, unit: str, found: dict[str, float], spread: float
) -> Check:
    """``spread`` is what the rounding of the numbers below leaves open, relative."""
    printed = number(record, key)
    assert printed is not None
    stated = record.prefactor if record.prefactor in found else ""
    wanted = [found[stated]] if stated in found else list(found.values())
    off = min(abs(value - printed[0]) for value in wanted)
    status, verdict = "ok", "they agree"
    if off > printed[1] * (1.0 + 1e-9):
        status, verdict = "ok", "the rounding of the printed numbers allows for the difference"
        if off > printed[1] + spread * max(wanted):
            status, verdict = "failed", "they differ"
    values = " and ".join(
        f"{quote(value, None, '').text}{f' {unit}' if unit else ''}"
        + (f" with {name}" if name else "")
        + (" (as the text has it)" if name and name == stated else "")
        for name, value in _shown(found, stated).items()
    )
    shown = f"{printed[0]:.{_decimals(printed[1])}f} {unit}".strip()
    text = f"{record.name}: the {what} is printed as {shown} and recomputed as {values}; {verdict}"
    text += f" ({_erratum(record, key)})." if key in record.errata else "."
    return Check(f"printed_{key}", status, text, wanted[0] - printed[0])


def _decimals(half_digit: float) -> int:
    """Decimal places of a number that is known to half of its last digit."""
    return max(0, -floor(log10(2.0 * half_digit) + 1e-9))


def _erratum(record: Record, key: str) -> str:
    return f"{record.errata[key]} of {record.paper}"


def _shown(found: dict[str, float], stated: str) -> dict[str, float]:
    """The convention of the text and that of this package, in four digits; all if none is told."""
    names = [name for name in (stated, REFERENCE) if name in found] if stated else list(found)
    return {name: float(f"{found[name]:.4g}") for name in dict.fromkeys(names)}
