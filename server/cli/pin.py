"""``kaowu pin``: PINs of those who hold devices."""

import sys

import click

from server.cli.client import Problem, existing, open_hub


@click.group("pin")
def command() -> None:
    """负责设备的人的 PIN。

    PINs of those who hold devices.
    """


@command.command("set")
@click.argument("staff_no")
@click.option("--plan", type=int, required=True, help="计划编号 / the plan's number")
@click.option("--stdin", "piped", is_flag=True, help="从标准输入读 PIN，供程序使用 / read the PIN from standard input")
def set_pin(staff_no: str, plan: int, piped: bool) -> None:
    """设置或重设一人的 PIN（4 至 8 位数字）；输入时不显示，也不能写在命令行里。

    Set or reset somebody's PIN (4 to 8 digits) by their staff number; it is asked for without showing it.
    """
    settings = existing()
    pin = (
        sys.stdin.readline().rstrip("\r\n")
        if piped
        else click.prompt("PIN", hide_input=True, confirmation_prompt="再输一次 / again")
    )
    with open_hub(settings) as hub:
        found = [row for row in hub.rows("person") if row["plan"] == plan and row["staff_no"] == staff_no]
        if not found:
            raise Problem(
                f"计划 {plan} 的名单中没有工号 {staff_no}：请核对计划编号和工号"
                f" / plan {plan} has nobody with the staff number {staff_no}"
            )
        hub.post("/api/pins", {"plan": plan, "person": found[0]["person"], "pin": pin})
        click.echo(f"已设置 {found[0]['name']}（{staff_no}）的 PIN / the PIN was set")
