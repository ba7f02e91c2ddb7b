"""``kaowu-station gate``: checks people in and out by camera, hand scanner, keyboard or touch."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from kiosk import identity
from kiosk.camera import Camera, Film, NoFilm, Source, there_is_one
from kiosk.counter import show
from kiosk.entrance import Entrance, Wanted
from kiosk.hub import Away, BadAddress, Hub, Refused, address
from kiosk.identity import BadIdentity, Station
from kiosk.outbox import FILE, Held, Outbox, Unwritable, held
from kiosk.words import Language, Screen

LONGEST_LINE = 65536  # bytes; a scanner that holds a key down must not fill the memory
HERE = "http://localhost:8080"
LONGEST_NAME, LONGEST_CODE = 40, 64  # characters that the hub takes
KINDS = ("gate", "phone", "tablet")  # what may check people in


class Problem(click.ClickException):
    """Something is wrong that a person has to put right; exit code 1."""


def list_refused(folder: Path, screen: Screen) -> None:
    """List what was refused or is disputed; works without the hub and beside a running station."""
    outbox = Outbox(folder) if (folder / FILE).exists() else None
    entries = outbox.needs_person() if outbox else []
    for entry in entries:
        fact = entry.fact
        show(screen, entry, f"#{entry.number} · {fact['at']} · {fact['body'].get('number') or fact['body']['place']}")
    if outbox:
        outbox.close()
    if not entries:
        screen.say("none-refused")


def settled_identity(folder: Path, hub: Hub, screen: Screen, code: str | None, name: str, ca: Path | None) -> Station:
    """Return who this station is, enrolling it where it is not, or no longer.

    Raises:
        Problem: there is no enrolment and no code, or the hub refuses the code.
    """
    station = identity.load(folder)
    if code is None:
        if station is None:
            raise Problem(screen.word("not-enrolled-here"))
        return station
    if station is not None and not _over(hub, station):
        screen.say("already-enrolled", name=station.name, device=station.device)
        return station
    try:
        joined = identity.enrol(hub, code, name)
    except Away as away:
        raise Problem(screen.word("enrol-away", why=screen.word(away.why), hub=hub.url)) from away
    except Refused as refused:
        raise Problem(f"{refused.says} → {refused.fix} ({refused.code})") from refused
    if joined.kind not in KINDS:
        raise Problem(screen.word("wrong-kind", kind=joined.kind))
    joined = replace(joined, hub=hub.url, ca=str(ca.resolve()) if ca else None)
    identity.save(folder, joined)
    outbox = Outbox(folder)
    outbox.start_after(joined, 0)
    outbox.close()
    return joined


def _over(hub: Hub, station: Station) -> bool:
    """Tell whether the hub says that this enrolment is over, or is another hub; without its answer it is not."""
    try:
        return hub.known_as(station.token).me()[0] != station.origin
    except Refused as refused:
        return refused.code == "not-enrolled"
    except Away:
        return False


def meet(folder: Path, hub: Hub, station: Station, screen: Screen) -> None:
    """Compare numbers with the hub before the first scan, as far as it answers, and say what waits.

    Raises:
        Problem: the enrolment is over, another hub answers, or a new spool cannot know its numbers without the hub.
    """
    outbox = Outbox(folder)
    try:
        origin, number = hub.me()
        if origin != station.origin:
            raise Problem(screen.word("other-hub", mine=station.origin, theirs=origin))
        outbox.start_after(station, number)
    except Refused as refused:
        raise Problem(screen.word("enrolment-over", says=refused.says)) from refused
    except Away as away:
        if outbox.last_number(station) is None:
            raise Problem(screen.word("spool-new", why=screen.word(away.why), hub=hub.url)) from away
        screen.say("offline-start", why=screen.word(away.why), hub=hub.url)
    finally:
        mine, others = outbox.count_waiting(station.origin)
        outbox.close()
    if mine:
        screen.say("waits", count=mine)
    if others:
        screen.say("waits-elsewhere", count=others)


def keyboard() -> Iterator[bytes]:
    """Read lines from standard input as they come; one without an end is cut."""
    while line := sys.stdin.buffer.readline(LONGEST_LINE):
        yield line


@click.command("gate")
@click.option(
    "--hub", "url", help=f"主机地址，默认为登记时的地址，未登记则 {HERE} / the hub's address; by default where enrolled"
)
@click.option(
    "--ca",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="主机的证书 ca.crt，连 https 时用 / the hub's certificate, for https",
)
@click.option("--enrol", "code", help="一次性登记码，只登记一次 / one-time code, used once")
@click.option("--name", default="门岗", show_default=True, help="登记的名称，如 东门 / what people call this station")
@click.option("--place", help="签到地点，默认为本机名称 / where people are checked in; by default the name")
@click.option("--out", is_flag=True, help="签退 / check out instead of in")
@click.option(
    "--camera",
    default="auto",
    show_default=True,
    help="摄像头：编号（从 0 起）、设备文件、rtsp/http 流地址，或 none / number, device, stream, or none",
)
@click.option(
    "--simulate",
    "film",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="把视频文件当作摄像头播放一遍后结束 / play a video as if it were the camera, then end",
)
@click.option("--headless", is_flag=True, help="只用终端，不开大屏页面 / terminal only, no full-screen page")
@click.option("--open", "opened", is_flag=True, help="用 Chromium 全屏打开大屏页面 / open the page in Chromium")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="大屏页面的端口，默认任取 / port of the page")
@click.option("--refused", is_flag=True, help="列出未通过和存疑的记录 / list what was refused or is disputed")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="中文或英文 / language of the screen")
def command(
    url: str | None,
    ca: Path | None,
    code: str | None,
    name: str,
    place: str | None,
    out: bool,
    refused: bool,
    lang: Language,
    **wanted: Any,
) -> None:
    """门岗签到：用摄像头、扫码枪、键盘或触摸屏读证牌，先存本机，再送主机。

    Check people in at a gate by camera, hand scanner, keyboard or touch: each scan is stored here first, then handed
    in. Scans may also come as lines of standard input. KAOWU_STATION names the folder with this station's key and
    spool (default ./station).
    Exit codes: 0 everything handed in, 1 something waits or is wrong, 2 bad usage.
    """
    screen = Screen(lang)
    folder = Path(os.environ.get("KAOWU_STATION") or "station")
    _texts(screen, ("--place", place, LONGEST_NAME), ("--name", name, LONGEST_NAME), ("--enrol", code, LONGEST_CODE))
    try:
        url, ca = _where(folder, url, ca)
        hub = Hub(address(url, ca), lang)
    except BadAddress as error:
        raise click.UsageError(screen.word(error.args[0])) from error
    try:
        if refused:
            list_refused(folder, screen)
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with held(folder):
            station = settled_identity(folder, hub, screen, code, name, ca)
            asked = Wanted(kind="duty.check_out" if out else "duty.check_in", **wanted)
            left = _at_the_gate(folder, hub, screen, station, place, asked)
    except Held as error:
        raise Problem(screen.word("held", folder=folder)) from error
    except BadIdentity as error:
        raise Problem(screen.word("bad-identity", file=error)) from error
    except (Unwritable, OSError) as error:
        raise Problem(screen.word("folder-unwritable", folder=folder, detail=error)) from error
    if left:
        raise Problem(screen.word("left", count=left, folder=folder))


def _where(folder: Path, url: str | None, ca: Path | None) -> tuple[str, Path | None]:
    """Return the hub's address and certificate: as given, else those of the enrolment, else this computer."""
    if url is not None:
        return url, ca
    with suppress(BadIdentity):  # said when the enrolment is needed
        station = identity.load(folder)
        if station is not None and station.hub is not None:
            return station.hub, ca or (Path(station.ca) if station.ca else None)
    return HERE, ca


def _texts(screen: Screen, *options: tuple[str, str | None, int]) -> None:
    """Refuse what cannot be written in a fact: another encoding than the terminal's, nothing, or too much."""
    for option, text, longest in options:
        if text is not None and (not 0 < len(text) <= longest or any("\ud800" <= one <= "\udfff" for one in text)):
            raise click.UsageError(screen.word("option-text", option=option, longest=longest))


def _at_the_gate(folder: Path, hub: Hub, screen: Screen, station: Station, place: str | None, wanted: Wanted) -> int:
    known = hub.known_as(station.token)
    meet(folder, known, station, screen)
    where = place or station.name
    source = _source(screen, wanted)
    with Entrance(folder, known, screen, station, where, wanted, source) as entrance:
        screen.say("ready", name=station.name, device=station.device, place=where)
        return entrance.run(keyboard())


def _source(screen: Screen, wanted: Wanted) -> Source | None:
    """Return the camera or the film, None for neither."""
    if wanted.film is not None:
        try:
            return Film(wanted.film)
        except NoFilm as error:
            raise Problem(screen.word("film-unreadable", file=error)) from error
    where = wanted.camera
    if where == "auto":
        where = "0" if there_is_one() and not wanted.headless else "none"
    return None if where == "none" else Camera(where)
