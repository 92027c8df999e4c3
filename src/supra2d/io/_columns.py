"""Which column of a file is which channel: what the user says, then what the names say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase

from supra2d.core import CHANNELS, InputError, channel

from ._names import bare_name, channel_of, is_unit, own_unit, recognise

#: Channels that an instrument may have several of; of every other one, a log needs one.
_MANY = {name for name, c in CHANNELS.items() if c.kind == "signal"} | {"current"}


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """What the user says of the columns: strings like ``"field=magnet_bpar [T]"``."""

    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """Column ``index`` of a file holds ``quantity`` in ``unit``."""

    index: int
    quantity: str
    unit: str
    original: str
    where: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Bound:
    """Bindings of a file, and sentences about names that are known but cannot be used."""

    bindings: tuple[Binding, ...]
    notes: tuple[str, ...]


def requested(
    headers: Sequence[str], units: Sequence[str], request: ReadRequest, file: str
) -> list[Binding]:
    """Columns that the user asked for by name or pattern.

    A request that fits no column is an error only when another one fits: else the file is
    not the one that was meant, and its own names decide.
    """
    found: list[Binding] = []
    missing: list[str] = []
    for text in request.columns:
        quantity, pattern, unit = split_request(text, headers)
        indices = _matching(pattern, headers)
        if not indices:
            missing.append(pattern)
        for i in indices:
            given = unit or units[i] or own_unit(headers[i])
            if not given and CHANNELS[quantity].kind != "label":
                raise InputError(
                    f"column {headers[i]!r} of {file} has no unit",
                    f"a unit of {quantity}",
                    f"write --columns {f'{quantity}={pattern} [{CHANNELS[quantity].unit}]'!r}",
                )
            found.append(Binding(i, quantity, given, headers[i]))
    if found and missing:
        raise InputError(
            f"{file} has no column {missing[0]!r}",
            "one of " + _listed(headers),
            _near(missing[0], headers),
        )
    return _named(found, file)


def bind(headers: Sequence[str], units: Sequence[str], request: ReadRequest, file: str) -> Bound:
    """Find the channel of each column, from the request and from its name.

    Parameters
    ----------
    headers, units
        Names as in the file; units from a row or an attribute, empty where there is none.

    Raises
    ------
    InputError
        When two columns of the same name are the same channel.
    """
    asked = requested(headers, units, request, file)
    taken = {b.index for b in asked}
    settled = {b.quantity for b in asked}
    sniffed: list[Binding] = []
    notes = unmet(request, asked)
    without: dict[str, list[str]] = {}
    for i, header in enumerate(headers):
        known = None if i in taken else recognise(header, units[i])
        if known is None or known.quantity in settled:
            continue
        unit, kind = known.unit, CHANNELS[known.quantity].kind
        if not unit and CHANNELS[known.quantity].unit == "deg":
            # values such as 0 and 90 cannot be anything else, and radians are said
            unit = "deg"
            notes.append(f"{header!r} has no unit and was read in degrees")
        if known.quantity == "time" and unit and not is_unit(unit):
            # clock times and dates; no analysis waits for them
            continue
        if not unit and kind != "label":
            without.setdefault(known.quantity, []).append(header)
            continue
        sniffed.append(Binding(i, known.quantity, unit, header, known.channel, known.rank))
    for quantity, names in without.items():
        notes.append(
            f"{_quoted(names)} without unit left alone: add for example "
            f"--columns '{quantity}={names[0]} [{CHANNELS[quantity].unit}]'"
        )
    bindings = [
        *asked,
        *_named(_preferred(sniffed, notes, file), file),
    ]
    return Bound(tuple(sorted(bindings, key=lambda b: b.index)), tuple(notes))


def split_request(text: str, headers: Sequence[str] = ()) -> tuple[str, str, str]:
    """Quantity, name or pattern, and unit of ``"field=magnet_bpar [T]"``.

    What stands in brackets is the unit, unless the file has a column of exactly that name.
    """
    quantity, equals, rest = (part.strip() for part in text.partition("="))
    if not (quantity and equals and rest):
        raise InputError(
            f"--columns {text!r}",
            "a channel, an equals sign and the name of a column",
            "write it like --columns 'field=magnet_bpar [T]'",
        )
    channel(quantity)
    match = re.fullmatch(r"(.*\S)\s*\[([^\[\]]*)\]", rest)
    if match is None or rest in headers:
        return quantity, rest, ""
    return quantity, match[1], match[2].strip()


def unmet(request: ReadRequest, asked: Sequence[Binding]) -> list[str]:
    """A note where the user named columns and the file has none of them."""
    if asked or not request.columns:
        return []
    names = [split_request(text)[1] for text in request.columns]
    return [f"the file has no column {_quoted(names)}, so its own names were used"]


def is_requested(header: str, request: ReadRequest) -> bool:
    """Whether the user named this column."""
    return any(_matching(split_request(text, [header])[1], [header]) for text in request.columns)


def merge_requests(columns: Sequence[str], settings: Sequence[str]) -> ReadRequest:
    """Strings of the command line, then those of the settings for other channels."""
    said = {split_request(text)[0] for text in columns}
    others = [text for text in settings if split_request(text)[0] not in said]
    return ReadRequest((*columns, *others))


def _matching(pattern: str, headers: Sequence[str]) -> list[int]:
    for form in (str, bare_name):
        names = [form(header).strip() for header in headers]
        exact = [i for i, name in enumerate(names) if name == pattern]
        if exact:
            return exact
        loose = [i for i, n in enumerate(names) if fnmatchcase(n.lower(), pattern.lower())]
        if loose:
            return loose
    return []


def _preferred(sniffed: list[Binding], notes: list[str], file: str) -> list[Binding]:
    """Drop the rivals of a control: two thermometers, but only one sample temperature."""
    kept: list[Binding] = []
    for quantity in dict.fromkeys(b.quantity for b in sniffed):
        rivals = [b for b in sniffed if b.quantity == quantity]
        numbered = all(b.where for b in rivals) and len({b.where for b in rivals}) == len(rivals)
        if len(rivals) == 1 or quantity in _MANY or numbered:
            kept += rivals
            continue
        best = min(rivals, key=lambda b: b.rank)
        _refuse_twins([b for b in rivals if b.rank == best.rank], file)
        kept.append(best)
        others = _quoted([b.original for b in rivals if b is not best])
        notes.append(f"{quantity} is {best.original!r}, {others} left alone")
    return kept


def _named(bindings: Sequence[Binding], file: str) -> list[Binding]:
    """Give each column a name where several hold the same quantity, and none where one does."""
    result: list[Binding] = []
    for quantity in dict.fromkeys(b.quantity for b in bindings):
        group = [b for b in bindings if b.quantity == quantity]
        if len(group) == 1:
            result.append(replace(group[0], where=""))
            continue
        names = _distinct(group)
        twins = [b for b, name in zip(group, names, strict=True) if names.count(name) > 1]
        _refuse_twins(twins, file)
        result += [replace(b, where=name) for b, name in zip(group, names, strict=True)]
    return result


def _distinct(group: Sequence[Binding]) -> list[str]:
    """Names that tell columns apart: the channel, else the name, else the name with its unit."""
    full = [b.original for b in group]
    short = [bare_name(header) for header in full]
    channels = [b.where or channel_of(b.original) for b in group]
    mixed = [channel or name for channel, name in zip(channels, short, strict=True)]
    names = next((n for n in (mixed, short, full) if len(set(n)) == len(n)), full)
    # a slash would make a group in netCDF
    return [name.replace("/", "_") for name in names]


def _refuse_twins(twins: Sequence[Binding], file: str) -> None:
    if len(twins) > 1:
        names = _quoted([b.original for b in twins])
        raise InputError(
            f"{file} has {len(twins)} columns for {twins[0].quantity}: {names}",
            "different names",
            f"rename all but one, or choose with --columns '{twins[0].quantity}=NAME [unit]'",
        )


def _near(name: str, headers: Sequence[str]) -> str:
    near = get_close_matches(name, [bare_name(h) for h in headers], n=1)
    return f"did you mean {near[0]!r}" if near else "check the spelling"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names)


def _listed(headers: Sequence[str], most: int = 12) -> str:
    names = [bare_name(header) for header in headers[:most]]
    return ", ".join(names) + (", ..." if len(headers) > most else "")
