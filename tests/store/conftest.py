"""Both storage engines, and a program beside the hub that looks into its database."""

import sqlite3
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import make_url

from server.store.db import Database
from tests.conftest import POSTGRESQL, SQLITE


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def engine(request):
    """What the store promises it promises on both engines."""
    return request.param


@pytest.fixture
def db(data, database):
    """An open database with the tables and nothing in them."""
    data.mkdir()
    opened = Database(database)
    yield opened
    opened.close()


@contextmanager
def beside(database):
    """Open a connection of a program that knows nothing of the hub: no setting of ours, each statement kept at once."""
    url = make_url(database)
    if url.get_backend_name() == SQLITE:
        connection = sqlite3.connect(url.database, isolation_level=None, timeout=0)
    else:
        connection = psycopg.connect(host=url.query["host"], user=url.username, dbname=url.database, autocommit=True)
    try:
        yield connection
    finally:
        connection.close()
