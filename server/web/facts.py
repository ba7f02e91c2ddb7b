"""Facts in, receipts out; the journal and its proofs for those who check it."""

import json
from typing import Any

from apiflask import APIBlueprint
from apiflask.fields import Integer
from apiflask.validators import Range
from flask import Response, request
from sqlalchemy import Connection

from protocol import fact as facts
from protocol import tree
from server.domain.record import Entry
from server.domain.refusal import Refusal
from server.intake import MAX_BATCH, TURN, Handed, Handing, Receipt, judged
from server.store import journal
from server.web import guard
from server.web.core import core
from server.web.problem import language

bp = APIBlueprint("facts", __name__, tag="facts")

MAX_BYTES = 1024 * 1024
MAX_BESIDE = 8192  # characters of what stands beside one fact
#: Kinds whose bodies no device is told: an answer key may be entered before its paper is opened. Digest and leaf are
#: told, so that the journal can be checked all the same; whoever has the hub's database reads the rest.
WITHHELD = frozenset({"reading.key"})


@bp.post("/api/facts")
@bp.doc(summary="Hand in facts; one receipt each, in the same order", responses={200: "Receipts and a checkpoint"})
def receive() -> Response:
    """Take a batch, oldest first. Each fact is judged by itself: a bad one gets its own receipt."""
    hub, device = core(), guard.caller().device
    if (request.content_length or 0) > MAX_BYTES:
        raise Refusal("too-large", limit="1 MB")
    body = request.get_data(cache=False)
    batch = hub.waiting.run(lambda: _batch(body)) if len(body) > 32_768 else _batch(body)
    receipts: list[Receipt] = []
    for start in range(0, len(batch), TURN):
        receipts += _judge(batch[start : start + TURN], device, single=len(batch) == 1)
    answer = {"receipts": [said(receipt, language()) for receipt in receipts], "checkpoint": hub.journal.note}
    return Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json")


def _judge(batch: list[Handed], device: str, *, single: bool) -> list[Receipt]:
    """Judge facts, a bad one by itself. A single fact's failure is the request's."""
    hub = core()
    if single:
        receipts: list[Receipt] = hub.commit(Handing(hub.door, batch, device))
        return receipts
    return judged(hub.commit, hub.door, batch, device)


def _batch(body: bytes) -> list[Handed]:
    try:
        parsed = facts.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal("bad-request", field="body", expected='JSON: {"facts": [...]}') from error
    items = parsed.get("facts") if isinstance(parsed, dict) else None
    if not isinstance(items, list) or not 0 < len(items) <= MAX_BATCH:
        raise Refusal("bad-request", field="facts", expected=f"1 to {MAX_BATCH} facts")
    return [handed(item) for item in items]


def handed(item: Any) -> Handed:
    """Read one item as devices hand facts in; anything else is a fact that cannot be read."""
    if not isinstance(item, dict):
        return Handed(None, None, acted=False)
    beside = item.get("beside")
    short = isinstance(beside, str) and len(beside) <= MAX_BESIDE
    return Handed(item.get("fact"), item.get("sig"), acted=item.get("acted") is True, beside=beside if short else None)


def said(receipt: Receipt, lang: str) -> dict[str, Any]:
    """Write a receipt as devices get it."""
    words = None if receipt.refusal is None else receipt.refusal.said(lang)
    return {
        "id": receipt.id,
        "digest": receipt.digest,
        "seq": receipt.seq,
        "verdict": receipt.verdict,
        "refusal": words and {"code": words["code"], "says": words["says"], "fix": words["fix"]},
        "leaf": receipt.leaf,
        "first": receipt.first,
    }


@bp.get("/api/facts")
@guard.only("chief", "office")
@bp.input(
    {"after": Integer(load_default=0, validate=Range(max=facts.MAX_INTEGER)), "limit": Integer(load_default=500)},
    location="query",
    schema_name="Page",
)
@bp.doc(summary="Journal entries in order", responses={200: "Entries and the sequence reached"})
def entries(query_data: dict[str, int]) -> Response:
    """Return journal entries above ``after``; of kinds whose bodies are withheld the fact's name and digest."""
    hub, after, limit = core(), max(0, query_data["after"]), min(max(1, query_data["limit"]), 2000)
    size = hub.journal.size

    def work(connection: Connection) -> str:
        found = list(journal.entries(connection, after, limit))
        through = found[-1].seq if found else max(after, size)
        return f'{{"entries":[{",".join(map(_entry, found))}],"through":{through}}}'

    return Response(hub.read(work), mimetype="application/json")


def _entry(entry: Entry) -> str:
    """Write an entry with its fact's text as it was digested: what no device could sign may not be writable again."""
    beside = {name: getattr(entry, name) for name in ("sig", "acted", "received", "verdict", "code", "leaf")}
    fact = entry.fact if entry.kind not in WITHHELD else json.dumps(_withheld(entry), ensure_ascii=False)
    return f'{{"seq":{entry.seq},"fact":{fact},{json.dumps(beside, ensure_ascii=False)[1:]}'


def _withheld(entry: Entry) -> dict[str, Any]:
    told = {"id": entry.fact_id, "kind": entry.kind, "device": entry.device, "device_seq": entry.device_seq}
    return told | {"digest": entry.digest, "withheld": True}


@bp.get("/api/checkpoint")
@bp.doc(summary="The journal's size and root, signed (C2SP checkpoint)", responses={200: "Signed note"})
def checkpoint() -> Response:
    """Return the newest checkpoint."""
    return Response(core().journal.note, mimetype="text/plain")


@bp.get("/api/proof/inclusion")
@bp.input({"seq": Integer(required=True)}, location="query", schema_name="InclusionQuery")
@bp.doc(summary="Proof that an entry is in the journal (RFC 9162)", responses={200: "Proof"})
def inclusion(query_data: dict[str, int]) -> dict[str, Any]:
    """Prove one entry against the newest checkpoint."""
    hub, seq = core(), query_data["seq"]
    note = hub.journal.note
    hashes = hub.journal.hashes[: int(note.split("\n")[1])]  # the writer may have gone on since that checkpoint
    if not 0 < seq <= len(hashes):
        raise Refusal("bad-request", field="seq", expected=f"1 … {len(hashes)}")
    proof = hub.waiting.run(lambda: tree.inclusion(hashes, seq - 1))
    return {"seq": seq, "size": len(hashes), "proof": [node.hex() for node in proof], "checkpoint": note}


@bp.get("/api/proof/consistency")
@bp.input(
    {"from": Integer(required=True), "to": Integer(required=True)}, location="query", schema_name="ConsistencyQuery"
)
@bp.doc(summary="Proof that one checkpoint extends another (RFC 9162)", responses={200: "Proof"})
def consistency(query_data: dict[str, int]) -> dict[str, Any]:
    """Prove that the journal of size ``to`` begins with the journal of size ``from``."""
    hub, old, new = core(), query_data["from"], query_data["to"]
    hashes = list(hub.journal.hashes)
    if not 0 < old <= new <= len(hashes):
        raise Refusal("bad-request", field="from", expected=f"1 <= from <= to <= {len(hashes)}")
    proof = hub.waiting.run(lambda: tree.consistency(hashes[:new], old))
    return {"from": old, "to": new, "proof": [node.hex() for node in proof]}
