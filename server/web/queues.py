"""Files of records that devices could not send themselves."""

from typing import Any

from apiflask import APIBlueprint
from apiflask.fields import Boolean
from flask import request

from server.domain import queue_file
from server.domain.queue_file import QueueFile
from server.domain.refusal import Refusal
from server.intake import Left, Takeover
from server.web import facts, guard
from server.web.core import Core, core
from server.web.problem import language

bp = APIBlueprint("queues", __name__, tag="queues")

MAX_BYTES = 8 * 1024 * 1024
SHOWN = 200  # records that are told one by one


@bp.post("/api/queues")
@guard.only("chief", "office")
@bp.input({"dry_run": Boolean(load_default=False)}, location="query", schema_name="QueueQuery")
@bp.doc(
    summary="Take in the records a device exported (kaowu-queue-1, at most 8 MB); `dry_run` only looks",
    responses={200: "How many were taken, were there already or were left, by device, and why"},
)
def take(query_data: dict[str, bool]) -> dict[str, Any]:
    """Hand the records of a file in by the same door; each counts by its own device's signature."""
    hub, device, dry = core(), guard.caller().device, query_data["dry_run"]
    if (request.content_length or 0) > MAX_BYTES:
        raise Refusal("too-large", limit="8 MB")
    request.max_content_length = MAX_BYTES
    data = request.get_data(cache=False)
    file, takeover = hub.waiting.run(lambda: _sorted_out(hub, data, device))
    if dry:
        hub.read(takeover.look_up)
    else:
        takeover.hand_in(hub.commit)
    return _told(file, takeover, dry)


def _sorted_out(hub: Core, data: bytes, device: str) -> tuple[QueueFile, Takeover]:
    file = queue_file.read(data)
    queue_file.of_hub(file, hub.journal.origin)
    takeover = Takeover(hub.door, device)
    takeover.sort_out([facts.handed(record) for record in file.records])
    return file, takeover


def _told(file: QueueFile, takeover: Takeover, dry: bool) -> dict[str, Any]:
    lang = language()
    return {
        "device": file.device,
        "name": file.name,
        "made": file.made,
        "damaged": file.damaged,
        "dry_run": dry,
        "total": len(file.records),
        **_counts(takeover.counts),
        "devices": [{"device": one, "name": name, **_counts(counts)} for one, name, counts in takeover.names()],
        "left": [_left(one, lang) for one in takeover.left[:SHOWN]],
    }


def _counts(counts: Any) -> dict[str, int]:
    return {
        "accepted": counts["accepted"],
        "disputed": counts["disputed"],
        "refused": counts["refused"],
        "already": counts["already"],
        "doubled": counts["doubled"],
        "left_out": counts["left-out"],
        "new": counts["new"],
    }


def _left(one: Left, lang: str) -> dict[str, Any]:
    said = one.refusal.said(lang)
    shown = {"device": one.device, "number": one.number, "kind": one.kind, "at": one.at, "verdict": one.verdict}
    return shown | {"code": said["code"], "says": said["says"], "fix": said["fix"]}
