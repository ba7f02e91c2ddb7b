"""``kaowu media export``: originals and signed side files, named by what they are, with a list of hashes."""

import hashlib
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from server.cli.badges import known_plan, newest_plan
from server.cli.client import Hub, existing, open_hub, refused, writable
from server.cli.media import who
from server.cli.media.reading import bar
from server.domain.evidence.name import file_name
from server.domain.evidence.piece import Place
from server.domain.plan import Plan, plan_from_row

PIECE = 8 * 1024 * 1024
MANIFEST = "manifest-sha256.txt"
NO_SUCH_RANGE = 416
#: States in which bytes are here, and need not grow any more.
HERE = ("complete", "equal", "differs", "unreadable", "interrupted")
#: Those in which the hub has computed the hash of all of it.
COMPUTED = ("complete", "equal", "differs", "unreadable")
WHY = {
    "announced": "还没有收到 / nothing of it has come",
    "arriving": "还在上传 / still arriving",
    "live": "还在录 / still running",
}
STATES = {
    "differs": "与设备登记的不符，照主机所有的导出 / differs from what its device said",
    "interrupted": "没有收全，已收到的已导出 / not all of it came",
    "unreadable": "不能显示，原样导出 / cannot be shown",
}


@click.command("export")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@who.named_by("--exporter")
@click.option("--plan", type=int, help="计划编号，默认最近导入的计划 / plan number")
@click.option("--session", help="只导出一个场次 / one session only")
def command(folder: Path, exporter: str, plan: int | None, session: str | None) -> None:
    """把影像原件和签名的附带文件写入文件夹，附校验值清单；文件名写明计划、考点、考场、考生、内容、时间；每份导出都记下是谁导出的。

    Write originals and their signed side files, named by what they are, with manifest-sha256.txt; every export is on
    record, with who took it. What is there already and equal is not written again. Exit 1 where something
    is missing or damaged.
    """
    writable(folder)
    with open_hub(existing()) as hub:
        number = newest_plan(hub) if plan is None else known_plan(hub, plan)
        by = who.person(hub, number, exporter, "--exporter")
        rows = [row for row in hub.rows("evidence") if row["plan"] == number and session in (None, row["session"])]
        told = next(plan_from_row(one) for one in hub.rows("plan") if one["plan"] == number)
        files = {row["evidence"]: _file(told, row) for row in rows}
        here = sorted((row for row in rows if row["state"] in HERE), key=lambda row: str(row["name"]))
        trouble = [f"{row['name']}：{WHY[row['state']]}" for row in rows if row["state"] in WHY]
        manifest: dict[str, str] = {}
        with bar(sum(int(row["size"] or 0) for row in here), "导出 / exporting") as moved:
            for row in here:
                file = files[row["evidence"]]
                manifest[file] = _original(hub, row, folder / file, by, moved)
                if row["state"] in STATES:
                    trouble.append(f"{row['name']}：{STATES[row['state']]}")
                if row["sha256"] not in (None, manifest[file]) and row["state"] in COMPUTED:
                    trouble.append(f"{row['name']}：导出时与登记的校验值不符 / differs from its recorded hash")
        for row in (*here, *(row for row in rows if row["state"] == "removed")):
            name = f"{files[row['evidence']].rpartition('.')[0]}.json"
            manifest[name] = _side(hub, row, folder / name, by)
    _write(folder / MANIFEST, "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(manifest.items())).encode())
    removed = sum(row["state"] == "removed" for row in rows)
    gone = f"，{removed} 份已由两人删除，只有附带文件" if removed else ""
    click.secho(f"已导出 {len(here)} 份影像到 {folder}{gone} / exported", fg="yellow" if trouble else "green")
    for line in trouble:
        click.echo(f"  ! {line}")
    if trouble:
        raise SystemExit(1)


def _file(plan: Plan, row: Mapping[str, Any]) -> str:
    """Return what the file of evidence is called."""
    number, _, ending = str(row["name"]).rpartition(".")
    place = Place(row["session"], row["room"], row["station"], row["candidate"], row["item"])
    begun = datetime.fromisoformat(row["begun"])
    return f"{file_name(plan, number, place, row['purpose'], begun, row['sha256'])}.{ending}"


def _original(hub: Hub, row: Mapping[str, Any], out: Path, by: int, moved: Callable[[int], None]) -> str:
    """Write an original unless it is there already; return its SHA-256."""
    _called_otherwise(row, out)
    if row["sha256"] is not None and out.exists() and _sha256(out) == row["sha256"]:
        moved(int(row["size"] or 0))
        return str(row["sha256"])
    part, digest, start = out.with_name(f".{out.name}.part"), hashlib.sha256(), 0
    try:
        with part.open("wb") as file:
            while True:
                piece, total = _piece(hub, str(row["evidence"]), start, by)
                file.write(piece)
                digest.update(piece)
                start += len(piece)
                moved(len(piece))
                if not piece or start >= total:
                    break
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return digest.hexdigest()


def _called_otherwise(row: Mapping[str, Any], out: Path) -> None:
    """Call what an earlier export wrote as it is called now: since then it was given to a candidate, say."""
    if row["sha256"] is None or out.exists():
        return
    of_it = f"{row['plan']}-*-{'-'.join(out.name.split('-')[-3:])}"
    for earlier in sorted(out.parent.glob(of_it)):
        if _sha256(earlier) == row["sha256"]:
            earlier.replace(out)
            earlier.with_suffix(".json").unlink(missing_ok=True)
            return


def _piece(hub: Hub, evidence: str, start: int, by: int) -> tuple[bytes, int]:
    """Return the bytes from ``start`` on, up to a piece, and how many there are in all."""
    asked = {"Range": f"bytes={start}-{start + PIECE - 1}"}
    answer = hub.send("GET", f"/api/evidence/{evidence}/original?export=1&by={by}", asked, b"")
    if answer.status == NO_SUCH_RANGE and answer.headers.get("content-range") == "bytes */0":
        return b"", 0  # an empty file has no first byte to ask for
    if answer.status >= 400:
        raise refused(answer)
    _, _, total = answer.headers.get("content-range", "").partition("/")
    known = int(total) if total.isdecimal() else int(answer.headers.get("upload-offset", start + len(answer.body)))
    return answer.body, known


def _side(hub: Hub, row: Mapping[str, Any], out: Path, by: int) -> str:
    """Write a side file, always anew: it tells all that is on record by now; return its SHA-256."""
    text = hub.get(f"/api/evidence/{row['evidence']}/side?by={by}")
    _write(out, text)
    return hashlib.sha256(text).hexdigest()


def _write(out: Path, data: bytes) -> None:
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(data)
    part.replace(out)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
