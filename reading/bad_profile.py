"""What is said of a profile that cannot be used: the line, the key, what stands there and what belongs there."""

import re

from reading.profile_keys import words_for

ITEM = re.compile(r"\[\d+\]")


#: What is wrong with a text that cannot be read as YAML, by ``Unreadable.code``.
BROKEN = {
    "yaml-broken": (
        "不是可读的 YAML 读卡格式，应为“键: 值”的列表。",
        "this is no YAML that can be read; lines of “key: value” were expected.",
    ),
    "yaml-alias": (
        "读卡格式用了 YAML 的引用（& 或 *），不予读取；应把内容直接写出来。",
        "the profile uses YAML anchors or aliases (& or *), which are not read; the content itself was expected.",
    ),
    "yaml-complex": (
        "读卡格式的内容太多或嵌套太深，不予读取。",
        "the profile holds too much or is nested too deep to be read.",
    ),
}


class BadProfile(Exception):
    """A profile cannot be used.

    Attributes:
        line: the line of the YAML text, from 1.
        field: the key's path, such as ``answers[2].coding``; empty where the text is no YAML mapping at all.
        says: what is and what was expected, in Chinese.
        fix: what to do now, in Chinese.
        says_en: ``says`` in English.
        fix_en: ``fix`` in English.
    """

    def __init__(
        self, line: int | None, field: str, found: str, *, expected: str = "", broken: str = "", twice: bool = False
    ) -> None:
        self.line = line or 1
        self.field = field
        super().__init__(f"line {self.line}: {field}")
        self.fix = "请改正这一行后再保存；各项含义见帮助。"
        self.fix_en = "Mend this line and save again; the help says what each key means."
        if broken:
            zh, en = BROKEN[broken]
            self.says, self.says_en = f"第 {self.line} 行：{zh}", f"Line {self.line}: {en}"
            return
        if twice:
            self.says = f"第 {self.line} 行：{field} 写了两次，应只有一次。"
            self.says_en = f"Line {self.line}: {field} stands twice; once was expected."
            return
        zh, en = words_for(ITEM.sub("[]", field))
        more = f"（{expected}）" if expected else ""
        shown = found[:60]
        self.says = f"第 {self.line} 行 {field}：{f'读到“{shown}”' if shown else '没有写或写得不对'}，应为{zh}{more}。"
        what = f"“{shown}” stands there" if shown else "it is missing or wrong"
        self.says_en = f"Line {self.line}, {field}: {what}; expected: {en}{f' ({expected})' if expected else ''}."
