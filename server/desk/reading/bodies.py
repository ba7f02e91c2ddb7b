"""What facts of card reading have in common."""

from typing import Annotated

from pydantic import Field, StrictStr

from server.desk.act import Act, Body
from server.desk.custody.bodies import FactId
from server.desk.draw import PlanNumber, RoomId, SessionId

__all__ = ["AdmissionNo", "FactId", "FaultKey", "OfPlan", "PlanNumber", "ProfileId", "Reason", "RoomId", "SessionId",
           "Sha256", "at", "holder"]  # fmt: skip

Sha256 = Annotated[StrictStr, Field(pattern=r"^[0-9a-f]{64}$")]
AdmissionNo = Annotated[StrictStr, Field(min_length=1, max_length=40)]
Reason = Annotated[StrictStr, Field(max_length=300)]
ProfileId = Annotated[StrictStr, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
FaultKey = Annotated[StrictStr, Field(min_length=1, max_length=64)]


class OfPlan(Body):
    """What all bodies of card reading say: which plan."""

    plan: PlanNumber


def at(act: Act) -> str:
    """Return when it happened, as rows say it."""
    return act.at.isoformat(timespec="milliseconds")


def holder(act: Act) -> int | None:
    """Return who had signed in."""
    return None if act.grant is None else act.grant.person
