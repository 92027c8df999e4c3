"""
Polytypes and their spins
=========================

The space group of a stack is computed from where its atoms are, and set beside the printed one
(Table I of Wickramaratne and Mazin) where that differs: the number of 2H is a misprint; of 4Ha no
printed sequence of layers was at hand, and the one drawn has another group. Which stacks keep the
Ising splitting follows from the Hamiltonian of one layer of NbSe2, stacked with hopping between the
chalcogens; the layers without tint carry no states.

In 2H and 4Hb a centre of inversion pairs each level with the other spin: the splitting is still
there, but each layer's is the opposite of the next one's. 3R splits as one layer does. In 4Ha one
layer is turned against three, and two of these are left without a partner.
"""

from dataclasses import replace

import numpy as np

from supra2d.bands import SlaterKoster, polytype_table, read_hamiltonian, special_points, stacked
from supra2d.core import Axis, Curve, Result
from supra2d.materials import hamiltonian_path
from supra2d.plot import draw

layer = read_hamiltonian(hamiltonian_path("NbSe2"))
spin = np.array([orbital.spin for orbital in layer.orbitals])
# Spin-orbit coupling also flips spins, which moves these levels by some meV; without that part
# each level has a spin.
layer = replace(layer, hoppings=layer.hoppings * (spin[:, None] == spin))
# Sigma and pi bonds of p orbitals across the gap, round numbers: which levels pair does not
# depend on them.
hopping = SlaterKoster((750.0, -80.0), 3.5e-10, 0.7e-10, 8e-10, species="Se")

curves = []
for row in polytype_table("NbSe2", hamiltonian=layer, interlayer=hopping):
    bulk = stacked(layer, row.name, interlayer=hopping, spacing=6.27e-10, bulk=True)
    matrix = bulk.matrices(dict(special_points(bulk))["K"])
    spin = np.array([orbital.spin for orbital in bulk.orbitals])
    levels = {s: np.linalg.eigvalsh(matrix[np.ix_(spin == s, spin == s)]) for s in (1, -1)}
    # Of the eleven bands of a layer, the six of the chalcogen lie below that of the metal.
    layers = bulk.size // layer.size
    metal = slice(6 * layers, 7 * layers)
    energies = np.concatenate([levels[s][metal] for s in (1, -1)]) - layer.chemical_potential
    group = f"{row.group.symbol} ({row.group.number})"
    where = {
        "polytype": row.name,
        "sequence": row.sequence,
        "group": group,
        "printed": "{} ({})".format(*row.printed) if row.printed else "",
        "centre": "centre " + row.group.centres[0] if row.group.centres else "no centre",
    }
    curves.append(Curve("level", np.repeat([1.0, -1.0], layers), energies, where=where))
    print(f"{row.name}: {group}, largest splitting of a band at K {row.ising.splitting:.1f} meV")
    print(f"    {row.remark or 'nothing printed otherwise'}")
result = Result("polytypes", "Polytypes", curves=tuple(curves), y_axis=Axis("energy", "meV"))
figure = draw("polytypes", result)
