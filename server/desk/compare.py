"""What a device found when it compared what it remembers with the hub: shown on the board in words."""

from typing import Literal

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.domain.refusal import Refusal
from server.store import device as devices
from server.store.journal import Transaction

MOST = 2**53 - 1


class CompareBody(Body):
    """What differs: ``hub-older``, ``hub-forked``, ``facts-lacking`` or ``device-emptied``.

    ``size`` and ``root`` (base64) are of the newest checkpoint that the device had seen, ``last`` is the last number it
    remembers. ``hub`` is how many records the hub had then, of the device itself where that was emptied; ``back`` how
    many records the device hands in again. ``lost`` is the enrolment whose storage was emptied, where it was another.
    """

    found: Literal["hub-older", "hub-forked", "facts-lacking", "device-emptied"]
    size: StrictInt = Field(ge=0, le=MOST)
    root: StrictStr = Field(max_length=44, pattern=r"^[A-Za-z0-9+/]*={0,2}$")
    last: StrictInt = Field(ge=0, le=MOST)
    hub: StrictInt = Field(default=0, ge=0, le=MOST)
    back: StrictInt = Field(default=0, ge=0, le=MOST)
    lost: StrictStr | None = Field(default=None, max_length=64)


def load(connection: Connection, _hub: Hub, act: Act, body: CompareBody) -> str:
    """Read the name of the device concerned."""
    meant = body.lost or act.fact.device
    return next((device.name for device in devices.every(connection) if device.device == meant), meant)


def decide(_name: str, _act: Act, _body: CompareBody) -> None:
    """Take it: what a device remembers is its own word."""


def keep(tx: Transaction, act: Act, body: CompareBody, name: str) -> None:
    """Show it. Whatever concerns the hub is one alert, however many devices find it."""
    found = Refusal(body.found, device=name, size=body.size, hub=body.hub, back=body.back, last=body.last)
    subject = "hub" if body.found in ("hub-older", "hub-forked") else (body.lost or act.fact.device)
    feed.alert(tx, act.seq, act.received, found, subject)


COMPARE = Desk("device.compare", CompareBody, load, decide, keep)
