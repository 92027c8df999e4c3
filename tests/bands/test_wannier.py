"""Files of Wannier90: written here by hand and read, a real one, and many damaged ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from supra2d.bands import Hamiltonian, rashba_gas, read_wannier, symmetries, three_band
from supra2d.core import InputError

HEXAGONAL = 3.34e-10 * np.array([[1, 0, 0], [-0.5, np.sqrt(0.75), 0], [0, 0, 6]])


def degeneracies(values) -> list[str]:
    return [" ".join(f"{d:4d}" for d in values[i : i + 15]) for i in range(0, len(values), 15)]


def hr_lines(R, elements, degenerate=None) -> list[str]:
    """Elements in eV, shape (n, N, N); the first orbital runs fastest, as Wannier90 has it."""
    N = elements.shape[1]
    lines = [" written on 1Jan2026 at 00:00:00", f"{N:12d}", f"{len(R):12d}"]
    lines += degeneracies([1] * len(R) if degenerate is None else degenerate)
    for (a, b, c), h in zip(R, elements, strict=True):
        for n in range(N):
            for m in range(N):
                x = h[m, n]
                lines.append(f"{a:5d}{b:5d}{c:5d}{m + 1:5d}{n + 1:5d}{x.real:12.6f}{x.imag:12.6f}")
    return lines


def tb_lines(H: Hamiltonian) -> list[str]:
    N = H.size
    head = [" written on 1Jan2026 at 00:00:00"]
    head += ["  ".join(f"{x:.14f}" for x in a) for a in H.cell * 1e10]
    head += [f"{N:12d}", f"{len(H.R):12d}", *degeneracies([1] * len(H.R))]
    energies, places = [], []
    for R, h in zip(H.R, H.hoppings / 1e3, strict=True):
        block = ["", "".join(f"{x:5d}" for x in R)]
        energies += block
        places += block
        for n in range(N):
            for m in range(N):
                r = H.positions[n] @ H.cell * 1e10 * (m == n and not R.any())
                pair = f"{m + 1:5d}{n + 1:5d}   "
                energies.append(pair + f"{h[m, n].real:15.8E} {h[m, n].imag:15.8E}")
                places.append(pair + " ".join(f"{x:15.8E} {0.0:15.8E}" for x in r))
    return head + energies + places


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


def reordered(H: Hamiltonian, order) -> Hamiltonian:
    hoppings = H.hoppings[:, order][:, :, order]
    return replace(H, hoppings=hoppings, orbitals=tuple(H.orbitals[i] for i in order))


def interleaved(H: Hamiltonian) -> Hamiltonian:
    return reordered(H, np.arange(H.size).reshape(2, -1).T.ravel())


def spinful_file(folder: Path, H: Hamiltonian) -> Path:
    return write(folder / "MX2_hr.dat", hr_lines(H.R, H.hoppings / 1e3))


# ---- whole files ---------------------------------------------------------------------------------


def test_energies_lengths_and_order_of_elements(tmp_path: Path) -> None:
    H = three_band("MoS2", neighbours=3)
    found = read_wannier(spinful_file(tmp_path, H), cell=H.cell)
    # six decimals of an eV
    assert np.abs(found.hoppings - H.hoppings).max() <= 0.51e-3
    assert np.array_equal(found.R, H.R)
    assert found.periodic == (True, True, False)
    assert found.name == "MX2"
    assert found.origin["cell"] == "given"
    assert found.origin["positions"].startswith("unknown")


def test_tb_files_bring_cell_and_centres(tmp_path: Path) -> None:
    H = three_band("WS2", neighbours=1)
    places = [(0.1, 0.2, 0.03), (0.4, -0.3, 0.0), (0.7, 0.0, 0.25)] * 2
    orbitals = tuple(replace(o, position=r) for o, r in zip(H.orbitals, places, strict=True))
    H = replace(H, orbitals=orbitals)
    found = read_wannier(write(tmp_path / "WS2_tb.dat", tb_lines(H)))
    assert found.hoppings == pytest.approx(H.hoppings, rel=1e-7, abs=1e-9)  # eight digits
    assert found.cell == pytest.approx(H.cell)
    assert found.positions == pytest.approx(H.positions, abs=1e-7)
    assert [o.spin for o in found.orbitals] == [1, 1, 1, -1, -1, -1]
    with pytest.raises(InputError, match="not the one in the file"):
        read_wannier(tmp_path / "WS2_tb.dat", cell=1.1 * H.cell)


def test_centres_beside_the_file(tmp_path: Path) -> None:
    H = three_band("MoS2", spin_orbit=False)
    path = spinful_file(tmp_path, H)
    text = ["5", " Wannier centres", *["X  0.01 0.00 1.56"] * 3, "Mo 0 0 1.56", "S 1.6 0.92 0.0"]
    centres = write(tmp_path / "MX2_centres.xyz", text)
    found = read_wannier(path, cell=H.cell)
    assert found.positions @ H.cell * 1e10 == pytest.approx(np.array([[0.01, 0, 1.56]] * 3))
    assert {(o.species, o.atom) for o in found.orbitals} == {("Mo", 0)}
    assert found.origin["positions"] == "MX2_centres.xyz"
    without = read_wannier(path)
    assert (without.positions == 0).all()
    assert "no cell" in without.origin["positions"]
    write(centres, ["3", "", "X 0 0 0", "X 0 0 0", "Mo 0 0 0"])
    with pytest.raises(InputError, match="2 centres X; expected 3"):
        read_wannier(path, cell=H.cell)


def test_shifts_undo_the_folding_into_a_mesh(tmp_path: Path) -> None:
    """Two orbitals of a chain: what reaches no further than half the mesh comes back exactly."""
    n, place = 6, np.array([0.0, 0.4])
    rng = np.random.default_rng(3)
    true: dict[int, np.ndarray] = {r: np.zeros((2, 2)) for r in range(-4, 5)}
    for r in range(-4, 5):
        for a in range(2):
            for b in range(2):
                if abs(r + place[b] - place[a]) < n / 2 and not true[r][a, b]:
                    true[r][a, b] = true[-r][b, a] = round(rng.normal(), 3)
    folded = {r: sum(h for s, h in true.items() if (s - r) % n == 0) for r in range(-3, 4)}
    R = [(r, 0, 0) for r in folded]
    degenerate = [2 if abs(r) == 3 else 1 for r in folded]
    elements = np.array(list(folded.values()), dtype=complex)
    path = write(tmp_path / "chain_hr.dat", hr_lines(R, elements, degenerate))
    plain = read_wannier(path, spins="none")
    lines = ["## written with use_ws_distance=.true."]
    for r in folded:
        for a in range(2):
            for b in range(2):
                apart = {t: abs(r + t + place[b] - place[a]) for t in (-n, 0, n)}
                best = [t for t, d in apart.items() if d < min(apart.values()) + 1e-9]
                lines += [f"{r:5d}    0    0{a + 1:5d}{b + 1:5d}", f"{len(best):5d}"]
                lines += [f"{t:5d}    0    0" for t in best]
    write(tmp_path / "chain_wsvec.dat", lines)
    H = read_wannier(path, spins="none")
    for (r, _, _), h in zip(H.R.tolist(), H.hoppings, strict=True):
        assert h == pytest.approx(1e3 * true[r], abs=1e-9), r
    mesh = np.array([[i / n, 0, 0] for i in range(n)])
    assert H.eigenvalues(mesh) == pytest.approx(plain.eigenvalues(mesh), abs=1e-9)
    assert np.abs(H.eigenvalues(mesh + 0.05) - plain.eigenvalues(mesh + 0.05)).max() > 10
    assert H.origin["shifts"] == "chain_wsvec.dat"

    write(tmp_path / "chain_wsvec.dat", lines[:-4])
    with pytest.raises(InputError, match="shifts of 27 elements, .* the 28 elements"):
        read_wannier(path)
    write(tmp_path / "chain_wsvec.dat", [*lines[:-1], "    x    0    0"])
    with pytest.raises(InputError, match="no whole number .*'x'"):
        read_wannier(path)
    write(tmp_path / "chain_wsvec.dat", lines[:-1])
    with pytest.raises(InputError, match="chain_wsvec.dat ends within the shifts"):
        read_wannier(path)


# ---- the real file -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nbs2(data_dir: Path) -> Path:
    return data_dir / "janberges-nbs2cdw" / "NbS2_hr.dat"


def test_monolayer_nbs2(nbs2: Path) -> None:
    H = read_wannier(nbs2)
    assert (H.size, H.periodic) == (3, (True, True, False))
    assert H.origin["shifts"] == "NbS2_wsvec.dat"
    assert H.origin["spins"] == "none, found by time reversal"
    i = np.arange(24) / 24
    mesh = np.stack(np.meshgrid(i, i, [0.0], indexing="ij"), -1).reshape(-1, 3)
    levels = H.eigenvalues(mesh)
    # SOURCE.txt: one isolated band from -6.3 to -5.1 eV
    assert levels[:, 0].min() == pytest.approx(-6300, abs=50)
    assert levels[:, 0].max() == pytest.approx(-5100, abs=50)
    assert levels[:, 1].min() > levels[:, 0].max()
    # half filled: hole pockets, with Gamma and K above the Fermi energy and M below
    middle = np.median(levels[:, 0])
    at = H.eigenvalues([(0, 0, 0), (1 / 3, 1 / 3, 0), (0.5, 0, 0)])[:, 0] - middle
    assert at[0] > 0 and at[1] > 0 > at[2]


def test_the_angle_of_its_lattice_vectors_follows_from_the_bands(nbs2: Path) -> None:
    at_120 = read_wannier(nbs2, cell=HEXAGONAL)
    other = HEXAGONAL.copy()
    other[1, 0] *= -1
    # not zero: centres that differ by 1e-3 angstrom decide the shifts at the edge of the mesh
    assert symmetries(at_120).threefold.violation < 2.0
    assert symmetries(read_wannier(nbs2, cell=other)).threefold.violation > 500
    found = symmetries(at_120)
    assert (found.time_reversal.violation, found.time_reversal.compared) == (0.0, "elements")
    assert found.inversion.violation < 1e-9
    # at the points that were computed C3 holds to the six decimals of the file
    i = np.arange(12) / 12
    mesh = np.stack(np.meshgrid(i, i, [0.0], indexing="ij"), -1).reshape(-1, 3)
    turned = np.stack([-mesh[:, 0] - mesh[:, 1], mesh[:, 0], mesh[:, 2]], axis=-1)
    assert np.abs(at_120.eigenvalues(mesh) - at_120.eigenvalues(turned)).max() < 0.03


def test_its_shifts_matter_between_the_points_of_the_mesh(nbs2: Path, tmp_path: Path) -> None:
    H = read_wannier(nbs2)
    (tmp_path / nbs2.name).write_bytes(nbs2.read_bytes())
    plain = read_wannier(tmp_path / nbs2.name)
    mesh = np.array([(i / 12, j / 12, 0) for i in range(12) for j in range(12)])
    assert H.eigenvalues(mesh) == pytest.approx(plain.eigenvalues(mesh), abs=1e-8)
    off = np.abs(H.eigenvalues(mesh + 1 / 24) - plain.eigenvalues(mesh + 1 / 24))
    assert 1.0 < off.max() < 5.0
    assert "shifts" not in plain.origin


# ---- spins ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["blocks", "interleaved"])
def test_order_of_spins_is_found(tmp_path: Path, order: str) -> None:
    H = three_band("MoS2", neighbours=3)
    H = H if order == "blocks" else interleaved(H)
    path = spinful_file(tmp_path, H)
    found = read_wannier(path, cell=H.cell)
    assert found.origin["spins"] == f"{order}, found by time reversal"
    assert [o.spin for o in found.orbitals] == [o.spin for o in H.orbitals]
    assert found.spinful and found.per_band == 1
    assert symmetries(found).time_reversal.violation < 0.01
    wrong = "interleaved" if order == "blocks" else "blocks"
    for given in (wrong, "none"):
        with pytest.raises(InputError, match=f"give spins='{order}'"):
            read_wannier(path, spins=given)
    assert read_wannier(path, spins=order).origin["spins"] == order


def test_spin_flips_count_as_well(tmp_path: Path) -> None:
    H = rashba_gas(mass=0.3, rashba=4e-8, spacing=3e-10)
    found = read_wannier(spinful_file(tmp_path, H))
    assert [o.spin for o in found.orbitals] == [1, -1]


def test_an_even_number_of_orbitals_without_spin(tmp_path: Path) -> None:
    """Two layers with a hopping of 20 meV between them look almost like two spins."""
    H = three_band("MoS2", spin_orbit=False)
    hoppings = np.array([np.kron(np.eye(2), h) for h in H.hoppings])
    hoppings[(H.R == 0).all(axis=1)] += 20.0 * np.kron(np.array([[0, 1], [1, 0]]), np.eye(3))
    path = spinful_file(tmp_path, replace(H, hoppings=hoppings, orbitals=2 * H.orbitals))
    assert read_wannier(path).origin["spins"] == "none, found by time reversal"
    with pytest.raises(InputError, match="give spins='none'"):
        read_wannier(path, spins="blocks")


def test_a_magnet_needs_to_be_told(tmp_path: Path) -> None:
    H = three_band("MoS2")
    hoppings = H.hoppings.copy()
    hoppings[(H.R == 0).all(axis=1)] += 800.0 * np.diag([1, 1, 1, -1, -1, -1])
    path = spinful_file(tmp_path, replace(H, hoppings=hoppings))
    with pytest.raises(InputError, match="for a magnet"):
        read_wannier(path)
    assert read_wannier(path, spins="blocks").spinful


def test_a_collinear_magnet_without_spin_orbit(tmp_path: Path) -> None:
    H = three_band("MoS2", spin_orbit=False)
    hoppings = np.array([np.kron(np.eye(2), h) for h in H.hoppings])
    hoppings[(H.R == 0).all(axis=1)] += 50.0 * np.diag([1, 1, 1, -1, -1, -1])
    path = spinful_file(tmp_path, replace(H, hoppings=hoppings, orbitals=2 * H.orbitals))
    assert read_wannier(path, spins="blocks").spinful


def test_orders_that_cannot_be_told_apart(tmp_path: Path) -> None:
    H = rashba_gas(mass=0.3, rashba=0.0, spacing=3e-10)
    hoppings = np.array([np.kron(np.eye(2), h) for h in H.hoppings])
    path = spinful_file(tmp_path, replace(H, hoppings=hoppings, orbitals=2 * H.orbitals))
    with pytest.raises(InputError, match="one order of spins that stands out"):
        read_wannier(path)
    assert read_wannier(path, spins="interleaved").spinful
    with pytest.raises(InputError, match="spins = 'both'"):
        read_wannier(path, spins="both")


def test_an_odd_number_of_orbitals_has_no_spins(tmp_path: Path) -> None:
    path = spinful_file(tmp_path, three_band("MoS2", spin_orbit=False))
    with pytest.raises(InputError, match="has 3 orbitals"):
        read_wannier(path, spins="blocks")


# ---- damage --------------------------------------------------------------------------------------


@pytest.fixture
def lines() -> list[str]:
    H = three_band("MoS2", neighbours=3, spin_orbit=False)
    return hr_lines(H.R, H.hoppings / 1e3)  # 19 vectors R, 3 orbitals: 5 + 171 lines


DAMAGE = {
    "cut": (lambda x: x[:100], "95 of 171 lines of H.R., 19 vectors R times 3 x 3 .* 176 lines"),
    "cut in a line": (lambda x: [*x[:-1], x[-1][:40]], "line 176 of x_hr.dat"),
    "cut in the head": (lambda x: x[:2], "ends with 0 of 1 lines of the number of vectors R"),
    "empty": (lambda x: [""], "ends with 0 of 1 lines of the number of orbitals"),
    "a letter": (lambda x: [*x[:49], x[49].replace("0", "O"), *x[50:]], "line 50 of x_hr.dat"),
    "too wide": (lambda x: [*x[:49], x[49][:25] + 12 * "*" + x[49][37:], *x[50:]], "line 50"),
    "fewer R": (lambda x: [*x[:2], "18", *x[3:]], "line 5 .* after 15 degeneracies"),
    "more R": (lambda x: [*x[:2], "20", *x[3:]], "line 6 .* after 19 degeneracies"),
    "fewer R, all over": (
        lambda x: [*x[:2], "18", x[3], x[4][:-5], *x[5:]],
        "goes on at line 168 .* 18 vectors R",
    ),
    "fewer orbitals": (lambda x: [x[0], "2", *x[2:]], "goes on at line 82"),
    "more orbitals": (lambda x: [x[0], "4", *x[2:]], "171 of 304 lines"),
    "no orbitals": (lambda x: [x[0], "0", *x[2:]], "0 orbitals and 19 vectors R"),
    "a degeneracy of zero": (lambda x: [*x[:3], x[3].replace("1", "0"), *x[4:]], "line 4"),
    "a line twice": (lambda x: [*x[:20], x[19], *x[21:]], "twice, or one beyond 3"),
    "rows of two R": (lambda x: [*x[:12], *x[13:21], x[12], *x[21:]], "several vectors R"),
    "half an R": (lambda x: [*x[:20], " 0.5" + x[20][4:], *x[21:]], "line 21 .* whole numbers"),
    "nan": (lambda x: [*x[:49], x[49][:25] + "  nan  nan", *x[50:]], "not a finite number"),
    "an R twice": (lambda x: [*x[:14], *x[5:14], *x[23:]], "2 times; expected each R once"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damaged_files_are_refused_in_a_sentence(
    tmp_path: Path, lines: list[str], kind: str
) -> None:
    change, message = DAMAGE[kind]
    with pytest.raises(InputError, match=message) as caught:
        read_wannier(write(tmp_path / "x_hr.dat", change(lines)))
    assert "\n" not in str(caught.value)


def test_the_vector_of_an_element_that_is_not_hermitian(tmp_path: Path, lines: list[str]) -> None:
    H = three_band("MoS2", neighbours=3, spin_orbit=False)
    at = 12
    row = 5 + 9 * at + 1
    lines[row] = lines[row][:25] + f"{0.5:12.6f}{0.0:12.6f}"
    R = ", ".join(str(x) for x in H.R[at])
    minus = ", ".join(str(-x) for x in H.R[at])
    with pytest.raises(InputError, match=rf"\(({R}|{minus})\) differs by .* meV"):
        read_wannier(write(tmp_path / "x_hr.dat", lines))


def test_one_digit_of_rounding_is_not_an_error(tmp_path: Path) -> None:
    elements = np.array([[[0.1]], [[-0.02]], [[-0.020001]]], dtype=complex)
    path = write(tmp_path / "x_hr.dat", hr_lines([(0, 0, 0), (1, 0, 0), (-1, 0, 0)], elements))
    H = read_wannier(path)
    assert H.hoppings[1] == H.hoppings[2] == pytest.approx(-20.0005)


def test_damaged_tb_files(tmp_path: Path) -> None:
    whole = tb_lines(three_band("MoS2", neighbours=1, spin_orbit=False))
    path = tmp_path / "x_tb.dat"
    with pytest.raises(InputError, match="lines of the position operator, 7 vectors R"):
        read_wannier(write(path, whole[:-20]))
    with pytest.raises(InputError, match="line 2 of x_tb.dat"):
        read_wannier(write(path, [whole[0], "3.1 0.0", *whole[2:]]))
    with pytest.raises(InputError, match="no position operator at R"):
        last = max(i for i, line in enumerate(whole) if line.split() == ["0", "0", "0"])
        read_wannier(write(path, [*whole[:last], "    9    9    0", *whole[last + 1 :]]))
    with pytest.raises(InputError, match="goes on at line"):
        read_wannier(write(path, [*whole, "1 1 0 0 0 0 0 0"]))


def test_names_and_cells(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(InputError, match="none_hr.dat cannot be read"):
        read_wannier(tmp_path / "none_hr.dat")
    with pytest.raises(InputError, match="ends in _hr.dat or _tb.dat"):
        read_wannier(write(tmp_path / "x.dat", lines))
    path = write(tmp_path / "x_hr.dat", lines)
    with pytest.raises(InputError, match="multiply angstrom by 1e-10"):
        read_wannier(path, cell=HEXAGONAL * 1e10)
    with pytest.raises(InputError, match="three independent lattice vectors"):
        read_wannier(path, cell=np.ones((3, 3)) * 1e-10)
    with pytest.raises(InputError, match="three independent lattice vectors"):
        read_wannier(path, cell=HEXAGONAL[:2])
