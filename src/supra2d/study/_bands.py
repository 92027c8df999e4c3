"""``bands``: a compound's own Hamiltonian, from its bands to its topology."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ..core import Check, Result, Sample
from ..report import Report, check_output, write
from ._bands_curvature import curvature_result
from ._bands_faces import face_result
from ._bands_hamiltonian import hamiltonian_result
from ._bands_load import Filled, load
from ._bands_options import BandsOptions
from ._bands_published import compared, wave_vectors
from ._bands_response import response_result
from ._bands_structure import band_result, dos_result
from ._bands_surface import map_result, surface_result
from ._bands_topology import topology_result


def bands(
    what: Path | str,
    out: Path | str | None = None,
    *,
    force: bool = False,
    options: BandsOptions | None = None,
    progress: bool = False,
) -> Report:
    """Bands, Fermi surface, splitting, densities, susceptibility and topology of a compound.

    With a field among the options also Fermi contours in it.

    Parameters
    ----------
    what
        A compound that is shipped, such as ``NbSe2`` or ``NbSe2-2H-bulk``, or a file: ``.nc`` of
        supra2d, ``_hr.dat`` or ``_tb.dat`` of Wannier90.
    out
        Folder for ``results.json``, ``report.html``, ``figures/`` and ``tables/``.
    force
        Replace ``out`` even if it is not one of ours.
    options
        See `BandsOptions`.
    progress
        Say on the terminal what is being done.

    Returns
    -------
    Report
        What cannot be given, such as the Fermi surface of an insulator, is refused in it with the
        reason.

    Raises
    ------
    NameUnknownError
        For a compound that is not shipped, with near matches.
    InputError
        For a file that cannot be used, and electrons that do not fit into its bands.
    OutputError
        When ``out`` cannot be written.
    """
    options = options or BandsOptions()
    path = Path(what)
    if out is not None:
        check_output(Path(out), force=force, inputs=[path] if path.is_file() else [])
    with _told(progress) as tell:
        metal = load(what, options)
        results = _results(metal, options, tell)
    bound = Report(
        title=metal.H.name,
        sample=Sample(name=metal.H.name, material=metal.H.name.partition("-")[0]),
        sources=metal.sources,
        results=tuple(results),
        options=options.chosen(),
    )
    if out is not None:
        write(bound, Path(out), force=force)
    return bound


def _results(metal: Filled, options: BandsOptions, tell: Callable[[str], None]) -> list[Result]:
    tell("bands along a path")
    structure = band_result(metal, options)
    tell("density of states")
    dos = dos_result(metal, options)
    tell("Fermi contours")
    surface = surface_result(metal, dos.quantities[0], options)
    over_zone = map_result(metal, surface)
    tell("susceptibility")
    response = response_result(metal, dos.quantities[0], options)
    tell("Berry curvature")
    curvature = curvature_result(metal)
    tell("topology")
    index = topology_result(metal)
    face = face_result(metal, index)
    return [
        hamiltonian_result(metal),
        replace(structure, checks=tuple(_beside_print(metal, structure, surface))),
        surface,
        *([] if over_zone is None else [over_zone]),
        dos,
        replace(
            response,
            checks=(*response.checks, *wave_vectors(metal, response.quantities)),
        ),
        index,
        *([] if curvature is None else [curvature]),
        *([] if face is None else [face]),
    ]


def _beside_print(metal: Filled, structure: Result, surface: Result) -> list[Check]:
    at_K = [q for q in structure.quantities if q.name == "soc_splitting_K"]
    at_kF = [q for q in surface.quantities if q.name == "soc_splitting_kF"]
    return compared(metal, at_K[0], at_kF) if at_K else []


@contextmanager
def _told(shown: bool) -> Iterator[Callable[[str], None]]:
    """A way to say on the terminal what is being done."""
    from rich.console import Console

    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield lambda words: None
        return
    with console.status("reading") as status:
        yield status.update
