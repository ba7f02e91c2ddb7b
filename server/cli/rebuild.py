"""``kaowu rebuild``: lists and board from the journal and the imported files."""

import importlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click

from server.cli.client import Problem, damage_in_words, existing
from server.desk.imports import Lost
from server.store import committer
from server.store.db import Busy


@contextmanager
def _alone() -> Iterator[None]:
    """Leave the telling of a failed job to the command: its sentence stands without the writer's traceback."""
    before = committer.log.level
    committer.log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        committer.log.setLevel(before)


@click.command("rebuild")
def command() -> None:
    """由记录和导入的文件重建名单、证牌和看板（主机须停止）。

    Throw the projections away and rebuild them from the journal and the imported files; the hub must be stopped.
    """
    application = importlib.import_module("server.app")
    settings = existing()
    try:
        with damage_in_words(settings), application.open_hub(settings) as core, _alone():
            count = core.committer.call(core.door.rebuild)
    except Busy as error:
        raise Problem("考务主机正在运行：先停止再重建 / stop the hub first") from error
    except Lost as error:
        raise Problem(
            f"导入过的文件内容 {error} 已丢失或损坏，未作改动：请从备份恢复数据目录的 files"
            " / imported rows are lost or damaged; nothing was changed: restore the folder files from a backup"
        ) from error
    click.echo(f"已由 {count} 条记录重建 / rebuilt from {count} entries")
