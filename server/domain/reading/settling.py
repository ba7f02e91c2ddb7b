"""Settling a fault: one person proposes, another confirms, both say why; after the signatures a leader confirms."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from server.domain.reading.batch import Effective
from server.domain.reading.fault import KINDS, Fault, Row
from server.domain.reading.report import Reread
from server.domain.reading.said import kind_words
from server.domain.refusal import Refusal
from server.domain.words.card_fault import RESOLUTIONS

#: Letters that grounds have at least.
REASON = 4

#: What is done elsewhere, and ends the fault by itself: where, in Chinese and English.
OUTSIDE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "re-scan": ("重读后送来新文件", "Read the cards again and hand in the new file"),
        "send-again": ("由读卡机重新导出，送来新文件", "Export the file again and hand it in"),
        "record-sheet": ("在“录入记录单”里录入缺考和违纪", "Enter absentees and violations under Record sheet"),
        "take-new": ("由负责人批准这次重读", "Have a leader approve the re-reading"),
        "change-policy": (
            "在“考务办公室 › 计划 › 试卷规定”把每名考生答题卡改为 1",
            "Set answer cards of each candidate to 1 under Office, Plan, Policies",
        ),
    }
)


def grounds(reason: str) -> str:
    """Return the grounds that are stated.

    Raises:
        Refusal: ``reading-reason``.
    """
    said = reason.strip()
    if len(said) < REASON:
        raise Refusal("reading-reason", field="reason")
    return said


def at_the_desk(what: str) -> None:
    """Decide whether something is settled by saying so, and not by doing it elsewhere.

    Raises:
        Refusal: ``resolution-outside``.
    """
    if what in OUTSIDE:
        (zh, en), (where, where_en) = RESOLUTIONS[what], OUTSIDE[what]
        raise Refusal("resolution-outside", field="resolution", what=zh, what_en=en, where=where, where_en=where_en)


#: What a resolution has to state: Chinese, English.
STATED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "number": ("准考证号", "the admission number"),
        "row": ("是哪一张卡", "which card"),
        "answers": ("答案", "the answers"),
        "cells": ("各题答案", "the answers by question"),
        "paper": ("卷型", "the paper form"),
        "subject": ("科目", "the subject"),
        "bag": ("重新清点的张数", "the cards counted again"),
        "numbers": ("各卡的准考证号", "the number of each card"),
    }
)
CARD = ("row", "places")
#: Resolution -> what it has to state; of each group one.
NEEDS: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "give-number": (("number",), ("row",)),
        "keep-one": (("row",),),
        "set-aside": (CARD,),
        "swap-numbers": (("numbers",),),
        "hand-entry": (("answers", "cells"),),
        "give-answers": (("cells",), CARD),
        "give-paper": (("paper",), CARD),
        "give-subject": (("subject",), CARD),
        "recount": (("bag",),),
    }
)
LETTERS = frozenset("ABCDEFGH")


#: What is put right on every card of a fault where none is named.
OF_ALL = frozenset(("give-paper", "give-subject"))


def completed(fault: Fault, resolution: Mapping[str, Any]) -> dict[str, Any]:
    """Return a resolution with what the fault itself tells: its only card, all of a pile's, whose number each gets."""
    told = dict(resolution)
    what, places = told.get("what"), fault.places
    if what == "swap-numbers" and not told.get("numbers"):
        pairs = zip(places, fault.detail.get("belong", ()), strict=False)
        told["numbers"] = [{"batch": one.batch, "row": one.row, "number": number} for one, number in pairs]
    needs_card = any(group in (CARD, ("row",)) for group in NEEDS.get(str(what), ())) or what == "hand-entry"
    if needs_card and "row" not in told and not told.get("places"):
        if len(places) == 1:
            told |= {"batch": places[0].batch, "row": places[0].row}
        elif what in OF_ALL:
            told["places"] = [{"batch": one.batch, "row": one.row} for one in places]
    if fault.code == "pass-differs" and places and str(what).startswith("give-"):
        told.pop("places", None)  # what the other reading has is nothing that counts: there is nothing to put right
        told |= {"batch": places[0].batch, "row": places[0].row}
    if what == "hand-entry" and not places and fault.number is not None:
        told.setdefault("number", fault.number)
    return told


def fits(
    fault: Fault, resolution: Mapping[str, Any], listed: Collection[str], questions: int, *, paper: bool = False
) -> None:  # fmt: skip
    """Decide whether a fault can be settled in this way.

    Args:
        fault: what is to be settled.
        resolution: ``what``, and what that needs.
        listed: the admission numbers of the session's list.
        questions: how many a card has.
        paper: a card keyed in has to say its paper (``wants_paper``).

    Raises:
        Refusal: ``resolution-unfit``, ``resolution-lacks``, ``resolution-row``, ``resolution-number``,
            ``resolution-other`` or ``resolution-answers``.
    """
    what = str(resolution.get("what", ""))
    if what not in fault.resolutions:
        zh, en = RESOLUTIONS.get(what, (what, what))
        (kind, kind_en), allowed = kind_words(fault), [RESOLUTIONS[code] for code in fault.resolutions]
        raise Refusal(
            "resolution-unfit", field="resolution", found=zh, found_en=en, kind=kind, kind_en=kind_en,
            allowed="、".join(one[0] for one in allowed), allowed_en=", ".join(one[1] for one in allowed),
        )  # fmt: skip
    _whole(fault, what, resolution, paper=paper)
    for place in _places(resolution):
        if place not in fault.places:
            raise Refusal("resolution-row", field="resolution", row=place.row)
    for number in _numbers(resolution):
        if number not in listed:
            raise Refusal("resolution-number", field="resolution", number=number)
    due, named = fault.number, resolution.get("number")
    if what == "hand-entry" and due is not None and due in listed and named not in (None, due):
        raise Refusal("resolution-other", field="resolution", expected=due, found=named)
    _letters(resolution, questions)


def wants_paper(fault: Fault, cards: Iterable[Effective]) -> bool:
    """Tell whether a card keyed in has to say its paper: others of the session say theirs, and it does not itself."""
    every = {card.place: card.card.paper for card in cards}
    own = {every[place] for place in fault.places if place in every}
    return any(map(str.isalpha, every.values())) and not any(map(str.isalpha, own))


def questions_of(fault: Fault, resolution: Mapping[str, Any], cards: Iterable[Effective]) -> int:
    """Return how many questions the card has that is meant: its own, else those of its room, else of the session."""
    every = list(cards)
    named = _places(resolution) or list(fault.places)
    own = [len(one.card.answers) for one in every if one.place in named]
    room = [len(one.card.answers) for one in every if one.room == fault.room]
    return max(own or room or [len(one.card.answers) for one in every], default=0)


def _whole(fault: Fault, what: str, resolution: Mapping[str, Any], *, paper: bool) -> None:
    """Decide whether a resolution states all that it needs."""
    needs = NEEDS.get(what, ())
    if what == "hand-entry":  # of a card that is there, or of a candidate who has none
        needs = (*needs, CARD if fault.places else ("number",))
        needs = (*needs, ("paper",)) if paper else needs
    for group in needs:
        if all(resolution.get(name) in (None, "", [], {}) for name in group):
            (zh, en), (lacks, lacks_en) = RESOLUTIONS[what], STATED[group[0]]
            raise Refusal(
                "resolution-lacks", field="resolution", found=zh, found_en=en, lacks=lacks, lacks_en=lacks_en
            )  # fmt: skip


def _places(resolution: Mapping[str, Any]) -> list[Row]:
    named = [*resolution.get("places", ()), *resolution.get("numbers", ())]
    named += [resolution] if "row" in resolution else []
    return [Row(str(one.get("batch", "")), int(one["row"])) for one in named]


def _numbers(resolution: Mapping[str, Any]) -> list[str]:
    named = [one["number"] for one in resolution.get("numbers", ())]
    return named + ([resolution["number"]] if "number" in resolution else [])


def _letters(resolution: Mapping[str, Any], questions: int) -> None:
    """Decide whether answers that were keyed in can stand on a card."""
    answers, cells = resolution.get("answers"), resolution.get("cells") or {}
    wrong = answers is not None and len(answers) != questions
    wrong = wrong or any(not 0 < question <= questions for question in cells)
    if wrong or any(set(answer) - LETTERS for answer in [*(answers or ()), *cells.values()]):
        found = len(cells) if answers is None else len(answers)
        raise Refusal("resolution-answers", field="resolution", found=found, expected=questions)


#: With what the key of a correction begins; then room, number, and its count from 1.
CORRECTS = "correction/"


def correction(key: str, cards: Iterable[Effective]) -> Fault | None:
    """Return what is to be corrected where no rule found a fault; None where there is no such card.

    Args:
        key: ``correction/<room>/<number>/<n>``, the n-th correction of the card, from 1.
        cards: those that count.
    """
    if not key.startswith(CORRECTS):
        return None
    room, _, rest = key.removeprefix(CORRECTS).partition("/")
    number, _, count = rest.partition("/")
    places = tuple(one.place for one in cards if (one.room, one.card.number) == (room, number))
    if not places or not count.isdecimal():
        return None
    kind = KINDS["correction"]
    return Fault(key, "correction", room, number, places, {}, kind.resolutions, kind.holds_up)


#: It is said that all cards of a session are handed in: a room without cards is missing from then on.
COMPLETE = "complete/-/all"
#: What people bring up themselves is found by no rule, and is over once it is settled.
BROUGHT_UP = frozenset(("correction", "complete", "aside"))


def brought_up(key: str, cards: Sequence[Effective]) -> Fault | None:
    """Return what people bring up where no rule found a fault: a correction, or that all cards are handed in.

    Args:
        key: ``COMPLETE``, or that of a ``correction``.
        cards: those that count; where there are none, there is nothing to be complete.
    """
    if key == COMPLETE and cards:
        kind = KINDS["complete"]
        return Fault(key, "complete", None, None, (), {}, kind.resolutions, kind.holds_up)
    return correction(key, cards)


def may_be_taken(one: Reread) -> bool:
    """Tell whether a room's second reading says something else than the first, which stands: a leader may take it."""
    return not one.taken and bool(one.cells or one.only_old or one.only_new)


def waits(one: Reread) -> bool:
    """Tell whether a room's second reading holds up: it says something else, and nobody has decided which stands."""
    return may_be_taken(one) and not one.kept


def confirms(proposer: int | None, person: int | None) -> None:
    """Decide whether somebody else than the proposer confirms.

    Raises:
        Refusal: ``proposal-own``.
    """
    if person is not None and person == proposer:
        raise Refusal("proposal-own", field="grant")
