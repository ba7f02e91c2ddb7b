"""A real hub in a folder of its own, with devices and the small exam day of ``tests.exam_day``.

Hubs are copied from ones made once a run (a new one flushes keys, schema and files to disk), and opened for real. Their
database is a file; where a folder's conftest makes ``engine`` say ``postgresql`` too, its tests also run on a server.
"""

import json
import shutil
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from server.app import create_app, open_hub
from server.config import Config
from server.store import tables
from server.store.db import Database
from tests import longest_first, running
from tests import postgres as servers
from tests.busy_day import live_through
from tests.exam_day import MORNING, Clock, Day, Past, enrol_device, office_of, prepare
from tests.examples import QUICK
from tests.warm import Warm

running.WARM = Warm()
settings.load_profile(QUICK)  # the option that chooses another is read after this

SQLITE, POSTGRESQL = "sqlite", "postgresql"


def config_of(folder, database=None):
    return Config(folder, database or f"sqlite:///{folder / 'kaowu.db'}")


def pytest_collection_modifyitems(items):
    """Let the longest files begin first."""
    items[:] = longest_first.ordered(items, Path(__file__).parent)


def pytest_unconfigure():
    running.WARM.end()


@pytest.fixture
def clock():
    return Clock(MORNING)


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def engine():
    """What keeps the hub's database."""
    return SQLITE


@pytest.fixture(scope="session")
def postgres():
    """A server, started for the first test that needs one."""
    with servers.running() as server:
        yield server


@pytest.fixture
def made_before(request, engine):
    """What the test's hub is copied from (see ``founded`` and ``prepared``); None where the test opens no hub."""
    if "hub" not in request.fixturenames:
        return None
    name = "prepared" if "day" in request.fixturenames else "founded"
    return request.getfixturevalue(name if engine == SQLITE else f"{name}_on_server")


@pytest.fixture
def database(request, engine, data, made_before):
    """The address of the test's own database; on a server it is dropped afterwards."""
    if engine == SQLITE:
        yield config_of(data).database
        return
    server = request.getfixturevalue("postgres")
    name = server.create(made_before.database if made_before else request.getfixturevalue("schema_on_server"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="session")
def schema_on_server(postgres):
    """The name of a database with the tables and nothing in them."""
    name = postgres.create()
    Database(postgres.url(name)).close()
    return name


@pytest.fixture
def config(data, database):
    return config_of(data, database)


@dataclass(frozen=True)
class Made:
    """A hub made once: its folder, its database on a server (None: a file in the folder), and its day if prepared."""

    folder: Path
    database: str | None = None
    day: Day | None = None


@pytest.fixture(scope="session")
def founded(tmp_path_factory):
    """The folder of a hub that has begun its journal and no more."""
    folder = tmp_path_factory.mktemp("founded") / "data"
    with open_hub(config_of(folder), clock=Clock(MORNING)):
        return Made(folder)


@pytest.fixture(scope="session")
def prepared(founded, tmp_path_factory):
    """The folder of a hub with the day prepared, and the day."""
    folder, clock = tmp_path_factory.mktemp("prepared") / "data", Clock(MORNING)
    shutil.copytree(founded.folder, folder)
    with open_hub(config_of(folder), clock=clock) as hub:
        return Made(folder, day=prepare(Day(hub, office_of(hub, clock))))


@pytest.fixture(scope="session")
def founded_on_server(postgres, tmp_path_factory):
    folder, name = tmp_path_factory.mktemp("founded") / "data", postgres.create()
    with open_hub(config_of(folder, postgres.url(name)), clock=Clock(MORNING)):
        return Made(folder, name)


@pytest.fixture(scope="session")
def prepared_on_server(founded_on_server, postgres, tmp_path_factory):
    folder, clock = tmp_path_factory.mktemp("prepared") / "data", Clock(MORNING)
    shutil.copytree(founded_on_server.folder, folder)
    name = postgres.create(founded_on_server.database)
    with open_hub(config_of(folder, postgres.url(name)), clock=clock) as hub:
        return Made(folder, name, prepare(Day(hub, office_of(hub, clock))))


@pytest.fixture
def hub(config, clock, made_before):
    """An open hub; with the day prepared where the test asks for ``day``."""
    shutil.copytree(made_before.folder, config.data, dirs_exist_ok=True)
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
def day(hub, office, made_before):
    """The day with its plan, rooms, candidates, staff and badges."""
    made = made_before.day
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
