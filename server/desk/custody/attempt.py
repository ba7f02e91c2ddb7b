"""Attempts: what a device turned away by itself at the papers, before there was an act that could be refused."""

from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, StrictStr, model_validator

from server.desk import feed
from server.desk.act import Act, Desk
from server.desk.custody import scene as scenes
from server.desk.custody.bodies import CustodyBody, LabelText, Signer
from server.desk.custody.scene import Case
from server.domain.custody import attempt as rules
from server.domain.refusal import Refusal
from server.store.journal import Transaction

#: Steps at which something is scanned or typed: an act of custody, or looking a label up.
Step = Literal[
    "handoff", "enter", "pack", "unpack", "open", "seal", "strip", "supply", "correct", "count", "find"
]  # fmt: skip
Code = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z-]{1,31}$")]
Param = Annotated[StrictStr, Field(max_length=60)] | Annotated[StrictInt, Field(ge=-(2**31), le=2**31)]

#: What a forged or revoked badge raises wherever it is shown, where the hub reads it so too; every other alert needs an
#: act that the hub judged.
ALERTED = frozenset({"badge-forged", "badge-revoked"})


class AttemptBody(CustodyBody):
    """What was turned away on the screen at one step with papers: it changes nothing, and is told to the chief.

    ``code`` and ``params``: the refusal as the device told it. ``came``: what was scanned or typed, cut short; ``who``:
    whose badge it was; exactly one of them. ``label``: the object the step was about; ``room``: the room that was
    counted. Where the whole act can be stated, it is stated instead, and refused by the hub.
    """

    step: Step
    code: Code
    params: dict[Annotated[StrictStr, Field(max_length=20)], Param] = Field(default_factory=dict, max_length=12)
    came: StrictStr | None = Field(default=None, min_length=1, max_length=60)
    who: Signer | None = None
    label: LabelText | None = None
    session: StrictStr | None = Field(default=None, max_length=32)
    room: StrictStr | None = Field(default=None, max_length=32)
    place: StrictStr = Field(default="", max_length=40)

    @model_validator(mode="after")
    def _one_thing(self) -> "AttemptBody":
        if (self.came is None) == (self.who is None):
            raise ValueError("exactly one of came and who")
        return self

    def signers(self) -> list[Signer]:
        """Return whose badge was shown."""
        return [] if self.who is None else [self.who]

    def labels(self) -> list[str]:
        """Return the label of what the step was about."""
        return [] if self.label is None else [self.label]


def _decide(_loaded: Case, _act: Act, _body: AttemptBody) -> None:
    """Take it as it is: it tells of what was not done."""


def _keep(tx: Transaction, act: Act, body: AttemptBody, loaded: Case) -> None:
    mask = partial(rules.masked, seal=_of_strip(body, loaded))
    params = {name: mask(value) if isinstance(value, str) else value for name, value in body.params.items()}
    _tell(tx, act, body, loaded, rules.reason(body.code, params))
    # A device's word alone raises no alarm: the hub reads the badge, too.
    read = next((fault for fault in loaded.faults if fault.code in ALERTED), None)
    if body.code in ALERTED and read is not None:
        plan = loaded.plan.number if loaded.plan else None
        feed.alert(tx, act.seq, act.received, read, act.fact.device, plan=plan, place=body.place or None)


def _of_strip(body: AttemptBody, loaded: Case) -> bool:
    """Tell whether what came may be the number of a strip from a factory."""
    factory = loaded.scene is not None and loaded.scene.policy.seals == "factory"
    return factory and body.code.startswith("seal-")


def _tell(tx: Transaction, act: Act, body: AttemptBody, loaded: Case, refusal: Refusal) -> None:
    """Add a line to the feed: who works there, at which step with what, what came, and why it was turned away."""
    text = None if body.came is None else rules.masked(body.came, seal=_of_strip(body, loaded))
    came: dict[str, Any] = {"text": text, "person": next(iter(loaded.people), None)}
    feed.line(
        tx, act, plan=loaded.plan.number if loaded.plan else None,
        person=act.grant.person if act.grant is not None else None, place=body.place or None, refusal=refusal,
        about=body.room if body.label is None else loaded.label(body.label), what=[body.step], came=came,
    )  # fmt: skip


ATTEMPT = Desk("custody.attempt", AttemptBody, scenes.load, _decide, _keep, _tell, scenes.prepare)
