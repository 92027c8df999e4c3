"""The state in a field against its plain numpy twin and against a clock, warm, in one run.

Limits: a 60 x 60 plane of temperature and field, and one of angle and field, within 10 s on two
cores, for the Ising law and with Rashba coupling; the free energy at least 200x a loop over the
eigenvalues of the 4 x 4 problem. Times are those of the processor, summed over threads: what a
second core gains comes on top, and other work on the machine counts little.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from supra2d.core import Array
from supra2d.core.constants import K_B
from supra2d.pairing import Pocket, critical_field, free_energy, gap_map

TC0 = 3.0
POINTS = 60
PLANE_SECONDS = 10.0
TWIN = 200.0
PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
LAWS = {
    "ising": Pocket(TC0, beta=4.1),
    "weak ising": Pocket(TC0, beta=0.13),
    "ising_rashba": Pocket(TC0, beta=4.1, alpha_r=0.4),
    "with Dresselhaus": Pocket(TC0, beta=4.1, alpha_r=0.4, alpha_d=0.2),
}


def once(action: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the processor and of the clock."""
    start, clock = time.process_time(), time.perf_counter()
    action()
    return time.process_time() - start, time.perf_counter() - clock


def planes() -> bool:
    """Both planes of each law."""
    good = True
    for name, pocket in LAWS.items():
        top = 1.1 * critical_field(pocket, 0.03 * TC0).superheating
        B = np.linspace(0.0, top, POINTS)
        T = TC0 * np.linspace(0.03, 1.0, POINTS)[:, None]
        theta = np.linspace(0.0, 90.0, POINTS)[:, None]
        for plane, action in (
            ("T-B", lambda p=pocket, T=T, B=B: gap_map(p, T, B)),
            ("angle-B", lambda p=pocket, B=B, a=theta: gap_map(p, 0.2 * TC0, B, a)),
        ):
            gap_map(pocket, 0.5 * TC0, B[:2])
            used, clock = once(action)
            good &= used < PLANE_SECONDS
            print(f"{name:<17} {plane:<8} {used:6.2f} s of the processor, {clock:6.2f} s")
    return good


def plain(pocket: Pocket, T: float, h: Array, gap: float, angles: int, terms: int) -> float:
    """The free energy over N0 by eigenvalues, frequency by frequency and angle by angle."""
    phi = 2.0 * np.pi * (np.arange(angles) + 0.5) / angles
    g = pocket.spin_orbit(phi)
    A, B = (np.einsum("ni,iab->nab", g + s * h, PAULI) for s in (1, -1))
    K = np.zeros((angles, 4, 4), dtype=complex)
    K[:, :2, 2:], K[:, 2:, :2] = gap * np.eye(2), -gap * np.eye(2)
    total, unit = 0.0, 2.0 * np.pi * K_B * T
    for w in unit * (np.arange(terms) + 0.5):
        K[:, :2, :2], K[:, 2:, 2:] = A - 1j * w * np.eye(2), B + 1j * w * np.eye(2)
        size = np.abs(np.linalg.eigvals(K).imag).sum(axis=1) / 2.0
        total += float(size.mean()) - 2.0 * w - gap**2 / w
    W = unit * terms
    tail = (float(h @ h) * gap**2 + gap**4 / 4.0) / (2.0 * W**2)
    return gap**2 * np.log(T / TC0) - unit * total + tail


def twin() -> bool:
    """Time of the loop over that of the kernel, for the same angles, to 1e-6 of the energy."""
    pocket, T = LAWS["ising_rashba"], 0.5 * TC0
    h, gap, angles = pocket.zeeman(10.0), 0.9 * LAWS["ising"].gap0, 32
    theirs = once(lambda: plain(pocket, T, h, gap, angles, 400))[0]
    free_energy(pocket, T, h, gap)
    ours = once(lambda: free_energy(pocket, T, h, np.full(200, gap)))[0] / 200
    off = plain(pocket, T, h, gap, angles, 400) - float(free_energy(pocket, T, h, gap))
    print(f"free energy: {1e6 * ours:.0f} us, loop {theirs / ours:.0f}x, differ by {off:.1e} meV^2")
    return theirs / ours > TWIN


if __name__ == "__main__":
    sys.exit(not (planes() & twin()))
