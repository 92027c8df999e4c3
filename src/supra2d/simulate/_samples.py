"""Named samples: a film, its runs, and the folder of raw files that they become."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from ..core import InputError, NameUnknownError, OutputError
from ._film import Film, critical_field, truth
from ._protocol import Protocol, Sweep
from ._run import run
from ._writers import write_origin_text, write_quantum_design

_FOLDER = Path(__file__).parent / "samples"
_MARK = "SIMULATED by supra2d"
_WRITERS: dict[str, Callable[[xr.Dataset, Path], Path]] = {
    "quantum_design": write_quantum_design,
    "origin_text": write_origin_text,
}


@dataclass(frozen=True, slots=True)
class SimulatedSample:
    """A declared sample: its film and, per file, the layout and the protocol."""

    name: str
    title: str
    film: Film
    runs: tuple[tuple[str, str, Protocol], ...]


def names() -> list[str]:
    """Names of the samples that `simulate` knows: the files in the folder ``samples``.

    Examples
    --------
    >>> "thin_film" in names()
    True
    """
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def sample(name: str) -> SimulatedSample:
    """The declared sample called ``name``.

    Raises
    ------
    NameUnknownError
        When there is none; the message lists near matches.

    Examples
    --------
    >>> sample("thin_film").film.xi
    1e-08
    """
    path = _FOLDER / f"{name}.toml"
    if name not in names():
        raise NameUnknownError.of("simulated sample", name, names())
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    runs = tuple(_run_from(entry) for entry in data["runs"])
    return SimulatedSample(name, data["title"], Film(**data["film"]), runs)


def _run_from(entry: Mapping[str, Any]) -> tuple[str, str, Protocol]:
    settings = {key: _tuples(value) for key, value in entry.items()}
    file, layout = settings.pop("file"), settings.pop("layout")
    sweeps = tuple(Sweep(**sweep) for sweep in settings.pop("sweeps"))
    return file, layout, Protocol(sweeps=sweeps, **settings)


def _tuples(value: Any) -> Any:
    """TOML arrays as tuples, so that the records stay frozen and hashable."""
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


def simulate(name: str, out: str | Path, *, seed: int = 0, **changes: Any) -> Path:
    """Write the raw files of a simulated sample, with its ``supra2d.toml`` and the truth.

    Parameters
    ----------
    name
        One of `names`.
    out
        Folder to make. An existing one is replaced only if it was made by this function
        or is empty.
    seed
        The same seed gives the same files.
    **changes
        Fields of the film (``Tc``, ``xi``, ``d``, ``width_T``, ...) or, for all runs,
        of the protocol (``noise_floor``, ``offset``, ...) to change.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    NameUnknownError
        For an unknown sample or field.
    OutputError
        When the folder is somebody else's or cannot be written.
    """
    declared = _changed(sample(name), changes)
    out = Path(out)
    _refuse_foreign(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as place:
            built = Path(place) / "built"
            built.mkdir()
            _write(declared, built, seed)
            if out.exists():
                shutil.rmtree(out)
            built.rename(out)
    except OSError as error:
        raise OutputError(
            f"cannot write {out}: {error.strerror}", "a writable place", "choose another folder"
        ) from None
    return out


def _changed(declared: SimulatedSample, changes: Mapping[str, Any]) -> SimulatedSample:
    film_fields = {field.name for field in fields(Film)}
    run_fields = {field.name for field in fields(Protocol)} - {"sweeps", "direction"}
    for key in changes:
        if key not in film_fields | run_fields:
            raise NameUnknownError.of("field of film or protocol", key, film_fields | run_fields)
    film = {key: value for key, value in changes.items() if key in film_fields}
    other = {key: _tuples(value) for key, value in changes.items() if key in run_fields}
    try:
        runs = tuple((f, layout, replace(p, **other)) for f, layout, p in declared.runs)
        return replace(declared, film=replace(declared.film, **film), runs=runs)
    except TypeError as error:
        raise InputError(f"{changes}: {error}", "numbers in K, T, ohm, m", "correct it") from None


def _refuse_foreign(out: Path) -> None:
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    readme = out / "README.txt"
    if not (readme.is_file() and _MARK in readme.read_text(encoding="utf-8", errors="replace")):
        raise OutputError(
            f"{out} exists and was not made by simulate",
            "a new folder or an earlier simulation",
            "choose another folder",
        )


def _write(declared: SimulatedSample, folder: Path, seed: int) -> None:
    seeds = np.random.SeedSequence(seed).generate_state(len(declared.runs))
    for (file, layout, protocol), run_seed in zip(declared.runs, seeds, strict=True):
        _WRITERS[layout](run(declared.film, protocol, int(run_seed)), folder / file)
    (folder / "supra2d.toml").write_text(_settings(declared), encoding="utf-8")
    (folder / "README.txt").write_text(_readme(declared, seed), encoding="utf-8")


def _settings(declared: SimulatedSample) -> str:
    film = declared.film
    two_point = any(protocol.series_resistance > 0 for _, _, protocol in declared.runs)
    contacts = "two-point" if two_point else "hall-bar"
    lines = [
        f"# {_MARK}: sample {declared.name}",
        "[sample]",
        f'name = "{declared.name} (simulated)"',
        'material = "simulated film"',
        f'thickness = "{film.d * 1e9:g} nm"',
        f'width = "{film.width * 1e6:g} um"',
        f'length = "{film.length * 1e6:g} um"',
        f'contacts = "{contacts}"',
        "",
        "[files]",
    ]
    for number, (file, _, protocol) in enumerate(declared.runs, start=1):
        cooldown = number if protocol.cooldown_spread > 0 else 1
        entry = f"cooldown = {cooldown}"
        if isinstance(protocol.direction, str) and not protocol.rotates:
            entry = f'direction = "{protocol.direction}", {entry}'
        lines.append(f'"{file}" = {{ {entry} }}')
    return "\n".join(lines) + "\n"


def _readme(declared: SimulatedSample, seed: int) -> str:
    known = truth(declared.film)
    lines = [
        f"{_MARK}: these are not measured data.",
        "",
        f"{declared.title}",
        f"Sample {declared.name}, seed {seed}; made again by:",
        f"    supra2d simulate {declared.name} -o FOLDER --seed {seed}",
        "",
        "What an analysis should find (50 % of the normal resistance):",
        f"    Tc                 {known['Tc']['50%']:.4f} K",
        f"    xi_GL              {known['xi_GL'] * 1e9:.4g} nm",
        f"    d_sc               {known['d_sc'] * 1e9:.4g} nm",
        f"    transition_width   {known['transition_width']:.4g} K (10 to 90 %, zero field)",
        f"    Bc2 perpendicular  {float(critical_field(declared.film, 0.0)):.5g} T at T = 0",
        f"    Bc2 parallel       "
        f"{float(critical_field(declared.film, 0.0, 'parallel')):.5g} T at T = 0",
        "",
        "Film:",
        *(f"    {f.name} = {getattr(declared.film, f.name)!r}" for f in fields(Film)),
    ]
    for file, _, protocol in declared.runs:
        lines += ["", f"{file}:"]
        lines += [
            f"    {f.name} = {getattr(protocol, f.name)!r}"
            for f in fields(Protocol)
            if f.name != "sweeps" and getattr(protocol, f.name) != f.default
        ]
        lines += [f"    {sweep}" for sweep in protocol.sweeps]
    return "\n".join(lines) + "\n"
