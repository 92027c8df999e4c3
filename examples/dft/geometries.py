"""Lattice constants of the lowest PBE energy, as they stand in ``supra2d/materials/*.toml``.

    pip install -e '.[dft]'
    python examples/dft/geometries.py                 the layers that are screened, and three others
    python examples/dft/geometries.py stanene         one of them

What is done is kept in ``dft-work/geometries``: an interrupted run goes on.
"""

import os
import sys

import numpy as np

from supra2d.dft import lattice_search

CUTOFFS = dict.fromkeys(("NbSe2", "NbS2", "TaS2"), 500.0)  # eV
CUTOFF = 400.0  # of the others
# points along each reciprocal vector
MESHES = {"stanene": 9, "germanene": 9}
MESHES |= {"1T-PdTe2": 6, "1T-PtSe2": 6, "1T-SnSe2": 6, "1T-ZrCl2": 6}
MESHES |= dict.fromkeys(CUTOFFS, 9)
STORE = "dft-work/geometries"

if __name__ == "__main__":
    for name in sys.argv[1:] or MESHES:
        mesh, cutoff = MESHES[name], CUTOFFS.get(name, CUTOFF)
        (found,) = lattice_search(
            [name], kmesh=mesh, cutoff=cutoff, store=STORE, workers=os.cpu_count()
        )
        heights = 1e10 * found.crystal.positions[:, 2] * found.crystal.cell[2, 2]
        inside = np.ptp(heights) if len(heights) == 2 else 0.5 * np.ptp(heights)
        print(
            f"{name}: a = {1e10 * found.lattice_constant:.4f} angstrom, cubic and parabola differ "
            f"by {1e10 * found.uncertainty:.4f}; buckling, or height above the metal "
            f"{inside:.4f} angstrom (PBE, {cutoff:g} eV, {mesh} x {mesh})"
        )
        for a, energy in zip(found.constants, found.energies, strict=True):
            print(f"    {1e10 * a:.4f} angstrom  {energy:.5f} eV")
