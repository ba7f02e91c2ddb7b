"""A rehearsal (演练): a small day that begins in a few minutes, with all that the evening before would have made."""

import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from protocol.role import BY_NUMBER
from server import sample
from server.cli import badges, card_formats, labels
from server.cli.client import Hub, open_hub
from server.cli.imports import take
from server.config import Config
from server.domain import pin as rules
from server.domain.grant import HOLDERS
from server.domain.refusal import Refusal
from server.sample.day import ZONE

ROOMS, SEED = 4, 1
BEGINS = timedelta(minutes=9)
"""Time to sign in, to bring the cases, to pack and to draw before the start."""

BADGES, LABELS = "证牌.pdf", "标签.pdf"
SHOWN = ("CE", "DCE", "RP", "OP", "VK", "CO", "PAT", "PR", "EX", "RO", "CK", "SV")
"""Roles whose people take part in the walk, in its order; everybody has a badge."""


def write_files(folder: Path, progress: sample.Progress) -> None:
    """Write the rehearsal's input files: it starts ``BEGINS`` from now."""
    start = datetime.now(ZoneInfo(ZONE)) + BEGINS
    sample.write(folder, rooms=ROOMS, seed=SEED, start=start, rehearsal=True, cards=True, progress=progress)


def prepare(context: click.Context, settings: Config, folder: Path) -> None:
    """Import the files, make badges, labels and one PIN for all who hold devices, and say who is who.

    The card files stay beside them, for there is no marking machine that would export any.
    """
    take(settings, [folder])
    with open_hub(settings) as hub:
        (plan,) = hub.rows("plan")
    shutil.copytree(folder / card_formats.CARDS, settings.data / card_formats.CARDS)
    context.invoke(labels.command, plan=plan["plan"], out=settings.data / LABELS)
    context.invoke(badges.command, plan=plan["plan"], layout="8up", spare={}, out=settings.data / BADGES)
    with open_hub(settings) as hub:
        pin = _pin(hub)
        people = sorted(hub.rows("person"), key=lambda row: str(row["staff_no"]))
        for person in people:
            if person["role"] in HOLDERS:
                hub.post("/api/pins", {"plan": plan["plan"], "person": person["person"], "pin": pin})
        _keep_formats(hub, plan["plan"], people, pin, folder)
    _show(people, pin, settings)


def _keep_formats(hub: Hub, plan: int, people: list[dict[str, Any]], pin: str, folder: Path) -> None:
    """Keep the card files' formats as the chief would in the office: the day has begun, somebody answers for them."""
    (chief,) = (person["person"] for person in people if BY_NUMBER[person["role"]].code == "CE")
    given = hub.post("/api/sign-in", {"plan": plan, "person": chief, "pin": pin, "acts": ["lead"]})
    card_formats.keep(hub, plan, folder, given["grant"])
    hub.post("/api/sign-out", {})


def _pin(hub: Hub) -> str:
    """Draw a PIN that everybody may have."""
    phones = [row["phone"] for row in hub.rows("contact")]
    while True:
        pin = f"{secrets.randbelow(10_000):04d}"
        try:
            for phone in phones:
                rules.choose(pin, phone)
        except Refusal:
            continue
        return pin


def _show(people: list[dict[str, Any]], pin: str, settings: Config) -> None:
    click.echo("\n演练中的人（输编号可代替扫证牌）/ the people; a number typed is as good as a badge scanned")
    for code in SHOWN:
        for person in people:
            role = BY_NUMBER[person["role"]]
            if role.code == code:
                number = person["number"]
                click.echo(f"  {role.zh}  {person['name']}  {person['staff_no']}  {number}")
    click.echo(f"所有负责设备的人，演练用 PIN / everybody's PIN in this rehearsal: {pin}")
    click.echo(f"证牌、标签可打印，或在另一屏幕上打开来扫 / print them or show them on another screen: {settings.data}")
    click.echo(f"  {BADGES}  {LABELS}")
    click.echo(
        "  另一人须出示证牌的地方不能输编号：用扫码枪，或用摄像头对着另一屏幕上的证牌"
        " / a second person's badge is not typed: a hand scanner, or a camera at the other screen"
    )
    click.echo(f"读卡文件（答题卡的）/ card files to read: {settings.data / card_formats.CARDS}")
    click.echo("怎么走完一遍 / how to walk through it: docs/rehearsal.md")
