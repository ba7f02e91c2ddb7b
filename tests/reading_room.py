"""The reading room of the small exam day: a station, an operator, two checkers, a monitor, and the acts there.

The cards are those of ``tests.reading_day``: session S1, rooms 101, 102 and 103 with ten candidates each.
"""

import hashlib
import time
from itertools import count

from server.desk.reading import scores
from server.desk.reading import session as sessions
from server.domain.reading.key import key_to_row
from server.store import reading, rows
from server.web.card_parser import CardParser
from tests.exam_day import PLAN, ROOM_ROWS, STAFF_ROWS, staff_row
from tests.practical_day import accepted
from tests.reading_day import ABSENT, ROOMS, SESSION, candidate_rows, file_of, keys, profile_of, session_cards

CHIEF = 1
OPERATOR, CHECKER, MONITOR, OTHER_CHECKER, LEADER = 20, 21, 22, 23, 24
ROLES = {OPERATOR: 13, CHECKER: 14, MONITOR: 15, OTHER_CHECKER: 14, LEADER: 3}
IN_BAG = 10


def prepare_reading(day, chief, form="txt"):
    """Add the candidates with cards, who reads them, and the station's profile; ``chief`` is the chief's device."""
    room = {"room": "103", "name": "一号楼103", "building": "一号楼", "floor": 1, "seats": 30}
    accepted(day.take("rooms", [*ROOM_ROWS, room]))
    accepted(day.take("candidates", candidate_rows()))
    more = [staff_row(person, name=f"读卡{person}", role=role) for person, role in ROLES.items()]
    plain = [{**row, "room": None} for row in STAFF_ROWS]
    accepted(day.take("staff", [*plain, *more]))
    people = {row["staff_no"]: number for number, row in enumerate([*plain, *more], 1)}
    numbers = {person: people[f"G{person:03d}"] for person in ROLES}
    made = day.issue(*numbers.values())
    accepted(made)
    chief.sign_in(CHIEF)
    for person in numbers.values():
        accepted(chief.hand("duty.check_in", {"plan": PLAN, "person": person, "place": "office"}))
    accepted(chief.hand("reading.profile", {"plan": PLAN, "id": f"sample-day-{form}", "profile": profile_of(form)}))
    return numbers


class Room:
    """The acts of the reading room, each by whoever does it."""

    def __init__(self, hub, day, station, chief, numbers):
        self.hub, self.day, self.station, self.chief, self.numbers = hub, day, station, chief, numbers
        self.parser = CardParser(hub)
        self.names = count(1)
        self.who = None

    def sign_in(self, person, device=None):
        device = device or self.station
        if (person, device.id) != self.who:
            device.sign_in(self.numbers.get(person, person))
            self.who = (person, device.id)
        return device

    def qr(self, person):
        return self.day.qr(self.numbers[person], role=ROLES[person])

    def hand(self, kind, body, by=OPERATOR, *, device=None, **sent):
        return self.sign_in(by, device).hand(kind, {"plan": PLAN} | body, **sent)

    def bring(self, raw, name=None, *, parse=True, **more):
        """Hand a file in as the station does, and have it parsed; return its hash. What is None is not said."""
        sha256 = self.hub.door.hub.files.keep(raw)
        body = {"sha256": sha256, "size": len(raw), "name": name or f"K{next(self.names)}.TXT", "station": "一号机"}
        body["rule"] = 1
        body = {name: value for name, value in (body | more).items() if value is not None}
        accepted(self.hand("reading.batch", body))
        if parse:
            self.parser.work()
        return sha256

    def sheet(self, room, *, by=CHECKER, second=OTHER_CHECKER, **changes):
        """Enter a room's record sheet: its absentees, and the cards that the checker counted in the bag.

        Whoever gives a reason changes it: then a second person shows the badge (None: nobody).
        """
        away = sorted(number for number in ABSENT if number[13:16] == room)
        body = {"session": SESSION, "room": room, "absent": away, "bag": IN_BAG} | changes
        if second is not None and "reason" in changes:
            body["second"] = {"badge": self.qr(second)}
        return self.hand("attendance.mark", body, by)

    def assign(self, batch, *, by=OPERATOR, second=None, reason="放错了场次", **said):
        """Say what a batch is read as, and have it parsed so."""
        beside = {} if second is None else {"second": {"badge": self.qr(second)}}
        receipt = self.hand("reading.assign", {"batch": batch, "reason": reason} | said | beside, by)
        self.parser.work()
        return receipt

    def sheets(self):
        for room in ROOMS:
            accepted(self.sheet(room))

    def propose(self, fault, what, *, by=OPERATOR, reason="与座次表核对一致", **more):
        resolution = {"what": what} | more
        return self.hand(
            "reading.propose", {"session": SESSION, "fault": fault, "resolution": resolution, "reason": reason}, by
        )

    def settle(self, fault, outcome="confirm", *, by=CHECKER, proposal=None, reason=""):
        proposal = proposal or self.row("reading_fault", f"{SESSION}/{fault}")["proposal"]["fact"]
        body = {"session": SESSION, "fault": fault, "proposal": proposal, "outcome": outcome, "reason": reason}
        return self.hand("reading.settle", body, by)

    def close(self, batch, *, by=OPERATOR, second=CHECKER, third=MONITOR):
        body = {"batch": batch, "second": {"badge": self.qr(second)}, "third": {"badge": self.qr(third)}}
        return self.hand("reading.close", body, by)

    def profile(self, form):
        body = {"id": f"sample-day-{form}", "profile": profile_of(form)}
        return self.hand("reading.profile", body, LEADER, device=self.chief)

    def enter_keys(self, *people, wrong=None):
        """Enter both papers' keys; ``wrong``: with another answer at this question of the first."""
        for person in people:
            for place, key in enumerate(keys().values()):
                row = key_to_row(key)
                if wrong is not None and place == 0:
                    letter = "A" if row["questions"][wrong - 1]["answers"] != ["A"] else "B"
                    row["questions"][wrong - 1]["answers"] = [letter]
                accepted(self.hand("reading.key", {"session": SESSION} | row, person))

    def draw_check(self, number=1, *, by=CHECKER, **more):
        """Begin a random check; return the places the hub drew."""
        accepted(self.hand("reading.check", {"session": SESSION, "check": number, "cards": []} | more, by))
        return [(one["batch"], one["row"]) for one in self.checked()["cards"]]

    def checked(self):
        return self.row("reading_session", SESSION)["check"]

    def place_of(self, wanted):
        """Where the card of a number was read."""
        with self.hub.db.reading() as connection:
            cards = sessions.standing(connection, PLAN, SESSION).report.cards
        (found,) = [card.place for card in cards if card.card.number == wanted]
        return {"batch": found.batch, "row": found.row}

    def check(self, places, *, number=1, by=CHECKER, agreed=True, note=""):
        cards = [{"batch": batch, "row": row, "agreed": agreed, "note": note} for batch, row in places]
        return self.hand("reading.check", {"session": SESSION, "check": number, "cards": cards}, by)

    def scored(self):
        with self.hub.db.reading() as connection:
            found = scores.scored(connection, PLAN, SESSION)
        return {name: getattr(found.sums, name) for name in found.sums.__slots__}

    def close_all(self):
        """Have the three sign every batch that was read."""
        for row in self.rows("batch").values():
            if row["state"] == "read":
                accepted(self.close(row["sha256"]))

    def release(self, *, by=LEADER, second=CHECKER, reason="", **changes):
        body = {"session": SESSION, "sums": self.scored(), "second": {"badge": self.qr(second)}, "reason": reason}
        return self.hand("reading.release", body | changes, by)

    def row(self, kind, key):
        return self.rows(kind).get(f"{PLAN}/{key}")

    def alerts(self, alert):
        with self.hub.db.reading() as connection:
            return [row["state"] for row in rows.of_kind(connection, "alert", alert).values()]

    def text(self, form):
        return profile_of(form)

    def until(self, holds, seconds=60):
        """Wait for what a thread of the hub does."""
        end = time.monotonic() + seconds
        while not holds() and time.monotonic() < end:
            time.sleep(0.02)
        return holds()

    def rows(self, kind):
        with self.hub.db.reading() as connection:
            return rows.of_kind(connection, kind, f"{PLAN}/")

    def faults(self, *states):
        """The codes and keys of the session's faults in these states (open ones)."""
        found = self.rows("reading_fault").values()
        return {row["key"]: row["code"] for row in found if row["state"] in (states or ("open",))}

    def states(self):
        return {row["room"]: row["state"] for row in self.rows("reading_room").values()}

    def kept(self, what):
        with self.hub.db.reading() as connection:
            return reading.every(connection, PLAN, what)


def clean(form="txt", **changes):
    return file_of(form, session_cards(**changes))


def sha256_of(raw):
    return hashlib.sha256(raw).hexdigest()
