"""Computes the table of doublets at Gamma that is shipped as ``supra2d/materials/screening.tsv``.

    pip install -e '.[dft]'
    python examples/dft/screening.py                 all layers: some minutes each on one core
    python examples/dft/screening.py stanene         one of them, printed and not shipped

What is done is kept in ``dft-work/screening``: an interrupted run goes on.
"""

import os
import sys
from pathlib import Path

from supra2d.dft import screen, write_screening
from supra2d.materials import screening_path

STORE = Path("dft-work") / "screening"
MESH, CUTOFF = 18, 400.0
FINER = 36  # for pockets that are small
COMPOUNDS = {
    MESH: ["stanene", "germanene", "1T-PtSe2", "1T-SnSe2", "1T-ZrCl2"],
    FINER: ["1T-PdTe2"],
}

if __name__ == "__main__":
    names = sys.argv[1:]
    STORE.mkdir(parents=True, exist_ok=True)
    target = STORE / "asked.tsv" if names else screening_path()
    found = [
        one
        for mesh, layers in ({MESH: names} if names else COMPOUNDS).items()
        for one in screen(layers, kmesh=mesh, cutoff=CUTOFF, store=STORE, workers=os.cpu_count())
    ]
    write_screening(target, found)
    print(target.read_text(encoding="utf-8"))
