"""The end of a device's day, as part of the busy day: it goes flat and still owes something."""

from datetime import timedelta


def put_away(day, phone, gate, tablet, clock):
    """Prepare a device; it goes flat with acts on it; another brings some of them, the rest is written off."""
    phone.hand("device.check", {"build": "a", "results": {"camera": "ok", "battery": "absent"}})
    made = {"place": "gate-1", "badge": day.qr(2)}
    early, late = (
        phone.make("duty.check_out", made, at=clock.now + timedelta(minutes=at), acted=True) for at in (0, 9)
    )
    end = {"device": phone.id, "reason": "flat", "last": phone.used + 3, "oldest": clock.now.isoformat()}
    tablet.hand("device.write_off", {"device": phone.id, "note": "还在用"})  # in use
    tablet.hand("device.revoke", end)
    clock.go_on(minutes=10)
    gate.send(early, late)  # done before its end, and after
    for _ in range(2):
        tablet.hand("device.write_off", {"device": phone.id, "note": "屏幕已碎，按签到表补录"})
