"""Bags of a practical session: the assessors who had them sign when they are counted and sealed."""

from server.domain.policy import JIANGXI, policy_to_row
from tests.exam_day import PLAN, PLAN_ROW, STAFF_ROWS, staff_row
from tests.paper_day import CE, CLERK, CUSTODIAN, accepted, signer, signers

ASSESSORS = (12, 13)
ASSESSOR = 9


def test_assessors_bring_back_and_seal_what_they_had_in_a_practical_session(papers, rows, item, clock, day):
    table = papers.table
    more = [staff_row(CUSTODIAN, name="卫十", role=12), staff_row(CLERK, name="蒋丑", role=16)]
    more += [staff_row(person, name=f"考评{person}", role=ASSESSOR) for person in ASSESSORS]
    accepted(day.take("staff", [*STAFF_ROWS, *more]))
    sessions = [PLAN_ROW["sessions"][0] | {"kind": "practical"}, PLAN_ROW["sessions"][1]]
    accepted(day.take("plan", [PLAN_ROW | {"sessions": sessions}]))
    policy = policy_to_row(JIANGXI) | {"practical_papers": True, "witnesses": 0}
    accepted(table.hand("plan.policy", {"plan": PLAN, "policy": policy}))
    for person in ASSESSORS:
        accepted(table.hand("duty.check_in", {"place": "office", "person": person, "plan": PLAN}))
    accepted(papers.pack("101"))

    def goes(leg, givers, receivers):
        body = papers.body(leg, [papers.set_of("101")], [], [])
        return table.hand("custody.handoff", body | {"givers": signers(*givers), "receivers": signers(*receivers)})

    clock.at("08:30")
    accepted(goes("L3", (CE,), ASSESSORS))
    clock.at("08:55")
    bag, look = papers.labels["CP", "101"], {"intact": True}
    for kind in ("PP", "CP"):
        opening = {"plan": PLAN, "label": papers.labels[kind, "101"], "people": signers(*ASSESSORS), "look": look}
        accepted(table.hand("custody.open", opening))
    clock.at("10:40")
    accepted(goes("L4", ASSESSORS, (CE,)))
    accepted(table.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "ST"}]}))
    strip = next(row["label"] for row in rows("item").values() if row["kind"] == "ST")
    counted = {"counts": [{"label": bag, "counted": {"cards": 31}}]}
    body = {"plan": PLAN, "label": bag, "seal": strip, "closer": signer(CE), "proctors": signers(*ASSESSORS)}
    accepted(table.hand("custody.seal", body | {"look": counted}))
    assert (item(bag)["state"], item(bag)["seal"]) == ("verified", strip)
