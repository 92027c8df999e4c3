"""Logs of Bluefors refrigerators."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import InputError
from supra2d.io import read

Put = Callable[..., Path]

LOG = " 22-11-26,23:59:31,4.052100E-2\n 22-11-26,23:59:61,4.0E-2\n 23-11-26,00:00:31,3.9E-2\n"


def test_a_temperature_log(put: Put) -> None:
    log = read(put(LOG, "CH6 T 26-11-22.log"))
    assert log.attrs["reader"] == "bluefors"
    np.testing.assert_array_equal(log.temperature, [0.040521, 0.039])
    # `date -u -d "2026-11-22 23:59:31" +%s`, and a minute later
    np.testing.assert_array_equal(log.time, [1795391971, 1795392031])
    assert log.attrs["dropped_rows"] == 1  # a minute has no second 61
    assert log.temperature.attrs["column"] == "CH6 T"


def test_a_cut_log_keeps_its_whole_rows(put: Put) -> None:
    log = read(put(LOG[:-4], "CH6 T 26-11-22.log"))
    assert log.sizes == {"row": 1} and "middle of a row" in log.attrs["message"]


def test_what_the_name_does_not_say(put: Put) -> None:
    path = put(LOG, "CH6 R 26-11-22.log")
    with pytest.raises(InputError, match="type --columns 'temperature=reading .K.' if they are"):
        read(path)
    assert "temperature" in read(path, columns=["temperature=reading [mK]"])


@pytest.mark.parametrize("text", [LOG[:-4].splitlines()[0], " 22-11-26,23:59:31,x\n"])
def test_nothing_to_read(put: Put, text: str) -> None:
    with pytest.raises(InputError):
        read(put(text, "CH6 T 26-11-22.log"))


@given(data=st.data())
def test_some_bytes_changed_or_the_end_lost(
    survive: Callable[..., None], data: st.DataObject
) -> None:
    survive(LOG.encode(), "CH6 T 26-11-22.log", data)
