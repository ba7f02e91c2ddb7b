"""A hub in this process that many tests look at and none changes much: one device of each kind, one of them revoked."""

from dataclasses import dataclass

import pytest

from server.app import create_app, open_hub
from server.config import Config
from server.web.keeper import Keeper
from server.web.looker import Looker
from tests.evidence_day import Filming
from tests.running import prepare

KINDS = {"chief": "tablet", "scanner": "phone", "gate": "gate", "reader": "reader"}


@dataclass
class Site:
    """An application and, by role, the headers of a device; ``none`` is nobody, ``revoked`` was somebody."""

    app: object
    core: object
    morning: object
    headers: dict

    def ask(self, role, method, path, *, headers=None, **sent):
        said = {**self.headers[role], **(headers or {})}
        return self.app.test_client().open(path, method=method, headers=said, buffered=True, **sent)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "data"
    morning = prepare(folder, staff=3, kinds=(*KINDS.values(), "gate"))
    with open_hub(Config(folder, f"sqlite:///{folder / 'kaowu.db'}")) as core:
        app = create_app(core)
        headers = {role: bearer(morning.devices[kind][0]) for role, kind in KINDS.items()}
        lost = morning.devices["gate"][1]
        headers |= {"none": {}, "office": bearer(morning.office), "revoked": bearer(lost)}
        revoke = morning.office.sign("device.revoke", {"device": lost.id, "reason": "lost"})
        answer = app.test_client().post("/api/facts", json={"facts": [revoke]}, headers=headers["office"])
        assert answer.json["receipts"][0]["verdict"] == "accepted", answer.json
        yield Site(app, core, morning, headers)


@pytest.fixture
def filming(day, device, client, hub):
    """A tablet that takes photos and films; nobody looks at what they show."""
    tablet = device("tablet")
    tablet.sign_in(1)
    return Filming(client, tablet, Keeper(hub))


@pytest.fixture
def row(rows):
    """Read the row of a piece of evidence."""
    return lambda evidence: rows("evidence")[evidence]


def bearer(device):
    return {"Authorization": f"Bearer {device.token}"}


@pytest.fixture
def looked_at(day, device, client, hub):
    """A tablet that takes photos, at a hub that looks at them."""
    tablet = device("tablet")
    tablet.sign_in(1)
    return Filming(client, tablet, Keeper(hub, Looker(hub)))
