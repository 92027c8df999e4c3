"""Hamiltonians in files of our own: one compressed netCDF each."""

from __future__ import annotations

import json
from math import floor, log2
from pathlib import Path

import numpy as np
import xarray as xr

from ..core import InputError, OutputError, save_netcdf
from ._hamiltonian import Complex, Hamiltonian, Integers, Orbital

#: What a file says it is.
HAMILTONIAN_SCHEMA = "supra2d.hamiltonian/1"

_PACKED = {"zlib": True, "complevel": 9, "shuffle": True}


def write_hamiltonian(
    H: Hamiltonian, path: Path | str, *, drop_below: float = 0.0, resolution: float = 0.0
) -> None:
    """Write a Hamiltonian as netCDF (``.nc``); `read_hamiltonian` gives it back to the last bit.

    Of each pair R, -R one matrix is stored: the mean of H(R) and the adjoint of H(-R), which are
    equal but for the rounding of a file they came from. The file appears under its name only when
    it is complete.

    Parameters
    ----------
    H
        What to write.
    path
        Ends in ``.nc``.
    drop_below
        Vectors R with all elements smaller than this are left out, meV; 0 keeps all.
    resolution
        Elements are rounded to a multiple of the largest power of two that is not above this,
        meV, so that they compress: by half of that at most; 0 keeps every bit. Both losses are
        written into ``origin``.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    path = Path(path)
    if path.suffix != ".nc":
        raise OutputError(
            f"{path.name} has another ending", "one of netCDF", f"name it {path.stem}.nc"
        )
    packed = {name: _PACKED for name in ("re", "im", "R")}
    save_netcdf(_dataset(H, drop_below, resolution), path, encoding=packed)


def read_hamiltonian(path: Path | str) -> Hamiltonian:
    """Read what `write_hamiltonian` wrote.

    Raises
    ------
    InputError
        When the file is missing, damaged or of another kind.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from supra2d.bands import three_band
    >>> H = three_band("MoS2")
    >>> with TemporaryDirectory() as folder:
    ...     write_hamiltonian(H, Path(folder) / "MoS2.nc")
    ...     again = read_hamiltonian(Path(folder) / "MoS2.nc")
    >>> bool((again.hoppings == H.hoppings).all()), again.orbitals == H.orbitals
    (True, True)
    """
    path = Path(path)
    dataset = _load(path)
    schema = dataset.attrs.get("schema", "")
    if schema != HAMILTONIAN_SCHEMA:
        raise InputError(
            f"{path.name} is a netCDF file of the kind {schema or 'unknown'!r}",
            f"a Hamiltonian, {HAMILTONIAN_SCHEMA!r}",
            "give a file that write_hamiltonian wrote",
        )
    try:
        return _hamiltonian(dataset)
    except (KeyError, IndexError, TypeError, json.JSONDecodeError) as error:
        raise InputError(
            f"{path.name} lacks a part of its Hamiltonian ({error})",
            f"all that {HAMILTONIAN_SCHEMA} holds",
            "write the file again",
        ) from None


def _dataset(H: Hamiltonian, drop_below: float, resolution: float) -> xr.Dataset:
    partner = _partners(H.R)
    size = np.abs(H.hoppings).max(axis=(1, 2))
    size = np.maximum(size, np.where(partner < 0, 0.0, size[partner]))
    keep = (size >= drop_below) | (H.R == 0).all(axis=1)
    R, partner = H.R[keep], _partners(H.R[keep])
    adjoint = H.hoppings[keep][partner].conj().transpose(0, 2, 1)
    there = (partner >= 0)[:, None, None]
    mean = np.where(there, (H.hoppings[keep] + adjoint) / 2.0, H.hoppings[keep])
    origin = dict(H.origin)
    if drop_below > 0:
        origin["dropped"] = f"{(~keep).sum()} vectors R with elements below {drop_below:g} meV"
    if resolution > 0:
        step = 2.0 ** floor(log2(resolution))
        mean = step * np.round(mean / step)
        origin["rounded"] = f"to multiples of {step:.3g} meV"
    mean = mean[_first(partner)]
    text = ("species", "shape")
    return xr.Dataset(
        {
            "cell": (("vector", "xyz"), H.cell, {"units": "m"}),
            "R": (("R_vector", "vector"), R.astype(np.int32)),
            "re": (("stored", "a", "b"), mean.real, {"units": "meV"}),
            "im": (("stored", "a", "b"), mean.imag, {"units": "meV"}),
            "position": (("orbital", "vector"), H.positions),
            "atom": ("orbital", [o.atom for o in H.orbitals]),
            "spin": ("orbital", [o.spin for o in H.orbitals]),
            **{n: ("orbital", np.array([getattr(o, n) for o in H.orbitals], "O")) for n in text},
        },
        attrs={
            "schema": HAMILTONIAN_SCHEMA,
            "name": H.name,
            "periodic": [int(p) for p in H.periodic],
            "chemical_potential": H.chemical_potential,
            **({} if H.electrons is None else {"electrons": H.electrons}),
            "origin": json.dumps(origin),
        },
    )


def _hamiltonian(dataset: xr.Dataset) -> Hamiltonian:
    attrs = dataset.attrs
    R = dataset["R"].values.astype(np.int64)
    columns = (dataset[n].values.tolist() for n in ("species", "atom", "shape", "spin", "position"))
    a, b, c = attrs["periodic"]
    return Hamiltonian(
        cell=dataset["cell"].values,
        R=R,
        hoppings=_unfolded(R, dataset["re"].values + 1j * dataset["im"].values),
        orbitals=tuple(
            Orbital(species, atom, shape, spin, (x, y, z))
            for species, atom, shape, spin, (x, y, z) in zip(*columns, strict=True)
        ),
        periodic=(bool(a), bool(b), bool(c)),
        electrons=float(attrs["electrons"]) if "electrons" in attrs else None,
        chemical_potential=float(attrs["chemical_potential"]),
        name=str(attrs["name"]),
        origin=json.loads(attrs["origin"]),
    )


def _unfolded(R: Integers, stored: Complex) -> Complex:
    """H(R) for all R from one of each pair."""
    partner = _partners(R)
    first = _first(partner)
    hoppings = np.empty((len(R), *stored.shape[1:]), dtype=complex)
    hoppings[first] = stored
    hoppings[~first] = hoppings[partner[~first]].conj().transpose(0, 2, 1)
    return hoppings


def _first(partner: Integers) -> np.ndarray:
    """The first of each pair, and those without a partner."""
    return (partner < 0) | (np.arange(len(partner)) <= partner)


def _partners(R: Integers) -> Integers:
    """Where -R is, -1 where it is not."""
    index = {tuple(r): i for i, r in enumerate(R.tolist())}
    return np.array([index.get((-a, -b, -c), -1) for a, b, c in R.tolist()])


def _load(path: Path) -> xr.Dataset:
    if not path.is_file():
        raise InputError(f"{path} is no file", "a Hamiltonian in netCDF", "check the name")
    try:
        with xr.open_dataset(path, engine="h5netcdf", decode_times=False) as dataset:
            return dataset.load()
    except Exception as error:  # the library fails in many ways on a damaged file
        raise InputError(
            f"{path.name} cannot be read as netCDF ({type(error).__name__})",
            "a whole file as write_hamiltonian writes it",
            "copy it again: it may have been cut short, or be of another kind",
        ) from None
