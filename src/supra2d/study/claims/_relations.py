"""The table of relations that a claim can name."""

from __future__ import annotations

from . import _fields, _pairing, _structure, _transport
from ._relation import Relation

RELATIONS: dict[str, Relation] = {
    relation.name: relation
    for room in (_fields, _pairing, _transport, _structure)
    for relation in room.RELATIONS
}
