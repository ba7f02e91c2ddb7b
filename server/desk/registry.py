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
from server.desk.balance import count, due, settle
from server.desk.balance.following import following
from server.desk.custody import amend, attempt, handoff, label, opening, pack
from server.desk.evidence import announce, assign, checked, discard, remove, space, view
from server.desk.practical import assessor, candidate, enter, lots, result, roster, scheme, score, team
from server.desk.practical.following import following as with_results
from server.desk.practical.signed_in import following as with_signed_in
from server.desk.reading import (
    approve,
    attendance,
    batch,
    check,
    close,
    key,
    parse,
    profile,
    release,
)
from server.desk.reading import assign as assign_batch
from server.desk.reading import settle as settle_fault
from server.desk.reading import station as reader_station
from server.desk.reading.following import following as with_reading

_DESKS = {
    desk.kind: with_reading(with_signed_in(with_results(roster.following(following(desk)))))
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
        attempt.ATTEMPT,
        count.COUNT,
        settle.SETTLE,
        due.DUE,
        announce.ATTACH,
        announce.COMPLETE,
        assign.ASSIGN,
        remove.REMOVE,
        discard.DISCARD,
        checked.ARRIVE,
        checked.INTERRUPT,
        checked.VERIFY,
        checked.LOOK,
        view.VIEW,
        space.SPACE,
        scheme.SCHEME,
        assessor.ASSESSOR,
        team.TEAM,
        result.CONFIRM,
        result.SEND_BACK,
        lots.LOTS,
        lots.DRAW,
        lots.TAKE_OUT,
        lots.REVEAL,
        candidate.IDENTIFY,
        candidate.BEGIN,
        candidate.END,
        candidate.ABSENT,
        candidate.WORKPIECE,
        score.SCORE,
        enter.ENTER,
        attendance.MARK,
        profile.PROFILE,
        assign_batch.ASSIGN,
        parse.PARSE,
        settle_fault.PROPOSE,
        settle_fault.SETTLE,
        approve.APPROVE,
        close.CLOSE,
        check.CHECK,
        key.KEY,
        release.RELEASE,
        batch.BATCH,
        reader_station.STATION,
    )
}
DESKS: Mapping[str, Desk] = MappingProxyType(_DESKS | {dispute.KIND: dispute.settling(_DESKS)})
