"""Names of evidence: its number in the archive, and what its file is called where it is handed out."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from server.domain.evidence.piece import CLASSES, MediaKind, Place
from server.domain.plan import Plan

#: What cannot stand in a part of a file's name: the dash parts them, and not every disk takes the others.
_ODD = re.compile(r"[^\w.]+")
#: Hexadecimal digits of the hash that a file's name tells.
SHA8 = 8


def archive_name(plan: Plan, media: MediaKind, session: str | None, begun: datetime, serial: int) -> str:
    """Return a number in the archive: unit, class, year, group, item (``2110-ZP-2009-0001-0010``).

    The group is the plan's number and its session's place in the plan, ``00`` where it belongs to none.
    """
    year = begun.astimezone(ZoneInfo(plan.zone)).year
    return f"{plan.site.number}-{CLASSES[media]}-{year}-{group_of(plan, session)}-{serial:04d}"


def group_of(plan: Plan, session: str | None) -> str:
    """Return the group of an archive name."""
    place = next((place for place, one in enumerate(plan.sessions, 1) if one.id == session), 0)
    return f"{plan.number}{place:02d}"


def file_name(plan: Plan, number: str, place: Place, purpose: str, begun: datetime, sha256: str | None) -> str:
    """Return what a file is called, without its ending (``domain`` 4).

    Plan, site, room, subject, candidate, what it shows (and of which item of the scheme: ``practical.2``), time, number
    in the archive's group, first digits of the hash:
    ``20261122-360101-901-practical-2601012043201901001-workpiece-20261122T113005-0003-0a1b2c3d``. What belongs to no
    candidate says ``ROOM``, to no room or session ``SITE``; of what was never hashed the last part is ``unhashed``.

    Args:
        plan: the plan.
        number: its number in the archive (``archive_name``).
        place: where it belongs.
        purpose: what it shows.
        begun: when its capture began (aware); the name tells it in the plan's zone.
        sha256: of its bytes, in hex; None: not known.
    """
    session = plan.session(place.session) if place.session is not None else None
    shows = f"{purpose}.{place.item}" if place.item else purpose
    parts = (
        str(plan.number), str(plan.site.number), place.room or "SITE", session.kind if session else "SITE",
        place.candidate or "ROOM", shows, f"{begun.astimezone(ZoneInfo(plan.zone)):%Y%m%dT%H%M%S}",
        number.rpartition("-")[2], sha256[:SHA8] if sha256 else "unhashed",
    )  # fmt: skip
    return "-".join(_ODD.sub("_", part) for part in parts)
