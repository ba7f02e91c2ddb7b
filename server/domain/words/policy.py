"""Words about a plan's policies that are not as they should be."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "policy-leg": Words(
            "{leg} 的 {key} 填了“{found}”，应为：{expected}",
            "改正后重新保存；不改的项目留空，按通常做法",
            "{leg}: {key} is {found}, expected {expected_en}",
            "Set it right and save again; what is left out is as usual",
        ),
        "policy-wrong": Words(
            "计划中 {field} 的值“{found}”不合要求",
            "按计划文件说明修改",
            "The plan's value {found} for {field} is not as it should be",
            "Change it as the plan file's description says",
        ),
    }
)
