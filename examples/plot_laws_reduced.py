"""
Critical fields over the Pauli limit
====================================

What the laws say of a film in a parallel field, over the Pauli limit of the BCS gap. Left: with
spin-orbit scattering the field saturates when cold, with Ising pairing it does not, and Rashba
coupling gains the square root of two. Right: the scattering energy that a review quotes for an
NbSe2 monolayer, and the Ising energy with the same slope at Tc. Near Tc the two curves are one;
only cold points tell them apart.
"""

import numpy as np
from matplotlib.figure import Figure

import supra2d
from supra2d.core import klb_to_ising
from supra2d.core.constants import K_B, PAULI_PER_KELVIN
from supra2d.plot import OKABE_ITO, style

t = np.sin(np.linspace(0.01, np.pi / 2, 200))


def reduced(law, Tc=1.0, **energies):
    """Critical field over the Pauli limit at the temperatures t Tc; energies in meV."""
    return supra2d.model(law)(t * Tc, Tc0=Tc, **energies) / (PAULI_PER_KELVIN * Tc)


families = (
    ("pauli", {}, "Pauli, second order", "-"),
    ("rashba", {"alpha_r": 100 * K_B}, "Rashba, uniform state", "-"),
    (
        "klb",
        {"gamma_so": 20 * K_B},
        r"scattering, $\gamma_\mathrm{so} = 20\,k_\mathrm{B}T_c$",
        "--",
    ),
    (
        "klb",
        {"gamma_so": 60 * K_B},
        r"scattering, $\gamma_\mathrm{so} = 60\,k_\mathrm{B}T_c$",
        "--",
    ),
    ("ising", {"beta": 5 * K_B}, r"Ising, $\beta = 5\,k_\mathrm{B}T_c$", "-"),
    ("ising", {"beta": 10 * K_B}, r"Ising, $\beta = 10\,k_\mathrm{B}T_c$", "-"),
)
with style():
    panels = Figure(figsize=(7.0, 3.6), layout="constrained").subplots(1, 2)
    for (law, energies, label, dash), colour in zip(families, OKABE_ITO, strict=False):
        panels[0].plot(t, reduced(law, **energies), color=colour, linestyle=dash, label=label)
    panels[0].set_ylim(0, 8)
    panels[0].legend(fontsize=6.5, loc="upper right")

    Tc, gamma_so = 3.0, 4 / 9 * 38.0  # 38 meV is 3 hbar/(2 tau_so)
    beta = klb_to_ising(gamma_so, Tc)
    panels[1].plot(t, reduced("klb", Tc, gamma_so=gamma_so), "--", color=OKABE_ITO[2],
               label=r"scattering, $3\hbar/2\tau_\mathrm{so} = 38$ meV")  # fmt: skip
    panels[1].plot(t, reduced("ising", Tc, beta=beta), color=OKABE_ITO[0],
               label=rf"Ising, $\beta = {beta:.2f}$ meV")  # fmt: skip
    panels[1].set_ylim(0, 14)
    panels[1].legend(fontsize=6.5, loc="upper right")
    for ax in panels:
        ax.set_xlim(0, 1)
        ax.set_xlabel("$T/T_{c}$")
        ax.set_ylabel(r"$B_\mathrm{c2}/B_\mathrm{P}$")

# %%
# The Ising energy beside the one that the review quotes, 4.1 meV:

print(f"beta = {beta:.2f} meV of the same slope at Tc")
