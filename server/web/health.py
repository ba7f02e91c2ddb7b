"""Is the hub up, can it take facts, and how is it doing."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest

from server.domain.refusal import Refusal
from server.store import db
from server.web import guard
from server.web.core import Core, core

bp = APIBlueprint("health", __name__, tag="health")

LOOPBACK = ("127.0.0.1", "::1")


@bp.get("/healthz")
@guard.open_to_all
@bp.doc(summary="The process is up", responses={200: "Up"})
def healthz() -> dict[str, str]:
    """Answer without touching anything."""
    return {"status": "up"}


@bp.get("/readyz")
@guard.open_to_all
@bp.doc(summary="The hub can take facts", responses={200: "Ready", 503: "Not ready"})
def readyz() -> dict[str, Any]:
    """Commit nothing, durably: the writer, the disk and the database answer."""
    hub = core()
    hub.commit(lambda tx: db.probe(tx.connection))
    return {"status": "ready"}


@bp.get("/metrics")
@guard.open_to_all
@bp.doc(summary="Prometheus metrics (loopback or enrolled devices)", responses={200: "Metrics"})
def metrics() -> Response:
    """Return counters; only to this laptop itself or to an enrolled device."""
    hub = core()
    if request.remote_addr not in LOOPBACK and guard.session_of(hub, guard.token_of_request()) is None:
        raise Refusal("not-enrolled")
    return Response(generate_latest(_registry(hub)), content_type=CONTENT_TYPE_LATEST)


def _registry(hub: Core) -> CollectorRegistry:
    registry, measures = CollectorRegistry(), hub.committer.measures
    Gauge("kaowu_journal_size", "Entries in the journal", registry=registry).set(hub.journal.size)
    enrolled = sum(known.device.state == "enrolled" for known in hub.door.known.values())
    Gauge("kaowu_devices", "Enrolled devices", registry=registry).set(enrolled)
    Counter("kaowu_commits", "Commit groups", registry=registry).inc(measures.groups)
    Counter("kaowu_commit_jobs", "Jobs in commit groups", registry=registry).inc(measures.jobs)
    Counter("kaowu_commit_seconds", "Seconds spent in commits", registry=registry).inc(measures.commit_seconds)
    return registry
