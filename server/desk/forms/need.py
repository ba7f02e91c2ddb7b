"""What a plan needs of labelled objects, and what of it is not registered."""

from sqlalchemy import Connection

from server.domain.counts import has_papers
from server.domain.custody import needs
from server.domain.custody.register import New
from server.domain.plan import Plan
from server.store import custody
from server.store import plan as plans


def need(connection: Connection, plan: Plan, wanted: needs.Wanted) -> tuple[list[New], list[New], int]:
    """Return what the plan's sessions need, what of it is not registered, and how many ever were.

    The number is what ``custody.label`` takes as ``there``: labels that were withdrawn since count.
    """
    policy = custody.policy(connection, plan.number)
    papers = {session.id for session in plan.sessions if has_papers(session.kind, policy)}
    rooms = plans.rooms(connection, plan.number)
    new = needs.needed(plan, rooms, policy, papers, wanted)
    there = custody.every(connection, plan.number).values()
    return new, needs.lacking(new, there, rooms), custody.given(connection, plan.number)
