"""The sample day's reading: an example key, and on demand card files of each theory session, good and with faults."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from random import Random

from server.sample import book
from server.sample.card_faults import Planted, plant
from server.sample.card_files import DAY, FORMS, txt
from server.sample.card_profiles import profiles
from server.sample.cards import PAPERS, Card, Seated, cards, key_rows, seated
from server.sample.day import SampleSession

FOLDER = "cards"
KEYS = f"{FOLDER}/keys.xlsx"
KEY_HEADER = ("职业", "级别", "卷型", "起始题号", "终止题号", "题型", "每题分值", "答案")
ABSENT_HEADER = ("场次", "考场号", "座位号", "准考证号", "姓名", "情况")
FAULT_HEADER = ("场次", "考场号", "准考证号", "另一准考证号", "问题")
AWAY = 0.05  # share of candidates
SHOWN: Mapping[str, str] = {
    "swapped": "两人互填了对方的准考证号",
    "duplicate-different": "把邻座的准考证号填成了自己的",
    "blank-digit": "准考证号漏涂一位",
    "unknown-number": "准考证号不在名单",
    "many-multi": "单选题有 20 题多涂",
}
"""Faults of the file with faults, one in each of the first rooms, and what happened there."""

Rows = Sequence[tuple[str | int, ...]]
Files = dict[str, Callable[[], bytes]]


def files(rows: Rows, sessions: Iterable[SampleSession], *, seed: int, forms: Collection[str]) -> Files:
    """Return the files by their names below the day's folder; their bytes are made when they are written.

    Args:
        rows: the list of candidates, as the sample writes it.
        sessions: the day's sessions; only theory has cards.
        seed: another seed gives other absentees and answers.
        forms: of which card files are wanted, with their profiles and the list of absent candidates; may be none.
    """
    theory = [(session, seated(rows, session.id)) for session in sessions if session.kind == "theory"]
    wanted = sorted({one.paper_of for _, listed in theory for one in listed})
    found: Files = {KEYS: lambda: book.xlsx("标准答案", KEY_HEADER, key_rows({paper: PAPERS for paper in wanted}))}
    if forms:
        away = {session.id: absent(listed, seed) for session, listed in theory}
        found |= {f"{FOLDER}/profile-{form}.yaml": text.encode for form, text in profiles(DAY).items() if form in forms}
        found[f"{FOLDER}/absent.csv"] = lambda: book.csv_text(ABSENT_HEADER, _absent(theory, away))
        for session, listed in theory:
            found |= _session(session, cards(listed, seed=seed, absent=away[session.id]), forms)
    return found


def absent(listed: Iterable[Seated], seed: int) -> frozenset[str]:
    """Return the numbers of those who did not come."""
    rng = Random(f"absent {seed}")  # noqa: S311 - sample data must repeat
    return frozenset(one.number for one in listed if rng.random() < AWAY)


def _absent(theory: Sequence[tuple[SampleSession, list[Seated]]], away: Mapping[str, frozenset[str]]) -> Rows:
    return [
        (session.id, one.room, one.seat, one.number, one.name, "缺考")
        for session, listed in theory
        for one in listed
        if one.number in away[session.id]
    ]


def _session(session: SampleSession, made: list[Card], forms: Collection[str]) -> Files:
    day = session.starts.date()
    found: Files = {}
    for form in forms:
        found[f"{FOLDER}/{session.id}.{form}"] = lambda write=FORMS[form]: write(made, day, DAY)  # type: ignore[misc]
    spoilt, planted = with_faults(made)
    found[f"{FOLDER}/{session.id}-faults.txt"] = lambda: txt(spoilt, day, DAY)
    found[f"{FOLDER}/{session.id}-faults.csv"] = lambda: book.csv_text(
        FAULT_HEADER, [(session.id, one.room, one.number or "", one.other or "", SHOWN[one.fault]) for one in planted]
    )
    return found


def with_faults(made: Sequence[Card]) -> tuple[list[Card], list[Planted]]:
    """Plant a fault in each of the first rooms that hold two present candidates; return the cards and what was done."""
    spoilt, told = list(made), []
    present: dict[str, list[Card]] = {}
    for one in made:
        if not one.absent:
            present.setdefault(one.room, []).append(one)
    rooms = [people for people in present.values() if len(people) > 1]
    for fault, people in zip(SHOWN, rooms, strict=False):
        spoilt, planted = plant(spoilt, fault, people[0].number)
        told.append(planted)
    return spoilt, told
