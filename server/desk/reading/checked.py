"""A session's random checks as screens show them: which cards the newest drew, and what came of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.desk.reading.session import Standing


def check_row(checks: Sequence[Mapping[str, Any]], now: Standing) -> dict[str, Any] | None:
    """Return a session's newest check and how much of the session all checks together have covered.

    Of a drawn card that does not count any more (set aside, its room read again) only its place is told.
    """
    if not checks:
        return None
    newest, looked = checks[-1], checks[-1]["looked"]
    counted = {(one.place.batch, one.place.row): one for one in now.report.cards if one.machine is not None}
    cards = []
    for batch, row in newest["drawn"]:
        card = counted.get((batch, row))
        listed = None if card is None else now.listed.get(card.card.number)
        said = looked.get(f"{batch}/{row}")
        cards.append(
            {
                "batch": batch, "row": row, "room": None if card is None else card.room,
                "seat": None if listed is None else listed.seat, "counts": card is not None,
                "number": None if card is None else card.card.number,
                "agreed": None if said is None else said["agreed"], "by": None if said is None else said["by"],
            }
        )  # fmt: skip
    every = {name for one in checks for name in one["looked"]}
    return {
        "number": newest["number"], "seed": newest["seed"], "wanted": len(newest["drawn"]), "looked": len(looked),
        "agreed": sum(bool(one["agreed"]) for one in looked.values()),
        "differ": sum(not one["agreed"] for one in looked.values()), "of": newest["of"],
        "covered": sum(place_row(place) in every for place in counted), "at": newest["at"], "by": newest["by"],
        "cards": sorted(cards, key=lambda one: (one["room"] or "~", str(one["seat"] or "~").zfill(6), one["row"])),
    }  # fmt: skip


def place_row(place: tuple[str, int]) -> str:
    """Name a card's place as a check has it."""
    return f"{place[0]}/{place[1]}"
