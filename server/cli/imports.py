"""``kaowu import``: files in, all or nothing per file."""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from formats.table import FILE_LIMIT, MEGABYTE, too_large
from server.cli import card_formats
from server.cli.client import Hub, Problem, config, open_hub
from server.config import Config
from server.domain.imports import Problem as Wrong
from server.domain.imports import kind_of
from server.domain.imports.formats import TABLES
from server.domain.imports.problem import Place, problem

READ = (".yaml", ".yml", *TABLES)
PICTURES = (".jpg", ".jpeg", ".png")
KIND_WORDS = {"plan": "计划", "rooms": "考场", "candidates": "考生", "staff": "人员"} | {
    "schemes": "评分方案", "assessors": "考评员", "portraits": "照片",
}  # fmt: skip
SHOWN = 30
DOCUMENTS = (".doc", ".docx", ".pdf", ".ods", ".wps", ".xlsb", ".mdb", ".zip", ".rar")  # may hold a list
CONTRACT = ("file", "sheet", "row", "column", "code", "says", "fix")
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
    "--kind",
    type=click.Choice(["plan", "rooms", "candidates", "staff", "schemes", "assessors"]),
    help="文件种类，默认由表头判断 / kind",
)
@click.option("--plan", type=int, help="计划编号，默认为同批计划文件或最近导入的计划 / plan number")
@click.option("--dry-run", is_flag=True, help="只核对，不导入 / check only")
@click.option("--keep-good", is_flag=True, help="有错的文件也导入其中无误的行 / take the good rows of a bad file")
@click.option(
    "--marked",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="OUT.xlsx",
    help="把标出问题的表格写成 xlsx / write the sheets with everything wrong marked",
)
@click.option("--json", "json_out", type=click.File("w", encoding="utf-8"), help="结果写成 JSON / result as JSON")
def command(
    paths: tuple[Path, ...],
    kind: str | None,
    plan: int | None,
    dry_run: bool,
    keep_good: bool,
    marked: Path | None,
    json_out: Any,
) -> None:
    """导入计划、考场、考生、人员、评分方案、考评员证卡和照片；有错的文件整份不导入。

    Import files; a file with errors is not taken at all, and every error is told by file, sheet, row and column.
    Files of a folder that are not read are named.
    """
    found = list(_found(paths))
    skipped = [each for each in found if isinstance(each, Skipped)]
    for left in skipped:
        click.secho(f"{left.name}：没有读取。{left.fix}", fg="red" if left.missed else "yellow")
    with _somewhere(config(), dry_run=dry_run) as settings:
        results = take(settings, list(paths), kind=kind, plan=plan, dry_run=dry_run, keep_good=keep_good, marked=marked)
        if not dry_run:
            _keep_formats(settings, paths, results)
    errors = [error for result in results for error in result["errors"]]
    if json_out is not None:
        taken = sum(result["committed"] for result in results)
        told = [{key: error[key] for key in CONTRACT} for error in errors]
        json.dump(
            {"taken": taken, "errors": told, "skipped": [left.name for left in skipped]},
            json_out,
            ensure_ascii=False,
            indent=2,
        )
    if errors or any(left.missed for left in skipped):
        raise SystemExit(1)


def _keep_formats(settings: Config, paths: Sequence[Path], results: Sequence[Mapping[str, Any]]) -> None:
    """Keep the card-file profiles beside the lists that were taken; where somebody has to sign in for it, say so."""
    plans = {result["plan"] for result in results if result["committed"] and result["plan"] is not None}
    if len(plans) != 1:
        return
    (plan,) = plans
    try:
        with open_hub(settings) as hub:
            for folder in paths:
                card_formats.keep(hub, plan, folder)
    except Problem as wrong:
        fix = "请在“考务办公 → 读卡格式”里保存 cards 中的 profile-*.yaml / save it on the office's screen"
        click.secho(f"读卡格式没有记下：{wrong.message}。{fix}", fg="yellow")


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
    marked: Path | None = None,
) -> list[dict[str, Any]]:
    """Check files and take those that may be taken; return what each held, with ``committed`` rows.

    ``marked``: where to write the sheets with everything wrong marked; nothing is written where nothing is wrong.
    """
    found = [each for each in _found(paths) if not isinstance(each, Skipped)]
    files, large = _read(found)
    if not files and not large:
        raise Problem("没有可导入的文件：应有 plan.yaml、rooms、candidates、staff（xlsx、csv 等）或 photos/*.jpg")
    fields = {"keep_good": "1" if keep_good else "0"}
    fields |= {"kind": kind} if kind else {}
    fields |= {"plan": str(plan)} if plan is not None else {}
    results = [_too_large(name, size) for name, size in large]
    with open_hub(settings) as hub:
        results += hub.upload("/api/imports", files, fields)["files"] if files else []
        if marked is not None and files and any(result["errors"] or result["warnings"] for result in results):
            marked.write_bytes(hub.upload_for("/api/imports/marked", files, fields))
            click.echo(f"已写入 {marked} / written")
        for result in results:
            result["committed"] = 0
            if not dry_run and result["rows_sha256"] and (keep_good or not result["errors"]):
                _commit(hub, result)
            _tell(result, dry_run=dry_run)
    return results


def _read(found: Sequence[tuple[str, Path]]) -> tuple[list[tuple[str, bytes]], list[tuple[str, int]]]:
    """Read files, with a bar on a terminal; those too large are not read but returned with their size."""
    files: list[tuple[str, bytes]] = []
    large: list[tuple[str, int]] = []
    with click.progressbar(found, label="读取 / reading", hidden=not sys.stdout.isatty()) as bar:
        for name, path in bar:
            size = path.stat().st_size
            if size > FILE_LIMIT * MEGABYTE:
                large.append((name, size))
            else:
                files.append((name, path.read_bytes()))
    return files, large


def _too_large(name: str, size: int) -> dict[str, Any]:
    """Return the result of a file that is too large to be handed in."""
    wrong = too_large(size)
    told = problem(Place(name), wrong.code, **wrong.details)
    error = {key: getattr(told, key) for key in CONTRACT}
    return {"file": name, "kind": None, "plan": None, "taken": 0, "total": 0} | {
        "errors": [error], "warnings": [], "file_sha256": None, "rows_sha256": None,
    }  # fmt: skip


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
        if path.is_file() and path.suffix.lower() in READ and not _only_words(path):
            yield path.name, path
        elif path not in photos:
            yield _left_out(path)
    for path in photos:
        yield from _in_photos(path)


def _only_words(path: Path) -> bool:
    """Say whether a text beside the lists holds no list: a note, or something else of no use here."""
    if path.suffix.lower() not in (".txt", ".htm", ".html") or path.stat().st_size > FILE_LIMIT * MEGABYTE:
        return False
    return isinstance(kind_of(path.name, path.read_bytes()), Wrong)


def _left_out(path: Path) -> Skipped:
    kind = path.suffix.lower()
    if path.is_dir() and path.name.lower() == card_formats.CARDS:
        said = "读卡文件在读卡站或“读卡”页面交来，这里只取其中的格式 profile-*.yaml"
        return Skipped(f"{path.name}/", f"{said} / card files come in at the reader station; only profiles are taken")
    if path.is_dir():
        return Skipped(f"{path.name}/", "子文件夹不读：照片的文件夹应名为 photos，其他文件放到上一层")
    if kind in DOCUMENTS or kind in TABLES:
        return Skipped(path.name, "请另存为 xlsx 或 csv 再导入 / save it as xlsx or csv", missed=True)
    if kind in PICTURES:
        return Skipped(path.name, "照片应放进 photos 文件夹 / portraits belong into the folder photos")
    return Skipped(path.name, "只读 yaml、xlsx、xls、csv、txt、dbf 和 photos 中的照片：表格请另存为 xlsx 或 csv")


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
    for wrong in [*errors, *warnings][:SHOWN]:
        click.echo(f"  {_where(wrong, result['file'])}{wrong['says'].rstrip('。')}。{wrong['fix'].rstrip('。')}。")
    if len(errors) + len(warnings) > SHOWN:
        click.echo(f"  …… 另有 {len(errors) + len(warnings) - SHOWN} 条，用 --json 查看全部")


def _where(wrong: dict[str, Any], told: str) -> str:
    parts = [
        f"{wrong['file']} " if wrong["file"] and wrong["file"] != told else "",  # portraits are told together
        f"表“{wrong['sheet']}”" if wrong["sheet"] else "",
        f"第 {wrong['row']} 行" if wrong["row"] else "",
        f"“{wrong['column']}”列" if wrong["column"] else "",
    ]
    where = "".join(parts).rstrip()
    return f"{where}：" if where else ""
