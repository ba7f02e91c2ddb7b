"""How commands reach the hub: over loopback while it runs, else by opening the data folder themselves.

Either way they hand in signed facts by the one door, as the command line's own device (``office``).
"""

import http.client
import importlib
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import uuid6
from filelock import FileLock
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import Client as WsgiClient
from werkzeug.test import encode_multipart

from protocol import fact as facts
from server.config import BadConfig, Config
from server.store import keys
from server.store.db import Away, Busy, Unfit, Unreadable


@dataclass(frozen=True, slots=True)
class Answer:
    """What the hub answered; names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


#: Sends ``(method, path, headers, body)`` and returns the answer.
Transport = Callable[[str, str, Mapping[str, str], bytes], Answer]

RUNNING = "hub.json"


class Problem(click.ClickException):
    """Something is wrong with what was asked; exit code 1."""


def config() -> Config:
    """Read the configuration, or end with exit code 2."""
    try:
        return Config.from_env(os.environ)
    except BadConfig as error:
        raise click.UsageError(str(error)) from error


def existing() -> Config:
    """Read the configuration of a hub that was set up before, or end with exit code 2."""
    settings = config()
    if not (settings.data / "keys" / "journal.pem").exists():
        raise click.UsageError(
            f"{settings.data} 不是考务主机的数据目录：用 KAOWU_DATA 指定，或先用 kaowu init 建立"
            " / not a hub's data folder: name it with KAOWU_DATA, or make one with kaowu init"
        )
    return settings


def writable(folder: Path) -> None:
    """Make sure that files can be written into a folder, before anything is done that cannot be taken back.

    Raises:
        Problem: they cannot.
    """
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Problem(
            f"写不进 {folder}（{error.strerror or error}），未作改动：请换一个已有的、可写的文件夹"
            " / cannot write there, nothing was done: choose a folder that exists and may be written"
        ) from error


class Hub:
    """The hub as commands see it."""

    def __init__(self, settings: Config, send: Transport, secrets: keys.Keys) -> None:
        """Speak through ``send`` with the office device's token and key."""
        self.config = settings
        self._send = send
        self._keys = secrets

    def get(self, path: str) -> bytes:
        """Return the body of an answer.

        Raises:
            Problem: the hub refused.
        """
        return self._ask("GET", path, {}, b"")

    def get_json(self, path: str) -> Any:
        """Return an answer read as JSON."""
        return json.loads(self.get(path))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Post JSON and return the answer."""
        return json.loads(self._ask("POST", path, {"Content-Type": "application/json"}, json.dumps(body).encode()))

    def post_bytes(self, path: str, body: bytes) -> Any:
        """Post JSON as it stands in a file and return the answer."""
        return json.loads(self._ask("POST", path, {"Content-Type": "application/json"}, body))

    def upload(self, path: str, files: Sequence[tuple[str, bytes]], fields: Mapping[str, str]) -> Any:
        """Post files (name, bytes) and form fields and return the answer."""
        return json.loads(self.upload_for(path, files, fields))

    def upload_for(self, path: str, files: Sequence[tuple[str, bytes]], fields: Mapping[str, str]) -> bytes:
        """Post files and form fields and return the answer's bytes."""
        values: MultiDict[str, Any] = MultiDict(fields)
        for name, data in files:
            values.add("files", FileStorage(io.BytesIO(data), filename=name))
        boundary, body = encode_multipart(values)
        return self._ask("POST", path, {"Content-Type": f'multipart/form-data; boundary="{boundary}"'}, body)

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """Return all rows of a kind."""
        found: dict[str, dict[str, Any] | None] = {}
        after, more = 0, True
        while more:
            page = self.get_json(f"/api/changes?after={after}")
            found |= {row["key"]: row["value"] for row in page["rows"] if row["kind"] == kind}
            after, more = page["through"], page["more"]
        return [value for value in found.values() if value is not None]

    def facts(
        self,
        stated: Sequence[tuple[str, Mapping[str, Any]]],
        grant: str | None = None,
        ids: Sequence[str] = (),
    ) -> list[dict[str, Any]]:
        """State facts ``(kind, body)`` as the office device and return their receipts.

        ``grant`` is that of whoever has signed in on it and answers for them; ``ids`` are those of the first facts,
        where something else already names them.
        """
        with FileLock(self.config.data / "keys" / "office.lock"):  # two commands at once must not share a number
            me = self.get_json("/api/me")
            names = [*ids, *new_ids(len(stated) - len(ids))]
            batch = [
                self._signed(name, kind, body, me["device"], me["device_seq"] + place, grant)
                for place, (name, (kind, body)) in enumerate(zip(names, stated, strict=True), 1)
            ]
            receipts: list[dict[str, Any]] = self.post("/api/facts", {"facts": batch})["receipts"]
        return receipts

    def _signed(
        self, name: str, kind: str, body: Mapping[str, Any], device: str, number: int, grant: str | None
    ) -> dict[str, Any]:
        fact = {
            "id": name,
            "kind": kind,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "device": device,
            "device_seq": number,
            "grant": grant,
            "body": dict(body),
        }
        return {"fact": fact, "sig": facts.sign(self._keys.office, facts.canonical(fact)), "acted": False}

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send one request and return whatever is answered."""
        authorised = {**headers, "Authorization": f"Bearer {self._keys.office_token}", "Accept-Language": "zh"}
        return self._send(method, path, authorised, body)

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
        answer = self.send(method, path, headers, body)
        if answer.status >= 400:
            raise refused(answer)
        return answer.body


def new_ids(count: int) -> list[str]:
    """Return ids for facts, in the order in which they are stated."""
    return [str(uuid6.uuid7()) for _ in range(count)]


def refused(answer: Answer) -> Problem:
    """Return what a refusal says."""
    return Problem(_said(answer.body, answer.status))


def _said(answer: bytes, status: int) -> str:
    try:
        error = json.loads(answer)["error"]
        return f"{error['says']}。{error['fix']}。（{error['code']}）"
    except (ValueError, KeyError, TypeError):
        return f"考务主机答复异常（HTTP {status}）：请查看主机窗口的提示"


@contextmanager
def damage_in_words(settings: Config) -> Iterator[None]:
    """Say what is damaged in the data folder, and what to do.

    Raises:
        Problem: a key file or the database cannot be read, or its server not reached.
    """
    try:
        yield
    except keys.BadKeys as error:
        raise Problem(str(error)) from error
    except Away as error:
        raise Problem(
            f"数据库服务器 {error} 没有回应或不接受登录，未作改动：请检查它是否在运行、地址与口令是否正确"
            f" / the database server does not answer or refuses the login ({_reason(error)})"
        ) from error
    except Unfit as error:
        raise Problem(f"数据库服务器不合要求：{error}") from error
    except Unreadable as error:
        if not settings.in_file:
            raise Problem(
                f"数据库 {settings.database_shown} 拒绝了操作：请检查账号能否建表和读写"
                f" / the database refused: may the account make tables, read and write? ({_reason(error)})"
            ) from error
        raise Problem(
            f"数据库无法读取，可能已损坏：封存 {settings.data} 并报告主考，从备份恢复 / cannot be read ({error.orig})"
        ) from error


def _reason(error: BaseException) -> str:
    """Return the driver's own words, on one line; they hold no password."""
    cause = getattr(error, "orig", None) or error.__cause__
    return " ".join(str(getattr(cause, "orig", None) or cause).split())


@contextmanager
def open_hub(settings: Config) -> Iterator[Hub]:
    """Reach the hub, running or not.

    Raises:
        Problem: the folder is held by a process that does not answer, or its keys are damaged.
    """
    application = importlib.import_module("server.app")  # by name: the app knows the commands' layer, not the reverse
    with damage_in_words(settings):
        try:
            with application.open_hub(settings) as core:
                wsgi = WsgiClient(application.create_app(core))
                yield Hub(settings, in_process(wsgi), core.keys)
        except Busy:
            yield Hub(settings, _over_loopback(settings), keys.load(settings.data / "keys"))


def in_process(wsgi: WsgiClient) -> Transport:
    """Ask a hub that was opened in this process."""

    def send(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        response = wsgi.open(path, method=method, headers=dict(headers), data=body)
        return Answer(response.status_code, _small(response.headers.items()), response.get_data())

    return send


def _over_loopback(settings: Config) -> Transport:
    port = running_port(settings.data) or settings.local_port

    def send(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        try:
            connection.request(method, path, body=body or None, headers=dict(headers))
            response = connection.getresponse()
            return Answer(response.status, _small(response.getheaders()), response.read())
        except OSError as error:
            raise Problem(
                f"数据目录 {settings.data} 正被另一个程序使用，但端口 {port} 没有回应：请等它启动完，或先停止它"
            ) from error
        finally:
            connection.close()

    return send


def _small(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def running_port(data: Path) -> int | None:
    """Return the loopback port of the hub that runs on this folder, as it wrote it down at start."""
    try:
        return int(json.loads((data / RUNNING).read_text(encoding="utf-8"))["local_port"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
