"""
Doping and alloying
===================

How near to magnetism a layer of NbSe2 stays. Each Mo in place of Nb adds an electron to the same
bands: the density of states falls. S in place of Se adds none and leaves it nearly as it was; the
Hamiltonian in between is a mean of both compounds. Stoner's interaction is the one that lifts the
Pauli susceptibility of bulk NbSe2, of its own Hamiltonian, to the measured value.
"""

import numpy as np

from supra2d.bands import (
    alloy_scan,
    chemical_potential,
    density_of_states,
    doping_scan,
    emu_per_mol,
    read_hamiltonian,
)
from supra2d.core import Axis, Curve, Result
from supra2d.materials import hamiltonian_path
from supra2d.plot import draw

selenide, sulphide, bulk = (
    read_hamiltonian(hamiltonian_path(name)) for name in ("NbSe2", "NbS2", "NbSe2-2H-bulk")
)

# Two formula units per cell; this mesh gives the density of states of the bulk to 2 %.
mesh = (30, 30, 6)
states = float(density_of_states(bulk, chemical_potential(bulk, mesh), mesh)) / 2.0
factor = 3.04e-4 / emu_per_mol(states)  # measured, as Wickramaratne and Mazin quote it, emu/mol
interaction = (1.0 - 1.0 / factor) / states  # meV, from S = 1 / (1 - I N)
print(f"Bulk: N = {1e3 * states:.2f} /eV, Pauli {emu_per_mol(states):.3g} emu/mol")
print(f"      S = {factor:.2f}, I N = {interaction * states:.2f}, I = {interaction:.0f} meV")

# At room temperature the susceptibility needs fewer points than the density of states.
settings = {"temperature": 300.0, "mesh": 96, "response": 48}
scans = {
    "Mo in place of Nb": doping_scan(selenide, np.linspace(0.0, 0.3, 4), **settings),
    "S in place of Se": alloy_scan(selenide, sulphide, np.linspace(0.0, 1.0, 5), **settings),
}

curves = []
for name, scan in scans.items():
    where, axes = {"series": name}, (Axis(name, ""), Axis("states", "1/eV"))
    curves.append(Curve("dos", scan.x, 1e3 * scan.dos, where=where, axes=axes))
    for operator in scan.operators:
        of = {**where, "operator": operator}
        curves.append(Curve("chi", scan.x, 1e3 * scan.of(operator), where=of, axes=axes))
    factors = scan.stoner(interaction)
    curves.append(Curve("stoner", scan.x, factors, where=where, axes=axes))
    print(f"{name}: S = {factors[0]:.2f} to {factors[-1]:.2f}")
result = Result("doping", "Doping", curves=tuple(curves), y_axis=Axis("states", "1/eV"))
figure = draw("doping", result)
