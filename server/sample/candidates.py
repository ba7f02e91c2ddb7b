"""The sample's candidates: whole rooms of one trade and level, mixed rooms, and tail rooms with few people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from server.sample.day import BATCH, CITY, INSTITUTION, SampleSession
from server.sample.people import DOTTED, EMPLOYERS, RARE, Crowd, SamplePerson
from server.sample.site import LEVEL_WEIGHTS, TRADES, SampleRoom, Trade

HEADER = ("准考证号", "姓名", "证件号", "单位", "职业", "级别", "场次", "考场号", "座位号")
SUBJECTS = {"theory": 1, "practical": 2, "computer": 3}
COMPUTER_ROOMS = 2
MIXED, TAIL = 0.15, 0.07  # share of rooms

Mix = Literal["whole", "mixed", "tail"]


@dataclass(frozen=True, slots=True)
class _Entry:
    person: SamplePerson
    unit: str
    trade: Trade
    level: int


@dataclass(slots=True)
class Roster:
    """Fills sessions with candidates."""

    rng: Random
    crowd: Crowd
    _waiting: dict[str, list[_Entry]] = field(default_factory=dict)
    _named: list[str] = field(
        default_factory=lambda: [f"陈{RARE}", *DOTTED[:2], "王伟", "王伟", "李静", "李静", "张敏"]
    )

    def rows(self, sessions: Sequence[SampleSession], rooms: Sequence[SampleRoom]) -> list[tuple[str | int, ...]]:
        """Return the rows below ``HEADER``: by session, room and seat."""
        rows: list[tuple[str | int, ...]] = []
        for place, session in enumerate(sessions, start=1):
            used = self._rooms_of(session, rooms)
            for room, mix in zip(used, self._mixes(len(used)), strict=True):
                for seat, entry in enumerate(self._fill(session, room, mix), start=1):
                    rows.append(self._row(session, place, room, seat, entry))
        return rows

    def _rooms_of(self, session: SampleSession, rooms: Sequence[SampleRoom]) -> Sequence[SampleRoom]:
        """The first theory session uses all classrooms, the second one in five; practical ones the workshops.

        The computer-based one has the last two classrooms.
        """
        fitting = [room for room in rooms if (room.trade is not None) == (session.kind == "practical")]
        if session.kind == "computer":
            return fitting[-COMPUTER_ROOMS:]
        return fitting[: -(-len(fitting) // 5)] if session.id == "S2" else fitting

    def _mixes(self, count: int) -> list[Mix]:
        """Deal out which rooms are mixed and which are tails; from three rooms on there is at least one of each."""
        tails, mixed = (max(count > 2, round(count * share)) for share in (TAIL, MIXED))
        shares: tuple[tuple[Mix, int], ...] = (("tail", tails), ("mixed", mixed), ("whole", count - tails - mixed))
        mixes = [mix for mix, rooms in shares for _ in range(rooms)]
        self.rng.shuffle(mixes)
        return mixes

    def _fill(self, session: SampleSession, room: SampleRoom, mix: Mix) -> Iterator[_Entry]:
        if room.trade is not None:
            yield from self._workshop(session, room, room.trade)
            return
        for trade, level, count in self._groups(room.seats, mix):
            for _ in range(count):
                entry = self._entry(trade, level)
                self._waiting.setdefault(trade.name, []).append(entry)
                yield entry

    def _groups(self, seats: int, mix: Mix) -> list[tuple[Trade, int, int]]:
        one = self._subject()
        if mix == "tail":
            return [(*one, self.rng.randint(3, 11))]
        if mix == "whole":
            return [(*one, seats)]
        first = self.rng.randint(8, seats - 8)
        other = self._subject()
        while other == one:
            other = self._subject()
        return [(*one, first), (*other, seats - first)]

    def _subject(self) -> tuple[Trade, int]:
        level = self.rng.choices(list(LEVEL_WEIGHTS), weights=list(LEVEL_WEIGHTS.values()))[0]
        return self.rng.choice(TRADES), level

    def _workshop(self, session: SampleSession, room: SampleRoom, trade: Trade) -> Iterator[_Entry]:
        """The first practical session is of people who sit no theory today, the second of people who sat it."""
        wanted = room.seats - self.rng.randint(0, 4)
        waiting = self._waiting.get(trade.name, []) if session.id == "P2" else []
        taken = waiting[:wanted]
        del waiting[:wanted]
        yield from taken
        for _ in range(wanted - len(taken)):
            yield self._entry(trade, self._subject()[1])

    def _entry(self, trade: Trade, level: int) -> _Entry:
        special = self._named.pop() if self._named and self.rng.random() < 0.1 else None
        youngest = {5: 16, 4: 18, 3: 22, 2: 28, 1: 33}[level]
        return _Entry(self.crowd.person(youngest, 58, special), self.rng.choice(EMPLOYERS), trade, level)

    def _row(
        self, session: SampleSession, place: int, room: SampleRoom, seat: int, entry: _Entry
    ) -> tuple[str | int, ...]:
        subject = f"{SUBJECTS[session.kind]}{entry.trade.number:02d}"
        number = f"{session.starts:%y}{CITY}{INSTITUTION}{BATCH}{place}{subject}{room.number}{seat:03d}"
        person = entry.person
        return (
            number,
            person.name,
            person.id_no,
            entry.unit,
            entry.trade.name,
            entry.level,
            session.id,
            room.number,
            seat,
        )
