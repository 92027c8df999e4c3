"""A tabulated law against the law itself."""

from __future__ import annotations

import numpy as np
import pytest

from supra2d.fit import tabulated
from supra2d.models import model, names

LAWS = [
    name
    for family in ("criticalfield", "pairbreaking")
    for name in names(family)
    if model(name).edge == "Tc0"
]


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("coldest", [0.05, 0.3, 0.95])
def test_the_law_between_its_nodes(name: str, coldest: float) -> None:
    law = model(name)
    values = {p.name: p.default for p in law.parameters}
    T = values["Tc0"] * np.append(np.linspace(coldest, 1.0 - 1e-6, 60), [1.0, 1.2])
    quick = tabulated(law, values["Tc0"] * coldest).function(T, **values)
    # smooth laws; a first-order transition, or the onset of a momentum, is a kink between nodes
    rtol = 2e-3 if name in ("pauli_first_order", "fflo_2d", "rashba_helical") else 1e-5
    np.testing.assert_allclose(quick, law.function(T, **values), rtol=rtol, atol=1e-12)


def test_colder_than_asked_for_the_field_stays() -> None:
    law = tabulated(model("ising"), 1.0)
    fields = law([0.2, 0.5, 1.0], Tc0=5.0, beta=4.0)
    assert fields[0] == fields[1] == pytest.approx(float(fields[2]), rel=1e-9)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("ising_triplet", {"beta": 0.4, "Tt": 2.2}),
        ("ising_triplet", {"beta": 100.0, "Tt": 3.5}),
        ("lawrence_doniach", {"xi_ab": 1e-8, "xi_c": 2e-10}),
        ("lawrence_doniach", {"xi_ab": 6e-7, "xi_c": 1.8e-10}),
    ],
)
def test_a_field_that_ends_nowhere(name: str, values: dict[str, float]) -> None:
    # triplets pair by themselves and layers come apart on the way into the cold
    law, highest = model(name), 20.0
    T = 5.0 * np.linspace(0.2, 0.99, 200)
    B = law(T, Tc0=5.0, **values)
    assert B.max() > 200.0 * highest
    quick = tabulated(law, 1.0, highest)(T, Tc0=5.0, **values)
    seen = highest > B
    np.testing.assert_allclose(quick[seen], B[seen], rtol=1e-4)
    assert (quick[~seen] > highest).all()
