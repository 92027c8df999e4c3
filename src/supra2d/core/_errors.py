"""Exceptions: what was got, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class SupraError(ValueError):
    """Base of every error that supra2d raises on purpose.

    The message is one sentence made of three parts, so that no error can be raised
    without a remedy.

    Parameters
    ----------
    got
        What was found, as a clause: ``"sample.dat is empty"``.
    expected
        What would have been right: ``"a header and at least two rows"``.
    remedy
        What to do about it: ``"export the file again"``.
    """

    def __init__(self, got: str, expected: str, remedy: str) -> None:
        self.got, self.expected, self.remedy = got, expected, remedy
        super().__init__(f"{got}; expected {expected}; {remedy}.")

    def __reduce__(self) -> tuple[type[SupraError], tuple[str, str, str]]:
        return type(self), (self.got, self.expected, self.remedy)


class InputError(SupraError):
    """A file or an array that cannot be used as it is."""


class UnitError(InputError):
    """A unit that is unknown or does not fit the channel it stands on."""


class NameUnknownError(SupraError):
    """A name that nothing is known under; the message lists near matches."""

    @classmethod
    def of(cls, kind: str, name: str, known: Iterable[str]) -> NameUnknownError:
        """Error for ``name``, which is none of the ``known`` names of this ``kind``."""
        names = sorted(known)
        spelled = {known_name.lower(): known_name for known_name in names}
        near = [spelled[n] for n in get_close_matches(name.lower(), spelled, n=3, cutoff=0.5)]
        remedy = f"did you mean {' or '.join(near)}?" if near else "check the spelling"
        return cls(f"unknown {kind} {name!r}", "one of " + ", ".join(names), remedy.rstrip("?"))


class OutputError(SupraError):
    """A place that cannot be written."""


class FitError(SupraError):
    """A fit that cannot be started on these data."""
