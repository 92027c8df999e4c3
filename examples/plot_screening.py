"""
Candidates for type-II Ising pairing
====================================

Layers with a centre of inversion keep both spins in every band. At Γ pairs of orbitals make
fourfold levels, which spin-orbit coupling splits into two doublets; in each of them the spin is
tied to the orbital moment, along the normal. Shown is how far the doublets are apart, and how many
carriers bring the Fermi level to them. All numbers are computed from first principles and shipped
with the package; ``supra2d screen`` computes those of other layers.
"""

from supra2d.dft import read_screening
from supra2d.materials import screening_path
from supra2d.plot import draw
from supra2d.study import screening_result

result = screening_result(read_screening(screening_path()))
figure = draw("screening", result)

for q in result.quantities:
    if q.name == "soc_splitting_Gamma" and q.value is not None:
        print(f"{q.where['channel']}: {q.value:.0f} meV")
