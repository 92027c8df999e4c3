"""Where the atoms are in layers and stacks of dichalcogenides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError, NameUnknownError
from ._crystal import Crystal


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a stack.

    Attributes
    ----------
    kind
        ``H``, trigonal prisms, or ``T``, octahedra.
    turned
        By half a turn about the normal.
    site
        Place of the metal: 0, 1, 2 for the threefold sites A, B, C.
    """

    kind: str
    turned: bool
    site: int

    def letters(self) -> str:
        """Chalcogen, metal, chalcogen from below: ``CbC`` after ``AbA``."""
        step = 1 if self.turned else -1
        below = -step if self.kind == "T" else step
        metal = self.site + 1  # the first layer is AbA, its metal at b
        return "ABC"[(metal + below) % 3] + "abc"[metal % 3] + "ABC"[(metal + step) % 3]


def _layers(text: str) -> tuple[Layer, ...]:
    """Layers written as letters: ``"AbA CbC"``."""
    found = []
    for letters in text.split():
        below, metal, above = ("ABC".index(c.upper()) for c in letters)
        kind = "H" if below == above else "T"
        found.append(Layer(kind, (above - metal) % 3 == 1, (metal - 1) % 3))
    return tuple(found)


#: Sequences of layers, from below; chalcogens in capitals, metals in small letters.
#:
#: 2H is the 2Ha of NbSe2 and TaS2 (metal above metal), 2Hc that of MoS2 (metal above chalcogen);
#: these and 3R (R3m) as in Wilson and Yoffe, ``wilson1969``. What was checked of the others:
#:
#: 4Hb: that layers T and H alternate is confirmed in print. The sites are those of P6_3/mmc as we
#: remember them: metals on 2a (octahedral, 0 0 0) and 2b (prismatic, 0 0 1/4), chalcogens on 4f.
#:
#: 4Ha: the space group P-6m2 and the missing centre of inversion are confirmed (``zhou2023``, on
#: NbSe2), a printed sequence is not: the original papers (``brown1965``, and Kadijk and Jellinek
#: 1971) were not at hand. Of all stacks of four prismatic layers, those of P-6m2 with the contacts
#: of 2H and of 3R alone, the polytypes that NbSe2 does form, have one layer against three. Two
#: remain, AbA CbC AcA CbC and AbA CbC BaB CbC, which differ in whether the third layer has its
#: metal or its chalcogens above atoms. The first is taken; group and turns are those of both.
STACKINGS: dict[str, tuple[Layer, ...]] = {
    "1T": _layers("CbA"),
    "2H": _layers("AbA CbC"),
    "2Hc": _layers("AbA BaB"),
    "3R": _layers("AbA BcB CaC"),
    "4Ha": _layers("AbA CbC AcA CbC"),
    "4Hb": _layers("CbA CbC AbC AbA"),
}


def stacking_of(name: str) -> tuple[Layer, ...]:
    """Layers of a polytype, or an error with near matches."""
    if name not in STACKINGS:
        raise NameUnknownError.of("stacking", name, STACKINGS)
    return STACKINGS[name]


def polytype(
    formula: str,
    name: str,
    *,
    a: float,
    c: float,
    height: float,
    height_octahedral: float | None = None,
) -> Crystal:
    """Bulk crystal of a polytype, its metal planes equally spaced.

    Parameters
    ----------
    formula
        Such as ``NbSe2``.
    name
        ``1T``, ``2H``, ``2Hc``, ``3R``, ``4Ha`` or ``4Hb``; see ``STACKINGS``.
    a, c
        Lattice constants, m; c over all layers of the sequence.
    height
        Of the chalcogens above the metal plane, m.
    height_octahedral
        The same in layers T of 4Hb; ``height`` by default.

    Raises
    ------
    NameUnknownError
        For a polytype that is not in the list.
    InputError
        For a formula that is not MX2, or chalcogens that touch the next layer.

    Examples
    --------
    >>> crystal = polytype("NbSe2", "2H", a=3.44e-10, c=12.55e-10, height=1.68e-10)
    >>> crystal.name, len(crystal.species)
    ('NbSe2-2H-bulk', 6)
    """
    sequence = stacking_of(name)
    metal, chalcogen = _elements(formula)
    heights = {"H": height, "T": height if height_octahedral is None else height_octahedral}
    _check_lengths(a, max(heights.values()), c / len(sequence))
    species, places = [], []
    for n, layer in enumerate(sequence):
        for species_of, letter, above in zip(
            (metal, chalcogen, chalcogen),
            (layer.letters()[i] for i in (1, 0, 2)),
            (0.0, -heights[layer.kind], heights[layer.kind]),
            strict=True,
        ):
            third = "ABC".index(letter.upper()) / 3.0
            species.append(species_of)
            places.append((third, 2.0 * third, (n / len(sequence) + above / c)))
    cell = np.array([[a, 0.0, 0.0], [-a / 2.0, np.sqrt(0.75) * a, 0.0], [0.0, 0.0, c]])
    return Crystal(
        cell=cell,
        species=tuple(species),
        positions=np.mod(np.array(places), 1.0),
        periodic=(True, True, True),
        name=f"{formula}-{name}-bulk",
        source="sequence " + " ".join(layer.letters() for layer in sequence),
    )


def monolayer(
    formula: str,
    form: str = "1H",
    *,
    a: float,
    height: float,
    vacuum: float = 1.5e-9,
) -> Crystal:
    """One layer, metal at the origin.

    Parameters
    ----------
    formula
        Such as ``NbSe2``.
    form
        ``1H`` (prisms, chalcogens above each other) or ``1T`` (octahedra).
    a, height
        Lattice constant and height of the chalcogens above the metal plane, m.
    vacuum
        Between the layer and its next image, m.

    Raises
    ------
    NameUnknownError
        For another form; 1T' has ``distorted_monolayer``.

    Examples
    --------
    >>> monolayer("NbSe2", a=3.47e-10, height=1.68e-10).positions.round(3).tolist()[1][:2]
    [0.667, 0.333]
    """
    forms = {"1H": "AbA", "1T": "CbA"}
    if form not in forms:
        raise NameUnknownError.of("form of a layer", form, forms)
    metal, chalcogen = _elements(formula)
    _check_lengths(a, height, 2.0 * height + vacuum)
    (layer,) = _layers(forms[form])
    c = 2.0 * height + vacuum
    below, at, above = ("ABC".index(letter.upper()) / 3.0 for letter in layer.letters())
    places = [
        (0.0, 0.0, 0.5),
        (below - at, 2.0 * (below - at), 0.5 - height / c),
        (above - at, 2.0 * (above - at), 0.5 + height / c),
    ]
    cell = np.array([[a, 0.0, 0.0], [-a / 2.0, np.sqrt(0.75) * a, 0.0], [0.0, 0.0, c]])
    return Crystal(
        cell=cell,
        species=(metal, chalcogen, chalcogen),
        positions=np.mod(np.array(places), 1.0),
        name=formula if form == "1H" else f"{form}-{formula}",
        source=f"ideal {form} layer",
    )


def distorted_monolayer(
    formula: str, lengths: Sequence[float], positions: npt.ArrayLike, source: str
) -> Crystal:
    """A layer 1T' in its rectangular cell of two formula units, from given places.

    Parameters
    ----------
    formula
        Such as ``WS2``.
    lengths
        a, b (across the zigzag chains of the metal) and c with the vacuum, m.
    positions
        Fractional, two metals first and four chalcogens after them, shape (6, 3).
    source
        Where the places come from.

    Raises
    ------
    InputError
        When there are not six atoms.
    """
    metal, chalcogen = _elements(formula)
    places: Array = np.asarray(positions, dtype=float)
    if places.shape != (6, 3) or len(lengths) != 3:
        raise InputError(
            f"{len(lengths)} lengths and positions of shape {places.shape} for a layer 1T'",
            "three lengths and positions of shape (6, 3)",
            "give two metals and then four chalcogens",
        )
    return Crystal(
        cell=np.diag(np.asarray(lengths, dtype=float)),
        species=(metal,) * 2 + (chalcogen,) * 4,
        positions=places,
        name=f"1T'-{formula}",
        source=source,
    )


def _elements(formula: str) -> tuple[str, str]:
    found = re.fullmatch(r"([A-Z][a-z]?)([A-Z][a-z]?)2", formula)
    if found is None:
        raise InputError(
            f"the formula {formula!r}", "a metal and two chalcogens", "write it like NbSe2"
        )
    return found[1], found[2]


def _check_lengths(a: float, height: float, spacing: float) -> None:
    if not (0.0 < 2.0 * height < spacing and 1e-10 < a < 1e-9):
        raise InputError(
            f"a = {a:g} m with chalcogens {height:g} m above the metal and {spacing:g} m from "
            "layer to layer",
            "lengths in m, and layers that do not touch",
            "check the unit (1 angstrom is 1e-10 m) and that c spans all layers",
        )
