"""``kaowu queue``: take in the records that devices exported as files."""

import json
from pathlib import Path
from typing import Any

import click

from server.cli.client import Hub, Problem, existing, open_hub

MOST_NAMED = 10

#: What a file's answer counts, in Chinese and English, in the order in which it is told.
COUNTED = (
    ("new", "可收", "to take"),
    ("accepted", "已收", "taken"),
    ("disputed", "存疑待核", "disputed"),
    ("refused", "未通过", "refused"),
    ("already", "主机早已收过", "there already"),
    ("doubled", "文件中重复", "twice in the file"),
    ("left_out", "未收", "left out"),
)


@click.command("queue")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只核对，不收 / only look, take nothing")
@click.option("--json", "as_json", is_flag=True, help="逐个文件输出主机的答复 / print the hub's answers as JSON")
def command(files: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """导入设备“本机”页导出的未交记录；重复导入无妨。有记录未收下时退出码 1。

    Take in the records that devices exported; a record is taken once, however often its file is. Exit 1 where
    something was left out or a file could not be read.
    """
    with open_hub(existing()) as hub:
        answers = [_taken(hub, file, dry_run) for file in files]
    if as_json:
        click.echo(json.dumps(answers, ensure_ascii=False, indent=1))
    else:
        for answer in answers:
            _tell(answer)
    if any("problem" in answer or answer["left_out"] or answer["damaged"] for answer in answers):
        raise SystemExit(1)


def _taken(hub: Hub, file: Path, dry_run: bool) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = hub.post_bytes(f"/api/queues{'?dry_run=true' if dry_run else ''}", file.read_bytes())
    except Problem as problem:  # the other files are no worse for it
        return {"file": str(file), "problem": problem.message}
    return {"file": str(file), **answer}


def _tell(answer: dict[str, Any]) -> None:
    if "problem" in answer:
        click.echo(f"✕ {answer['file']}：{answer['problem']}", err=True)
        return
    counted = "，".join(f"{zh} {answer[name]} 条 / {en}" for name, zh, en in COUNTED if answer[name])
    counted = counted or "没有记录 / no records"
    click.echo(f"{answer['file']}（{answer['name']}）：{answer['total']} 条。{counted}")
    if answer["damaged"]:
        click.echo("  ! 文件不完整，只读出了其中完好的记录，请在设备上重新导出 / damaged: only whole records were read")
    for one in answer["left"][:MOST_NAMED]:
        which = f"{one['device']} 第 {one['number']} 号" if one["number"] else "—"
        click.echo(f"  - {which} {one['kind'] or ''}：{one['says']}。{one['fix']}")
    if len(answer["left"]) > MOST_NAMED:
        click.echo(f"  … 还有 {len(answer['left']) - MOST_NAMED} 条 / more, see --json")
