"""What a device remembers of the hub, beside what the hub is: each notices when the other lost something."""

from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from protocol import tree
from protocol.checkpoint import root_of, root_text
from protocol.fact import MAX_INTEGER
from server.store import journal
from server.web import guard
from server.web.core import Core, core

bp = APIBlueprint("compare", __name__, tag="compare")


class CompareIn(BaseModel):
    """The newest checkpoint a device has verified (size 0: none), its last number, and the highest acknowledged."""

    model_config = ConfigDict(strict=True)
    size: int = Field(ge=0, le=MAX_INTEGER)
    root: str = Field(max_length=44)
    last: int = Field(ge=0, le=MAX_INTEGER)
    acknowledged: int = Field(ge=0, le=MAX_INTEGER)


@bp.post("/api/compare")
@bp.input(CompareIn)
@bp.doc(
    summary="Compare what a device remembers with the journal",
    responses={200: "Whether the journal begins as the device has seen it, and what the hub has of the device"},
)
def compare(json_data: CompareIn) -> dict[str, Any]:
    """Tell whether this is the journal that the device has seen, and which of its numbers are here.

    ``same`` is null where that cannot be told: the device has seen nothing, or more than there is.
    """
    hub = core()
    note = hub.journal.note
    numbers = hub.door.known[guard.caller().device].numbers
    size = int(note.split("\n")[1])
    known = 0 < json_data.size <= size
    same = hub.read(lambda connection: _root(hub, connection, json_data.size)) == json_data.root if known else None
    return {
        "origin": hub.journal.origin,
        "size": size,
        "same": same,
        "last": numbers.top,
        "missing": [list(span) for span in numbers.missing],
        "checkpoint": note,
    }


def _root(hub: Core, connection: Connection, size: int) -> str:
    kept = journal.checkpoint_at(connection, size)
    return root_text(tree.root(hub.journal.hashes[:size])) if kept is None else root_of(kept)
