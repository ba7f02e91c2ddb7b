"""The sentences about whole files, plans and portraits: code, what is wrong and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """The sentences of one code; names in braces are filled with what was found and expected."""

    says: str
    fix: str
    says_en: str
    fix_en: str


FILE: Mapping[str, Message] = {
    "file-empty": Message(
        "文件是空的。",
        "请检查是否选错文件，另存后重新上传。",
        "The file is empty.",
        "Check that this is the right file, save it again and upload it.",
    ),
    "file-too-large": Message(
        "文件有 {megabytes} MB，最多 {limit} MB。",
        "请删去图片和无关工作表，或拆成几个文件。",
        "The file has {megabytes} MB; at most {limit} MB are read.",
        "Remove pictures and unrelated sheets, or split the file.",
    ),
    "file-type": Message(
        "不认识这种文件；可读的是 xlsx、xls、csv、tsv、txt、dbf 表格和 yaml 计划。",
        "请用表格软件打开，另存为 .xlsx 或 .csv（UTF-8）。",
        "This kind of file is not read; tables in xlsx, xls, csv, tsv, txt and dbf and plans in yaml are.",
        "Open it in a spreadsheet program and save it as .xlsx or .csv (UTF-8).",
    ),
    "file-image": Message(
        "这是一张图片，不是表格。",
        "照片请放在 photos 文件夹，文件名用工号；表格请上传 .xlsx 或 .csv。",
        "This is a picture, not a table.",
        "Put portraits in the photos folder, named by staff number; upload tables as .xlsx or .csv.",
    ),
    "xlsx-broken": Message(
        "文件名像 Excel 工作簿，内容却读不出来。",
        "请用表格软件打开后另存为 .xlsx，再上传。",
        "The name is that of a workbook, but the content cannot be read.",
        "Open it in a spreadsheet program, save it as .xlsx and upload it again.",
    ),
    "xlsx-password": Message(
        "工作簿设有打开密码，无法读取。",
        "请在表格软件中去掉密码，另存后上传。",
        "The workbook is protected by a password and cannot be read.",
        "Remove the password in the spreadsheet program, save and upload it again.",
    ),
    "xls-broken": Message(
        "旧式 .xls 工作簿已损坏，读不出来。",
        "请用表格软件打开后另存为 .xlsx，再上传。",
        "The old .xls workbook is damaged and cannot be read.",
        "Open it in a spreadsheet program, save it as .xlsx and upload it again.",
    ),
    "xlsx-bomb": Message(
        "工作簿解压后太大（超过 {limit} MB，或有几百万个格子），为安全起见不予读取。",
        "请删去数据下方和右侧的空行空列、无关工作表和图片，另存为新文件。",
        "Unpacked, the workbook is too large (more than {limit} MB, or millions of cells); it is not read for safety.",
        "Delete blank rows and columns around the data, other sheets and pictures, and save it as a new file.",
    ),
    "cells-too-many": Message(
        "有内容的格子超过 {limit} 万个。",
        "请删去无关的列和工作表，或拆成几个文件。",
        "More than {limit}0,000 cells hold something.",
        "Delete columns and sheets that do not belong, or split the file.",
    ),
    "dbf-broken": Message(
        "不是可读的 DBF 表：文件头与字段对不上。",
        "请从原系统重新导出，或用表格软件打开后另存为 .xlsx。",
        "This is no readable DBF table: its header does not fit its fields.",
        "Export it again, or open it in a spreadsheet program and save it as .xlsx.",
    ),
    "dbf-count": Message(
        "DBF 文件头说有 {stated} 条记录，实际有 {found} 条：文件不完整或被拼接过。",
        "请从原系统重新导出，复制完整后再上传。",
        "The DBF header states {stated} records but the file holds {found}: it was cut or spliced.",
        "Export it again and copy it whole.",
    ),
    "page-without-table": Message(
        "这是网页或 XML，里面没有可读的表格。",
        "请用表格软件打开后另存为 .xlsx，再上传。",
        "This is a web page or XML without a table that can be read.",
        "Open it in a spreadsheet program, save it as .xlsx and upload it again.",
    ),
    "text-encoding": Message(
        "文字编码既不是 UTF-8 也不是 GB18030。",
        "请在表格软件中另存为“CSV UTF-8”。",
        "The text is neither UTF-8 nor GB18030.",
        "Save it as “CSV UTF-8” in the spreadsheet program.",
    ),
    "text-binary": Message(
        "文件里有不是文字的内容，不像 CSV 或 YAML。",
        "请用表格软件打开后另存为 .xlsx 或 CSV。",
        "The file holds bytes that are no text; it does not look like CSV or YAML.",
        "Open it in a spreadsheet program and save it as .xlsx or CSV.",
    ),
    "csv-broken": Message(
        "引号没有成对，或这一行太长，从这一行起读不下去。",
        "请检查这一行的双引号，或改用 .xlsx。",
        "The quotation marks do not pair up, or the row is too long; reading stops at this row.",
        "Check the double quotes of this row, or use .xlsx.",
    ),
    "kind-unknown": Message(
        "看不出这是考场表、考生表还是人员表：找到的文字是“{header}”。",
        "请在前 30 行内写好表头，并使用说明中的列名。",
        "Cannot tell whether this is rooms, candidates or staff: what was found is “{header}”.",
        "Put the header within the first 30 rows and use the documented column names.",
    ),
    "header-missing": Message(
        "前 30 行里没有表头。",
        "请把列名放在数据上方的一行。",
        "There is no header in the first 30 rows.",
        "Put the column names in the row above the data.",
    ),
    "rows-none": Message(
        "只有表头，没有数据。",
        "请填好数据后重新上传。",
        "There is a header but no data.",
        "Fill in the data and upload the file again.",
    ),
    "rows-too-many": Message(
        "超过 {limit} 行。",
        "请按考点拆分文件，或删去多余的行。",
        "There are more than {limit} rows.",
        "Split the file by site, or delete rows that do not belong.",
    ),
    "column-missing": Message(
        "缺少“{expected}”列。",
        "请在表头加上这一列：{form}。",
        "The column “{expected}” is missing.",
        "Add this column to the header: {form}.",
    ),
    "column-twice": Message(
        "“{column}”列出现了两次（另一处是“{other}”）。",
        "请只保留其中一列。",
        "The column “{column}” stands twice (the other one is “{other}”).",
        "Keep only one of them.",
    ),
    "column-beside": Message(
        "“{column}”与“{other}”意思相同，只读“{other}”。",
        "请核对；如果应读“{column}”，请删去或改名另一列。",
        "“{column}” and “{other}” mean the same column; only “{other}” was read.",
        "Check it; delete or rename the other column if “{column}” should be read.",
    ),
    "column-unknown": Message(
        "不认识“{column}”列，没有读取。",
        "如果需要这一列，请改用说明中的列名；不需要则不必处理。",
        "The column “{column}” is not known and was not read.",
        "If it is needed, use the documented name; otherwise there is nothing to do.",
    ),
    "sheet-ignored": Message(
        "工作表“{other}”没有读取；读取的是“{sheet}”。",
        "如果需要，请把它另存为单独的文件。",
        "The sheet “{other}” was not read; “{sheet}” was.",
        "If it is needed, save it as a file of its own.",
    ),
    "rows-passed": Message(
        "有 {count} 行不是数据，已跳过：{rows}。",
        "它们是合计、签名、备注、小标题或重复的表头；若其中有数据，请改正后重新上传。",
        "{count} rows are no data and were passed over: {rows}.",
        "They are totals, signatures, notes, headings or repeated headers; if one holds data, correct it and upload.",
    ),
    "rows-deleted": Message(
        "有 {count} 条记录在 DBF 中标了删除，没有读取。",
        "如果需要，请在原系统中恢复后重新导出。",
        "{count} records are marked as deleted in the DBF and were not read.",
        "If they are needed, restore them and export again.",
    ),
    "plan-first": Message(
        "还没有鉴定计划，无法核对场次。",
        "请先导入 plan.yaml，或与本文件一起上传。",
        "There is no plan yet, so the sessions cannot be checked.",
        "Import plan.yaml first, or upload it together with this file.",
    ),
    "rooms-first": Message(
        "还没有考场表，无法核对考场。",
        "请先导入考场表，或与本文件一起上传。",
        "There are no rooms yet, so the rooms cannot be checked.",
        "Import the rooms first, or upload them together with this file.",
    ),
    "more": Message(
        "另有 {count} 处问题没有列出。",
        "请先改正以上问题，再重新检查。",
        "There are {count} more problems that are not listed.",
        "Correct those above first, then check again.",
    ),
}

PLAN: Mapping[str, Message] = {
    "yaml-broken": Message(
        "YAML 文件的写法不对，从这一行起读不下去。",
        "请检查缩进、冒号后的空格和引号，并对照样例。",
        "The YAML file cannot be read from this line on.",
        "Check the indentation, the space after each colon and the quotes; compare it with the sample.",
    ),
    "yaml-alias": Message(
        "{kind}用了 YAML 的引用（& 或 *），不予读取。",
        "请把内容直接写出来。",
        "The {kind} uses YAML anchors or aliases (& or *), which are not read.",
        "Write the content out.",
    ),
    "yaml-complex": Message(
        "{kind}的内容太多或嵌套太深，不予读取。",
        "请对照样例检查文件。",
        "The {kind} holds too much or is nested too deep to be read.",
        "Compare it with the sample.",
    ),
    "key-missing": Message(
        "缺少 {key}。",
        "请补上：{form}。",
        "{key} is missing.",
        "Add it: {form}.",
    ),
    "key-twice": Message(
        "{key} 写了两次。",
        "请只保留一处。",
        "{key} stands twice.",
        "Keep only one.",
    ),
    "key-same": Message(
        "{key} 与 {other} 是同一项的两种写法，不能都写。",
        "请把内容合到一处，只保留一个。",
        "{key} is another name of {other}; both cannot stand.",
        "Put what they hold in one place and keep only one.",
    ),
    "key-astray": Message(
        "{key} 不属于评分方案，整个文件没有读取。",
        "评分方案请单独存成一个文件，最外层只写 schemes（或 评分方案）；鉴定计划另存一个文件导入。",
        "{key} does not belong in a file of schemes; nothing was read.",
        "Keep schemes in a file of their own with the one key schemes at the top; import the plan from its own.",
    ),
    "items-none": Message(
        "{key} 下面一项也没有。",
        "请补上考核项目，或删去这份方案。",
        "There is no item below {key}.",
        "Add its items, or delete this scheme.",
    ),
    "key-unknown": Message(
        "不认识 {key}，没有读取。",
        "请检查拼写；不需要则不必处理。",
        "{key} is not known and was not read.",
        "Check the spelling; otherwise there is nothing to do.",
    ),
    "value-form": Message(
        "{key} 的值“{value}”不对。",
        "应为：{form}。",
        "The value “{value}” of {key} is not right.",
        "Expected: {form}.",
    ),
    "session-order": Message(
        "场次 {session} 的结束时间 {ends} 不在开始时间 {starts} 之后的 12 小时内。",
        "请核对开始和结束时间。",
        "Session {session} ends at {ends}, which is not within 12 hours after its start at {starts}.",
        "Check both times.",
    ),
    "session-day": Message(
        "场次 {session} 的日期 {day} 不在 days 中。",
        "请把这一天加进 days，或改正场次时间。",
        "Session {session} is on {day}, which is not among days.",
        "Add the day to days, or correct the session.",
    ),
    "timetable-missing": Message(
        "计划有 {kind} 场次，timetable 里却没有它的时间表。",
        "请在 timetable 下补上 {kind}。",
        "The plan has {kind} sessions, but timetable has no steps for them.",
        "Add {kind} under timetable.",
    ),
}

PORTRAIT: Mapping[str, Message] = {
    "portrait-form": Message(
        "不是可读的 JPEG 或 PNG 照片。",
        "请换一张 .jpg 照片；没有照片也可以制证。",
        "This is no readable JPEG or PNG picture.",
        "Use another .jpg; a badge can also be made without a portrait.",
    ),
    "portrait-nobody": Message(
        "人员名单中没有编号为“{value}”的人。",
        "请按工号或证件号重新命名照片，或先导入人员名单。",
        "Nobody on the staff list has the number “{value}”.",
        "Name the picture by staff or ID number, or import the staff first.",
    ),
    "portrait-name": Message(
        "文件名“{value}”不是工号或证件号。",
        "请改名为 photos/工号.jpg。",
        "The file name “{value}” is no staff number or ID number.",
        "Rename it to photos/<staff number>.jpg.",
    ),
    "portrait-size": Message(
        "照片为 {width}×{height} 像素，应在 120 到 8000 像素之间。",
        "请换一张清晰的证件照，建议 360×480。",
        "The picture has {width}×{height} pixels; 120 to 8000 each way were expected.",
        "Use a clear portrait, best 360×480.",
    ),
}
