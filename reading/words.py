"""The sentences about card files: what is, what was expected, what to do now; Chinese and English side by side."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from formats.unreadable import Words


@dataclass(frozen=True, slots=True)
class Sentence:
    """The sentences of one code; names in braces are filled from the fault."""

    says: Words
    fix: Words


AGAIN: Words = (
    "请在读卡机上重新导出整个文件后再交；原文件已原样保存，一条也未采用。",
    "Export the whole file again at the marking machine. This one is kept as received, and no record was taken.",
)
PROFILE: Words = (
    "请核对所选的读卡格式；确属此机文件时，由考务办公室修改读卡格式后重新读取。",
    "Check which profile was chosen; if the file is this machine's, the office mends the profile to read it again.",
)
NAME_IT: Words = (
    "请核对读卡机怎样导出，为这个文件指定读卡格式；没有合适的读卡格式时，由考务办公室新建后再指定。",
    "Find out how the machine exports, and name the profile for this file; where there is none, the office makes one.",
)
AS_TEXT: Words = (
    "请把准考证号列设为“文本”后从读卡机重新导出，不要用表格软件另存。",
    "Export again at the machine with the numbers as text; do not save the file with a spreadsheet program.",
)

SENTENCES: Mapping[str, Sentence] = {
    "empty": Sentence(("文件是空的，应为读卡文件。", "The file is empty; a card file was expected."), AGAIN),
    "file-lost": Sentence(
        (
            "主机上的原文件已丢失或损坏，应与收到时一致。",
            "The file on the hub is lost or damaged; it should be as it was received.",
        ),
        ("请从读卡站重新送来同一个文件。", "Hand in the same file again from its station."),
    ),
    "not-parsed": Sentence(
        (
            "主机没有读出这个文件，应能逐条读出。",
            "The hub could not read this file; each of its records should be readable.",
        ),
        (
            "请重新导出后再送；仍读不出时请换一种导出格式。",
            "Export it again and hand it in; if that fails as well, export it in another format.",
        ),
    ),
    "profile-unknown": Sentence(
        ("没有读卡格式“{found}”，或已停用。", "There is no profile “{found}”, or it is withdrawn."), PROFILE
    ),
    "profile-doubtful": Sentence(
        (
            "没有指定读卡格式，而从{field}起的内容与读卡格式“{expected}”不像：可能是题数或题型不同的另一种格式，不能猜。",
            "No profile was named, and from {field} on the file does not look like “{expected}”: it may be of another"
            " layout, with other numbers or types of questions, and is not guessed.",
        ),
        NAME_IT,
    ),
    "profile-several": Sentence(
        (
            "没有指定读卡格式，而读卡格式“{expected}”和“{found}”都读得出，读出的号码或答案却不同，不能猜。",
            "No profile was named; “{expected}” and “{found}” both read the file, and read other numbers or answers.",
        ),
        NAME_IT,
    ),
    "too-large": Sentence(
        ("文件有 {found} MB，最多 {expected} MB。", "The file has {found} MB; at most {expected} MB are read."),
        ("请按考场分批导出。", "Export it in parts, by room."),
    ),
    "not-a-card-file": Sentence(
        (
            "这是{found}，应为读卡文件（文本、csv、dbf 或电子表格）。",
            "This is {found}; a card file was expected (text, csv, dbf or workbook).",
        ),
        (
            "请检查是否拿错文件，把读卡机导出的文件交来。",
            "Check whether this is the wrong file; hand in what the marking machine exported.",
        ),
    ),
    "is-answer-key": Sentence(
        ("这是标准答案，不是读卡文件，没有采用。", "This is an answer key, no card file; nothing was taken."),
        (
            "标准答案在“标准答案”页面由两人各自录入，不在这里交；这份文件由两人点“不用这份文件”即可。",
            "Two people enter answer keys on the screen Answer keys; leave this file out.",
        ),
    ),
    "is-absent-list": Sentence(
        ("这是缺考名单，不是读卡文件，没有采用。", "This is a list of absentees, no card file; nothing was taken."),
        (
            "缺考和违纪在“记录单”里按考场录入，不在这里交；这份文件由两人点“不用这份文件”即可。",
            "Enter absentees and violations room by room under Record sheets; leave this file out.",
        ),
    ),
    "is-candidate-list": Sentence(
        ("这是考生名单，不是读卡文件，没有采用。", "This is the list of candidates, no card file; nothing was taken."),
        (
            "名单在“考务办公 › 导入”里导入，不在这里交；这份文件由两人点“不用这份文件”即可。",
            "Lists are imported by the office under Import; leave this file out.",
        ),
    ),
    "is-staff-list": Sentence(
        ("这是工作人员名单，不是读卡文件，没有采用。", "This is the list of staff, no card file; nothing was taken."),
        (
            "名单在“考务办公 › 导入”里导入，不在这里交；这份文件由两人点“不用这份文件”即可。",
            "Lists are imported by the office under Import; leave this file out.",
        ),
    ),
    "is-room-list": Sentence(
        ("这是考场表，不是读卡文件，没有采用。", "This is the list of rooms, no card file; nothing was taken."),
        (
            "考场表在“考务办公 › 导入”里导入，不在这里交；这份文件由两人点“不用这份文件”即可。",
            "Lists are imported by the office under Import; leave this file out.",
        ),
    ),
    "is-plan": Sentence(
        ("这是鉴定计划，不是读卡文件，没有采用。", "This is a plan, no card file; nothing was taken."),
        (
            "计划在“考务办公 › 导入”里导入，不在这里交；这份文件由两人点“不用这份文件”即可。",
            "Plans are imported by the office under Import; leave this file out.",
        ),
    ),
    "is-profile": Sentence(
        ("这是读卡格式，不是读卡文件，没有采用。", "This is a card-file profile, no card file; nothing was taken."),
        (
            "读卡格式在“考务办公 › 读卡格式”里打开并保存，不在这里交；这份文件由两人点“不用这份文件”即可。",
            "Open and save it under Card-file profiles in the office; leave this file out.",
        ),
    ),
    "wrong-format": Sentence(
        ("文件是{found}，所选读卡格式应为{expected}。", "The file is {found}; the profile expects {expected}."), PROFILE
    ),
    "wrong-profile": Sentence(
        (
            "{where}大半记录与读卡格式不符：记录长 {found} 字节，应为 {expected} 字节。",
            "{where}most records do not fit the profile: a record has {found} bytes, {expected} were expected.",
        ),
        PROFILE,
    ),
    "no-header": Sentence(
        (
            "{where}没有文件头：开头是“{found}”，应为“{expected}”。",
            "{where}there is no header: the file begins with “{found}”; “{expected}” was expected.",
        ),
        PROFILE,
    ),
    "missing-column": Sentence(
        (
            "没有列“{expected}”（{field}）；文件有：{found}。",
            "There is no column “{expected}” ({field}); the file has: {found}.",
        ),
        PROFILE,
    ),
    "column-twice": Sentence(
        (
            "列“{expected}”（{field}）有 {found} 个，应只有一个。",
            "Column “{expected}” ({field}) stands {found} times; once was expected.",
        ),
        PROFILE,
    ),
    "column-width": Sentence(
        (
            "列“{field}”有 {found} 字节，读卡格式需要 {expected} 字节。",
            "Column “{field}” has {found} bytes; the profile needs {expected}.",
        ),
        PROFILE,
    ),
    "cut": Sentence(
        (
            "{where}文件末尾被截断：最后一条只有 {found} 字节，应为 {expected}。",
            "{where}the file is cut off: its last record has {found} bytes; {expected} were expected.",
        ),
        AGAIN,
    ),
    "end-mark": Sentence(
        (
            "{where}文件末尾没有结束符 {expected}，读到 {found}，文件可能被截断。",
            "{where}the file does not end with byte {expected} but with {found}; it may be cut off.",
        ),
        AGAIN,
    ),
    "line-length": Sentence(
        (
            "{where}记录有 {found} 字节，应为 {expected} 字节。",
            "{where}the record has {found} bytes; {expected} were expected.",
        ),
        AGAIN,
    ),
    "cell-count": Sentence(
        (
            "{where}有 {found} 个单元格，应为 {expected} 个。",
            "{where}there are {found} cells; {expected} were expected.",
        ),
        AGAIN,
    ),
    "broken-row": Sentence(
        (
            "{where}引号没有成对，无法分列。",
            "{where}a quotation mark has no partner, so the cells cannot be told apart.",
        ),
        AGAIN,
    ),
    "broken-workbook": Sentence(
        (
            "电子表格已损坏或被截断，打不开；应为完整的工作簿。",
            "The workbook is broken or cut off and cannot be opened; a whole one was expected.",
        ),
        AGAIN,
    ),
    "locked-workbook": Sentence(
        ("电子表格有密码，应为不加密的文件。", "The workbook has a password; one without was expected."),
        ("请去掉密码后重新导出。", "Export it again without a password."),
    ),
    "broken-table": Sentence(("DBF 文件头已损坏：{found}。", "The DBF's header is broken: {found}."), AGAIN),
    "header-count": Sentence(
        (
            "文件头写明 {expected} 条记录，实际有 {found} 条。",
            "The header states {expected} records; there are {found}.",
        ),
        AGAIN,
    ),
    "total-differs": Sentence(
        (
            "{where}合计行“{found}”与前面的 {expected} 条记录不符，可能少了记录。",
            "{where}the row of totals “{found}” differs from the {expected} records before it; records may lack.",
        ),
        AGAIN,
    ),
    "no-cards": Sentence(
        ("文件里没有一条记录，应至少有一条。", "The file holds no record; at least one was expected."), AGAIN
    ),
    "too-many": Sentence(
        ("文件的记录或单元格太多，最多 {expected}。", "The file holds too many records or cells; at most {expected}."),
        ("请按考场分批导出。", "Export it in parts, by room."),
    ),
    "bad-bytes": Sentence(
        (
            "{where}{field}的字节 {found} 不是 {expected} 文字。",
            "{where}the bytes {found} of {field} are no {expected} text.",
        ),
        PROFILE,
    ),
    "half-sign": Sentence(
        (
            "{where}{field}末尾的汉字被切成两半（{found}，按 {expected}）。",
            "{where}a character at the end of {field} is cut in half ({found}, as {expected}).",
        ),
        (
            "姓名只供对照，不作依据；其他各项若如此，请核对读卡格式的字节位置。",
            "A name is for looking at only; where it is another value, check the profile's byte positions.",
        ),
    ),
    "number-sign": Sentence(
        (
            "{where}准考证号读到“{found}”（! 处），应为 {expected}。",
            "{where}the admission number reads “{found}” (at !); {expected} were expected.",
        ),
        PROFILE,
    ),
    "number-length": Sentence(
        (
            "{where}准考证号“{found}”的位数不对，应为 {expected} 位。",
            "{where}the admission number “{found}” is not as long as the template: {expected} digits.",
        ),
        AS_TEXT,
    ),
    "ruined-number": Sentence(
        (
            "{where}准考证号“{found}”已被表格软件改成数值，应为 {expected} 位文本。",
            "{where}a spreadsheet program made a number of admission number “{found}”; {expected} digits belong here.",
        ),
        AS_TEXT,
    ),
    "no-numbers": Sentence(
        (
            "{where}大半记录（{found} 条）没有准考证号，应每条都有。",
            "{where}most records ({found}) have no admission number; every one should.",
        ),
        PROFILE,
    ),
    "wrong-plan": Sentence(
        (
            "{where}大半准考证号不属于本次计划：{field}为 {found}，应为 {expected}。",
            "{where}most admission numbers are not of this plan: {field} is {found}, {expected} was expected.",
        ),
        (
            "请核对是否拿错文件；这是别的计划的文件时，不要在此采用。",
            "Check whether this is another plan's file; if so, do not take it here.",
        ),
    ),
    "answer-sign": Sentence(
        (
            "{where}{field}读到“{found}”，应为 {expected} 之一。",
            "{where}{field} reads “{found}”; one of {expected} was expected.",
        ),
        PROFILE,
    ),
    "answer-count": Sentence(
        (
            "{where}从{field}起有 {found} 个答案，应为 {expected} 个。",
            "{where}from {field} on there are {found} answers; {expected} were expected.",
        ),
        PROFILE,
    ),
    "more": Sentence(
        ("同样的问题（{expected}）还有 {found} 处。", "There are {found} more of the same kind ({expected})."),
        ("改正后这些也会消失。", "What mends the first ones mends these."),
    ),
    "deleted-row": Sentence(
        (
            "{where}这条记录在 DBF 中标为已删除（准考证号 {found}），未计入。",
            "{where}the DBF marks this record as deleted (admission number {found}); it is not counted.",
        ),
        (
            "请查明是谁在读卡机上删除的、为什么；这张卡要重读或由两人说明。",
            "Find out who deleted it at the marking machine and why; read the card again, or two people say why not.",
        ),
    ),
    "no-code-page": Sentence(
        ("DBF 未写明编码，已按 {expected} 读取。", "The DBF names no code page; it was read as {expected}."),
        ("答案和准考证号不受影响；请对照一个姓名是否读对。", "Answers and numbers are not touched; compare one name."),
    ),
}
"""Every code, with its sentences."""

NAMED: Mapping[str, Words] = {
    "image": ("图片", "a picture"),
    "pdf": ("PDF 文档", "a PDF document"),
    "archive": ("压缩包或程序", "an archive or program"),
    "page": ("网页", "a web page"),
    "document": ("文字处理文档", "a word processor's document"),
    "binary": ("二进制数据", "binary data"),
    "text": ("文本", "text"),
    "fixed": ("定长文本", "fixed-width text"),
    "delimited": ("分隔文本", "delimited text"),
    "dbf": ("DBF 表", "a DBF table"),
    "workbook": ("电子表格", "a workbook"),
    "header-count": ("文件头条数", "the header's count"),
    "ruined-number": ("准考证号成了数值", "admission number turned into a number"),
    "number-length": ("准考证号位数", "admission number's length"),
    "number-sign": ("准考证号符号", "sign in an admission number"),
    "answer-sign": ("答案符号", "sign of an answer"),
    "line-length": ("记录长度", "length of a record"),
    "cell-count": ("单元格个数", "number of cells"),
    "bad-bytes": ("不是文字的字节", "bytes that are no text"),
    "half-sign": ("半个汉字", "half a character"),
    "answer-count": ("答案个数", "number of answers"),
    "broken-row": ("引号不成对", "quotation mark without its partner"),
    "deleted-row": ("已删除的记录", "deleted record"),
    "cut": ("文件被截断", "cut file"),
    "end-mark": ("没有结束符", "no end-of-file byte"),
    "wrong-profile": ("与读卡格式不符", "another layout"),
    "no-header": ("没有文件头", "no header"),
    "no-numbers": ("没有准考证号", "no admission number"),
    "wrong-plan": ("别的计划", "another plan"),
    "profile-doubtful": ("读卡格式不能确定", "profile in doubt"),
    "profile-several": ("读卡格式不能确定", "profile in doubt"),
    "total-differs": ("合计行不符", "total differs"),
    "line": ("这一行", "the line"),
    "no-count": ("（空白）", "no number of"),
    "line-end": ("以换行结束", "a line end"),
    "number": ("准考证号", "the admission number"),
    "seq": ("序号", "the running number"),
    "name": ("姓名", "the name"),
    "subject": ("科目代码", "the subject code"),
    "paper": ("卷型", "the paper type"),
    "room": ("考场号", "the room number"),
    "seat": ("座位号", "the seat number"),
    "batch": ("批次", "the machine's batch"),
    "absent": ("缺考标记", "the mark for absence"),
    "misconduct": ("违纪标记", "the mark for misconduct"),
}
QUESTION = re.compile(r"q(\d+)")
BYTES = re.compile(r"(\d+)B")


def named(value: str, language: int) -> str:
    """Return a value as people call it; anything else as it stands."""
    question = QUESTION.fullmatch(value)
    if question:
        return f"第 {question[1]} 题" if language == 0 else f"question {question[1]}"
    size = BYTES.fullmatch(value)
    if size:
        return f"{size[1]} {('字节', 'bytes')[language]}"
    return NAMED[value][language] if value in NAMED else value
