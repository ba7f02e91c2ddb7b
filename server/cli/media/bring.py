"""``kaowu media import``: what a camera or camcorder recorded, taken from its card."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import click

from server.cli.badges import known_plan, newest_plan
from server.cli.client import Hub, Problem, existing, new_ids, open_hub
from server.cli.media import who, whose
from server.cli.media.reading import Card, Taken, bar, known_of, read
from server.cli.media.sending import Names, send
from server.domain.evidence import card as rules
from server.domain.evidence.card import Clock
from server.domain.evidence.piece import Place, Purpose

PURPOSES = get_args(Purpose)
#: What is wrong with a file that was taken all the same.
FAULTS = {
    "damaged": "不完整或已损坏，照原样收 / damaged, taken as it is",
    "too-many-pixels": "像素过大不能显示，照原样收 / too large to be shown, taken as it is",
    "too-slow": "读取过慢不能显示，照原样收 / took too long to look at, taken as it is",
    "ended-reader": "内容读不出，照原样收 / could not be looked at, taken as it is",
}
TOLD = {"exif": "照片自带时间", "container": "录像自带时间", "file": "文件时间"}
SHOWN = 30


def _ahead(_context: click.Context, _option: click.Parameter, value: str) -> timedelta:
    found = rules.ahead(value)
    if found is None:
        raise click.BadParameter(f"“{value}”应写作 +时:分:秒，相机的钟慢则写 -，如 +00:03:10 / write +HH:MM:SS")
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What all files of a card have in common: plan, place, what they show, who brings them; the plan's zone."""

    plan: int
    place: Place
    purpose: str
    importer: int
    zone: str


@dataclass(slots=True)
class Done:
    """What was done: files sent, files given to candidates, what the hub did not take (file or reason)."""

    sent: int = 0
    given: int = 0
    refused: list[str] = field(default_factory=list)


@click.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--station", help="拍摄的工位 / station that was filmed")
@click.option("--session", help="场次 / session")
@click.option("--room", help="考场或场地 / room or workshop")
@click.option("--item", help="拍的评分项，编号或名称 / item of the scoring scheme, id or name")
@who.named_by("--importer")
@click.option("--plan", type=int, help="计划编号，默认最近导入的计划 / plan number")
@click.option(
    "--clock-off", default="+00:00:00", show_default=True, callback=_ahead,
    help="相机的钟比主机快多少，慢则写 - / how far the camera's clock is ahead",
)  # fmt: skip
@click.option(
    "--purpose", type=click.Choice(PURPOSES), default="practical", show_default=True, help="用途 / what it shows"
)
@click.option("--dry-run", is_flag=True, help="只看，不导入 / only look, take nothing")
@click.option("--json", "as_json", is_flag=True, help="结果写成 JSON / the result as JSON")
def command(
    folder: Path,
    station: str | None,
    session: str | None,
    room: str | None,
    item: str | None,
    importer: str,
    plan: int | None,
    clock_off: timedelta,
    purpose: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """导入存储卡或文件夹中的照片和录像，按拍摄时间归到考生；卡上不作任何改动，重复导入只收一次。

    Take the photos and film of a card or folder and give them to candidates by time. Nothing is written to the card; a
    file counts once however often it is brought. Exit 1 where a file is damaged, unreadable, was not
    taken, or is announced by another device whose bytes have not all come.
    """
    with open_hub(existing()) as hub:
        number = newest_plan(hub) if plan is None else known_plan(hub, plan)
        zone = next(str(row["zone"]) for row in hub.rows("plan") if row["plan"] == number)
        place = whose.checked(hub, number, Place(session, room, station, item=item))
        asked = Asked(number, place, purpose, who.person(hub, number, importer, "--importer"), zone)
        here = [row for row in hub.rows("evidence") if row["plan"] == number]
        card = read(folder, number, known_of(here, hub.get_json("/api/me")["device"]), Clock(zone, clock_off))
        card.belongs = rules.assign([one.shot for one in card.taken], rules.within(whose.turns(hub, number), place))
        done = Done() if dry_run else _take(hub, card, asked)
    if as_json:
        click.echo(json.dumps(_told(card, done), ensure_ascii=False, indent=1))
    else:
        _tell(card, done, zone, dry_run=dry_run)
    damaged = any(left.broken for left in card.left) or any(one.looked.fault for one in card.taken)
    if done.refused or card.coming or damaged:
        raise SystemExit(1)


def _take(hub: Hub, card: Card, asked: Asked) -> Done:
    """Send what is new, then say whose it is; a file that the hub does not take costs no other."""
    done = Done()
    new = [one for one in card.taken if one.new]
    with bar(sum(one.file.size for one in new), "导入 / importing") as moved:
        for one in new:
            (fact,) = new_ids(1)
            try:
                send(hub, one.file.path, one.file.size, Names(fact, asked.plan, asked.place.session), moved)
                stated = [("evidence.attach", _attach(one, asked)), ("evidence.complete", _complete(one, asked))]
                receipts = hub.facts(stated, ids=[fact])
            except Problem as problem:  # a session's quota, a full disk: a smaller file may still be taken
                done.refused.append(f"{one.file.name}：{problem.message}")
                continue
            except OSError as error:  # the card, not the hub: the other files may be whole
                done.refused.append(f"{one.file.name}：读到一半读不出（{error.strerror}）/ cannot be read to its end")
                continue
            refused = [receipt["refusal"] for receipt in receipts if receipt["verdict"] != "accepted"]
            if refused:
                done.refused.append(f"{one.file.name}：{refused[0]['says']}。{refused[0]['fix']}")
            else:
                done.sent += 1
    done.given, refused_places = whose.give(
        hub, asked.plan, {one.file.name: one.evidence for one in card.taken}, card.belongs
    )
    done.refused += refused_places
    return done


def _attach(one: Taken, asked: Asked) -> Mapping[str, Any]:
    looked = one.looked
    source = {"kind": one.file.source, "make": looked.make, "model": looked.model, "serial": looked.serial}
    return {
        "plan": asked.plan,
        "evidence": one.evidence,
        "media": one.file.kind.media,
        "purpose": asked.purpose,
        "session": asked.place.session,
        "room": asked.place.room,
        "station": asked.place.station,
        "item": asked.place.item,
        "type": one.file.kind.mime,
        "source": source | {"name": rules.cameras_name(one.file.name)},
        "begun": one.shot.begun.astimezone(ZoneInfo(asked.zone)).isoformat(timespec="milliseconds"),
        "sha256": one.sha256,
        "size": one.file.size,
        "importer": asked.importer,
    }


def _complete(one: Taken, asked: Asked) -> Mapping[str, Any]:
    ended = one.shot.ended.astimezone(ZoneInfo(asked.zone)).isoformat(timespec="milliseconds")
    return {
        "plan": asked.plan, "evidence": one.evidence, "size": one.file.size, "sha256": one.sha256, "ended": ended,
        "slices": 1,
    }  # fmt: skip


def _told(card: Card, done: Done) -> dict[str, Any]:
    belongs = {one.shot.name: one for one in card.belongs}
    return {
        "files": [
            {
                "file": one.file.name,
                "evidence": one.evidence,
                "sha256": one.sha256,
                "size": one.file.size,
                "kind": one.file.kind.code,
                "new": one.new,
                "begun": one.shot.begun.isoformat(),
                "ended": one.shot.ended.isoformat(),
                "told": one.shot.told,
                "make": one.looked.make,
                "model": one.looked.model,
                "serial": one.looked.serial,
                "fault": one.looked.fault,
                "whose": belongs[one.file.name].whose,
                "candidates": [turn.candidate for turn in belongs[one.file.name].turns],
            }
            for one in card.taken
        ],
        "left": [asdict(left) for left in card.left],
        "removed": card.removed,
        "coming": card.coming,
        "sent": done.sent,
        "given": done.given,
        "refused": done.refused,
    }


def _tell(card: Card, done: Done, zone: str, *, dry_run: bool) -> None:
    new = sum(one.new for one in card.taken)
    known = len(card.taken) - new
    certain = sum(one.whose == "one" for one in card.belongs)
    took = f"可导入 {new} 份 / to take" if dry_run else f"已导入 {done.sent} 份 / taken"
    there = f"，主机早已有 {known} 份 / there already" if known else ""
    gave = f"可归到考生 {certain} 份" if dry_run else f"归到考生 {done.given} 份"
    click.secho(f"{took}{there}；{gave} / given to candidates", fg="red" if done.refused else "green")
    for sign, title, lines in (
        ("?", "请人工指定考生 / whose is to be told by a person", _unsure(card, zone)),
        ("!", "文件有问题 / something is wrong with", _faulty(card)),
        ("-", "未收 / not taken", [f"{left.name}：{left.why}" for left in card.left if not left.broken]),
        ("-", "早先由两人删除，不再收 / removed before by two people", card.removed),
        (
            "!",
            "已由另一台设备登记，内容还没有传完，这次未收；等它传完，或显示中断后，再导入一次"
            " / another device is sending it: import again when it is done or broken off",
            card.coming,
        ),
        ("✕", "主机未收 / the hub did not take", done.refused),
    ):
        _list(sign, title, lines)


def _unsure(card: Card, zone: str) -> list[str]:
    told = {"several": "可能是几位考生", "nobody": "这时没有考生在操作", "unknown": "读不出录像多长"}
    return [
        f"{one.shot.name}（{_clock(one.shot.begun, zone)}，{TOLD[one.shot.told]}）：{told[one.whose]}{_stations(one)}"
        for one in card.belongs
        if one.whose != "one"
    ]


def _stations(one: rules.Belongs) -> str:
    seen = list(dict.fromkeys(f"{turn.room} {turn.station or ''}".strip() for turn in one.turns))
    return f"（{len(one.turns)} 人：{'、'.join(seen)}）" if seen else ""


def _clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%m-%d %H:%M:%S}"


def _faulty(card: Card) -> list[str]:
    torn = [f"{one.file.name}：{FAULTS[one.looked.fault]}" for one in card.taken if one.looked.fault in FAULTS]
    return torn + [f"{left.name}：{left.why}" for left in card.left if left.broken]


def _list(sign: str, title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    click.echo(f"{title}：")
    for line in lines[:SHOWN]:
        click.echo(f"  {sign} {line}")
    if len(lines) > SHOWN:
        click.echo(f"  … 还有 {len(lines) - SHOWN} 份，用 --json 查看全部 / more, see --json")
