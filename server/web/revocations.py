"""The signed list of revoked badges, for devices that will judge without the hub."""

from typing import Any

from apiflask import APIBlueprint

from protocol import revocations
from protocol.revocations import Revocations
from server.store import badge as badges
from server.store import keys
from server.store.committer import stamp, utc_now
from server.web import guard
from server.web.core import core

bp = APIBlueprint("revocations", __name__, tag="revocations")

DUE = 15 * 60  # seconds after which a device should have asked again


@bp.get("/api/revocations")
@guard.only("chief", "office", "scanner", "gate", "reader")
@bp.doc(summary="The signed list of revoked badges", responses={200: "The list (KR1) and the hub's time"})
def listed() -> dict[str, Any]:
    """Return the badges revoked up to now, signed with the badges' own key."""
    hub, now = core(), utc_now()
    size = hub.journal.size  # read before the badges: the list may know more than it says, never less
    revoked = hub.read(badges.revoked)
    issued = int(now.timestamp())
    text = revocations.write(Revocations(revoked, size, issued, issued + DUE), hub.keys.badge, keys.BADGE_KID)
    return {"list": text, "now": stamp(now)}
