"""What every desk is given: the act to judge, and what this hub knows of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from protocol.fact import Fact
from server.domain.grant import Grant
from server.domain.refusal import Refusal
from server.store.files import Files
from server.store.journal import Transaction


class Body(BaseModel):
    """The body of a fact: nothing more, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@dataclass(frozen=True, slots=True)
class Hub:
    """What desks know of the hub: public badge keys by kid, and the files kept by content."""

    badge_keys: Mapping[int, Ed25519PublicKey]
    files: Files


@dataclass(frozen=True, slots=True)
class Act:
    """One fact at its place in the journal.

    ``at`` is when it happened as far as the journal tells (aware): the time received, or the device's clock for what
    was done without the hub. ``now`` is the moment rules judge by: the same, but where the hub's clock was ahead and
    has been set right, for then the journal's time stands still. ``ready`` is what the desk prepared. ``grant`` is the
    one the fact cites, as it stands now; whether it holds is the door's to judge.
    """

    fact: Fact
    seq: int
    received: str
    at: datetime
    now: datetime
    acted: bool
    verdict: str = "accepted"
    ready: Any = None
    grant: Grant | None = None


def happened(fact: Fact, hub: str, acted: bool) -> datetime:
    """Return when it happened: a device's clock counts only for what it did alone, and never ahead of the hub's."""
    here = datetime.fromisoformat(hub)
    return min(fact.at, here) if acted else here


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom and what place a disputed fact is about; ``against`` is the id of the accepted fact that it contradicts.

    ``against`` is None where it breaks a rule and no fact stands against it. ``about`` names what it is about besides:
    labels of objects.
    """

    plan: int | None
    person: int | None
    place: str | None
    against: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Disputable:
    """How the disputed facts of a desk are settled.

    ``concern`` tells what one is about, from its body, what was loaded and the refusal's code. ``holds`` tells from the
    same whether it may be settled to have happened after all; ``keep`` then changes what it still changes, at the time
    of the act, and never refuses. ``waited`` tells from an earlier disputed act's body and its own whether it was
    disputed for that one's sake alone: settled to have happened, that one takes it along.
    """

    concern: Callable[[Any, Any, str], Concern]
    holds: Callable[[Any, Any, str], bool]
    keep: Callable[[Transaction, Act, Any, Any], None]
    waited: Callable[[Any, Any], bool] = lambda _before, _mine: False


@dataclass(frozen=True, slots=True)
class Desk:
    """How one kind of fact is handled.

    ``prepare`` does beforehand what needs no database (checking a badge's signature). ``load`` reads
    what the rule needs and never refuses; ``decide`` is the rule; ``keep`` changes the projections and never refuses,
    so that a rebuild follows the journal's verdicts whatever today's rules would say. ``turned_down`` shows a refused
    or disputed fact to those who must see it. ``disputable`` is how its disputes are settled; without it a disputed
    fact can only be settled to have had no effect.
    """

    kind: str
    body: type[Body]
    load: Callable[[Connection, Hub, Act, Any], Any]
    decide: Callable[[Any, Act, Any], None]
    keep: Callable[[Transaction, Act, Any, Any], None]
    turned_down: Callable[[Transaction, Act, Any, Any, Refusal], None] | None = None
    prepare: Callable[[Hub, Any], Any] | None = None
    disputable: Disputable | None = None
