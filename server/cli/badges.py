"""``kaowu badges``: badges for all who have none, and the PDF."""

import os
from pathlib import Path

import click

from protocol.role import BY_CODE, BY_NUMBER, ROLES, Role
from server.cli.client import Hub, Problem, config, open_hub
from server.desk.printing import LAYOUTS, SIZES

BATCH = 500


def _role(_context: click.Context, _option: click.Parameter, value: str | None) -> Role | None:
    if value is None:
        return None
    by_name = {role.zh: role for role in ROLES}
    role = by_name.get(value) or BY_CODE.get(value.upper()) or BY_NUMBER.get(int(value) if value.isdecimal() else 0)
    if role is None:
        known = "、".join(f"{role.number} {role.zh}" for role in ROLES)
        raise click.BadParameter(f"没有“{value}”这种角色；可用：{known}")
    return role


@click.command("badges")
@click.option("--role", callback=_role, help="只做一种角色：编号、代码或中文名 / one role only")
@click.option("--plan", type=int, help="计划编号，默认最近导入的计划 / plan number")
@click.option("--size", type=click.Choice(SIZES), default="full", help="尺寸 / size")
@click.option("--layout", type=click.Choice(LAYOUTS), default="single", help="版式 / layout")
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="PDF 文件 / file")
def command(role: Role | None, plan: int | None, size: str, layout: str, out: Path) -> None:
    """为名单上还没有证牌的人员制证，并写出全部（或一种角色）证牌的 PDF。

    Issue badges to everybody on the list who has none, then write all badges (or those of a role) as PDF.
    """  # noqa: D415 - the first line is Chinese
    with open_hub(config()) as hub:
        number = plan if plan is not None else newest_plan(hub)
        issued = _issue(hub, number, role)
        click.echo(f"新制 {issued} 枚 / issued {issued}")
        query = f"plan={number}&size={size}&layout={layout}" + (f"&role={role.number}" if role else "")
        out.write_bytes(hub.get(f"/api/badges.pdf?{query}"))
        click.echo(f"已写入 {out} / written")


def newest_plan(hub: Hub) -> int:
    """Return the number of the plan imported last."""
    plans = hub.rows("plan")
    if not plans:
        raise Problem("还没有计划：先导入（kaowu import 目录）")
    return int(max(plans, key=lambda plan: plan["imported_seq"])["plan"])


def _issue(hub: Hub, plan: int, role: Role | None) -> int:
    bare = [
        person["person"]
        for person in hub.rows("person")
        if person["plan"] == plan
        and person["listed"]
        and person["badge"] is None
        and (role is None or person["role"] == role.number)
    ]
    for start in range(0, len(bare), BATCH):
        new = [{"badge": os.urandom(8).hex(), "person": person} for person in bare[start : start + BATCH]]
        (receipt,) = hub.facts([("badge.issue", {"plan": plan, "badges": new})])
        if receipt["verdict"] != "accepted":
            raise Problem(f"{receipt['refusal']['says']}。{receipt['refusal']['fix']}")
    return len(bare)
