"""The one door: every fact, from every device, comes in here and leaves a receipt."""

from server.intake.arrival import Handed
from server.intake.door import DOOR_CODES, MAX_BATCH, TURN, Door, Handing, Receipt
from server.intake.takeover import Left, Takeover
from server.intake.turns import judged

__all__ = ["DOOR_CODES", "MAX_BATCH", "TURN", "Door", "Handed", "Handing", "Left", "Receipt", "Takeover", "judged"]
