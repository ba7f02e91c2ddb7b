"""How the devices are: each says so every few seconds; chief and office read it."""

from datetime import datetime
from typing import Annotated, Any

from apiflask import APIBlueprint
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr

from protocol.fact import MAX_INTEGER
from server.domain.device import ROLE_OF_KIND
from server.store.committer import stamp
from server.web import guard, pages
from server.web.core import core

bp = APIBlueprint("status", __name__, tag="status")

MOST = 1_000_000
DAY = 86_400_000  # milliseconds


def _moment(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("a time with its offset (RFC 3339)")
    return text


class BatteryIn(BaseModel):
    """Percent, and whether it is being charged."""

    model_config = ConfigDict(strict=True, extra="forbid")
    level: int = Field(ge=0, le=100)
    charging: bool


class StatusIn(BaseModel):
    """A device's report of itself.

    ``waiting`` facts are stored on it and not handed in, the oldest done at ``oldest``, the last one numbered ``last``
    (0: none waits); ``needs_person`` were turned down and not read. ``skew_ms``: the hub's clock minus its own.
    """

    model_config = ConfigDict(strict=True, extra="forbid")
    waiting: int = Field(ge=0, le=MOST)
    needs_person: int = Field(ge=0, le=MOST)
    oldest: Annotated[StrictStr, Field(max_length=40), AfterValidator(_moment)] | None
    last: int = Field(default=0, ge=0, le=MAX_INTEGER)
    skew_ms: int | None = Field(ge=-3650 * DAY, le=36500 * DAY)
    battery: BatteryIn | None
    persisted: bool | None
    build: str = Field(max_length=80)
    rows_through: int = Field(ge=0, le=MAX_INTEGER)
    screen: str = Field(max_length=80)
    place: str = Field(max_length=64)


@bp.post("/api/status")
@bp.input(StatusIn)
@bp.doc(summary="A device's report of itself, every 15 s", responses={200: "The hub's time and the app's version"})
def report(json_data: StatusIn) -> dict[str, Any]:
    """Keep what the device says of itself until it says it again."""
    hub = core()
    now = hub.trust.clock()
    hub.presence.hear(guard.caller().device, now, json_data.model_dump())
    hub.door.hear(guard.caller().device, json_data.last, now)
    return {"now": stamp(now), "build": pages.build()}


@bp.get("/api/devices/status")
@guard.only("chief", "office")
@bp.doc(summary="When each device was last heard, and what it said", responses={200: "One entry a device heard of"})
def statuses() -> dict[str, Any]:
    """Tell of every device heard since the hub started (``since``); of the others nothing is known."""
    hub = core()
    presence = hub.presence
    return {
        "now": stamp(hub.trust.clock()),
        "since": stamp(presence.since),
        "build": pages.build(),
        "devices": [_of(device) for device in list(presence.seen)],
    }


def _of(device: str) -> dict[str, Any]:
    presence = core().presence
    heard = presence.heard.get(device)
    return {
        "device": device,
        "seen": stamp(presence.seen[device]),
        "heard": None if heard is None else stamp(heard.at),
        "report": None if heard is None else dict(heard.report),
    }


@bp.get("/api/end")
@guard.open_to_all
@bp.doc(summary="Whether the calling device has ended, and what it still owes", responses={200: "Its state"})
def end() -> dict[str, Any]:
    """Tell a device that opens nothing any more when and why it ended, who took its place, and what has not arrived."""
    hub = core()
    device = hub.tokens.get(guard.hash_of_request() or "")
    known = hub.door.known.get(device) if device else None
    if known is None:
        return {"state": "unknown"}
    one = known.device
    successor = hub.door.known.get(one.replaced_by) if one.replaced_by else None
    missing = known.numbers.expecting(one.last)
    return {
        "state": "enrolled" if one.state == "enrolled" else "ended",
        "device": one.device,
        "name": one.name,
        "role": ROLE_OF_KIND[one.kind],
        "ended": one.ended,
        "reason": one.reason,
        "replaced_by": None if successor is None else successor.device.name,
        "top": missing.top,
        "missing": missing.missing_first(20),
        "missing_count": missing.missing_count(),
    }
