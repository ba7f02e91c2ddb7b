"""The keys of a profile, and in words what belongs there."""

from formats.unreadable import Words

KEYS: dict[str, Words] = {
    "id": ("读卡格式代号：小写字母、数字和连字符", "the profile's short name: small letters, digits and hyphens"),
    "title": ("读卡格式名称，不超过 40 字", "the profile's title, at most 40 characters"),
    "title_en": ("读卡格式的英文名称，可省略", "the title in English, may be left out"),
    "format": (
        "fixed 定长文本、delimited 分隔文本、dbf、workbook 电子表格",
        "fixed, delimited, dbf or workbook",
    ),
    "encoding": ("gb18030、utf-8 或 auto", "gb18030, utf-8 or auto"),
    "sheet": ("工作表名称，可省略", "the worksheet's name, may be left out"),
    "lines": ("记录如何分行：length、trimmed、ends、end_mark、delimiter、titled", "how records are divided into lines"),
    "lines.length": ("每条记录的字节数，1 到 10000", "bytes of a record, 1 to 10000"),
    "lines.trimmed": (
        "true：行尾空格可能被截去；或 false",
        "true where spaces at a line's end may be cut off; or false",
    ),
    "lines.ends": (
        "all 每行都有换行、between 末行可无换行、none 记录首尾相接",
        "all: every line has an end; between: the last may lack it; none: records follow each other directly",
    ),
    "lines.end_mark": ("true：文件必须以 1A 字节结束；或 false", "true where the file must end with byte 1A; or false"),
    "lines.delimiter": ("comma、tab、semicolon、bar 或 auto", "comma, tab, semicolon, bar or auto"),
    "lines.titled": ("true：首行是列名；或 false", "true where the first line names the columns; or false"),
    "header": (
        "文件头：starts，以及 count、date 等的位置",
        "the header: starts, and the places of count, date and so on",
    ),
    "header.starts": ("文件头以哪些字符开始", "the characters with which the header begins"),
    "header.*": ("文件头中一项的位置", "the place of one thing in the header"),
    "number": (
        "准考证号：位置、groups、blank、multi、unsure、pad",
        "the admission number: its place, groups, blank, multi, unsure, pad",
    ),
    "number.groups": ("准考证号各段的列表：title、digits、values", "list of the number's parts: title, digits, values"),
    "number.groups[].title": ("这一段的名称", "the part's title"),
    "number.groups[].digits": (
        "这一段的位数，1 到 20；合计不超过 30",
        "digits of the part, 1 to 20; 30 in all at most",
    ),
    "number.groups[].values": (
        "本次计划中这一段可能的值，可省略",
        "what the part may be in this plan; may be left out",
    ),
    "number.pad": (
        "never 不补零；listed 补零后在本次名单中才补",
        "never, or listed: leading zeros are put back where the number is then on the list",
    ),
    "fields": ("其他各项的位置", "the places of the other values"),
    "fields.*": (
        "seq、name、subject、paper、room、seat、batch、absent、misconduct 之一的位置",
        "the place of seq, name, subject, paper, room, seat, batch, absent or misconduct",
    ),
    "answers": ("各段题目的列表", "list of sections of questions"),
    "answers[]": (
        "一段题目：questions、位置、coding、options 等",
        "one section: questions, its place, coding, options …",
    ),
    "answers[].questions": (
        "题号范围，如 1-60；各段从 1 起相连，共不超过 500 题",
        "questions such as 1-60; sections join from 1 on, 500 at most",
    ),
    "answers[].coding": (
        "letter 每题一个符号、letters 列出所涂字母、mask 十六进制位、table 编码表",
        "letter, letters, mask or table",
    ),
    "answers[].options": ("选项字母，如 ABCD，2 到 16 个", "the options' letters such as ABCD, 2 to 16"),
    "answers[].signs": (
        "文件中各选项的符号，与 options 一一对应",
        "what the file writes for each option, as many as options",
    ),
    "answers[].multiple": ("true：多选题；或 false", "true where several marks are an answer; or false"),
    "answers[].order": (
        "mask 的位序：low 首项为最低位，high 首项为最高位",
        "a mask's order: low (first option is the lowest bit) or high",
    ),
    "answers[].table": ("编码表：编码: 字母，如 6: BC", "the codes, each with its letters, such as 6: BC"),
    "answers[].between": (
        "一题的几个字母之间的符号，可省略",
        "what stands between one question's letters; may be left out",
    ),
    "answers[].separator": (
        "各题答案之间的符号（同在一列且宽度不定时）",
        "what stands between the answers of one column of varying width",
    ),
    "at": ("从第几个字节（或列内第几个字符）开始，1 起", "the first byte (or character within the column), from 1"),
    "length": ("字节数；答案为每题的字节数", "bytes; of answers, bytes a question"),
    "column": ("列号，1 起", "the column's number, from 1"),
    "title_of_column": (
        "列名或列名列表；答案可用 第{n}题",
        "the column's title or a list of them; for answers with {n}",
    ),
    "digits": ("代码的位数，1 到 20", "digits of the code, 1 to 20"),
    "optional": (
        "true：文件中可以没有这一列；或 false（只用于有列名的文件）",
        "true where a file may lack the column, or false; for files with column titles",
    ),
    "marked": ("表示已涂的符号", "what stands there when the box is marked"),
    "signs": ('一个符号或符号列表；空格或空白写 ""', 'one sign or a list; a space or nothing is written ""'),
}


def words_for(field: str) -> Words:
    """Return what belongs at a key, by its path with the items' numbers taken out."""
    if field in KEYS:
        return KEYS[field]
    head, _, last = field.rpartition(".")
    special = {"blank": "signs", "multi": "signs", "unsure": "signs", "titles": "title_of_column"}
    if special.get(last, last) in KEYS and last not in ("title", "table"):
        return KEYS[special.get(last, last)]
    return KEYS.get(f"{head}.*") or words_for(head) if head else ("已知的键", "a known key")
