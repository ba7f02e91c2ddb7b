"""``kaowu import``: files in, all or nothing per file."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from server.cli.client import Hub, Problem, config, open_hub
from server.config import Config

TABLES = (".yaml", ".yml", ".xlsx", ".csv")
PICTURES = (".jpg", ".jpeg", ".png")
KIND_WORDS = {"plan": "计划", "rooms": "考场", "candidates": "考生", "staff": "人员", "portraits": "照片"}
SHOWN = 30
DOCUMENTS = (".xls", ".doc", ".docx", ".pdf", ".txt", ".dbf", ".tsv", ".ods", ".et", ".wps")  # may hold a list
PHOTOS = "photos"
OPEN_ELSEWHERE = "~$"  # how the lock file of an open spreadsheet begins
LITTER = (OPEN_ELSEWHERE, ".")
LITTER_NAMES = ("thumbs.db", "desktop.ini", "__macosx")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not read, what to do about it, and whether it may hold a list that is then missing."""

    name: str
    fix: str
    missed: bool = False


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
    Files of a folder that are not read are named.
    """
    skipped = [found for found in _found(paths) if isinstance(found, Skipped)]
    for left in skipped:
        click.secho(f"{left.name}：没有读取。{left.fix}", fg="red" if left.missed else "yellow")
    with _somewhere(config(), dry_run=dry_run) as settings:
        results = take(settings, list(paths), kind=kind, plan=plan, dry_run=dry_run, keep_good=keep_good)
    errors = [error for result in results for error in result["errors"]]
    if json_out is not None:
        taken = sum(result["committed"] for result in results)
        said = {"taken": taken, "errors": errors, "skipped": [left.name for left in skipped]}
        json.dump(said, json_out, ensure_ascii=False, indent=2)
    if errors or any(left.missed for left in skipped):
        raise SystemExit(1)


@contextmanager
def _somewhere(settings: Config, *, dry_run: bool) -> Iterator[Config]:
    """Check only, without a hub to check against: an empty one of the moment serves, and nothing is left behind."""
    if not dry_run or (settings.data / "keys" / "journal.pem").exists():
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="kaowu-check-") as name:
        yield replace(settings, data=Path(name), database=f"sqlite:///{Path(name) / 'kaowu.db'}")


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
    files = [(found[0], found[1].read_bytes()) for found in _found(paths) if not isinstance(found, Skipped)]
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


def _found(paths: Sequence[Path]) -> Iterator[tuple[str, Path] | Skipped]:
    """Sort what is there into files to import, by the name they are uploaded as, and files to leave out."""
    for path in paths:
        if path.name.startswith(OPEN_ELSEWHERE):
            continue
        if path.is_dir():
            yield from _in_photos(path) if path.name.lower() == PHOTOS else _in_folder(path)
        else:
            yield path.name, path


def _in_folder(folder: Path) -> Iterator[tuple[str, Path] | Skipped]:
    inside = [path for path in sorted(folder.iterdir()) if not _litter(path)]
    photos = [path for path in inside if path.is_dir() and path.name.lower() == PHOTOS]
    for path in inside:
        if path.is_file() and path.suffix.lower() in TABLES:
            yield path.name, path
        elif path not in photos:
            yield _left_out(path)
    for path in photos:
        yield from _in_photos(path)


def _left_out(path: Path) -> Skipped:
    kind = path.suffix.lower()
    if path.is_dir():
        return Skipped(f"{path.name}/", "子文件夹不读：照片的文件夹应名为 photos，其他文件放到上一层")
    if kind in DOCUMENTS:
        return Skipped(path.name, "请另存为 xlsx 或 csv 再导入 / save it as xlsx or csv", missed=True)
    if kind in PICTURES:
        return Skipped(path.name, "照片应放进 photos 文件夹 / portraits belong into the folder photos")
    return Skipped(path.name, "只读 yaml、xlsx、csv 和 photos 中的 jpg、png：表格请另存为 xlsx 或 csv")


def _in_photos(folder: Path) -> Iterator[tuple[str, Path] | Skipped]:
    for path in sorted(folder.iterdir()):
        if _litter(path):
            continue
        if path.suffix.lower() in PICTURES and path.is_file():
            yield f"{PHOTOS}/{path.name}", path
        else:
            yield Skipped(f"{PHOTOS}/{path.name}", "照片请另存为 jpg 或 png / save portraits as jpg or png")


def _litter(path: Path) -> bool:
    return path.name.startswith(LITTER) or path.name.lower() in LITTER_NAMES


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
        click.echo(
            f"  {_where(problem, result['file'])}{problem['says'].rstrip('。')}。{problem['fix'].rstrip('。')}。"
        )
    if len(errors) + len(warnings) > SHOWN:
        click.echo(f"  …… 另有 {len(errors) + len(warnings) - SHOWN} 条，用 --json 查看全部")


def _where(problem: dict[str, Any], told: str) -> str:
    parts = [
        f"{problem['file']} " if problem["file"] and problem["file"] != told else "",  # portraits are told together
        f"表“{problem['sheet']}”" if problem["sheet"] else "",
        f"第 {problem['row']} 行" if problem["row"] else "",
        f"“{problem['column']}”列" if problem["column"] else "",
    ]
    where = "".join(parts).rstrip()
    return f"{where}：" if where else ""
