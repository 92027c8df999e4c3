"""What the user may choose about a report."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..core import Conventions, InputError, NameUnknownError

#: Criteria for which critical fields are tabulated and fitted.
FITTED = ("50%", "10%", "90%")

EVIDENCES = ("laplace", "nested")

#: Misalignment of a parallel film unless it is stated, deg.
USUAL_TILT = 0.3

DIRECTIONS = ("perpendicular", "parallel")


@dataclass(frozen=True, slots=True)
class Options:
    """Choices behind a report; the defaults need no thought.

    Attributes
    ----------
    columns
        ``"field=magnet_bpar [T]"``, ...: what the columns of a file without units are.
    direction
        ``perpendicular`` or ``parallel``, for files that do not say.
    criterion
        Criterion of the preferred numbers.
    pauli_prefactor, g
        Convention of the Pauli limit.
    evidence
        ``laplace``, at once, or ``nested``, by nested sampling, for the comparison of laws.
    tilt, remanent, thermometer
        How far the instrument may be off, one standard deviation: misalignment of a parallel
        film in deg (None where nobody states it; see ``misalignment``), remanent field in T,
        relative error of the thermometer per tesla.
    """

    columns: tuple[str, ...] = ()
    direction: str = ""
    criterion: str = "50%"
    pauli_prefactor: str = "BCS"
    g: float = 2.0
    criteria: tuple[str, ...] = field(default=FITTED)
    evidence: str = "laplace"
    tilt: float | None = None
    remanent: float = 1e-3
    thermometer: float = 0.0

    def __post_init__(self) -> None:
        if self.direction not in ("", *DIRECTIONS):
            raise NameUnknownError.of("direction", self.direction, DIRECTIONS)
        if self.evidence not in EVIDENCES:
            raise NameUnknownError.of("evidence", self.evidence, EVIDENCES)
        if not self.criterion.endswith("%"):
            raise InputError(
                f"criterion {self.criterion!r} for the preferred numbers",
                "a percentage of the normal state such as 50%",
                "onset, zero and max_slope are reported beside it",
            )
        if self.criterion not in self.criteria:
            object.__setattr__(self, "criteria", (self.criterion, *self.criteria))

    @property
    def conventions(self) -> Conventions:
        """The conventions that travel with the numbers."""
        return Conventions(pauli_prefactor=self.pauli_prefactor, g=self.g, criterion=self.criterion)

    @property
    def misalignment(self) -> float:
        """The tilt that is stated, or what a sample stage usually leaves, deg."""
        return USUAL_TILT if self.tilt is None else self.tilt

    def chosen(self) -> dict[str, str]:
        """What was asked for beyond the defaults, for the page."""
        default = Options()
        found = {
            "columns": "; ".join(self.columns),
            "direction": self.direction,
            "criterion": self.criterion if self.criterion != default.criterion else "",
            "pauli_prefactor": (
                self.pauli_prefactor if self.pauli_prefactor != default.pauli_prefactor else ""
            ),
            "g": f"{self.g:g}" if self.g != default.g else "",
            "evidence": self.evidence if self.evidence != default.evidence else "",
        } | {
            name: f"{getattr(self, name):g}"
            for name in ("tilt", "remanent", "thermometer")
            if getattr(self, name) != getattr(default, name)
        }
        return {key: value for key, value in found.items() if value}
