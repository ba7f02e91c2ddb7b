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
        "figure-overtaken": Words(
            "{figure}：{by}在 {since} 已登记为 {expected}，记录单是 {signed} 的，填的 {found} 不会改掉它",
            "核对记录单的时间；时间没错而 {since} 的数不对，由{by}的人再数一遍，按现在登记并写明原因",
            "{figure_en}: {expected} by {by_en} at {since}; the sheet is of {signed}, its {found} does not replace it",
            "See the sheet's time; if it is right and the later figure wrong, count again and state it as of now",
        ),
        "figure-on-record": Words(
            "{figure}按{by}是 {expected}，不能改填 {found}",
            "再核对一遍；确实不同的，由考务人员和主考更正交接记录，名单人数由编排更正",
            "{figure_en}: {expected} by {by_en}; it cannot be stated as {found}",
            "Look again; if it is wrong, clerk and chief correct the handoff, or the roster is corrected",
        ),
        "figure-by-supply": Words(
            "{figure}按{by}是 {expected}，不能直接改填 {found}",
            "在本考场清点屏点“启用过备用卷、卡”，照考场记录单登记是哪一袋、几点、多少，这个数随之改变",
            "{figure_en}: {expected} by {by_en}; it cannot just be stated as {found}",
            "On the room's screen enter the spares that were used: which bag, when, how many; the figure follows",
        ),
        "counter-other-room": Words(
            "这位监考本场在 {found} 考场，不是 {room} 考场",
            "由 {room} 考场的监考登记签字；顶替的先由主考办理替换，或由流动监考登记",
            "This invigilator has room {found} in this session, not room {room}",
            "Let the invigilators of room {room} do it; a substitute is first put in place, or a roving one does it",
        ),
        "counter-role": Words(
            "{role}不能填“{by}”",
            "由清点的人签字；主考的数可由流动监考代点",
            "The role {role_en} does not state {by_en}",
            "Let whoever counted sign; a roving invigilator may count for the chief",
        ),
    }
)
