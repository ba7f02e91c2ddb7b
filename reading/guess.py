"""Which profile a file was written by; a hint for people, never a decision that nobody sees."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from formats.dbf import records_of
from formats.encoding import BOM
from formats.signature import Kind, kind_of
from formats.table import Table
from reading.card import UNSURE, Card
from reading.doubt import doubtful
from reading.fault import FileFault
from reading.parse import KINDS, Parsed, parse
from reading.profile import Ends, Format, Profile, Template
from reading.record import Faults, Stopped, cards_of
from reading.workbook import tables_of, workbook

HEAD = 64 * 1024  # bytes of a text
RECORDS = 50
HALF = 0.5
FOREIGN = frozenset(("no-header", "wrong-format", "not-a-card-file", "empty"))
"""Faults of a file that has not the profile's header."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a file tells of who wrote it.

    Attributes:
        profile: the one that reads it; None where none does, or another reading is as likely.
        doubt: what speaks against the likeliest one, for people; None where nothing does, or none reads the file.
    """

    profile: Profile | None = None
    doubt: FileFault | None = None


def guess(raw: bytes, profiles: Sequence[Profile], template: Template | None = None) -> Profile | None:
    """Return the profile that reads a file, as ``guessed`` has it."""
    return guessed(raw, profiles, template).profile


def guessed(raw: bytes, profiles: Sequence[Profile], template: Template | None = None) -> Guess:
    """Find the profile that reads most of a file's first records; none where that is not half of them.

    None either where the answers speak against it, or where two read the records equally well and differ in what
    they read: whoever knows the machine names the profile then.

    ``template``: the admission numbers' own, where it is known better than the profiles know it.
    """
    kind = kind_of(raw)
    fitting = [profile for profile in profiles if kind in KINDS[profile.format]]
    if not fitting:
        return Guess()
    headed = [profile for profile in fitting if _is_headed(raw, profile)]
    if headed:  # whoever writes no header does not begin like one
        fitting = [profile for profile in fitting if profile in headed or profile.format is not Format.FIXED]
    try:
        tables = _first_rows(tables_of(raw, kind)) if kind in KINDS[Format.WORKBOOK] else []
    except Stopped:
        return Guess()
    if len(headed) == 1 and len(raw) < raw.find(b"\n") + 1 + headed[0].lines.length:
        return Guess(headed[0])  # it ends before its first record does
    tried = [_tried(_first_cards(raw, kind, tables, _with(template, profile)), profile) for profile in fitting]
    fits = [one for one in tried if one.fit > HALF]
    if not fits:
        return Guess()
    sound = [one for one in fits if not one.against]
    if not sound:
        first = max(fits, key=lambda one: one.rank)
        field = f"q{first.against}"
        return Guess(None, FileFault("profile-doubtful", None, None, first.profile.title, "", True, field))
    best = max(sound, key=lambda one: one.rank)
    rival = next((one for one in sound if one.rank == best.rank and one.read != best.read), None)
    if rival is not None:
        return Guess(None, FileFault("profile-several", None, None, best.profile.title, rival.profile.title, True))
    return Guess(best.profile)


def _is_headed(raw: bytes, profile: Profile) -> bool:
    """Say whether a file begins with the profile's header."""
    return bool(profile.header.starts) and raw.removeprefix(BOM.encode()).startswith(profile.header.starts.encode())


@dataclass(frozen=True, slots=True)
class _Tried:
    """How well a profile reads the first cards.

    Attributes:
        fit: how many look like cards, from 0 to 1.
        unsure: answers that it could not read.
        against: the first question whose answers speak against it; 0 where none do.
        read: numbers and answers as it reads them.
    """

    profile: Profile
    fit: float
    unsure: int
    against: int
    read: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def rank(self) -> tuple[float, int]:
        """The more of the cards it reads, and the fewer answers it could not, the better."""
        return self.fit, -self.unsure


def _tried(cards: Sequence[Card], profile: Profile) -> _Tried:
    unsure = sum(card.answers.count(UNSURE) for card in cards)
    read = tuple((card.number, card.answers) for card in cards)
    return _Tried(profile, _fit(cards, profile), unsure, doubtful(cards, profile), read)


def likeliest(read: Sequence[tuple[Profile, Parsed]]) -> tuple[Profile, Parsed]:
    """Return the reading, of those that went wrong, that tells most of a file: one that knew its layout."""
    return min(read, key=_wrong)


def _wrong(read: tuple[Profile, Parsed]) -> tuple[bool, bool, int, int]:
    profile, parsed = read
    stops = [fault.code for fault in parsed.faults if fault.stops]
    by_title = bool(parsed.cards) and profile.format is not Format.FIXED
    by_header = bool(profile.header.starts) and FOREIGN.isdisjoint(stops)
    return not (by_title or by_header), "wrong-profile" in stops, len(stops), -len(parsed.cards)


def unguessed(parsed: Parsed, profile: Profile) -> Parsed:
    """Return what a profile reads of a file that no profile fits: nothing of it is taken, whatever else it says."""
    if not parsed.taken:
        return parsed
    doubt = FileFault("profile-doubtful", None, None, profile.title, "", True, "q1")
    return replace(parsed, faults=(doubt, *parsed.faults))


def _with(template: Template | None, profile: Profile) -> Profile:
    return profile if template is None else replace(profile, number=replace(profile.number, template=template))


def _first_rows(tables: Sequence[Table]) -> list[Table]:
    return [replace(table, rows=table.rows[: RECORDS + 1]) for table in tables]


def _first_cards(raw: bytes, kind: Kind, tables: list[Table], profile: Profile) -> Sequence[Card]:
    """Read the first records, whatever is wrong with them."""
    if tables:
        faults = Faults()
        try:
            return tuple(cards_of(workbook(tables, profile, None, faults)[0], profile, faults))
        except Stopped:
            return ()
    if kind is Kind.DBF:
        raw = raw[: records_of(raw).offset(RECORDS)]
    elif len(raw) > HEAD and profile.lines.ends is not Ends.NONE:
        raw = raw[: raw.rfind(b"\n", 0, HEAD) + 1]
    return parse(raw, profile).cards


def _fit(cards: Sequence[Card], profile: Profile) -> float:
    """Return how many of the cards look like cards, from 0 to 1; a header that fits is the better sign."""
    named = profile.format is not Format.FIXED and not profile.number.place.column
    sensible = sum(_answered(card) and (named or _numbered(card)) for card in cards)
    told = named or profile.header.starts
    return (1 if told else 0.99) * sensible / len(cards) if cards else 0


def _answered(card: Card) -> bool:
    """Say whether most answers have signs that the profile knows."""
    return 2 * card.answers.count(UNSURE) < len(card.answers)


def _numbered(card: Card) -> bool:
    """Say whether most columns of the number are digits, and all could be where nothing is answered.

    Where columns have names, their names say more.
    """
    digits = sum(sign.isdigit() for sign in card.number)
    return 2 * digits >= len(card.number) and (any(card.answers) or UNSURE not in card.number)
