"""What ``phase_diagram`` is asked for, checked once at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

from ..core import InputError, NameUnknownError, Parameter, UnitError, parse_quantity
from ..models import model, names
from ..pairing import Pocket

#: Laws whose state is known here, with the parameters that must be given.
LAWS: dict[str, tuple[str, ...]] = {
    "ising": ("beta",),
    "ising_rashba": ("beta", "alpha_r"),
    "rashba": ("alpha_r",),
    "pauli": (),
    "pauli_first_order": (),
}
_POCKET = ("beta", "alpha_r", "alpha_d", "g", "field_factor")
_DIRECTION = ("theta", "phi")
_BASE = 0.2  # of Tc0: temperature of what is shown at one temperature


@dataclass(frozen=True)
class PhaseDiagramOptions:
    """What is drawn, and how finely.

    Attributes
    ----------
    temperature
        K, of the plane of field and angle and of the spectra; None for 0.2 Tc0.
    field_max
        T, upper end of the planes; None for a tenth above the largest critical field.
    points
        Along each side of a plane.
    interaction
        Stoner's I N, from 0 to below 1, in the thermodynamic estimate.
    exchange
        meV, of a magnet beside the layer; None for no such page.
    intervalley
        hbar over the time between two scatterings to the other valley, meV; None for no such page.
    broadening
        Dynes' Gamma of the spectra, meV; None for a fiftieth of the gap.
    """

    temperature: float | None = None
    field_max: float | None = None
    points: int = 60
    interaction: float = 0.0
    exchange: float | None = None
    intervalley: float | None = None
    broadening: float | None = None

    def __post_init__(self) -> None:
        for name, unit in (
            ("temperature", "K"),
            ("field_max", "T"),
            ("exchange", "meV"),
            ("intervalley", "meV"),
            ("broadening", "meV"),
        ):
            value = getattr(self, name)
            if value is not None and not (isfinite(value) and value > 0.0):
                raise InputError(
                    f"{name.replace('_', ' ')} of {value:g} {unit}",
                    "a positive number",
                    "correct it or leave it out",
                )
        if not 0.0 <= self.interaction < 1.0:
            raise InputError(
                f"an interaction I N of {self.interaction:g}",
                "a number from 0 to below 1, where the metal becomes magnetic",
                "give Stoner's I times the density of states of one spin",
            )
        if not 8 <= self.points <= 400:
            raise InputError(f"{self.points} points", "8 to 400 along a side", "take 60")


@dataclass(frozen=True)
class Asked:
    """A pocket and the direction of the field, in words as well."""

    law: str
    pocket: Pocket
    theta: float
    phi: float
    options: PhaseDiagramOptions
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def base(self) -> float:
        """Temperature of the plane of field and angle and of the spectra, K."""
        return self.options.temperature or round(_BASE * self.pocket.Tc0, 9)

    @property
    def direction(self) -> dict[str, float | str]:
        """The direction as rows of ``results.json`` say it."""
        named = {90.0: "parallel", 0.0: "perpendicular", 180.0: "perpendicular"}
        found: dict[str, float | str] = (
            {"direction": named[self.theta]} if self.theta in named else {"angle": self.theta}
        )
        return found | ({"azimuth": self.phi} if self.phi else {})


def asked(
    law: str, parameters: Mapping[str, str | float], tc: str | float, options: PhaseDiagramOptions
) -> Asked:
    """Check names, units and bounds of what was asked for.

    Parameters
    ----------
    law, parameters, tc
        Name of a law, its parameters and the critical temperature as numbers in canonical units or
        as text with a unit.
    options
        Checked already, but for the temperature against Tc.

    Raises
    ------
    NameUnknownError
        For a law or parameter that does not exist, with near matches.
    InputError
        For a law whose state is not known, and a value that cannot be used.
    """
    if law not in names():
        raise NameUnknownError.of("law", law, LAWS)
    if law not in LAWS:
        raise InputError(
            f"the law {law}, of which only the critical field is known",
            "one whose state below it is known as well: " + ", ".join(LAWS),
            "choose one of these, or fit the critical field with supra2d fit",
        )
    records = {p.name: p for p in model(law).parameters if p.name in _POCKET}
    records |= {name: model("ising_rashba").parameter(name) for name in _DIRECTION}
    values = {name: _value(law, name, text, records) for name, text in parameters.items()}
    for name in LAWS[law]:
        if name not in values:
            raise InputError(
                f"{law} without {name}", "all energies of the law", f"add --param {name}=1meV"
            )
    theta, phi = values.pop("theta", 90.0), values.pop("phi", 0.0)
    pocket = Pocket(_tc(tc), **values)
    if options.temperature is not None and options.temperature >= pocket.Tc0:
        raise InputError(
            f"a temperature of {options.temperature:g} K",
            f"one below Tc = {pocket.Tc0:g} K",
            "take a lower one",
        )
    if options.intervalley is not None and (pocket.alpha_r or pocket.alpha_d):
        raise InputError(
            "scattering between the valleys together with Rashba or Dresselhaus coupling",
            "beta alone, for which the spectra with scattering are known",
            "leave out --intervalley, or alpha_r and alpha_d",
        )
    given = {"law": law, "tc": f"{pocket.Tc0:g} K"}
    given |= {name: f"{value:g} {records[name].unit}".strip() for name, value in values.items()}
    given |= {"theta": f"{theta:g} deg", "phi": f"{phi:g} deg"}
    return Asked(law, pocket, theta, phi, options, given)


def _value(law: str, name: str, text: str | float, records: Mapping[str, Parameter]) -> float:
    if name not in records:
        if name in [p.name for p in model(law).parameters]:
            raise InputError(
                f"{name} of {law}, which the state in a field does not know",
                "one of " + ", ".join(records),
                "leave it out" if name != "Tc0" else "give it with --tc",
            )
        raise NameUnknownError.of(f"parameter of {law}", name, records)
    record = records[name]
    value = _number(text, record.unit, name)
    if not record.low <= value <= record.high:
        raise InputError(
            f"{name} = {value:g} {record.unit}".rstrip(),
            f"a value between {record.low:g} and {record.high:g}",
            "change it or its unit",
        )
    return value


def _tc(text: str | float) -> float:
    value = _number(text, "K", "Tc")
    if not 0.0 < value < float("inf"):
        raise InputError(f"Tc = {value:g} K", "a positive number", "give the measured one")
    return value


def _number(text: str | float, unit: str, name: str) -> float:
    """A plain number is in the canonical unit already."""
    try:
        value = float(text)
    except ValueError:
        if not unit:
            raise InputError(
                f"{name} = {str(text)!r}", "a number without unit", "write it like 2.0"
            ) from None
        try:
            return parse_quantity(str(text), unit)
        except UnitError as error:
            raise UnitError(f"{name}: {error.got}", error.expected, error.remedy) from None
    if not isfinite(value):
        raise InputError(f"{name} = {value}", "a finite number", "correct it")
    return value
