"""Printed units, saved files, and that drawing leaves no trace."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from supra2d import plot


@pytest.mark.parametrize(
    ("unit", "magnitude", "printed", "shown"),
    [
        ("m", 9.6e-9, "nm", 9.6),
        ("m", 1e-9, "nm", 1.0),
        ("m", 3.3e-10, "nm", 0.33),
        ("m", 2.5e-5, "µm", 25.0),
        ("T", 0.138, "T", 0.138),
        ("T", 0.045, "mT", 45.0),
        ("K", 0.15, "K", 0.15),
        ("K", 300.0, "K", 300.0),
        ("ohm", 4321.0, "kΩ", 4.321),
        ("ohm", 3e-3, "mΩ", 3.0),
        ("ohm m", 4.45e-7, "µΩ cm", 44.5),
        ("ohm m", 2.0, "Ω cm", 200.0),
        ("meV", 1.2, "meV", 1.2),
        ("meV", 0.012, "µeV", 12.0),
        ("A", 3.1e-6, "µA", 3.1),
        ("deg", 90.0, "°", 90.0),
        ("m^-2", 7.7e17, "m⁻²", 7.7e17),
        ("1/m", 1.26e10, "Å⁻¹", 1.26),
        ("1/eV", 2.8, "eV⁻¹", 2.8),
        ("", 3.2, "", 3.2),
        ("T", 0.0, "T", 0.0),
        ("T", float("nan"), "T", float("nan")),
    ],
)
def test_scale(unit: str, magnitude: float, printed: str, shown: float) -> None:
    scale = plot.scale_for(unit, magnitude)
    assert scale.unit == printed
    # a product of two decimal numbers: a few units in the last place
    assert magnitude * scale.factor == pytest.approx(shown, rel=1e-14, nan_ok=True)


def test_same_input_same_bytes(tmp_path: Path, synthetic: dict[str, Any]) -> None:
    for name in ("first", "second"):
        ax = plot.draw("critical_field", synthetic["critical_field"]())
        plot.save(ax, tmp_path / f"{name}.svg")
        plot.save(ax, tmp_path / f"{name}.png")
    for suffix in (".svg", ".png"):
        one, two = ((tmp_path / f"{n}{suffix}").read_bytes() for n in ("first", "second"))
        assert one == two
    assert b"<dc:date>" not in (tmp_path / "first.svg").read_bytes()


def test_no_global_state_is_left(synthetic: dict[str, Any]) -> None:
    import matplotlib
    from matplotlib import _pylab_helpers

    before = dict(matplotlib.rcParams)
    plot.draw("resistance_field", synthetic["resistance_field"]())
    assert dict(matplotlib.rcParams) == before
    assert not _pylab_helpers.Gcf.figs


def test_threads_draw_the_same(tmp_path: Path, synthetic: dict[str, Any]) -> None:
    def work(i: int) -> None:
        ax = plot.draw("angular", synthetic["angular"](points=9))
        plot.save(ax, tmp_path / f"{i}.svg")

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({(tmp_path / f"{i}.svg").read_bytes() for i in range(4)}) == 1


def test_dense_sweeps_stay_small(tmp_path: Path, synthetic: dict[str, Any]) -> None:
    result = synthetic["resistance_temperature"](points=20_000)
    plot.save(plot.draw("resistance_temperature", result), tmp_path / "dense.svg")
    # 120 000 points as paths would take several megabytes
    assert (tmp_path / "dense.svg").stat().st_size < 1_000_000
