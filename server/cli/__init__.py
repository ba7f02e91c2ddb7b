"""``kaowu``: every command in a module of its own, loaded only when it is called, so that help answers at once."""

import importlib
import os
import sys
from collections.abc import Mapping
from types import MappingProxyType

import click

#: Command -> module and one line of help. A module offers the click command as ``command``.
COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "serve": ("server.cli.serve", "启动考务主机 / run the hub"),
        "init": ("server.cli.init", "建立密钥、数据库和首个登记码 / make keys, database and the set-up code"),
        "sample": ("server.cli.sample", "生成仿真的考试日文件 / write a made-up exam day as files"),
        "import": ("server.cli.imports", "导入计划、考场、考生、人员 / import plan, rooms, candidates, staff"),
        "badges": ("server.cli.badges", "制作证牌 PDF / make badges as PDF"),
        "labels": ("server.cli.labels", "登记物品并制作标签 PDF / register objects and make their labels"),
        "forms": ("server.cli.forms", "门贴、桌贴、座次表、记录单、交接表 PDF / slips, lists and forms as PDF"),
        "printers": ("server.cli.printers", "列出网络打印机 / list network printers"),
        "print": ("server.cli.print", "把 PDF 送到网络打印机 / print a PDF on a network printer"),
        "enrol": ("server.cli.enrol", "登记设备或程序 / enrol a device or a program"),
        "pin": ("server.cli.pin", "设置 PIN / set the PIN of who holds a device"),
        "queue": ("server.cli.queue", "导入设备导出的未交记录 / take in the records devices exported"),
        "media": ("server.cli.media", "影像：导入存储卡、核对、导出 / photos and film: import cards, check, export"),
        "reconcile": ("server.cli.reconcile", "核对读卡文件与名单 / hold card files against the list"),
        "verify": ("server.cli.verify", "核对记录是否被改动 / check that the record is unchanged"),
        "rebuild": ("server.cli.rebuild", "由记录重建名单和看板 / rebuild lists and board from the record"),
    }
)


class Lazy(click.Group):
    """A group whose commands are loaded by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of an exam day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("命令 / Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="kaowu")
def group() -> None:
    """考务：考试日的考务主机。

    The exam-day hub. Settings come from the environment: KAOWU_DATA, KAOWU_DATABASE, KAOWU_PORT, KAOWU_LOCAL_PORT.
    Exit codes: 0 ok, 1 a problem was found, 2 bad usage.
    """


def main() -> None:
    """Run the command line; Chinese must come out right whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    os.environ.setdefault("PYTHONUTF8", "1")
    try:
        group()
    except OSError as error:
        place = error.filename or "文件 / file"
        click.echo(
            f"Error: {place}：{error.strerror or error}。请检查它是否存在、能否读写、磁盘是否已满"
            " / check that it exists, may be read and written, and that the disk is not full",
            err=True,
        )
        sys.exit(1)
