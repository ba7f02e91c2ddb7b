"""Site devices: what kinds there are, what each may do and see, and their gapless numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from server.domain.refusal import Refusal

#: Kind of device -> role of its sessions.
ROLE_OF_KIND: Mapping[str, str] = MappingProxyType(
    {"tablet": "chief", "phone": "scanner", "gate": "gate", "reader": "reader", "office": "office", "hub": "hub"}
)
#: Kinds a person can enrol; the hub's own device and the command line's are made by the hub.
ENROLABLE = ("tablet", "phone", "gate", "reader")

ROLE_WORDS: Mapping[str, str] = MappingProxyType(
    {"chief": "主考", "scanner": "签到", "gate": "门口", "reader": "读卡", "office": "考务办公室", "hub": "考务主机"}
)

#: Roles of those who answer for the site: they may do everything that is done at a desk.
OFFICE = frozenset({"chief", "office"})
_GATE = frozenset({"chief", "office", "scanner", "gate"})
_HUB = frozenset({"hub"})
_SITE = _GATE | {"reader"}
#: Roles of the devices at the paper tables and with roving invigilators.
_TABLE = frozenset({"chief", "office", "scanner"})
#: Roles of the devices in the reading room, and of those who answer for it.
_READING = OFFICE | {"reader"}

#: Kind of fact -> roles that may hand it in.
MAY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "device.enrol": _HUB,
        "device.revoke": OFFICE,
        "device.write_off": OFFICE,
        "device.check": _SITE,
        "device.compare": frozenset(ROLE_OF_KIND.values()) - {"hub"},
        "import.commit": OFFICE,
        "badge.issue": OFFICE,
        "badge.revoke": OFFICE,
        "badge.print": OFFICE,
        "badge.design": OFFICE,
        "badge.bind": _GATE,
        "badge.hand_out": _GATE,
        "badge.return": _GATE,
        "staff.add": _GATE,
        "staff.change": OFFICE,
        "staff.confirm": OFFICE,
        "room.change": OFFICE,
        "room.remove": OFFICE,
        "plan.change": OFFICE,
        "duty.assign": OFFICE,
        "duty.commit": OFFICE,
        "duty.draw": OFFICE,
        "duty.redraw": OFFICE,
        "duty.substitute": OFFICE,
        "duty.declare": OFFICE,
        "duty.spot_check": _TABLE,
        "session.signal": OFFICE,
        "duty.check_in": _GATE,
        "duty.check_out": _GATE,
        "duty.undo": _GATE,
        "dispute.settle": OFFICE,
        "custody.label": OFFICE,
        "custody.withdraw": OFFICE,
        "plan.policy": OFFICE,
        "custody.pack": _TABLE,
        "custody.unpack": _TABLE,
        "custody.handoff": _TABLE,
        "custody.enter": OFFICE,
        "custody.open": _TABLE,
        "custody.seal": _TABLE,
        "custody.supply": _TABLE,
        "custody.undo": _TABLE,
        "custody.correct": OFFICE,
        "custody.count": _TABLE,
        "custody.attempt": _TABLE,
        "practical.lots": _TABLE,
        "practical.draw": _TABLE,
        "practical.take_out": _TABLE,
        "practical.reveal": _TABLE,
        "practical.identify": _TABLE,
        "practical.begin": _TABLE,
        "practical.end": _TABLE,
        "practical.absent": _TABLE,
        "practical.workpiece": _TABLE,
        "evidence.score": _TABLE,
        "balance.settle": OFFICE,
        "balance.due": _HUB,
        "evidence.attach": _TABLE,
        "evidence.complete": _TABLE,
        "evidence.assign": _TABLE,
        "evidence.remove": OFFICE,
        "evidence.discard": OFFICE,
        "evidence.arrive": _HUB,
        "evidence.interrupt": _HUB,
        "evidence.verify": _HUB,
        "evidence.look": _HUB,
        "evidence.view": _HUB,
        "evidence.glance": _HUB,
        "evidence.space": _HUB,
        "practical.scheme": OFFICE,
        "practical.assessor": OFFICE,
        "practical.team": OFFICE,
        "practical.enter": OFFICE,
        "practical.confirm": _TABLE,
        "practical.send_back": _TABLE,
        "attendance.mark": _READING,
        "reading.profile": OFFICE,
        "reading.batch": _READING,
        "reading.assign": _READING,
        "reading.station": _HUB,
        "reading.parse": _HUB,
        "reading.propose": _READING,
        "reading.settle": _READING,
        "reading.approve": _READING,
        "reading.close": _READING,
        "reading.check": _READING,
        "reading.key": _READING,
        "reading.release": _READING,
        "grant.give": _HUB,
        "grant.end": _HUB | OFFICE | _GATE | {"reader"},
        "grant.revoke": OFFICE,
        "pin.set": _HUB,
    }
)

#: Scope of a row -> roles that see it.
SEES: Mapping[str, frozenset[str]] = MappingProxyType(
    {"all": frozenset(ROLE_OF_KIND.values()), "staff": _SITE, "table": _TABLE, "office": OFFICE, "reading": _READING}
)


#: Reasons for which it stays in the site's own hands: what was done on it before may still be handed in.
KEPT_HERE = frozenset({"flat", "broken", "replaced", "finished"})
#: How far its clock may be ahead of the hub's.
ALLOWANCE = timedelta(minutes=2)


def done_before_its_end(reason: str | None, ended: datetime | None, at: datetime) -> bool:
    """Tell whether what a device did at ``at`` (its own clock, aware) counts although it has ended since.

    Args:
        reason: why it ended (``lost``, ``flat`` ...); None where nobody wrote it down.
        ended: when, by the hub's clock (aware).
        at: when it was done, by the device's clock.
    """
    return reason in KEPT_HERE and ended is not None and at <= ended + ALLOWANCE


def graver(before: str | None, reason: str) -> bool:
    """Tell whether a device that ended because of ``before`` may still be ended because of ``reason``.

    What was put away in order may turn out to be in other hands; nothing makes a lost device trusted again.
    """
    return _gravity(reason) > _gravity(before)


def _gravity(reason: str | None) -> int:
    return 0 if reason in KEPT_HERE else 2 if reason == "lost" else 1


#: What a device says of itself, or turned away by itself: it changes nothing that anybody could have entered again from
#: paper.
OF_ITSELF = frozenset({"device.check", "device.compare", "grant.end", "custody.attempt"})


#: What tells of something that was not done: however it is judged, nothing of it can have happened all the same.
NOT_DONE = frozenset({"custody.attempt"})


def not_given_up(kind: str, name: str) -> None:
    """Decide whether a fact takes effect though what its device (``name``) still owed was given up.

    Somebody has answered for it that the records will not come, and others were entered from paper instead. What comes
    all the same is for a person to settle.

    Raises:
        Refusal: ``device-written-off``.
    """
    if kind not in OF_ITSELF:
        raise Refusal("device-written-off", field="device", name=name)


def not_allowed(role: str, field: str | None = None) -> Refusal:
    """Return the refusal of what a role may not do, naming the role in both languages."""
    return Refusal("not-allowed", field=field, role=ROLE_WORDS.get(role, role), role_en=role)


def may(role: str, kind: str) -> None:
    """Decide whether a device of ``role`` may hand in facts of ``kind``.

    Raises:
        Refusal: ``not-allowed``.
    """
    if role not in MAY[kind]:
        raise not_allowed(role)


def scopes(role: str) -> tuple[str, ...]:
    """Return the scopes of rows that a device of ``role`` sees."""
    return tuple(scope for scope, roles in SEES.items() if role in roles)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers a device has used: all from 1 to ``top`` but for the ``missing`` ranges (first, last)."""

    top: int = 0
    missing: tuple[tuple[int, int], ...] = ()

    def used(self, number: int) -> bool:
        """Tell whether a fact with this number has arrived."""
        return number <= self.top and not any(first <= number <= last for first, last in self.missing)

    def take(self, number: int) -> "Numbers":
        """Return the numbers with one more; one above ``top + 1`` leaves a gap, named until it is filled."""
        if number > self.top:
            gap = ((self.top + 1, number - 1),) if number > self.top + 1 else ()
            return Numbers(number, self.missing + gap)
        left = []
        for first, last in self.missing:
            if not first <= number <= last:
                left.append((first, last))
                continue
            left += [(first, number - 1)] if first < number else []
            left += [(number + 1, last)] if number < last else []
        return Numbers(self.top, tuple(left))

    def expecting(self, last: int | None) -> "Numbers":
        """Return the numbers with a gap up to ``last``, which the device is known to have used."""
        if last is None or last <= self.top:
            return self
        return Numbers(last, (*self.missing, (self.top + 1, last)))

    def missing_count(self) -> int:
        """Return how many numbers have not arrived."""
        return sum(last - first + 1 for first, last in self.missing)

    def missing_first(self, limit: int) -> list[int]:
        """Return the first ``limit`` numbers that have not arrived."""
        numbers = (number for first, last in self.missing for number in range(first, min(last, first + limit) + 1))
        return [number for number, _ in zip(numbers, range(limit), strict=False)]


def numbers_of(used: Iterable[int]) -> Numbers:
    """Fold the numbers a device has used."""
    numbers = Numbers()
    for number in used:
        numbers = numbers.take(number)
    return numbers
