"""``kaowu badges``: badges for all who never had one, and the PDF."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from protocol.role import BY_CODE, BY_NUMBER, ROLES, Role
from server.cli.client import Hub, Problem, existing, open_hub, writable
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
@click.option("--again", is_flag=True, help="证牌已注销的人也补制新证 / new badges also for revoked ones")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="PDF 文件 / file",
)
def command(role: Role | None, plan: int | None, size: str, layout: str, again: bool, out: Path) -> None:
    """为名单上从未有过证牌的人员制证，并写出全部（或一种角色）证牌的 PDF。

    Issue badges to everybody on the list who never had one, then write all badges (or those of a role) as PDF.
    Whose badge was revoked gets another only with --again.
    """
    settings = existing()
    if out.is_file() or not out.exists():
        writable(out.resolve().parent)
    with open_hub(settings) as hub:
        number = newest_plan(hub) if plan is None else _known_plan(hub, plan)
        never, revoked = _bare(hub, number, role)
        issued = _issue(hub, number, [*never, *revoked] if again else never)
        click.echo(f"新制 {issued} 枚 / issued {issued}")
        if revoked and not again:
            click.echo(
                f"另有 {len(revoked)} 人的证牌已注销，没有补制：需要时加 --again"
                f" / {len(revoked)} with a revoked badge got none: add --again if they should"
            )
        query = f"plan={number}&size={size}&layout={layout}" + (f"&role={role.number}" if role else "")
        _write(out.resolve(), hub.get(f"/api/badges.pdf?{query}"))
        click.echo(f"已写入 {out} / written")


def newest_plan(hub: Hub) -> int:
    """Return the number of the plan imported last."""
    plans = hub.rows("plan")
    if not plans:
        raise Problem("还没有计划：先导入（kaowu import 目录）")
    return int(max(plans, key=lambda plan: plan["imported_seq"])["plan"])


def _known_plan(hub: Hub, number: int) -> int:
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


def _issue(hub: Hub, plan: int, bare: Sequence[int]) -> int:
    for start in range(0, len(bare), BATCH):
        new = [{"badge": os.urandom(8).hex(), "person": person} for person in bare[start : start + BATCH]]
        (receipt,) = hub.facts([("badge.issue", {"plan": plan, "badges": new})])
        if receipt["verdict"] != "accepted":
            raise Problem(f"{receipt['refusal']['says']}。{receipt['refusal']['fix']}")
    return len(bare)


def _write(out: Path, pdf: bytes) -> None:
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
