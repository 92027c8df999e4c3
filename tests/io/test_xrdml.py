"""XRDML: both families of schemas, attenuators, several scans, damage, declared entities."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import InputError, SupraError, header_of, validate
from supra2d.io import read

Put = Callable[..., Path]

TUBE = (
    '<usedWavelength intended="K-Alpha 1"><kAlpha1 unit="Angstrom">1.5405980</kAlpha1>'
    '<kAlpha2 unit="Angstrom">1.5444260</kAlpha2><ratioKAlpha2KAlpha1>0.5000'
    '</ratioKAlpha2KAlpha1></usedWavelength><incidentBeamPath><radius unit="mm">240.00</radius>'
    "</incidentBeamPath>"
)
EVEN = "<startPosition>10.0</startPosition><endPosition>12.0</endPosition>"
INTENSITIES = '<intensities unit="counts">5 7 900 8 6</intensities>'


def scan(points: str, place: str = EVEN, axis: str = "Gonio") -> str:
    return (
        f'<scan scanAxis="{axis}" status="Completed"><dataPoints>'
        f'<positions axis="2Theta" unit="deg">{place}</positions>'
        '<positions axis="Omega" unit="deg"><startPosition>5.0</startPosition>'
        "<endPosition>6.0</endPosition></positions>"
        f'<commonCountingTime unit="seconds">2.0</commonCountingTime>{points}</dataPoints></scan>'
    )


def document(*scans: str, version: str = "1.5") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xrdMeasurements xmlns="http://www.xrdml.com/XRDMeasurement/{version}" '
        'status="Completed"><sample type="To be analyzed"><id>7</id><name>2H-NbS2 crystal</name>'
        f'</sample><xrdMeasurement measurementType="Scan">{TUBE}{"".join(scans)}</xrdMeasurement>'
        "</xrdMeasurements>"
    )


def test_a_scan_of_version_1(put: Put) -> None:
    log = read(put(document(scan(INTENSITIES)), "scan.xrdml"))
    assert log.attrs["reader"] == "xrdml"
    np.testing.assert_allclose(log.two_theta, [10.0, 10.5, 11.0, 11.5, 12.0], rtol=1e-15)
    assert list(log.intensity.values) == [5, 7, 900, 8, 6]
    # lengths of the header in m
    assert header_of(log) == {
        "wavelength": 1.540598e-10,
        "wavelength_2": 1.544426e-10,
        "radius": 0.24,
        "title": "2H-NbS2 crystal",
        "wavelength_ratio": 0.5,
    }


def test_counts_of_version_2_are_multiplied_by_the_attenuator(put: Put) -> None:
    points = (
        "<beamAttenuationFactors>1 1 100 1 1</beamAttenuationFactors>"
        '<counts unit="counts">5 7 9 8 6</counts>'
    )
    log = read(put("\ufeff" + document(scan(points), version="2.1")))
    assert list(log.intensity.values) == [5, 7, 900, 8, 6]


def test_intensities_already_are(put: Put) -> None:
    points = "<beamAttenuationFactors>1 1 100 1 1</beamAttenuationFactors>" + INTENSITIES
    assert float(read(put(document(scan(points)))).intensity[2]) == 900.0


def test_several_scans_follow_one_another_and_rocking_curves_are_left_alone(put: Put) -> None:
    fixed = "<commonPosition>29.86</commonPosition>"
    listed = "<listPositions>20.0 20.1 20.3 20.6 21.0</listPositions>"
    text = document(scan(INTENSITIES), scan(INTENSITIES, fixed, "Omega"), scan(INTENSITIES, listed))
    log = read(put(text))
    assert log.sizes["row"] == 10
    assert list(log.two_theta.values[5:]) == [20.0, 20.1, 20.3, 20.6, 21.0]
    assert log.attrs["message"] == "1 scans at one 2Theta left alone"


def test_a_word_among_counts_is_dropped_and_counted(put: Put) -> None:
    log = read(put(document(scan(INTENSITIES.replace("7", "ERROR")))))
    assert log.attrs["dropped_rows"] == 1
    assert list(log.two_theta.values) == [10.0, 11.0, 11.5, 12.0]


BAD = {
    "cut": (document(scan(INTENSITIES))[:-60], "cut or damaged"),
    "only a rocking curve": (
        document(scan(INTENSITIES, "<commonPosition>30</commonPosition>")),
        "in none of them 2Theta moves",
    ),
    "no end": (
        document(scan(INTENSITIES, "<startPosition>10</startPosition>")),
        "without the ends of 2Theta",
    ),
    "too few angles": (
        document(scan(INTENSITIES, "<listPositions>10 11</listPositions>")),
        "5 counts and 2 angles",
    ),
    "entities": (
        document(scan(INTENSITIES)).replace(
            "?>\n", '?>\n<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
        ),
        "declares the type 'a'",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_told_in_one_sentence(put: Put, name: str) -> None:
    text, message = BAD[name]
    with pytest.raises(InputError, match=message):
        read(put(text, "bad.xrdml"))


@given(st.data())
def test_one_byte_changed_or_the_end_lost(data: st.DataObject) -> None:
    content = bytearray(document(scan(INTENSITIES)).encode())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(100, len(content)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "scan.xrdml")
        path.write_bytes(bytes(content[:end]))
        try:
            validate(read(path))
        except SupraError as error:
            assert "\n" not in str(error) and str(error).endswith(".")


@pytest.mark.parametrize(
    "head", ["2theta (deg)\tIntensity (counts)", "2\u03b8 (\u00b0),I_obs,Intensity (a.u.)"]
)
def test_two_columns_of_text(put: Put, head: str) -> None:
    mark = "," if "," in head else "\t"
    more = f"1{mark}" if "I_obs" in head else ""
    rows = [f"{10 + 0.02 * i:.2f}{mark}{more}{i}" for i in range(20)]
    log = read(put("\n".join([head, *rows, ""])))
    assert {"two_theta", "intensity"} <= set(log.data_vars)
    np.testing.assert_allclose(log.two_theta[:2], [10.0, 10.02], rtol=1e-15)
