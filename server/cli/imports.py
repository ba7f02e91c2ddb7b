"""``kaowu import``: files in, all or nothing per file."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from server.cli.client import Hub, Problem, config, open_hub
from server.config import Config

TABLES = (".yaml", ".yml", ".xlsx", ".csv")
PICTURES = (".jpg", ".jpeg", ".png")
KIND_WORDS = {"plan": "计划", "rooms": "考场", "candidates": "考生", "staff": "人员", "portraits": "照片"}
SHOWN = 30


@click.command("import")
@click.argument(
    "paths", metavar="DIR_OR_FILES...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--kind", type=click.Choice(["plan", "rooms", "candidates", "staff"]), help="文件种类，默认由表头判断 / kind"
)
@click.option("--plan", type=int, help="计划编号，默认为同批计划文件或最近导入的计划 / plan number")
@click.option("--dry-run", is_flag=True, help="只核对，不导入 / check only")
@click.option("--keep-good", is_flag=True, help="有错的文件也导入其中无误的行 / take the good rows of a bad file")
@click.option("--json", "json_out", type=click.File("w", encoding="utf-8"), help="结果写成 JSON / result as JSON")
def command(
    paths: tuple[Path, ...], kind: str | None, plan: int | None, dry_run: bool, keep_good: bool, json_out: Any
) -> None:
    """导入计划、考场、考生、人员和照片；有错的文件整份不导入。

    Import files; a file with errors is not taken at all, and every error is told by file, sheet, row and column.
    """  # noqa: D415 - the first line is Chinese
    results = take(config(), list(paths), kind=kind, plan=plan, dry_run=dry_run, keep_good=keep_good)
    errors = [error for result in results for error in result["errors"]]
    if json_out is not None:
        taken = sum(result["committed"] for result in results)
        json.dump({"taken": taken, "errors": errors}, json_out, ensure_ascii=False, indent=2)
    if errors:
        raise SystemExit(1)


def take(
    settings: Config,
    paths: list[Path],
    *,
    kind: str | None = None,
    plan: int | None = None,
    dry_run: bool = False,
    keep_good: bool = False,
) -> list[dict[str, Any]]:
    """Check files and take those that may be taken; return what each held, with ``committed`` rows."""
    files = list(_files(paths))
    if not files:
        raise Problem("没有可导入的文件：应有 plan.yaml、rooms、candidates、staff（xlsx 或 csv）或 photos/*.jpg")
    fields = {"keep_good": "1" if keep_good else "0"}
    fields |= {"kind": kind} if kind else {}
    fields |= {"plan": str(plan)} if plan is not None else {}
    with open_hub(settings) as hub:
        results: list[dict[str, Any]] = hub.upload("/api/imports", files, fields)["files"]
        for result in results:
            result["committed"] = 0
            if not dry_run and result["rows_sha256"] and (keep_good or not result["errors"]):
                _commit(hub, result)
            _tell(result, dry_run=dry_run)
    return results


def _files(paths: Iterable[Path]) -> Iterable[tuple[str, bytes]]:
    for path in paths:
        if not path.is_dir():
            yield path.name, path.read_bytes()
            continue
        for file in sorted(path.iterdir()):
            if file.suffix.lower() in TABLES:
                yield file.name, file.read_bytes()
        for picture in sorted((path / "photos").glob("*")):
            if picture.suffix.lower() in PICTURES:
                yield f"photos/{picture.name}", picture.read_bytes()


def _commit(hub: Hub, result: dict[str, Any]) -> None:
    body = {name: result[name] for name in ("plan", "kind", "file_sha256", "rows_sha256", "taken")}
    (receipt,) = hub.facts([("import.commit", body)])
    if receipt["verdict"] != "accepted":
        raise Problem(f"{result['file']}：{receipt['refusal']['says']}。{receipt['refusal']['fix']}")
    result["committed"] = result["taken"]


def _tell(result: dict[str, Any], *, dry_run: bool) -> None:
    word = KIND_WORDS.get(result["kind"] or "", "种类不明")
    errors, warnings = result["errors"], result["warnings"]
    if dry_run:
        state = "核对无误" if not errors else "有错"
    else:
        state = f"已导入 {result['committed']} 条" if result["committed"] else "未导入"
    counts = f"共 {result['total']} 条，错误 {len(errors)}，提醒 {len(warnings)}"
    click.secho(f"{result['file']}（{word}）：{state}；{counts}", fg="red" if errors else "green")
    for problem in [*errors, *warnings][:SHOWN]:
        click.echo(f"  {_where(problem)}{problem['says'].rstrip('。')}。{problem['fix'].rstrip('。')}。")
    if len(errors) + len(warnings) > SHOWN:
        click.echo(f"  …… 另有 {len(errors) + len(warnings) - SHOWN} 条，用 --json 查看全部")


def _where(problem: dict[str, Any]) -> str:
    parts = [
        f"表“{problem['sheet']}”" if problem["sheet"] else "",
        f"第 {problem['row']} 行" if problem["row"] else "",
        f"“{problem['column']}”列" if problem["column"] else "",
    ]
    where = "".join(part for part in parts if part)
    return f"{where}：" if where else ""
