"""What is printed: one badge, and the design that the badges of a plan share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from badges.picture import Raster
from protocol.role import Role


@dataclass(frozen=True, eq=False, slots=True)
class Look:
    """The design of a job's badges; each is one of its kind, so that what it shares is drawn once.

    ``colours`` and ``reverse`` (the lines of duties) go by role number; ``lines`` are the small lines beneath the
    number, in order, by the codes of ``badges.card.LABELS``; ``found`` says what to do with a badge found and
    ``phone`` is the duty desk's; empty: not printed.
    """

    colours: Mapping[int, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ("valid", "site", "plan", "unit")
    crest: Raster | None = None
    reverse: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    found: str = ""
    phone: str = ""

    def colour(self, role: Role) -> str:
        """Return the colour of a role's band."""
        return self.colours.get(role.number, role.colour)


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge to print.

    ``number`` is written with its check character (``00017-E``), ``token`` is the QR's text, ``mark`` the line the
    plan puts on every badge (``江西职业技能鉴定``), ``valid`` the days as they are to read (``2026-11-22``),
    ``portrait`` a JPEG or None. A ``spare`` badge has no name: there is a line to write one on.
    """

    name: str
    role: Role
    number: str
    token: str
    plan_code: str
    plan_name: str
    mark: str
    site: str
    valid: str
    unit: str
    portrait: bytes | None
    centre: str = ""
    area: str = ""
    spare: bool = False
    look: Look = PLAIN
