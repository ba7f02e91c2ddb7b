"""Cards of a small theory session, as files of a card reader, good or with faults planted by name.

Session S1 of the small exam day: rooms 101, 102 and 103 with ten candidates each, of one trade and level; the third
and seventh of each room did not come. Numbers have 19 digits: 26 36 001 001 101, the room, the seat.

    cards = session_cards()                                   # as a faultless reader sees them
    cards, planted = plant(cards, "swapped", number("101", 1))
    raw = file_of("txt", cards)                               # or csv, dbf, xlsx
    text = profile_of("txt")                                  # the profile that reads it
    raw = broken("cut", "txt", cards)                         # cut, header-count, no-code-page, ruined-number
"""

from datetime import date

from server.domain.reading.marking import Sheet
from server.sample.card_faults import FAULTS, Planted, plant, reread
from server.sample.card_files import BROKEN, FORMS, Layout, bare, fitted
from server.sample.card_profiles import profile
from server.sample.cards import SINGLES, Card, Seated, cards, key, papers

__all__ = [
    "ABSENT", "BROKEN", "FAULTS", "FORMS", "LAYOUT", "ROOMS", "Card", "Layout", "Planted", "Seated", "bare", "broken",
    "candidate_rows", "cards", "file_of", "fitted", "key", "keys", "listed", "number", "papers", "plant", "profile_of",
    "reread", "session_cards", "sheets", "truth",
]  # fmt: skip

DAY = date(2026, 11, 22)
SESSION, SUBJECT = "S1", "101"
TRADE, LEVEL = "电工", 4
PAPER_OF = f"{TRADE}/{LEVEL}"
ROOMS, SEATS = ("101", "102", "103"), 10
AWAY = (3, 7)  # seats
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "一二三四五六七八九十"
LAYOUT = Layout()


def number(room, seat):
    return f"2636001001{SUBJECT}{room}{seat:03d}"


def listed(rooms=ROOMS, seats=SEATS):
    """The candidates of the session."""
    return [
        Seated(number(room, seat), _name(room, seat), room, seat, SUBJECT, PAPER_OF)
        for room in rooms
        for seat in range(1, seats + 1)
    ]


def _name(room, seat):
    return SURNAMES[int(room) % 10] + GIVEN[(seat - 1) % 10]


def absent(rooms=ROOMS):
    return frozenset(number(room, seat) for room in rooms for seat in AWAY)


ABSENT = absent()


def session_cards(rooms=ROOMS, seats=SEATS, **changes):
    """What a faultless reader sees; ``mark_absent=False``: absent candidates have no card in the bag."""
    return cards(listed(rooms, seats), **({"absent": absent(rooms)} | changes))


def file_of(form, of, layout=LAYOUT):
    return FORMS[form](of, DAY, layout)


def broken(how, form, of, layout=LAYOUT):
    """A file with a fault of its own; ``BROKEN`` says which forms can have which."""
    forms, write = BROKEN[how]
    assert form in forms, (how, form)
    return write(form, of, DAY, layout)


def keys():
    """The keys of the session's two papers."""
    return {(PAPER_OF, paper): key(PAPER_OF, paper) for paper in "AB"}


def sheets(of):
    """What is to be marked, as reading gives it: two marks at a single-choice question are ``*``."""
    return [
        Sheet(
            one.number, one.room, str(one.seat), PAPER_OF, one.paper,
            tuple("*" if place < SINGLES and len(marks) > 1 else marks for place, marks in enumerate(one.answers)),
            absent=one.absent, void=one.misconduct,
        )
        for one in of
    ]  # fmt: skip


def profile_of(form, layout=LAYOUT):
    """The station profile (YAML) that reads ``file_of``."""
    return profile(form, layout)


def truth(of):
    """The cards as ``truth.json`` of the development data states them."""
    return [
        {"adm": one.number, "name": one.name, "room": one.room, "seat": str(one.seat), "subject": one.subject,
         "paper": one.paper, "answers": list(one.answers)}
        for one in of
    ]  # fmt: skip


def candidate_rows(rooms=ROOMS, seats=SEATS):
    """The candidates as rows of the import, for a hub."""
    return [
        {"admission_no": one.number, "session": SESSION, "room": one.room, "seat": one.seat, "trade": TRADE,
         "level": LEVEL, "name": one.name, "id_no": f"99010119900101{place:03d}X", "unit": ""}
        for place, one in enumerate(listed(rooms, seats), 1)
    ]  # fmt: skip
