"""The hub's server for the fan-out benchmark: the real application and its sockets, told to announce at given times.

Started with ``python -m bench.screens PORT DATA CLIENTS ROUNDS PAUSE``. Once CLIENTS are connected it emits ``grew``
ROUNDS times, PAUSE ms apart, with the emit's CLOCK_MONOTONIC (ns) in it, as ``peer.js`` does.
"""

import sys
import time
from pathlib import Path
from typing import Any, cast

import gevent
from flask_socketio import SocketIO
from gevent import pywsgi

from server.app import SOCKETS, Handler, create_app, open_hub
from server.config import Config
from server.web import live
from server.web.waiting import Greenlets


def serve(port: int, data: Path, clients: int, rounds: int, pause: float) -> None:
    """Answer on loopback until the process is ended."""
    config = Config(data, f"sqlite:///{data / 'kaowu.db'}")
    with open_hub(config, Greenlets()) as core:
        app = create_app(core)
        socketio = SocketIO(app, **SOCKETS)
        live.init(socketio, core)
        gevent.spawn(_announce, socketio, clients, rounds, pause)
        pywsgi.WSGIServer(("127.0.0.1", port), app, handler_class=Handler, log=None).serve_forever()


def _announce(socketio: SocketIO, clients: int, rounds: int, pause: float) -> None:
    while _connected(socketio) < clients:
        gevent.sleep(0.05)
    for size in range(1, rounds + 1):
        gevent.sleep(pause)
        socketio.emit("grew", {"size": size, "at": str(time.monotonic_ns())})


def _connected(socketio: SocketIO) -> int:
    manager = cast(Any, socketio).server.manager
    return len(list(manager.get_participants("/", None)))


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]) / 1000)
