"""``kaowu-station reader watch``: brings the files of a marking machine to the hub, untouched."""

import os
import signal
from pathlib import Path

import click

from kiosk.hub import Hub
from kiosk.identity import Station
from kiosk.joining import (
    LONGEST_CODE,
    LONGEST_NAME,
    Problem,
    home,
    hub_at,
    joining_options,
    meet,
    settled_identity,
    texts,
    told,
)
from kiosk.reader.agent import EVERY, Agent, Options
from kiosk.reader.sending import Wanted
from kiosk.reader.words import WORDS
from kiosk.words import Language, Screen

KINDS = ("reader",)
LONGEST_SESSION, LONGEST_PROFILE = 32, 64  # characters that the hub takes
FASTEST, SLOWEST = 0.05, 60.0  # seconds between two looks


@click.group("reader")
def command() -> None:
    """读卡站：把读卡机导出的文件原样送到考务主机。

    Card-reader station: brings the files of a marking machine to the hub, untouched.
    """


@command.command("watch")
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, type=click.Path(file_okay=False, path_type=Path))
@joining_options("读卡站", "")
@click.option("--station", help="站号，如 3，默认为本机名称 / the station's number; by default its name")
@click.option("--session", help="这些文件属于哪一场，如 S1；默认由主机判断 / the session they belong to")
@click.option("--profile", help="按哪个格式读；默认由主机判断 / the profile they are read by")
@click.option(
    "--pass",
    "passes",
    type=click.IntRange(1, 2),
    default=1,
    show_default=True,
    help="第几遍读卡 / first or second pass",
)
@click.option(
    "--plan", type=click.IntRange(0, 2**53), help="鉴定计划编号，默认由主机告知 / the plan; by default the hub tells"
)
@click.option(
    "--every", type=click.FloatRange(FASTEST, SLOWEST), default=EVERY, show_default=True,
    help="每隔几秒看一次文件夹 / seconds between two looks",
)  # fmt: skip
@click.option("--headless", is_flag=True, help="只用终端，不开状态页面 / terminal only, no page")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="状态页面的端口，默认任取 / port of the page")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="中文或英文 / language of the screen")
def watch(
    folders: tuple[Path, ...],
    url: str | None,
    ca: Path | None,
    code: str | None,
    name: str,
    station: str | None,
    session: str | None,
    profile: str | None,
    passes: int,
    plan: int | None,
    every: float,
    headless: bool,
    port: int,
    lang: Language,
) -> None:
    """监视读卡软件的导出文件夹：写完的文件先存本机，再送主机；原文件从不改动。

    Watch the folders a marking machine exports to. A file at rest is copied to this computer's spool, then handed in
    until the hub has it; the originals are never touched. KAOWU_STATION names the folder with this station's key and
    spool (default ./station). Two stations may watch the same folder.
    Exit codes: 0 everything handed in, 1 something waits or is wrong, 2 bad usage.
    """
    screen = Screen(lang, WORDS)
    own = Path(os.environ.get("KAOWU_STATION") or "station")
    texts(
        screen,
        ("--name", name, LONGEST_NAME),
        ("--station", station, LONGEST_NAME),
        ("--enrol", code, LONGEST_CODE),
        ("--session", session, LONGEST_SESSION),
        ("--profile", profile, LONGEST_PROFILE),
    )
    _apart(screen, own, folders)
    hub, ca = hub_at(own, url, ca, screen, lang)
    with told(own, screen), home(own):
        enrolled = settled_identity(own, hub, screen, code, name, ca, KINDS)
        wanted = Wanted(station or enrolled.name, plan, session, profile, passes)
        left = _at_work(own, hub, screen, enrolled, Options(folders, wanted, every, headless, port))
    if left:
        raise Problem(screen.word("left", count=left, folder=own))


def _apart(screen: Screen, own: Path, folders: tuple[Path, ...]) -> None:
    """Refuse to watch the station's own folder: it would bring its own spool."""
    for folder in folders:
        if folder.resolve().is_relative_to(own.resolve()):
            raise click.UsageError(screen.word("reader-folder-own", folder=folder))


def _at_work(own: Path, hub: Hub, screen: Screen, station: Station, options: Options) -> int:
    known = hub.known_as(station.token)
    meet(own, known, station, screen)
    for folder in options.folders:
        if not folder.is_dir():
            screen.say("reader-folder-away", folder=folder)
    agent = Agent(own, known, screen, station, options)
    # Before its page answers: whoever sees it may end it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: agent.stop())
    with agent:
        screen.say(
            "reader-ready",
            name=station.name,
            device=station.device,
            folders="、".join(str(one) for one in options.folders),
        )
        agent.run()
    return agent.left()
