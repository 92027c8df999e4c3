"""``phase_diagram``: the superconducting state of a law, below and beside its critical field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from ..core import Conventions, Sample
from ..report import Report, check_output, write
from ._phase_diagram_options import PhaseDiagramOptions, asked
from ._phase_diagram_planes import angle_plane, temperature_plane
from ._phase_diagram_spectra import exchange_result, spectrum_result
from ._phase_diagram_spins import spin_result
from ._phase_diagram_valleys import valleys_result


def phase_diagram(
    law: str,
    parameters: Mapping[str, str | float] | None = None,
    tc: str | float = 1.0,
    out: Path | str | None = None,
    *,
    force: bool = False,
    options: PhaseDiagramOptions | None = None,
) -> Report:
    """Gap, order of the transition, spectra and susceptibility of a law in a field.

    Parameters
    ----------
    law
        ``ising``, ``ising_rashba``, ``rashba``, ``pauli`` or ``pauli_first_order``.
    parameters
        Of the law: numbers in meV and degrees, or text with a unit; ``theta`` and ``phi`` give the
        direction of the field.
    tc
        Critical temperature without field, K.
    out
        Folder for ``results.json``, ``report.html``, ``figures/`` and ``tables/``.
    force
        Replace ``out`` even if it is not one of ours.
    options
        See `PhaseDiagramOptions`.

    Returns
    -------
    Report
        What does not exist, such as a mirage gap without Ising splitting, is refused in it with the
        reason.

    Raises
    ------
    NameUnknownError, InputError
        For a law, a parameter or an option that cannot be used.
    OutputError
        When ``out`` cannot be written.
    """
    options = options or PhaseDiagramOptions()
    wanted = asked(law, parameters or {}, tc, options)
    if out is not None:
        check_output(Path(out), force=force)
    results = [
        temperature_plane(wanted),
        angle_plane(wanted),
        spin_result(wanted),
        spectrum_result(wanted),
        valleys_result(wanted),
        exchange_result(wanted),
    ]
    bound = Report(
        title=f"State of {law}",
        sample=Sample(name=law),
        results=tuple(result for result in results if result is not None),
        options={**wanted.given, **_chosen(options)},
        conventions=Conventions(g=wanted.pocket.g),
    )
    if out is not None:
        write(bound, Path(out), force=force)
    return bound


def _chosen(options: PhaseDiagramOptions) -> dict[str, str]:
    """What was asked for beyond the defaults, for the page."""
    default = PhaseDiagramOptions()
    pairs = ((f.name, getattr(options, f.name)) for f in fields(options))
    return {name: f"{value}" for name, value in pairs if value != getattr(default, name)}
