"""The least that an answer can cost: a Flask route on the hub's own server that writes one given value as JSON."""

import json
import sys
from pathlib import Path
from typing import Any

from flask import Flask
from gevent.pywsgi import WSGIServer

from bench.bare import Handler


def application(value: Any) -> Flask:
    """Answer with ``value``."""
    app = Flask(__name__)

    @app.get("/answer")
    def answer() -> Any:
        return value

    @app.get("/readyz")
    def ready() -> Any:
        return {}

    return app


if __name__ == "__main__":
    port, path = int(sys.argv[1]), Path(sys.argv[2])
    app = application(json.loads(path.read_text("utf-8")))
    WSGIServer(("127.0.0.1", port), app, handler_class=Handler).serve_forever()
