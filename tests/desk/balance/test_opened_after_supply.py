"""A bag that got spares before anybody stated its opening: what lay in it sealed is what the opening is judged by."""

from dataclasses import replace

import pytest

from server.domain.policy import JIANGXI, policy_to_row
from tests.exam_day import PLAN, STAFF_ROWS, staff_row
from tests.paper_day import CE, CLERK, CUSTODIAN, FIRST, MORE, accepted, signer, signers

MONITOR, PATROL = 12, 2


def code(receipt):
    return receipt.refusal and receipt.refusal.code


class Room:
    """Room 101's card bag, a tablet in the room and the spare bag at the office, which is open from 08:50."""

    def __init__(self, table):
        self.table, self.bag = table, table.papers.labels["CP", "101"]
        self.spare = table.papers.labels["SP", None]
        self.tablet = table.another("phone", FIRST[0])

    def supply(self, number=2, source=None, target=None):
        body = {
            "plan": PLAN, "source": source or self.spare, "target": target or self.bag, "what": "cards",
            "number": number, "approver": signer(CE), "reason": "漏印",
        }  # fmt: skip
        return self.table.papers.table.hand("custody.supply", body)

    def opening(self, cards=None, why=None):
        look = {"intact": True}
        look |= {} if cards is None else {"counts": [{"label": self.bag, "counted": {"cards": cards}}]}
        look |= {} if why is None else {"reasons": [{"label": self.bag, "words": why}]}
        return {"plan": PLAN, "label": self.bag, "people": signers(*FIRST), "witnesses": ["5", "12"], "look": look}

    def open(self, cards=None, why=None):
        return self.tablet.hand("custody.open", self.opening(cards, why))

    def waits(self, cards=None, why=None):
        """An opening that was done without the hub, and has not arrived."""
        return self.tablet.make("custody.open", self.opening(cards, why), acted=True)

    def deliver(self, made):
        (receipt,) = self.tablet.send(made)
        return receipt

    def item(self, label=None):
        return self.table.rows("item")[f"{PLAN}/{label or self.bag}"]

    def short(self):
        return [row["says"]["zh"] for row in self.table.rows("alert").values() if row["code"] == "count-short"]


@pytest.fixture
def room(table, day):
    more = [staff_row(CUSTODIAN, name="卫十", role=MORE[CUSTODIAN]), staff_row(CLERK, name="蒋丑", role=MORE[CLERK])]
    accepted(day.take("staff", [*STAFF_ROWS, *more, staff_row(MONITOR, name="沈巡", role=PATROL)]))
    day.issue(MONITOR)
    accepted(table.papers.table.hand("duty.check_in", {"place": "office", "person": MONITOR, "plan": PLAN}))
    policy = policy_to_row(replace(JIANGXI, counts_in_room=True))
    accepted(table.papers.table.hand("plan.policy", {"plan": PLAN, "policy": policy}))
    table.out("101", "102")
    table.clock.at("08:50")
    room = Room(table)
    body = {
        "plan": PLAN, "label": room.spare, "people": signers(CE), "monitors": [{"badge": day.qr(MONITOR, role=PATROL)}],
        "approval": "101 考场漏印", "look": {"intact": True},
    }  # fmt: skip
    accepted(table.papers.table.hand("custody.open", body))
    return room


def test_the_room_states_what_was_in_the_sealed_bag_and_the_spares_are_added(room, table):
    accepted(room.supply())
    assert (room.item()["counts"], room.item()["supplied"]) == ({"cards": 33}, {"cards": 2})
    table.clock.at("08:56")
    accepted(room.open(31))
    assert (room.item()["state"], room.item()["counts"]) == ("opened", {"cards": 33})
    assert room.short() == []


def test_the_balance_of_such_a_room_has_nothing_to_say_of_its_packs(room, table):
    accepted(room.supply())
    accepted(room.open(31))
    table.back("101", "102")
    accepted(table.count("101", {"cards_blank": 30}))
    assert table.line("S1/101", "packed-cards")["state"] == "holds"


def test_a_bag_that_was_short_is_short_by_what_was_in_it(room):
    accepted(room.supply())
    assert code(room.open(30)) == "count-differs"
    accepted(room.open(30, "少一张"))
    assert room.item()["counts"] == {"cards": 32}
    (said,) = room.short()
    assert ("31" in said, "30" in said) == (True, True)


def test_spares_counted_with_the_bag_are_turned_away(room):
    accepted(room.supply())
    refused = room.open(33, "连备用的一起点了")
    assert (code(refused), refused.refusal.params["most"]) == ("count-above-pack", 31)


def test_an_opening_without_a_count_leaves_what_is_on_record(room):
    accepted(room.supply())
    accepted(room.open())
    assert room.item()["counts"] == {"cards": 33}


def test_what_a_bag_lent_before_its_opening_was_stated_was_in_it_sealed(room, table):
    accepted(room.supply(3, room.bag, table.papers.labels["CP", "102"]))
    accepted(room.open(31))
    assert room.item()["counts"] == {"cards": 28}


@pytest.mark.parametrize(("cards", "why", "held"), [(31, None, 33), (30, "少一张", 32), (None, None, 33)])
def test_an_opening_without_the_hub_that_arrives_after_the_supply_is_judged_as_of_its_own_moment(
    room, table, cards, why, held
):
    table.clock.at("08:55")
    made = room.waits(cards, why)
    table.clock.at("09:25")
    accepted(room.supply())
    table.clock.at("09:40")
    accepted(room.deliver(made))
    assert (room.item()["state"], room.item()["counts"], room.item()["seal"]) == ("opened", {"cards": held}, None)


def test_one_that_arrives_after_the_set_is_back_leaves_the_bag_where_it_is(room, table):
    table.clock.at("08:55")
    made = room.waits(31)
    table.back("101", "102")
    accepted(room.deliver(made))
    assert (room.item()["state"], room.item()["counts"]) == ("returned", {"cards": 31})


def test_one_without_the_hub_of_a_bag_that_was_opened_since_or_of_before_its_time_is_disputed(room, table):
    table.clock.at("08:45")
    early = room.waits(31)
    table.clock.at("08:55")
    again = room.waits(31)
    table.clock.at("08:57")
    accepted(room.open(31))
    told = [room.deliver(made) for made in (early, again)]
    assert [(one.verdict, code(one)) for one in told] == [("disputed", "already-opened")] * 2


def test_a_rebuild_comes_to_the_same_bags(room, table, hub, rows):
    table.clock.at("08:55")
    made = room.waits(30, "少一张")
    accepted(room.supply())
    table.clock.at("09:40")
    accepted(room.deliver(made))
    before = rows("item"), rows("balance"), rows("alert")
    hub.committer.call(hub.door.rebuild)
    assert (rows("item"), rows("balance"), rows("alert")) == before
