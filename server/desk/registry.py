"""Every kind of fact this hub knows, and its desk."""

from collections.abc import Mapping
from types import MappingProxyType

from server.desk import badge, device, duty, imports
from server.desk.act import Desk

DESKS: Mapping[str, Desk] = MappingProxyType(
    {
        desk.kind: desk
        for desk in (
            imports.COMMIT,
            device.ENROL,
            device.REVOKE,
            badge.ISSUE,
            badge.REVOKE,
            duty.CHECK_IN,
            duty.CHECK_OUT,
            duty.ASSIGN,
        )
    }
)
