"""A real hub in a folder of its own, with devices and the small exam day of ``tests.exam_day``.

Hubs are copied from ones made once a run (a new one flushes keys, schema and files to disk), and opened for real.
"""

import json
import shutil
from dataclasses import replace
from functools import partial

import pytest

from server.app import create_app, open_hub
from server.config import Config
from server.store import tables
from tests.exam_day import MORNING, Clock, Day, Past, enrol_device, live_through, office_of, prepare


def config_of(folder):
    return Config(folder, f"sqlite:///{folder / 'kaowu.db'}")


@pytest.fixture
def clock():
    return Clock(MORNING)


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def config(data):
    return config_of(data)


@pytest.fixture(scope="session")
def founded(tmp_path_factory):
    """The folder of a hub that has begun its journal and no more."""
    folder = tmp_path_factory.mktemp("founded") / "data"
    with open_hub(config_of(folder), clock=Clock(MORNING)):
        return folder


@pytest.fixture(scope="session")
def prepared(founded, tmp_path_factory):
    """The folder of a hub with the day prepared, and the day."""
    folder, clock = tmp_path_factory.mktemp("prepared") / "data", Clock(MORNING)
    shutil.copytree(founded, folder)
    with open_hub(config_of(folder), clock=clock) as hub:
        return folder, prepare(Day(hub, office_of(hub, clock)))


@pytest.fixture
def hub(request, config, clock):
    """An open hub; with the day prepared where the test asks for ``day``."""
    ready = "day" in request.fixturenames
    folder = request.getfixturevalue("prepared")[0] if ready else request.getfixturevalue("founded")
    shutil.copytree(folder, config.data, dirs_exist_ok=True)
    with open_hub(config, clock=clock) as core:
        yield core


@pytest.fixture
def device(hub, clock):
    """Enrol a device of a kind: tablet (chief), phone (scanner), gate, reader, office."""
    return partial(enrol_device, hub, clock)


@pytest.fixture
def office(hub, clock):
    """The command line's own device."""
    return office_of(hub, clock)


@pytest.fixture
def empty_day(hub, office):
    """The day before anything is imported."""
    return Day(hub, office)


@pytest.fixture
def day(hub, office, prepared):
    """The day with its plan, rooms, candidates, staff and badges."""
    _, made = prepared
    office.used = made.office.used
    return replace(made, hub=hub, office=office, badges=dict(made.badges), taken=dict(made.taken))


@pytest.fixture
def busy_day(day, device, clock):
    """A day on which everything happened that can: the hub's journal holds each verdict and most refusals."""
    return live_through(day, device, clock)


@pytest.fixture(scope="session")
def past(tmp_path_factory):
    """A busy day lived once, for tests that only read what it left behind (copy it before changing it)."""
    folder, clock = tmp_path_factory.mktemp("past") / "data", Clock(MORNING)
    with open_hub(config_of(folder), clock=clock) as hub:
        live_through(prepare(Day(hub, office_of(hub, clock))), partial(enrol_device, hub, clock), clock)
        made = hub.journal
        missing = {device: one.numbers for device, one in hub.door.known.items() if one.numbers.missing}
        return Past(folder, made.origin, made.public, made.note, made.size, missing)


@pytest.fixture
def rows(hub):
    """Read the rows every screen may see, value by key: ``rows("person")["20261122/2"]``; a row gone is None."""

    def read(kind):
        with hub.db.reading() as connection:
            found = connection.execute(tables.row.select().where(tables.row.c.kind == kind))
            return {row.key: None if row.value is None else json.loads(row.value) for row in found}

    return read


@pytest.fixture
def app(hub):
    made = create_app(hub)
    made.config["TESTING"] = True
    return made


@pytest.fixture
def client(app):
    """A test client without enrolment; pass ``headers=device.headers`` to be somebody."""
    return app.test_client()
