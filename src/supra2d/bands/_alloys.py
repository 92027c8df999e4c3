"""Density of states and bare spin susceptibility against doping, and along an alloy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError, NameUnknownError
from ._filling import density_of_states
from ._hamiltonian import Hamiltonian
from ._mesh import Shape, checked_shape
from ._mixing import mixed
from ._rpa import stoner_factor
from ._terms import doped
from ._uniform import uniform_susceptibility

_OPERATORS = ("zz", "xx")


@dataclass(frozen=True)
class DopingScan:
    """A metal at a series of fillings or compositions.

    Attributes
    ----------
    name, origin
        What was scanned, and how it was made.
    x
        Electrons added per cell, or share of the second compound, shape (n,).
    electrons
        Per cell, both spins together, shape (n,).
    chemical_potential
        At T = 0, meV, shape (n,); that of an alloy counted from those of its two ends.
    dos
        N at the chemical potential and T = 0, both spins, per meV and cell, shape (n,).
    operators
        ``zz`` along the normal and ``xx`` in the plane.
    susceptibility
        Bare and uniform, Pauli and van Vleck parts together, per meV and cell, shape (2, n).
    temperature
        Of the susceptibility, K.
    mesh, response
        Points along each vector that repeats: of ``dos``, and of the susceptibility.
    """

    name: str
    origin: str
    x: Array
    electrons: Array
    chemical_potential: Array
    dos: Array
    operators: tuple[str, ...]
    susceptibility: Array
    temperature: float
    mesh: tuple[int, ...]
    response: tuple[int, ...]

    def of(self, operator: str) -> Array:
        """Susceptibility of one component, per meV and cell, shape (n,)."""
        if operator not in self.operators:
            raise NameUnknownError.of("component", operator, self.operators)
        return np.asarray(self.susceptibility[self.operators.index(operator)])

    def stoner(self, interaction: float) -> Array:
        """Stoner's factor 1 / (1 - I N) at each x, shape (n,); I in meV, N of both spins.

        Raises
        ------
        InputError
            Where I N reaches 1.
        """
        return np.array([stoner_factor(interaction, float(n)) for n in self.dos])


def doping_scan(
    hamiltonian: Hamiltonian,
    electrons: npt.ArrayLike,
    *,
    temperature: float,
    mesh: Shape,
    response: Shape | None = None,
) -> DopingScan:
    r"""A metal with more or fewer electrons in the same bands.

    Valid where the dopant only gives its electron: Mo on the place of Nb gives one. Its own
    potential and the disorder are left out.

    Parameters
    ----------
    hamiltonian
        With its number of electrons.
    electrons
        Added per cell, shape (n,); negative for holes.
    temperature
        Of the susceptibility, K.
    mesh
        Points along each vector that repeats, or one number for all.
    response
        The same for the susceptibility, where temperature makes fewer do; ``mesh`` by default.

    Raises
    ------
    InputError
        Without a number of electrons, for one that does not fit into the bands, and for an
        insulator.

    Examples
    --------
    >>> from supra2d.bands import three_band
    >>> scan = doping_scan(three_band("MoS2"), [-1.0, -0.8], temperature=300.0, mesh=36)
    >>> (1e3 * scan.dos).round(1).tolist()  # per eV
    [3.0, 2.3]
    """
    name = hamiltonian.name
    points = checked_shape(hamiltonian, mesh)
    return _scanned(
        lambda x: doped(hamiltonian, x, mesh=points),
        electrons,
        temperature=temperature,
        mesh=points,
        response=points if response is None else checked_shape(hamiltonian, response),
        name=name,
        origin=f"rigid bands of {name}",
    )


def alloy_scan(
    first: Hamiltonian,
    second: Hamiltonian,
    x: npt.ArrayLike,
    *,
    temperature: float,
    mesh: Shape,
    response: Shape | None = None,
) -> DopingScan:
    r"""A metal on the way from one compound to another, as virtual crystal.

    .. math:: H(x) = (1 - x)(H_1 - \mu_1) + x\,(H_2 - \mu_2)

    Each compound counts its energies from its own chemical potential. Another choice moves all
    levels of the alloy alike: it changes neither states nor densities, only where the chemical
    potential is counted from. With this one it is zero at both ends and shows the bowing between.

    Valid where disorder broadens the bands little, as for S in place of Se.

    Parameters
    ----------
    first, second
        Two metals of one structure, as `mixed` takes them, with their numbers of electrons.
    x
        Share of ``second``, 0 to 1, shape (n,).
    temperature, mesh, response
        As of `doping_scan`.

    Raises
    ------
    InputError
        As `mixed` and `doping_scan` do.

    Examples
    --------
    >>> from supra2d.bands import doped, three_band
    >>> one, two = (doped(three_band(name), -1.0) for name in ("MoS2", "WS2"))
    >>> scan = alloy_scan(one, two, [0.0, 1.0], temperature=300.0, mesh=36)
    >>> (1e3 * scan.dos).round(1).tolist()  # per eV
    [3.0, 2.5]
    """
    points = checked_shape(first, mesh)
    one, two = (_from_own_level(h, points) for h in (first, second))
    return _scanned(
        lambda share: doped(mixed(one, two, share), 0.0, mesh=points),
        x,
        temperature=temperature,
        mesh=points,
        response=points if response is None else checked_shape(first, response),
        name=f"{first.name}-{second.name}",
        origin=f"virtual crystal of {first.name} and {second.name}, each with its own chemical "
        "potential at zero",
    )


def _from_own_level(hamiltonian: Hamiltonian, mesh: tuple[int, ...]) -> Hamiltonian:
    """Energies counted from the chemical potential on this mesh."""
    found = doped(hamiltonian, 0.0, mesh=mesh)
    return found.shifted(-found.chemical_potential)


def _scanned(
    made: Callable[[float], Hamiltonian],
    x: npt.ArrayLike,
    *,
    temperature: float,
    mesh: tuple[int, ...],
    response: tuple[int, ...],
    name: str,
    origin: str,
) -> DopingScan:
    """The record of ``made(x)`` at each x."""
    values = np.atleast_1d(np.asarray(x, dtype=float))
    if values.ndim != 1 or not values.size or not np.isfinite(values).all():
        raise InputError(
            f"x of shape {values.shape}", "a list of finite numbers", "give one number per point"
        )
    electrons, levels, dos, chi = [], [], [], []
    for value in values.tolist():
        H = made(value)
        found = uniform_susceptibility(
            H, temperature=temperature, mesh=response, operators=_OPERATORS
        )
        electrons.append(H.electrons)
        levels.append(H.chemical_potential)
        dos.append(float(density_of_states(H, H.chemical_potential, mesh)))
        chi.append(found.total)
    return DopingScan(
        name=name,
        origin=origin,
        x=values,
        electrons=np.array(electrons, dtype=float),
        chemical_potential=np.array(levels),
        dos=np.array(dos),
        operators=_OPERATORS,
        susceptibility=np.array(chi).T,
        temperature=float(temperature),
        mesh=mesh,
        response=response,
    )
