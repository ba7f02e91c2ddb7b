"""A caller that speaks tus 1.0.0 with a hub, one request at a time, and says exactly what each test says."""

import base64
import hashlib
import socket

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = TUS | {"Content-Type": "application/offset+octet-stream"}


def create(caller, length=None, **said):
    size = {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
    answer = caller.ask("POST", "/api/media", b"", TUS | size | {name.replace("_", "-"): v for name, v in said.items()})
    assert answer.status == 201, answer
    assert answer.headers["Location"].startswith("/api/media/")
    return answer.headers["Location"]


def append(caller, place, offset, data, **said):
    headers = BYTES | {"Upload-Offset": str(offset)} | {name.replace("_", "-"): v for name, v in said.items()}
    return caller.ask("PATCH", place, data, headers)


def head(caller, place):
    return caller.ask("HEAD", place, None, TUS)


def offset_of(caller, place):
    answer = head(caller, place)
    assert answer.status == 200, answer.headers
    return int(answer.headers["Upload-Offset"])


def told(caller, place):
    """How far an upload has come; -1 while somebody writes it."""
    answer = head(caller, place)
    return int(answer.headers["Upload-Offset"]) if answer.status == 200 else -1


def checksum(data, algorithm="sha256"):
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


def code_of(answer):
    return answer.json["error"]["code"]


def on_disk(hub, place):
    name = place.rsplit("/", 1)[1]
    return (hub.data / "media" / name[:2] / name).read_bytes()


def patching(place, token, offset, announced):
    """The head of a request that appends."""
    return (
        f"PATCH {place} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\n"
        f"Content-Type: application/offset+octet-stream\r\nUpload-Offset: {offset}\r\n"
        f"Content-Length: {announced}\r\n\r\n"
    ).encode()


def send_part(hub, place, token, offset, announced, data):
    """Send the beginning of a body and leave the connection open, as a phone whose network went away."""
    line = socket.create_connection(("127.0.0.1", hub.port))
    line.sendall(patching(place, token, offset, announced) + data)
    return line
