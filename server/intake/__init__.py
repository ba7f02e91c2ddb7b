"""The one door: every fact, from every device, comes in here and leaves a receipt."""

from server.intake.arrival import Handed
from server.intake.door import DOOR_CODES, MAX_BATCH, Door, Handing, Receipt

__all__ = ["DOOR_CODES", "MAX_BATCH", "Door", "Handed", "Handing", "Receipt"]
