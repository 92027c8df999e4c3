"""The thing that was measured."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """What is known of a sample; every field is optional.

    Attributes
    ----------
    name, material
        As the user or the instrument header gives them.
    thickness, width, length
        m; length is the distance between the voltage contacts.
    contacts
        ``hall-bar``, ``van-der-pauw`` or ``two-point``.
    direction
        ``perpendicular`` or ``parallel``: field against the film, where the files do not say.
    angle_zero
        Rotator reading in degrees at which the field is along the film normal.
    mobility
        m^2/(V s).
    cooldown
        Label of the cooldown.
    inversion
        Whether the crystal has a centre of inversion: with one no spin splitting along the normal,
        and pairing of the second Ising type in its place.
    """

    name: str = ""
    material: str = ""
    thickness: float | None = None
    width: float | None = None
    length: float | None = None
    contacts: str = ""
    direction: str = ""
    angle_zero: float | None = None
    mobility: float | None = None
    cooldown: str = ""
    inversion: bool | None = None

    def known(self) -> dict[str, Any]:
        """The fields that are set."""
        return {key: value for key, value in asdict(self).items() if value not in ("", None)}

    def filled_from(self, other: Sample) -> Sample:
        """This sample, with the gaps filled from another one."""
        own = self.known()
        return Sample(**{f.name: own.get(f.name, getattr(other, f.name)) for f in fields(self)})
