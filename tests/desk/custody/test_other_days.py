"""Papers move on other days too: out the evening before, back past midnight, to the reader for weeks, destroyed."""

import pytest

from protocol.role import BY_CODE
from server.domain.objects import label_number
from server.domain.policy import JIANGXI, policy_to_row
from server.domain.refusal import Refusal
from tests.exam_day import PLAN, STAFF_ROWS, Day, staff_row
from tests.paper_day import CE, CLERK, CUSTODIAN, FIRST, NEW, ROVER, accepted, labels_of, signer, signers

COURIER, ESCORT, OPERATOR, CHECKER, MONITOR, HEAD = 12, 13, 14, 15, 16, 17
MORE = {
    CUSTODIAN: "VK", CLERK: "OP", COURIER: "CO", ESCORT: "CO", OPERATOR: "RO", CHECKER: "CK", MONITOR: "SV", HEAD: "AD",
}  # fmt: skip
GUARD = 8
EVE, DAY, NEXT, LATER, MONTHS = "2026-11-21", "2026-11-22", "2026-11-23", "2026-11-25", "2027-06-10"


class Way:
    """The day's papers, wherever they are, and a device in the vault: who signs in, who walks a leg with what."""

    def __init__(self, day: Day, device, clock, item):
        self.day, self.clock, self.item = day, clock, item
        rows = [staff_row(one, name=f"人{one}", role=BY_CODE[code].number) for one, code in MORE.items()]
        accepted(day.take("staff", [*STAFF_ROWS, *rows]))
        accepted(day.issue(*MORE))
        self.vault, self.office = device("phone"), device("tablet")
        self.office.sign_in(CE)
        accepted(self.office.hand("custody.label", {"plan": PLAN, "objects": NEW}))
        self.labels = labels_of(day.hub)
        self.sent = [label for (kind, _), label in self.labels.items() if kind in ("PP", "CP", "SP")]

    def qr(self, person):
        role = {"role": BY_CODE[MORE[person]].number} if person in MORE else {}
        return {"badge": self.day.qr(person, **role)}

    def walk(self, leg, objects, givers, receivers, *monitors, by=None, **sent):
        body = {
            "plan": PLAN, "leg": leg, "objects": list(objects), "look": {"intact": True},
            "givers": [self.qr(one) for one in givers], "receivers": [self.qr(one) for one in receivers],
            "monitors": [self.qr(one) for one in monitors],
        }  # fmt: skip
        return (by or self.vault).hand("custody.handoff", body, **sent)

    def out(self, **sent):
        return self.walk("L1", self.sent, [CUSTODIAN], [CE, ROVER], **sent)

    def back(self, **sent):
        """From the site past midnight or later, on the road and into the vault."""
        by = self.office
        accepted(self.walk("L5", self.sent, [CE], [COURIER, ESCORT], by=by, **sent))
        return self.walk("L6", self.sent, [COURIER, ESCORT], [CUSTODIAN], **sent)

    def state(self, kind="CP"):
        return self.item(self.labels[kind, "101"])["state"]

    def at(self, time, day, person=CUSTODIAN):
        """It is this time on this day, and this person signs in on the vault's device."""
        self.clock.at(time, day=day)
        return self.vault.sign_in(person)["scope"]["acts"]


@pytest.fixture
def way(day, device, clock, item):
    return Way(day, device, clock, item)


@pytest.fixture
def stored(way):
    """All came to the site and went back unopened, on the plan's own day."""
    way.at("07:00", DAY)
    accepted(way.out())
    way.at("20:00", DAY)
    way.office.sign_in(CE)
    accepted(way.back())
    return way


@pytest.fixture
def at_site(way):
    """All is at the site on the plan's day; the people are in."""
    way.at("07:00", DAY)
    accepted(way.out())
    way.clock.at("08:00")
    for person in (CE, ROVER, CLERK, *FIRST):
        accepted(way.office.hand("duty.check_in", {"place": "office", "person": person, "plan": PLAN}))
    return way


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def refused(call, *args, **named):
    with pytest.raises(Refusal) as refusal:
        call(*args, **named)
    return refusal.value


# before


def test_the_evening_before_cases_leave_the_vault_and_the_keeper_signs_in_for_that_alone(way):
    assert way.at("18:30", EVE) == ["carry"]
    accepted(way.out())
    assert way.state() == "received"
    told = way.vault.hand("duty.check_in", {"place": "gate-1", "person": FIRST[0], "plan": PLAN})
    assert code(told) in ("not-open", "grant-scope")


def test_in_the_vault_the_strips_are_stated_before_bags_leave_and_cases_are_packed(way):
    way.at("18:00", EVE)
    bag = way.labels["PP", "101"]
    seal = {
        "plan": PLAN, "label": bag, "seal": label_number("ST", 7), "closer": way.qr(CUSTODIAN), "proctors": [],
        "place": "保密室",
    }  # fmt: skip
    accepted(way.vault.hand("custody.seal", seal))
    assert way.item(bag)["seal"] == label_number("ST", 7)
    case = {"plan": PLAN, "container": way.labels["CS", None], "objects": way.sent, "people": [way.qr(CUSTODIAN)]}
    accepted(way.vault.hand("custody.pack", case))
    accepted(way.walk("L1", [way.labels["CS", None]], [CUSTODIAN], [CE, ROVER]))
    assert way.state() == "received"


def test_two_evenings_before_nobody_signs_in_and_is_told_from_when(way):
    way.clock.at("18:30", day="2026-11-20")
    no = refused(way.vault.sign_in, CUSTODIAN)
    assert (no.code, no.params["before"], no.params["after"]) == ("sign-in-day", 1, 30)
    assert "提前 1 天" in no.said("zh")["fix"]


def test_the_plan_may_say_otherwise(way):
    policy = policy_to_row(JIANGXI) | {"papers_before": 3, "papers_after": 1}
    accepted(way.office.hand("plan.policy", {"plan": PLAN, "policy": policy}))
    way.at("18:30", "2026-11-19")
    accepted(way.out())
    way.clock.at("08:00", day="2026-11-24")
    assert refused(way.office.sign_in, COURIER).code == "sign-in-day"


@pytest.mark.parametrize("person", [GUARD, ROVER, COURIER, CE, CLERK])
def test_the_evening_before_only_those_sign_in_whom_a_leg_of_then_names(way, person):
    way.clock.at("18:30", day=EVE)
    if person in (GUARD, CLERK):
        assert refused(way.office.sign_in, person).code == "sign-in-day"
    else:
        assert way.office.sign_in(person)["scope"]["acts"] == ["carry"]


def test_nothing_is_handed_to_a_room_on_another_day(way):
    way.at("18:30", EVE)
    accepted(way.out())
    way.at("19:00", EVE, CE)
    told = way.walk("L3", [way.labels["RSET", "101"]], [CE], FIRST)
    assert code(told) == "wrong-day", "invigilators' badges are of the plan's days"
    people = {"givers": signers(CE), "receivers": signers(*FIRST)}
    body = {"plan": PLAN, "leg": "L3", "objects": [way.labels["CS", None]], "look": {"intact": True}} | people
    accepted(way.walk("L1", [way.labels["CS", None]], [CUSTODIAN], [CE, ROVER]))
    no = way.vault.hand("custody.handoff", body).refusal
    assert no.code in ("wrong-leg", "leg-day")


# past midnight, and the days after


def test_past_midnight_they_leave_the_site_and_come_to_the_vault(at_site):
    at_site.at("00:20", NEXT)
    assert at_site.office.sign_in(CE)["scope"]["acts"] == ["marking", "carry", "amend"]
    accepted(at_site.back())
    assert at_site.state() == "stored"


def test_who_signed_in_for_the_road_before_midnight_need_not_again_and_whoever_leads_must(at_site):
    at_site.at("23:00", DAY)
    at_site.office.sign_in(CE)
    *first, last = at_site.sent
    accepted(at_site.walk("L5", first, [CE], [COURIER, ESCORT], by=at_site.office))
    at_site.clock.at("00:40", day=NEXT)
    assert code(at_site.walk("L5", [last], [CE], [COURIER, ESCORT], by=at_site.office)) == "grant-expired"
    accepted(at_site.walk("L6", first, [COURIER, ESCORT], [CUSTODIAN]))


def test_three_days_later_card_bags_go_to_the_reader_and_back(stored):
    stored.at("09:00", LATER)
    things = [stored.labels["CP", room] for room in ("101", "102")]
    accepted(stored.walk("L7", things, [CUSTODIAN], [OPERATOR, CHECKER], MONITOR))
    assert stored.state() == "reading"
    stored.at("17:00", LATER)
    accepted(stored.walk("L8", things, [OPERATOR, CHECKER], [CUSTODIAN], MONITOR))
    assert stored.state() == "read"


def test_without_the_hub_it_is_judged_by_the_same_days(stored):
    stored.at("09:00", LATER)
    things = [stored.labels["CP", room] for room in ("101", "102")]
    told = stored.walk("L7", things, [CUSTODIAN], [OPERATOR, CHECKER], MONITOR, acted=True)
    assert told.verdict == "accepted"


def test_a_revoked_badge_signs_on_no_day(stored):
    accepted(stored.office.hand("badge.revoke", {"badge": stored.day.badges[OPERATOR], "reason": "lost"}))
    stored.at("09:00", LATER)
    told = stored.walk("L7", [stored.labels["CP", "101"]], [CUSTODIAN], [OPERATOR, CHECKER], MONITOR)
    assert code(told) == "badge-revoked"
    assert stored.state() == "stored"


def test_nobody_else_signs_in_then_and_the_gate_turns_badges_away(stored):
    stored.clock.at("08:00", day=NEXT)
    assert refused(stored.office.sign_in, GUARD).code == "sign-in-day"
    assert refused(stored.office.sign_in, FIRST[0]).code in ("counts-in-room-off", "sign-in-role")
    for person in (FIRST[0], CUSTODIAN):
        told = stored.office.hand("duty.check_in", {"place": "gate-1"} | stored.qr(person))
        assert code(told) == "wrong-day"
    told = stored.office.hand("duty.check_in", {"place": "gate-1", "person": FIRST[0], "plan": PLAN})
    assert code(told) == "too-late"


def test_where_the_plan_lets_them_count_an_invigilator_signs_in_on_its_own_days_alone(stored):
    stored.clock.at("09:00")
    stored.office.sign_in(CE)
    accepted(stored.office.hand("plan.policy", {"plan": PLAN, "policy": {"counts_in_room": True}}))
    assert stored.vault.sign_in(FIRST[0])["scope"]["acts"] == ["room"]
    stored.clock.at("09:00", day=NEXT)
    assert refused(stored.vault.sign_in, FIRST[0]).code == "sign-in-day"


def test_sets_are_opened_in_the_vault_so_that_cards_go_alone(at_site):
    at_site.office.sign_in(CE)
    inside = [at_site.labels[kind, "101"] for kind in ("PP", "CP", "SL", "RS")]
    body = {"plan": PLAN, "container": at_site.labels["RSET", "101"], "objects": inside, "people": signers(CE)}
    accepted(at_site.office.hand("custody.pack", body))
    at_site.sent = [at_site.labels["RSET", "101"]]
    at_site.at("00:20", NEXT)
    at_site.office.sign_in(CE)
    accepted(at_site.back())
    at_site.at("09:00", LATER)
    body = {"plan": PLAN, "container": at_site.labels["RSET", "101"], "people": [at_site.qr(CUSTODIAN)]}
    accepted(at_site.vault.hand("custody.unpack", body | {"look": {"intact": True}}))
    assert at_site.item(at_site.labels["CP", "101"])["inside"] is None


def test_a_leg_has_its_own_last_day_and_says_which(stored):
    stored.at("09:00", MONTHS)
    told = stored.walk("L7", [stored.labels["CP", "101"]], [CUSTODIAN], [OPERATOR, CHECKER], MONITOR)
    said = told.refusal.said("zh")["says"]
    assert (code(told), "2026-11-22 — 2026-12-22" in said, MONTHS in said) == ("leg-day", True, True)
    assert stored.state() == "stored"


def test_what_is_at_the_reader_comes_back_on_any_day(stored):
    stored.at("09:00", LATER)
    bag = stored.labels["CP", "101"]
    accepted(stored.walk("L7", [bag], [CUSTODIAN], [OPERATOR, CHECKER], MONITOR))
    stored.at("09:00", MONTHS)
    accepted(stored.walk("L8", [bag], [OPERATOR, CHECKER], [CUSTODIAN], MONITOR))
    assert stored.state() == "read"


def test_months_later_they_are_destroyed_before_a_monitor(stored):
    assert stored.at("10:00", MONTHS) == ["carry"]
    accepted(stored.walk("L9", [stored.labels["CP", "101"]], [CUSTODIAN], [HEAD], MONITOR))
    assert stored.state() == "destroyed"
    assert refused(stored.office.sign_in, COURIER).code == "sign-in-day"
    assert refused(stored.office.sign_in, OPERATOR).code == "sign-in-day"


def test_who_is_off_the_list_by_then_signs_nothing(stored):
    stored.office.sign_in(CE)
    accepted(stored.office.hand("staff.change", {"plan": PLAN, "person": HEAD, "listed": False}))
    stored.at("10:00", MONTHS)
    told = stored.walk("L9", [stored.labels["CP", "101"]], [CUSTODIAN], [HEAD], MONITOR)
    assert code(told) in ("not-on-list", "badge-revoked")


# entered and corrected the day after


def form(way, leg, objects, givers, receivers, at, *, by=CE):
    body = {
        "plan": PLAN, "leg": leg, "objects": list(objects),
        "givers": signers(*givers), "receivers": signers(*receivers), "form": "handoff", "at": at,
        "entered_by": by, "look": {"intact": True},
    }  # fmt: skip
    return way.office.hand("custody.enter", body)


def test_vault_forms_of_the_evening_before_and_past_midnight_are_entered_the_day_after(way, rows):
    way.clock.at("09:00", day=NEXT)
    way.office.sign_in(CE)
    accepted(form(way, "L1", way.sent, [CUSTODIAN], [CE, ROVER], "2026-11-21T18:30:00+08:00"))
    accepted(form(way, "L5", way.sent, [CE], [COURIER, ESCORT], "2026-11-22T23:50:00+08:00"))
    entered = accepted(form(way, "L6", way.sent, [COURIER, ESCORT], [CUSTODIAN], "2026-11-23T00:40:00+08:00"))
    assert rows("custody")[entered.id]["paper"]["signed"] == "2026-11-23T00:40:00.000+08:00"
    assert way.state() == "stored"


def test_a_clerk_who_came_only_today_enters_it_too(way):
    way.clock.at("09:00", day=NEXT)
    assert way.office.sign_in(CLERK)["scope"]["acts"] == ["marking", "amend"]
    accepted(form(way, "L1", way.sent, [CUSTODIAN], [CE, ROVER], "2026-11-22T07:00:00+08:00", by=CLERK))


@pytest.mark.parametrize("at", ["2026-11-20T18:30:00+08:00", "2026-11-23T07:00:00+08:00"])
def test_a_form_of_a_day_on_which_the_leg_is_not_walked_is_refused_with_its_days(way, at):
    way.clock.at("09:00", day=NEXT)
    way.office.sign_in(CE)
    told = form(way, "L1", way.sent, [CUSTODIAN], [CE, ROVER], at)
    assert (code(told), told.refusal.params["days"]) == ("paper-day", "2026-11-21 — 2026-11-22")


def test_what_was_entered_today_from_a_form_of_yesterday_is_corrected_today_by_two(way, rows):
    way.clock.at("09:00", day=NEXT)
    way.office.sign_in(CE)
    entered = accepted(form(way, "L1", way.sent, [CUSTODIAN], [CE, ROVER], "2026-11-22T07:00:00+08:00"))
    body = {"plan": PLAN, "corrects": entered.id, "reason": "填错", "void": True, "chief": signer(CE)}
    assert code(way.office.hand("custody.correct", body | {"clerk": signer(CLERK)})) == "signer-badge"
    accepted(way.office.hand("custody.correct", body | {"clerk": way.qr(CLERK)}))
    assert way.state() == "sealed"


def test_two_days_after_it_is_corrected_no_more(way):
    way.clock.at("09:00", day=NEXT)
    way.office.sign_in(CE)
    entered = accepted(form(way, "L1", way.sent, [CUSTODIAN], [CE, ROVER], "2026-11-22T07:00:00+08:00"))
    way.clock.at("09:00", day="2026-11-24")
    way.office.sign_in(CE)
    body = {"plan": PLAN, "corrects": entered.id, "reason": "填错", "void": True, "chief": signer(CE)}
    assert code(way.office.hand("custody.correct", body | {"clerk": way.qr(CLERK)})) == "correct-late"


def test_a_used_bag_is_closed_past_midnight_and_later_by_its_form_alone(at_site):
    label = at_site.labels["CP", "101"]
    body = {
        "plan": PLAN, "label": label, "seal": label_number("ST", 900),
        "closer": at_site.qr(CE), "proctors": signers(*FIRST),
        "look": {"intact": True}, "aside": {},
    }  # fmt: skip
    told = {}
    for day, hour in ((NEXT, "00:30"), (LATER, "09:00")):
        at_site.clock.at(hour, day=day)
        at_site.office.sign_in(CE)
        told[day] = code(at_site.office.hand("custody.seal", body))
    assert told[LATER] == "paper-only" != told[NEXT]


def test_a_bag_is_opened_then_from_a_signed_form_and_in_no_other_way(at_site):
    at_site.clock.at("09:00", day=NEXT)
    at_site.office.sign_in(CE)
    bag = at_site.labels["SP", None]
    body = {
        "plan": PLAN, "label": bag, "people": signers(CE), "monitors": signers(ROVER), "approval": "考区电话",
        "look": {"intact": True},
    }  # fmt: skip
    assert code(at_site.office.hand("custody.open", body)) == "paper-only"
    paper = {"form": "spare", "at": "2026-11-22T09:40:00+08:00", "entered_by": CE}
    told = at_site.office.hand("custody.open", body | {"paper": paper})
    assert code(told) == "role-not-for-act", "a roving invigilator is no monitor; the form itself is judged"
