"""The canonical channels: what a column of a measurement can be, and its unit."""

from __future__ import annotations

from dataclasses import dataclass

from ._errors import NameUnknownError


@dataclass(frozen=True, slots=True)
class Channel:
    """A physical quantity that a column can hold.

    ``unit`` is the only unit used inside supra2d; ``kind`` says what the channel does in a
    sweep: a ``control`` is set by the operator, a ``signal`` is read from the sample,
    an ``error`` belongs to the channel named before ``_error``, a ``label`` is text.
    """

    name: str
    unit: str
    kind: str
    description: str


CHANNELS: dict[str, Channel] = {
    channel.name: channel
    for channel in (
        Channel("temperature", "K", "control", "sample temperature"),
        Channel("field", "T", "control", "applied magnetic field mu0 H"),
        Channel("position", "deg", "control", "reading of a rotator, zero unknown"),
        Channel("angle", "deg", "control", "angle of the field from the film normal"),
        Channel("azimuth", "deg", "control", "angle of the field in the film plane"),
        Channel("current", "A", "control", "current through the sample"),
        Channel("gate_voltage", "V", "control", "gate voltage"),
        Channel("bias", "V", "control", "bias voltage of a tunnel junction"),
        Channel("rate", "meV", "control", "pair-breaking energy, hbar over a time"),
        Channel("time", "s", "control", "time stamp"),
        Channel("tip_x", "m", "control", "position of a tip along the fast axis of a scan"),
        Channel("tip_y", "m", "control", "position of a tip along the slow axis of a scan"),
        Channel("two_theta", "deg", "control", "diffraction angle"),
        Channel("voltage", "V", "signal", "voltage between the voltage contacts"),
        Channel("resistance", "ohm", "signal", "resistance"),
        Channel("sheet_resistance", "ohm", "signal", "resistance per square"),
        Channel("resistivity", "ohm m", "signal", "resistivity"),
        Channel("hall_resistance", "ohm", "signal", "transverse voltage over the current"),
        Channel("conductance", "S", "signal", "differential conductance"),
        Channel("differential_resistance", "ohm", "signal", "differential resistance dV/dI"),
        Channel("height", "m", "signal", "topography of a scan"),
        Channel("moment", "A m^2", "signal", "magnetic moment"),
        Channel("ac_moment", "A m^2", "signal", "in-phase part of an alternating moment"),
        Channel("ac_loss", "A m^2", "signal", "out-of-phase part of an alternating moment"),
        Channel("intensity", "counts", "signal", "counts of a detector"),
        Channel("temperature_error", "K", "error", "one standard deviation of temperature"),
        Channel("field_error", "T", "error", "one standard deviation of field"),
        Channel("rate_error", "meV", "error", "one standard deviation of rate"),
        Channel("angle_error", "deg", "error", "one standard deviation of angle"),
        Channel("direction", "", "label", "perpendicular or parallel"),
        Channel("run", "", "label", "cooldown or file that a row belongs to"),
    )
}

#: Signals that show a superconducting transition, best first.
RESISTIVE = ("sheet_resistance", "resistance", "resistivity")


def channel(name: str) -> Channel:
    """The canonical channel called ``name``.

    Examples
    --------
    >>> channel("field").unit
    'T'
    """
    try:
        return CHANNELS[name]
    except KeyError:
        raise NameUnknownError.of("channel", name, CHANNELS) from None
