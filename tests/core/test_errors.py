"""Errors: one sentence of three parts, near matches, and a way through process pools."""

from __future__ import annotations

import pickle

import pytest

from supra2d import core
from supra2d.core import InputError, NameUnknownError, SupraError


def test_the_message_is_one_sentence_of_three_parts() -> None:
    error = InputError("a.dat is empty", "a header and two rows", "export the file again")
    assert str(error) == "a.dat is empty; expected a header and two rows; export the file again."
    assert isinstance(error, ValueError)


@pytest.mark.parametrize(
    "kind",
    ["FitError", "InputError", "NameUnknownError", "OutputError", "UnitError"],
)
def test_every_error_survives_pickling(kind: str) -> None:
    error = getattr(core, kind)("got", "expected", "remedy")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and isinstance(again, SupraError)
    assert (again.got, again.expected, again.remedy) == ("got", "expected", "remedy")


def test_near_matches_are_offered_and_far_ones_are_not() -> None:
    near = NameUnknownError.of("law", "Whh_orbita", ["whh_orbital", "gl_parallel"])
    assert str(near).endswith("did you mean whh_orbital.")
    far = NameUnknownError.of("law", "zzz", ["whh_orbital", "gl_parallel"])
    assert str(far).endswith("one of gl_parallel, whh_orbital; check the spelling.")
