"""Words about labels and the numbers on them."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "label-unreadable": Words(
            "“{typed}”不是本系统的标签编号",
            "扫描物品上的标签；手工输入时连同末位校验字符，如 B017-X",
            "'{typed}' is no number of a label",
            "Scan the label on the object; when typing, include the last check character, as in B017-X",
        ),
        "label-check": Words(
            "编号“{typed}”有误：校验字符对不上",
            "对照标签逐字重新输入，或直接扫描",
            "The number '{typed}' is wrong: its check character does not fit",
            "Type it again from the label character by character, or scan it",
        ),
        "object-wrong-site": Words(
            "{label} 属于考点 {found}，本考点是 {expected}",
            "不要交接，放在一边，报告主考",
            "{label} belongs to site {found}; this is site {expected}",
            "Do not hand it over; put it aside and tell the chief examiner",
        ),
        "object-wrong-plan": Words(
            "{label} 属于计划 {found}，现在是计划 {expected}",
            "核对是否拿错；放在一边，报告主考",
            "{label} belongs to plan {found}; this is plan {expected}",
            "See whether it is the wrong one; put it aside and tell the chief examiner",
        ),
        "seal-unreadable": Words(
            "“{typed}”不是封条编号",
            "扫描或输入封条上的编号",
            "'{typed}' is no number of a seal strip",
            "Scan or type the number on the seal strip",
        ),
        "seal-typed-differs": Words(
            "两次输入的封条编号不同：{first} 和 {second}",
            "对照封条，重新输入两遍",
            "The seal number was typed as {first} and as {second}",
            "Look at the strip and type it twice again",
        ),
    }
)
