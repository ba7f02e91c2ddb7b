"""Puts the hub together: the one module that knows every layer."""

import gc
import importlib
import logging
import secrets
import signal
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import gevent
from apiflask import APIFlask
from flask import Flask
from flask_socketio import SocketIO
from gevent import pywsgi

from printing.address import Found
from protocol.fact import jwk_of
from server.config import Config
from server.desk import printing
from server.desk.act import Hub
from server.desk.press import Press
from server.desk.printers import Printers
from server.intake import Door
from server.store import hub as names
from server.store import keys as secret_keys
from server.store.committer import Clock, Committer, utc_now
from server.store.db import Database, only_writer
from server.store.derived import Derived
from server.store.files import Files
from server.store.journal import Journal, Transaction
from server.store.media import Media
from server.web import (
    badges,
    batches,
    board,
    body,
    candidates,
    card_profiles,
    certificate,
    changes,
    compare,
    decode,
    draw,
    enrol,
    evidence,
    facts,
    forms,
    guard,
    health,
    imports,
    live,
    media,
    method,
    minute,
    missing,
    openapi,
    pages,
    people,
    pins,
    printers,
    problem,
    queues,
    reader,
    revocations,
    scores,
    sign_in,
    status,
    trusted,
    welcome,
)
from server.web.card_parser import CardParser
from server.web.core import Core
from server.web.keeper import Keeper
from server.web.looker import Looker
from server.web.presence import Presence
from server.web.trust import Trust
from server.web.waiting import Greenlets, Threads, Waiting, share_processor

log = logging.getLogger(__name__)

VERSION = "0.1.0"
#: gevent by name: the library would take whichever server it finds; websocket only, as every device has it.
SOCKETS: dict[str, Any] = {"async_mode": "gevent", "serve_client": False, "transports": ["websocket"]}
BLUEPRINTS = (
    facts.bp,
    changes.bp,
    compare.bp,
    draw.bp,
    revocations.bp,
    queues.bp,
    reader.bp,
    enrol.bp,
    status.bp,
    imports.bp,
    badges.bp,
    decode.bp,
    media.bp,
    evidence.bp,
    missing.bp,
    forms.bp,
    board.bp,
    people.bp,
    candidates.bp,
    printers.bp,
    certificate.bp,
    sign_in.bp,
    pins.bp,
    batches.bp,
    card_profiles.bp,
    scores.bp,
    health.bp,
)


@contextmanager
def open_hub(config: Config, waiting: Waiting | None = None, clock: Clock = utc_now) -> Iterator[Core]:
    """Open the data folder and run its one writer until the block ends.

    Raises:
        Busy: another process has the folder or the database open.
        Away: the database server does not answer.
        Unfit: the database server does not keep what it acknowledges.
        BadKeys: a key file is damaged, missing beside a journal, or of another hub.
    """
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_writer(config.data), closing(Database(config.database)) as db:
        printing.tidy(config.data / "tmp")
        db.session()
        with db.reading() as connection:
            origin = names.get(connection, "origin")
        keys = secret_keys.load(config.data / "keys", make=origin is None)
        if origin is None:
            with db.writing() as connection:
                origin = names.put(connection, "origin", f"kaowu/{uuid.uuid4()}")
        journal = Journal(origin, keys.journal)
        door = Door(Hub({secret_keys.BADGE_KID: keys.badge.public_key()}, Files(config.data / "files")))
        door.hub.files.tidy()
        committer = Committer(db, journal, clock)
        press = Press(config.data, db, committer, clock)
        parts = (config, keys, db, journal, door, committer, waiting or Threads())
        heard = _printers_heard if config.mdns else list
        originals = config.data / "media"
        beside = (
            Printers(press.pins, heard), Trust(config, clock), Presence(clock()), Media(originals),
            Derived(originals / "derived"),
        )  # fmt: skip
        core = Core(*parts, press, *beside)

        def load() -> None:
            with db.reading() as connection:
                door.load(connection)

        with db.reading() as connection:
            journal.load(connection)
        load()
        _same_keys(core)
        committer.on_reload.append(load)
        committer.start()
        try:
            if journal.size == 0:
                committer.call(lambda tx: _found(core, tx))
            core.load_tokens()
            yield core
        finally:
            press.stop()
            core.workshop.stop()
            committer.stop()


def _printers_heard() -> list[Found]:
    # By name: the library that listens takes a tenth of a second to load, and most starts need it not.
    found: list[Found] = importlib.import_module("printing.discover").printers()
    return found


def _same_keys(core: Core) -> None:
    """Refuse keys that are not those the journal was begun with: what they sign would not verify."""
    known = core.door.known.get(enrol.HUB)
    if known is not None and jwk_of(core.keys.hub.public_key()) != dict(known.device.jwk):
        folder = core.config.data / "keys"
        raise secret_keys.BadKeys(f"{folder} 中的密钥不是这份记录的密钥：请从备份恢复整个 keys 目录")


def _found(core: Core, tx: Transaction) -> None:
    """Begin the journal: the hub's own device, then the command line's."""
    enrol.add_device(core, tx, "hub", "考务主机", jwk_of(core.keys.hub.public_key()), secrets.token_urlsafe(32))
    office = jwk_of(core.keys.office.public_key())
    enrol.add_device(core, tx, "office", "考务主机命令行", office, core.keys.office_token)


def create_app(core: Core) -> APIFlask:
    """Build the web application on an open hub."""
    app = APIFlask(__name__, title="Kaowu 考务", version=VERSION, docs_path=None, static_folder=None)  # type: ignore[arg-type]
    app.config["OPENAPI_VERSION"] = "3.1.0"
    app.config["MAX_CONTENT_LENGTH"] = facts.MAX_BYTES
    app.json = problem.Json(app)
    app.extensions["kaowu"] = core
    problem.init_app(app)
    guard.init_app(app)
    openapi.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.register_blueprint(pages.bp)
    app.register_blueprint(trusted.bp)
    app.wsgi_app = method.Meant(app.wsgi_app, media.PATH)  # type: ignore[method-assign, assignment]
    return app


class Handler(pywsgi.WSGIHandler):
    """Answers without delay: headers and body leave in two writes, which Nagle's algorithm would hold back 40 ms."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        """Switch Nagle's algorithm off, and let the system notice devices that vanish."""
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        super().__init__(sock, *args, **kwargs)

    def get_environ(self) -> dict[str, Any]:
        """Name the connection beside the request: an upload whose network went away is let go by it."""
        environ: dict[str, Any] = super().get_environ()
        environ[body.SOCKET] = self.socket
        return environ


class Https(pywsgi.WSGIServer):
    """Lets go of who ends the TLS handshake: a browser that does not trust the hub yet is no error of the hub."""

    def wrap_socket_and_handle(self, client_socket: socket.socket, address: Any) -> None:
        """Shake hands, then serve."""
        try:
            super().wrap_socket_and_handle(client_socket, address)
        except OSError as error:  # TLS errors are of this kind, too
            log.info("no TLS connection: %s", error)


def serve(config: Config, ready: Callable[[Core], None]) -> None:
    """Run the hub until it is told to stop; ``ready`` is called once both listeners take requests.

    Raises:
        OSError: a port is taken.
    """
    with open_hub(config, Greenlets()) as core:
        # Before the processor is shared: their threads and what they start may run anywhere.
        core.press.start()
        keeper = Keeper(core, Looker(core))
        keeper.start()
        card_parser = CardParser(core)
        card_parser.start()
        app = create_app(core)
        socketio = SocketIO(app, **SOCKETS)
        share_processor(0, core.committer.thread_id or 0)
        live.init(socketio, core)
        live.Announcer(socketio, core)
        live.Progress(socketio, core, keeper.evidence_of)
        live.Pictures(socketio, core)
        minute.Minute(core, utc_now)
        servers = _listeners(core, app)
        for server in servers:
            server.start()
        servers += _welcome(core)
        announcing = _announce(core)
        stop = gevent.event.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            gevent.signal_handler(number, stop.set)
        # A full collection walks everything that was ever imported and holds every thread for some 90 ms; what is here
        # at start stays, so later collections need not look at it (5 to 10 ms).
        gc.collect()
        gc.freeze()
        ready(core)
        stop.wait()
        core.waiting.run(announcing)
        for server in servers:
            server.stop(timeout=2)
        core.waiting.run(keeper.stop)
        core.waiting.run(card_parser.stop)


def _announce(core: Core) -> Callable[[], None]:
    """Make the hub known in the network, where that is wanted; return how to end it."""
    if not core.config.mdns:
        return lambda: None
    announcer = importlib.import_module("server.web.announce").Announcer(core.trust)  # by name: see _printers_heard
    announcer.start()
    end: Callable[[], None] = announcer.stop
    return end


def _listeners(core: Core, app: Flask) -> list[pywsgi.WSGIServer]:
    config = core.config
    listening = certificate.Listening(core.trust, core.waiting)
    quiet: dict[str, Any] = {"handler_class": Handler, "log": None, "error_log": logging.getLogger("kaowu.http")}
    local = pywsgi.WSGIServer(("127.0.0.1", config.local_port), app, **quiet)
    https = Https(("0.0.0.0", config.port), app, ssl_context=listening.context, **quiet)  # noqa: S104 - devices on the LAN
    gevent.spawn(listening.watch)
    return [local, https]


def _welcome(core: Core) -> list[pywsgi.WSGIServer]:
    """Open the page for new devices; a day goes on without it where its port is taken."""
    port = core.config.welcome_port
    if port is None:
        return []
    page = welcome.Welcome(core.trust.authority(), core.config.port)
    server = welcome.Server(("0.0.0.0", port), page, error_log=logging.getLogger("kaowu.welcome"))  # noqa: S104 - likewise
    try:
        server.start()
    except OSError as error:
        log.warning("端口 %s 被占用，没有证书安装页：用 KAOWU_WELCOME_PORT 换端口 (%s)", port, error.strerror or error)
        return []
    core.trust.welcome = True
    return [server]
