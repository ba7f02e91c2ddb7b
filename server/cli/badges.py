"""``kaowu badges``: badges for all who never had one, spare ones on request, and the PDF."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from protocol.role import BY_CODE, BY_NUMBER, ROLES, Role
from server.cli.client import Hub, Problem, existing, open_hub, writable
from server.desk.printing import LAYOUTS, SIDES, SIZES, Asked, lacking
from server.domain.refusal import Refusal

BATCH = 500
SPARES_MOST = 200  # of one role at once
NAMES_SAID = 10
REASONS = ("jam", "damaged", "misprint", "other")


def _role_of(value: str) -> Role:
    by_name = {role.zh: role for role in ROLES}
    role = by_name.get(value) or BY_CODE.get(value.upper()) or BY_NUMBER.get(int(value) if value.isdecimal() else 0)
    if role is None:
        known = "、".join(f"{role.number} {role.zh}" for role in ROLES)
        raise click.BadParameter(f"没有“{value}”这种角色；可用：{known}")
    return role


def _role(_context: click.Context, _option: click.Parameter, value: str | None) -> Role | None:
    return None if value is None else _role_of(value)


def _spares(_context: click.Context, _option: click.Parameter, values: Sequence[str]) -> dict[int, int]:
    wanted: dict[int, int] = {}
    for value in values:
        name, _, count = value.partition("=")
        if not (count.isascii() and count.isdecimal() and 1 <= int(count) <= SPARES_MOST):
            raise click.BadParameter(f"“{value}”应写作 角色=数量，数量 1 至 {SPARES_MOST}，如 监考=5")
        number = _role_of(name).number
        wanted[number] = wanted.get(number, 0) + int(count)
    return wanted


@click.command("badges")
@click.option("--role", callback=_role, help="只做一种角色：编号、代码或中文名 / one role only")
@click.option("--plan", type=int, help="计划编号，默认最近导入的计划 / plan number")
@click.option("--size", type=click.Choice(SIZES), help="尺寸：full 86x124、pocket 70x98 毫米 / size")
@click.option("--layout", type=click.Choice(LAYOUTS), default="single", help="版式 / layout")
@click.option("--sides", type=click.Choice(SIDES), default="one", help="单面、双面（长边或短边翻转）、折叠 / sides")
@click.option("--sheet", help="版式 custom 的纸张，JSON / the sheet of layout custom")
@click.option("--spare", multiple=True, callback=_spares, metavar="ROLE=N", help="另制备用证牌，可多次 / spare badges")
@click.option("--again", is_flag=True, help="证牌已注销的人也补制新证 / new badges also for revoked ones")
@click.option("--new", "unprinted", is_flag=True, help="只打印从未印过的证牌 / only badges never printed")
@click.option("--reprint", type=click.Choice(REASONS), help="重印原因，记入记录 / why some are printed again")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="PDF 文件 / file",
)
def command(
    role: Role | None,
    plan: int | None,
    size: str | None,
    layout: str,
    sides: str,
    sheet: str | None,
    spare: Mapping[int, int],
    again: bool,
    unprinted: bool,
    reprint: str | None,
    out: Path,
) -> None:
    """为名单上从未有过证牌的人员制证，并写出全部（或一种角色）证牌的 PDF。

    Issue badges to everybody on the list who never had one, and spare ones on request; then write all badges (or
    those of a role) as PDF and record that they went to paper. Whose badge was revoked gets another only with --again.
    """
    laid = Asked(size=size, layout=layout, sides=sides, sheet=sheet)
    try:
        laid.check()
    except Refusal as refusal:
        raise click.BadParameter(str(refusal.params["expected"]), param_hint=f"--{refusal.field}") from refusal
    settings = existing()
    if out.is_file() or not out.exists():
        writable(out.resolve().parent)
    with open_hub(settings) as hub:
        number = newest_plan(hub) if plan is None else known_plan(hub, plan)
        never, revoked = _bare(hub, number, role)
        issued = _issue(hub, number, [{"person": person} for person in ([*never, *revoked] if again else never)])
        click.echo(f"新制 {issued} 张 / issued {issued}")
        spares = _issue(hub, number, [{"person": 0, "role": one} for one, count in spare.items() for _ in range(count)])
        if spares:
            click.echo(f"新制备用证牌 {spares} 张 / {spares} spare ones")
        if revoked and not again:
            click.echo(
                f"另有 {len(revoked)} 人的证牌已注销，没有补制：需要时加 --again"
                f" / {len(revoked)} with a revoked badge got none: add --again if they should"
            )
        drawn = _drawn(hub, number, role, unprinted)
        if unprinted and not drawn and (printed := len(_drawn(hub, number, role, unprinted=False))):
            raise Problem(
                f"没有未印过的证牌，{printed} 张都印过：要重印请去掉 --new，用 --reprint 写明原因"
                f" / No badge is unprinted, all {printed} went to paper: to print them again leave out --new and say"
                " why with --reprint"
            )
        query = {"plan": number, "layout": layout, "sides": sides, "size": size, "sheet": sheet}
        query |= {"role": role.number if role else None, "unprinted": "true" if unprinted else None}
        asked = urlencode({name: value for name, value in query.items() if value is not None})
        write(out.resolve(), hub.get(f"/api/badges.pdf?{asked}"))
        click.echo(f"已写入 {out} / written")
        _amiss(hub, number, drawn)
        _record(hub, number, drawn, reprint)


def _drawn(hub: Hub, plan: int, role: Role | None, unprinted: bool) -> list[dict[str, Any]]:
    """Return the badges that the PDF will hold, in its order."""
    return [
        badge
        for badge in sorted(hub.rows("badge"), key=lambda badge: str(badge["number"]))
        if badge["plan"] == plan
        and badge["state"] == "issued"
        and (role is None or badge["role"] == role.number)
        and not (unprinted and badge["prints"])
    ]


def _amiss(hub: Hub, plan: int, drawn: Sequence[Mapping[str, Any]]) -> None:
    """Say whose portrait is missing, and where a rare character beside a name was replaced."""
    people = {person["person"]: person for person in hub.rows("person") if person["plan"] == plan}
    holders = [people[badge["person"]] for badge in drawn if badge["person"] in people]
    faceless = [person["name"] for person in holders if not person["portrait"]]
    if faceless:
        more = f" 等 {len(faceless)} 人" if len(faceless) > NAMES_SAID else ""
        listed = "、".join(faceless[:NAMES_SAID])
        click.echo(f"没有照片，印占位图：{listed}{more} / {len(faceless)} without a portrait")
    for person in holders:
        strange = lacking(person["unit"] or "")
        if strange:
            points = " ".join(f"{each} U+{ord(each):04X}" for each in strange)
            click.echo(f"{person['name']} 的单位有字库没有的字，印作〓：{points} / printed as 〓")


def _record(hub: Hub, plan: int, drawn: Sequence[Mapping[str, Any]], reprint: str | None) -> None:
    """Hand in that these badges went to paper."""
    first = [badge["badge"] for badge in drawn if not badge["prints"]]
    again = [badge["badge"] for badge in drawn if badge["prints"]]
    for ids, reason in ((first, "first"), (again, reprint or "other")):
        for start in range(0, len(ids), BATCH):
            body = {"plan": plan, "badges": ids[start : start + BATCH], "reason": reason, "note": "kaowu badges"}
            stated(hub, "badge.print", body)
    if again and reprint is None:
        click.echo(
            f"其中 {len(again)} 张以前印过，按“其他”记为重印：原因可用 --reprint 写明，只印新的用 --new"
            f" / {len(again)} were printed before: say why with --reprint, or print new ones only with --new"
        )


def newest_plan(hub: Hub) -> int:
    """Return the number of the plan imported last."""
    plans = hub.rows("plan")
    if not plans:
        raise Problem("还没有计划：先导入（kaowu import 目录）")
    return int(max(plans, key=lambda plan: plan["imported_seq"])["plan"])


def known_plan(hub: Hub, number: int) -> int:
    """Return the number of a plan that was imported.

    Raises:
        Problem: there is none of that number; those there are are named.
    """
    newest = newest_plan(hub)
    known = sorted((plan["plan"], plan["name"]) for plan in hub.rows("plan"))
    if number not in dict(known):
        listed = "、".join(f"{plan}（{name}）" for plan, name in known)
        raise Problem(
            f"没有编号为 {number} 的计划；已导入：{listed}。不写 --plan 则为最近导入的 {newest}"
            f" / no plan {number}; leave --plan out for {newest}"
        )
    return number


def _bare(hub: Hub, plan: int, role: Role | None) -> tuple[list[int], list[int]]:
    """Return who on the list never had a badge, and whose badge was revoked."""
    bare = [
        person["person"]
        for person in hub.rows("person")
        if person["plan"] == plan
        and person["listed"]
        and person["badge"] is None
        and (role is None or person["role"] == role.number)
    ]
    had = {badge["person"] for badge in hub.rows("badge") if badge["plan"] == plan and badge["state"] == "revoked"}
    return [person for person in bare if person not in had], [person for person in bare if person in had]


def _issue(hub: Hub, plan: int, wanted: Sequence[Mapping[str, int]]) -> int:
    for start in range(0, len(wanted), BATCH):
        new = [{"badge": os.urandom(8).hex(), **one} for one in wanted[start : start + BATCH]]
        stated(hub, "badge.issue", {"plan": plan, "badges": new})
    return len(wanted)


def stated(hub: Hub, kind: str, body: Mapping[str, Any]) -> None:
    """Hand in one fact.

    Raises:
        Problem: the hub did not take it.
    """
    (receipt,) = hub.facts([(kind, body)])
    if receipt["verdict"] != "accepted":
        raise Problem(f"{receipt['refusal']['says']}。{receipt['refusal']['fix']}")


def write(out: Path, pdf: bytes) -> None:
    """Write the file whole; the one before stays until then."""
    if out.exists() and not out.is_file():  # a device or a pipe has nothing to keep
        out.write_bytes(pdf)
        return
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        part.write_bytes(pdf)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
