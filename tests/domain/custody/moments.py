"""What the model of custody knows beforehand: where things can be, who usually signs, and moments of a day."""

from dataclasses import replace

from tests.domain.custody import papers
from tests.domain.custody.papers import (
    CASE,
    CHIEF,
    COURIERS,
    ROOM_OF,
    SET101,
    SET102,
    VAULT,
    at_site,
    back,
    in_rooms,
    in_use,
    in_vault,
    packed,
)  # fmt: skip

#: Where an object in this state can be.
PLACES = {
    "sealed": {"vault"}, "out": {"road"}, "received": {"site"}, "issued": {"room"}, "opened": {"room", "site"},
    "returned": {"site"}, "verified": {"site"}, "sent": {"road"}, "stored": {"vault"}, "reading": {"reader"},
    "read": {"vault"}, "destroyed": {"gone"},
}  # fmt: skip
#: Who usually signs: givers and receivers.
USUALLY = {
    "L1": ([VAULT], COURIERS), "L2": (COURIERS, [CHIEF]), "L5": ([CHIEF], COURIERS), "L6": (COURIERS, [VAULT]),
    "L7": ([VAULT], (20, 21)), "L8": ((20, 21), [VAULT]), "L9": ([VAULT], [13]),
}  # fmt: skip
#: An hour at which each leg is open that begins with somebody who signed.
WHEN = {"L2": "07:00", "L4": "10:45", "L6": "12:00"}
#: The day so far, at some of its moments.
DAY = {
    "06:30": in_vault(), "07:55": at_site(), "08:25": packed(), "08:51": in_rooms(), "09:30": in_use(), "10:55": back()
}  # fmt: skip
LABELS = sorted(DAY["06:30"])
CONTAINERS = (CASE, SET101, SET102)
BAGS = tuple(label for room in ROOM_OF.values() for label in room[:2])
PARTIES = {**papers.PARTIES, 17: replace(papers.PARTIES[10], post=papers.post(17, "CO"))}
PEOPLE = {**papers.PEOPLE, 17: ("CO", None)}
