"""Registering: each object once, also where two offices do it in the same second."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from server.desk.forms.need import need
from server.domain.custody.needs import Wanted
from server.store import custody
from server.store import plan as plans
from tests.exam_day import PLAN
from tests.paper_day import CE, accepted, papers_at_site

BAGS = [
    {"kind": "PP", "session": "S1", "room": "101", "packed": {"papers": 31}},
    {"kind": "PP", "session": "S1", "room": "102", "packed": {"papers": 31}},
    {"kind": "CS"},
]
ROUNDS = 8


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def registered(hub):
    with hub.db.reading() as connection:
        return custody.every(connection, PLAN)


def offices(device, count):
    found = [device("tablet") for _ in range(count)]
    for one in found:
        one.sign_in(CE)
    return found


def test_two_offices_at_the_same_moment_register_once(day, device, hub):
    """Both looked and saw the same lacking; the store's one writer decides whose act comes first."""
    desks = offices(device, 2)
    for turn in range(ROUNDS):
        there, start = len(registered(hub)), Barrier(len(desks))
        body = {"plan": PLAN, "objects": BAGS, "there": there}

        def act(desk, body=body, start=start):
            start.wait()
            return desk.hand("custody.label", body)

        with ThreadPoolExecutor(len(desks)) as pool:
            receipts = list(pool.map(act, desks))
        assert sorted(one.verdict for one in receipts) == ["accepted", "refused"]
        late = next(one.refusal for one in receipts if one.verdict == "refused")
        assert (late.code, late.params["expected"], late.params["found"]) == ("labels-changed", there, there + 3)
        assert str(there + 3) in late.said("zh")["says"]
        assert len(registered(hub)) == 3 * (turn + 1)


def test_a_room_gets_no_second_label_of_a_kind_from_who_did_not_look(day, device, hub):
    (desk,) = offices(device, 1)
    accepted(desk.hand("custody.label", {"plan": PLAN, "objects": BAGS}))
    (first,) = [label for label, item in registered(hub).items() if item.room == "102"]
    again = desk.hand("custody.label", {"plan": PLAN, "objects": BAGS[1:]})
    assert code(again) == "label-there"
    assert first in again.refusal.said("zh")["says"]
    accepted(desk.hand("custody.label", {"plan": PLAN, "objects": BAGS[2:]}))  # what is for no room may be many
    accepted(desk.hand("custody.label", {"plan": PLAN, "objects": BAGS[:1], "there": 4}))  # a second bag, knowingly
    assert sum(item.room == "101" for item in registered(hub).values()) == 2


def test_another_session_or_kind_of_the_room_is_no_repetition(day, device, hub):
    (desk,) = offices(device, 1)
    accepted(desk.hand("custody.label", {"plan": PLAN, "objects": BAGS}))
    other = [BAGS[0] | {"session": "S2"}, {"kind": "CP", "session": "S1", "room": "101"}]
    accepted(desk.hand("custody.label", {"plan": PLAN, "objects": other}))


def withdrawn(desk, label, reason="多登记了一袋"):
    return desk.hand("custody.withdraw", {"plan": PLAN, "label": label, "reason": reason})


def test_a_bag_registered_by_mistake_is_withdrawn_and_its_number_never_given_again(day, device, hub, rows):
    (desk,) = offices(device, 1)
    accepted(desk.hand("custody.label", {"plan": PLAN, "objects": [*BAGS, BAGS[0], BAGS[1]], "there": 0}))
    bags = sorted(label for label, item in registered(hub).items() if item.kind == "PP")
    for label in bags[2:]:
        accepted(withdrawn(desk, label))
    assert sorted(label for label, item in registered(hub).items() if item.kind == "PP") == bags[:2]
    assert {row["label"] for row in rows("item").values() if row is not None and row["kind"] == "PP"} == set(bags[:2])
    assert code(withdrawn(desk, bags[3])) == "object-unknown"
    accepted(desk.hand("custody.label", {"plan": PLAN, "objects": BAGS[:1], "there": 5}))  # with the withdrawn ones
    assert not set(bags[2:]) & set(registered(hub))


def told(hub):
    """What an office asks before it registers: how many were."""
    with hub.db.reading() as connection:
        return need(connection, plans.get(connection, PLAN), Wanted())[2]


def test_what_another_office_registered_in_place_of_a_withdrawn_label_is_not_registered_twice(day, device, hub):
    """Both looked and saw that 102 lacks its bag; the other withdrew one bag and registered that of 102 first."""
    one, other = offices(device, 2)
    accepted(other.hand("custody.label", {"plan": PLAN, "objects": [BAGS[0], BAGS[0]], "there": told(hub)}))
    seen = told(hub)
    accepted(withdrawn(other, max(registered(hub))))
    accepted(other.hand("custody.label", {"plan": PLAN, "objects": [BAGS[1]], "there": told(hub)}))
    late = one.hand("custody.label", {"plan": PLAN, "objects": [BAGS[1]], "there": seen})
    assert (code(late), late.refusal.params["found"]) == ("labels-changed", seen + 1)
    assert [item.room for item in registered(hub).values()] == ["101", "102"]


def test_a_label_that_was_withdrawn_since_alone_does_not_stop_who_looked_before(day, device, hub):
    one, other = offices(device, 2)
    accepted(other.hand("custody.label", {"plan": PLAN, "objects": [BAGS[0], BAGS[0]], "there": told(hub)}))
    seen = told(hub)
    accepted(withdrawn(other, max(registered(hub))))
    accepted(one.hand("custody.label", {"plan": PLAN, "objects": [BAGS[1]], "there": seen}))


def test_what_is_told_is_how_many_there_are_where_nothing_was_withdrawn(day, device, hub):
    """Serials are passed over here and there: B009 would be one of them, and numbers from older apps still fit."""
    (desk,) = offices(device, 1)
    for _ in range(3):
        new = [{"kind": kind} for kind in ("CS", "ST", "PM") for _ in range(60)]
        accepted(desk.hand("custody.label", {"plan": PLAN, "objects": new, "there": len(registered(hub))}))
        assert told(hub) == len(registered(hub))
    with hub.db.reading() as connection:
        assert sum(custody.last_serial(connection, PLAN, kind) for kind in ("CS", "ST", "PM")) > told(hub)


def test_what_a_rebuild_folds_has_no_withdrawn_label(day, device, hub, rows):
    (desk,) = offices(device, 1)
    accepted(desk.hand("custody.label", {"plan": PLAN, "objects": [*BAGS, BAGS[0]], "there": 0}))
    accepted(withdrawn(desk, max(label for label, item in registered(hub).items() if item.kind == "PP")))
    before = rows("item"), rows("balance")
    hub.committer.call(hub.door.rebuild)
    assert (rows("item"), rows("balance")) == before


def test_a_label_that_was_used_or_is_none_of_ours_is_not_withdrawn_and_whoever_does_says_why(day, device, clock, hub):
    papers = papers_at_site(day, device, clock)
    packed, free = papers.labels["PP", "101"], papers.labels["PP", "102"]
    accepted(papers.pack("101"))
    office = papers.table
    assert code(withdrawn(office, packed)) == "label-used"
    assert code(withdrawn(office, papers.set_of("101"))) == "label-used", "bags lie in it"
    assert code(withdrawn(office, free)) == "label-used", "it came from the vault"
    accepted(office.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "CS"}]}))
    (fresh,) = [label for label, item in registered(hub).items() if item.kind == "CS" and not item.been]
    assert code(withdrawn(office, fresh, " ")) == "why-needed"
    assert code(withdrawn(office, "B999-9")) in ("label-check", "object-unknown")
    assert code(withdrawn(office, f"KL1:9999:{PLAN}:{free}")) == "object-wrong-site"
