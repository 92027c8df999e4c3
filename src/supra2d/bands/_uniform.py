"""The uniform susceptibility: Pauli and van Vleck parts, and laboratory units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError
from ..core.constants import E_CHARGE, MU_B_SI, N_A
from ._bloch import BlochStates, Mesh, bloch_states
from ._bubble import checked_operators, letters, matrix
from ._hamiltonian import Complex, Hamiltonian
from ._mesh import Shape

_JOULE = 1e7  # erg
_CHUNK = 2048  # points of the mesh at once
_EMPTY = 1e-12  # states per band and kT: an insulator


@dataclass(frozen=True)
class UniformSusceptibility:
    """Response to a uniform field.

    Attributes
    ----------
    operators
        Components: ``zz``, ``xx`` ...
    pauli
        From pairs of equal energy, at the Fermi level alone; per meV and cell, shape
        (n_operators,).
    van_vleck
        From pairs of different energy, as `pauli`.
    dos
        Density of states at the Fermi level at this temperature, both spins, per meV and cell.
    temperature
        K.
    mesh
        Points along each reciprocal vector.
    """

    operators: tuple[str, ...]
    pauli: Array
    van_vleck: Array
    dos: float
    temperature: float
    mesh: Mesh

    @property
    def total(self) -> Array:
        """Both parts, per meV and cell, shape (n_operators,)."""
        return self.pauli + self.van_vleck


def uniform_susceptibility(
    hamiltonian: Hamiltonian,
    *,
    temperature: float,
    mesh: Shape,
    operators: Sequence[str] = ("zz", "xx"),
    apart: float = 0.05,
) -> UniformSusceptibility:
    r"""Uniform static susceptibility, Pauli and van Vleck parts apart.

    .. math:: \chi^P_{ij} = \frac1N \sum_{\mathbf k}\sum_{\epsilon_n = \epsilon_m}
              \left(-\frac{\partial f}{\partial\epsilon}\right)
              \langle n|\sigma_i|m\rangle\langle m|\sigma_j|n\rangle,\qquad
              \chi^V_{ij} = \frac1N \sum_{\mathbf k}\sum_{\epsilon_n \neq \epsilon_m}
              \frac{f_n - f_m}{\epsilon_m - \epsilon_n}\,
              \langle n|\sigma_i|m\rangle\langle m|\sigma_j|n\rangle

    Spins alone: orbital moments are not included. Where spin-orbit coupling splits a band, an
    in-plane field mixes the two halves, and what was Pauli becomes van Vleck; both add up.

    Parameters
    ----------
    hamiltonian
        With spins, or without: then there is no van Vleck part.
    temperature
        K.
    mesh
        Points along each periodic direction, or one number for all.
    operators
        Pairs of x, y, z and 0.
    apart
        Levels nearer than this, in meV, count as equal: the rounding of a file parts levels that
        symmetry makes equal by up to 0.02 meV.

    Raises
    ------
    InputError
        For a temperature that is not positive, or a mesh that does not fit.

    Examples
    --------
    >>> from supra2d.bands import doped, three_band
    >>> H = doped(three_band("MoS2"), -1.0)
    >>> found = uniform_susceptibility(H, temperature=300.0, mesh=24)
    >>> bool(abs(found.pauli[0] / found.dos - 1.0) < 1e-9)
    True
    """
    names = checked_operators(operators)
    bloch = bloch_states(hamiltonian, mesh, temperature)
    if not bloch.spinful:
        dos = 2.0 * _slope_sum(bloch)
        same = np.array([i == j for i, j in letters(names)], dtype=float)
        return UniformSusceptibility(
            names, dos * same, 0.0 * same, dos, float(temperature), bloch.mesh
        )
    equal, different = np.zeros(len(names)), np.zeros(len(names))
    for start in range(0, bloch.count, _CHUNK):
        part = slice(start, start + _CHUNK)
        near, weights = _pairs(bloch, part, apart)
        for c, product in enumerate(_products(bloch, part, names)):
            equal[c] += np.sum(weights * product, where=near)
            different[c] += np.sum(weights * product, where=~near)
    return UniformSusceptibility(
        operators=names,
        pauli=equal / bloch.count,
        van_vleck=different / bloch.count,
        dos=_slope_sum(bloch),
        temperature=float(temperature),
        mesh=bloch.mesh,
    )


def pauli_susceptibility(hamiltonian: Hamiltonian, *, temperature: float, mesh: Shape) -> float:
    r"""Pauli susceptibility of free spins, :math:`\chi_P = \mu_B^2 N_A N(E_F)`, emu/mol of cells.

    With the density of states of both spins at this temperature.

    Parameters
    ----------
    hamiltonian, temperature, mesh
        As of `uniform_susceptibility`.

    Raises
    ------
    InputError
        For an insulator.
    """
    bloch = bloch_states(hamiltonian, mesh, temperature)
    density = _slope_sum(bloch)
    if density * bloch.kT < _EMPTY * hamiltonian.size:
        nearest = float(np.abs(bloch.energies).min())
        raise InputError(
            f"no level lies within {nearest / bloch.kT:.0f} kT of the chemical potential",
            "a metal, for a Pauli susceptibility",
            "shift the chemical potential into a band, or ask for the van Vleck part with "
            "uniform_susceptibility",
        )
    return emu_per_mol(density * hamiltonian.per_band)


def emu_per_mol(chi: float) -> float:
    r"""Molar spin susceptibility :math:`\mu_B^2 N_A \chi`, emu/mol, from states per meV and cell.

    For g = 2. One state per eV and cell is 3.232776e-5 emu/mol.

    Examples
    --------
    >>> round(emu_per_mol(1e-3) * 1e5, 5)
    3.23278
    """
    # mu_B in erg/G is 1e3 times that in J/T, and 1 meV is 1e-3 e joules
    return chi * (MU_B_SI * 1e3) ** 2 * N_A / (1e-3 * E_CHARGE * _JOULE)


def density_from_emu(emu: float) -> float:
    """Density of states that gives a molar susceptibility, per meV and cell; emu/mol.

    Examples
    --------
    >>> round(1e3 * density_from_emu(3.04e-4 / 3), 3)  # of 2H-NbSe2, enhanced three times
    3.135
    """
    return emu / emu_per_mol(1.0)


def _slopes(bloch: BlochStates) -> Array:
    """-df/de of each state, 1/meV, shape (n_k, n_bands)."""
    f = bloch.occupations
    return f * (1.0 - f) / bloch.kT


def _slope_sum(bloch: BlochStates) -> float:
    return float(_slopes(bloch).sum() / bloch.count)


def _pairs(bloch: BlochStates, part: slice, apart: float) -> tuple[npt.NDArray[np.bool_], Array]:
    """Which pairs of levels are equal, and (f_n - f_m)/(e_m - e_n) of all, (n_k, n, m)."""
    e, f = bloch.energies[part], bloch.occupations[part]
    distance = e[:, None, :] - e[:, :, None]
    near = np.abs(distance) < apart
    slopes = _slopes(bloch)[part]
    mean = (slopes[:, :, None] + slopes[:, None, :]) / 2.0
    rise = f[:, :, None] - f[:, None, :]
    return near, np.where(near, mean, rise / np.where(near, 1.0, distance))


def _products(bloch: BlochStates, part: slice, names: tuple[str, ...]) -> list[Array]:
    """Real parts of <n|i|m><m|j|n> for each pair of operators, shape (n_k, n, m)."""
    u = bloch.states[part][:, bloch.orbitals]
    elements: dict[str, Complex] = {}
    for name in set("".join(names)):
        elements[name] = np.einsum("kasn,st,katm->knm", u.conj(), matrix(name), u, optimize=True)
    return [np.real(elements[i] * elements[j].conj()) for i, j in letters(names)]
