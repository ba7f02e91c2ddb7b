"""A draw on the small exam day: two people commit and reveal by a chief's tablet.

Invigilators 2 to 5 and 9 serve S1 (9 without a room); they and the chief (1) and the roving invigilator (7) are in.
The plan states that the rule of units does not count: all nine are of one school.
"""

import hashlib
from dataclasses import dataclass, field, replace

from server.domain.draw import commitment
from server.domain.drawing import context
from server.domain.policy import JIANGXI, policy_to_row
from tests.exam_day import PLAN

CE, ROVER, GUARD = 1, 7, 8
IN = (1, 2, 3, 4, 5, 7, 9)
RULES = ["avoid", "apart", "experience"]


def value_of(person, salt="a"):
    return hashlib.sha256(f"{person}{salt}".encode()).hexdigest()


@dataclass
class Table:
    """The chief's tablet, with the values that were committed to."""

    day: object
    tablet: object
    of: str = "rooms"
    session: str = "S1"
    values: dict = field(default_factory=dict)

    def commit(self, person, *, round=1, place=None, salt="a", rules=RULES, by=None, session=None, **more):
        session, value = session or self.session, value_of(person, salt)
        body = {
            "plan": PLAN, "session": session, "of": self.of, "round": round, "rules": list(rules), "place": place,
            "by": by or ({"person": person} if person == CE else {"badge": self.day.qr(person)}),
            "commitment": commitment(context(PLAN, session, self.of, place, round), person, value),
        }  # fmt: skip
        receipt = self.tablet.hand("duty.commit", body | more)
        self.values[person] = value
        return receipt

    def reveal(self, *people, place=None, **values):
        told = [{"person": person, "value": self.values[person]} for person in people]
        told = [one | {"value": values.get(f"p{one['person']}", one["value"])} for one in told]
        body = {"plan": PLAN, "session": self.session, "of": self.of, "values": told}
        if place is None:
            return self.tablet.hand("duty.draw", body)
        return self.tablet.hand("duty.redraw", body | {"place": place})

    def substitute(self, place, leaving, **more):
        body = {
            "plan": PLAN,
            "session": self.session,
            "of": self.of,
            "place": place,
            "leaving": leaving,
            "reason": "未到岗",
        }
        return self.tablet.hand("duty.substitute", body | more)

    def assign(self, *places, **more):
        """Place people by hand: (person, room) each."""
        listed = [{"person": person, "room": room} for person, room in places]
        return self.tablet.hand("duty.assign", {"plan": PLAN, "session": self.session, "places": listed} | more)

    def both(self, **more):
        """Two people commit."""
        return self.commit(CE, **more), self.commit(ROVER, **more)

    def drawn(self, **more):
        assert [one.verdict for one in self.both(**more)] == ["accepted"] * 2
        receipt = self.reveal(CE, ROVER, place=more.get("place"))
        assert receipt.verdict == "accepted", receipt.refusal and receipt.refusal.said("en")
        return receipt


def state_rules(tablet, **rules):
    """State by the plan's policies by which rules its draws are held."""
    receipt = tablet.hand("plan.policy", {"plan": PLAN, "policy": policy_to_row(replace(JIANGXI, **rules))})
    assert receipt.verdict == "accepted", receipt.refusal


def table_of(day, device, **more):
    tablet = device("tablet")
    tablet.sign_in(CE)
    state_rules(tablet, draw_units=False)
    for person in IN:
        receipt = tablet.hand("duty.check_in", {"place": "office", "person": person, "plan": PLAN})
        assert receipt.verdict == "accepted", receipt.refusal
    return Table(day, tablet, **more)
