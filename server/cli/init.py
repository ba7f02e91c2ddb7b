"""``kaowu init``: keys, database and the first enrolment code."""

import importlib

import click

from server.cli.client import Problem, config, damage_in_words
from server.cli.enrol import show_authority
from server.store.db import Busy
from server.web.enrol import make_setup_code


@click.command("init")
def command() -> None:
    """建立密钥、证书、数据库和首个登记码；已有的不动。

    Make keys, private CA, database and a one-time set-up code; what exists is left as it is.
    """
    settings = config()
    application = importlib.import_module("server.app")
    try:
        with damage_in_words(settings), application.open_hub(settings) as core:
            code, expires = core.committer.call(make_setup_code)
            click.echo(f"数据目录 / data: {settings.data}")
            click.echo(f"记录名称 / journal: {core.journal.origin}")
            click.echo(f"核对公钥 / verifier key: {core.journal.verifier_key}")
            show_authority(core.trust.authority())
            click.echo(f"登记码 / set-up code: {code}（{expires} 前有效 / valid until）")
    except Busy as error:
        raise Problem("考务主机正在运行：请用 kaowu enrol 生成登记码 / the hub is running, use kaowu enrol") from error
