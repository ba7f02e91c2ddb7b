"""Every kind of fact this hub knows, and its desk."""

from collections.abc import Mapping
from types import MappingProxyType

from server.desk import (
    badge,
    compare,
    declare,
    design,
    device,
    dispute,
    draw,
    duty,
    grant,
    handout,
    imports,
    pin,
    plan_change,
    signal,
    spot_check,
    staff,
    substitute,
    undo,
)
from server.desk.act import Desk
from server.desk.balance import count, settle
from server.desk.balance.following import following
from server.desk.custody import amend, handoff, label, opening, pack

_DESKS = {
    desk.kind: following(desk)
    for desk in (
        imports.COMMIT,
        device.ENROL,
        device.REVOKE,
        device.WRITE_OFF,
        device.CHECK,
        compare.COMPARE,
        badge.ISSUE,
        badge.REVOKE,
        badge.PRINT,
        design.DESIGN,
        handout.BIND,
        handout.HAND_OUT,
        handout.RETURN,
        staff.ADD,
        staff.CHANGE,
        staff.CONFIRM,
        plan_change.PLAN,
        plan_change.ROOM,
        plan_change.REMOVE_ROOM,
        duty.CHECK_IN,
        duty.CHECK_OUT,
        duty.ASSIGN,
        draw.COMMIT,
        draw.DRAW,
        draw.REDRAW,
        substitute.SUBSTITUTE,
        declare.DECLARE,
        spot_check.SPOT_CHECK,
        signal.SIGNAL,
        undo.UNDO,
        grant.GIVE,
        grant.END,
        grant.REVOKE,
        pin.SET,
        label.LABEL,
        label.POLICY,
        pack.PACK,
        pack.UNPACK,
        handoff.HANDOFF,
        handoff.ENTER,
        opening.OPEN,
        opening.SEAL,
        opening.SUPPLY,
        amend.UNDO,
        amend.CORRECT,
        count.COUNT,
        settle.SETTLE,
    )
}
DESKS: Mapping[str, Desk] = MappingProxyType(_DESKS | {dispute.KIND: dispute.settling(_DESKS)})
