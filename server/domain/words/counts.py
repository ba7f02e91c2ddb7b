"""Words about counts."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "figure-unknown": Words(
            "这类场次不清点“{figure}”",
            "核对场次；机考场次没有试卷和答题卡",
            "{figure_en}: not counted in sessions of this kind",
            "See which session it is; computer-based ones have no papers and cards",
        ),
        "figure-below-zero": Words(
            "{figure}不能是 {found}", "重新清点后填写", "{figure_en} cannot be {found}", "Count again"
        ),
        "figure-too-large": Words(
            "{figure}填了 {found}，最多是 {most}",
            "核对是否多输了数字",
            "{found} {figure_en} were entered; there can be {most} at most",
            "See whether a digit was typed twice",
        ),
        "figure-differs": Words(
            "{figure}：{by}是 {expected}，现在填 {found}",
            "再数一遍；确实不同，写明原因",
            "{figure_en}: {expected} by {by_en}, {found} now",
            "Count again; where it does differ, say why",
        ),
        "counter-role": Words(
            "{role}不能填“{by}”",
            "由清点的人签字；主考的数可由流动监考代点",
            "The role {role_en} does not state {by_en}",
            "Let whoever counted sign; a roving invigilator may count for the chief",
        ),
    }
)
