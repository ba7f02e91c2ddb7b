"""Card-file profiles for the office's editor: those in force, and a preview of the first cards while it is written."""

from typing import Any

from apiflask import APIBlueprint
from flask import request
from sqlalchemy import Connection

from reading import parse, shipped
from server.desk.reading import batch_row, profile, told
from server.desk.reading.cards import fault_shown, fault_to_row
from server.domain.refusal import Refusal
from server.store import reading
from server.web import guard
from server.web.batches import PLAN, READS
from server.web.core import core
from server.web.holding import asking, holder
from server.web.problem import language

bp = APIBlueprint("card_profiles", __name__, tag="card profiles")

#: Cards and faults that a preview shows, and bytes of a sample.
SHOWN = 20
MOST = 8 * 1024 * 1024
#: Digits of a plan's number at most.
PLAN_DIGITS = 16


@bp.get("/api/reading/profiles")
@guard.only("chief", "office", "reader")
@bp.input(PLAN, location="query", schema_name="CardProfilesQuery")
@bp.doc(summary="Card-file profiles in force", responses={200: "The plan's own, and the hub's"})
def profiles(query_data: dict[str, Any]) -> dict[str, Any]:
    """Return the profiles by which a plan's files may be read."""

    def work(connection: Connection) -> dict[str, Any]:
        own = reading.every(connection, query_data["plan"], "profile")
        found = profile.in_force(connection, query_data["plan"])
        return {"profiles": [told.profile_told(one, shipped=one.id not in own) for one in found.values()]}

    return core().read(work)


@bp.post("/api/reading/preview")
@guard.only("chief", "office")
@bp.doc(
    summary="First cards of a sample by a profile's text (multipart `profile`; `sample`, or `plan` and `batch`)",
    responses={200: "Cards and faults; or what is wrong with the profile, by line"},
)
def preview() -> dict[str, Any]:
    """Read a sample by a profile that is being written; nothing is kept."""
    request.max_content_length = MOST + 256 * 1024
    request.max_form_memory_size = MOST
    hub, lang = core(), language()
    text = request.form.get("profile", "")[: profile.LONGEST + 1]
    raw, whole = _sample()

    def work() -> dict[str, Any]:
        try:
            known = profile.read(text)
        except Refusal as wrong:
            error = wrong.said(lang) | {"line": wrong.params["line"]}
            found = {"taken": False, "total": 0, "cards": [], "faults": [], "whole": whole}
            return {"profile": None, "error": error} | found
        parsed = parse(raw, known)
        shown = [fault_shown(fault_to_row(fault)) for fault in parsed.faults[:SHOWN]]
        return {
            "profile": told.profile_told(known, shipped=known in shipped()), "error": None, "taken": parsed.taken,
            "total": len(parsed.cards), "cards": [told.card_told(card) for card in parsed.cards[:SHOWN]],
            "fault_count": len(parsed.faults), "faults": shown, "whole": whole,
        }  # fmt: skip

    return hub.waiting.run(work)


def _sample() -> tuple[bytes, bool]:
    """Return the bytes of the sample, and whether they are all of it: a file that was sent, or a batch that is here.

    A batch holds candidates' cards: it is shown to whoever has signed in and may see them.
    """
    sent = request.files.get("sample")
    if sent is not None:
        raw = sent.stream.read(MOST + 1)
        return raw[:MOST], len(raw) <= MOST
    plan, sha256 = request.form.get("plan", ""), request.form.get("batch", "")
    if not sha256:
        return b"", True
    if not (plan.isascii() and plan.isdecimal() and len(plan) <= PLAN_DIGITS):
        raise Refusal("bad-request", field="plan", expected="plan number")
    device, number = asking(), int(plan)

    def find(connection: Connection) -> dict[str, Any] | None:
        holder(connection, number, device, "reading.profile", *READS)
        return batch_row.get(connection, number, sha256)

    found = core().read(find)
    kept = None if found is None else core().waiting.run(lambda: core().door.hub.files.read(sha256))
    if kept is None:
        raise Refusal("batch-unknown", field="batch")
    return kept, True
