"""Words about the signals of a session."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "signal-role": Words(
            "{role}不能发开考、终考指令",
            "由主考或副主考发出",
            "The role {role_en} does not give the signals",
            "The chief examiner or a deputy gives them",
        ),
        "signaller-not-in": Words(
            "发指令的人没有签到在岗", "先签到", "Whoever gives the signal is not checked in", "Check in first"
        ),
        "signal-given": Words(
            "{signal}指令已于 {since} 发出",
            "不用再发；时间有误的，由考务人员和主考更正",
            "The {signal_en} was given at {since}",
            "No need to give it again; clerk and chief correct a wrong time",
        ),
        "signal-before-start": Words(
            "还没有开考，不能终考",
            "先补记开考时间",
            "The session has no start yet, so it cannot end",
            "Record the start first",
        ),
        "signal-early": Words(
            "{signal}时间是 {due}，不能提前",
            "到时再发；计划时间有变的，先由主考改计划",
            "The {signal_en} is due at {due} and cannot be given before",
            "Give it then; if the times have changed, the chief changes the plan first",
        ),
        "signal-late": Words(
            "{signal}时间是 {due}，已经晚了，没有写明原因",
            "写明推迟的原因；延长考试时间须考区批准",
            "The {signal_en} was due at {due}, and nothing says why it is late",
            "Say why; more time for candidates needs the area's order",
        ),
        "extension-not-running": Words(
            "{session}已经结束，不能延长",
            "报告考区总值班",
            "{session} has ended: it cannot be extended",
            "Report to the area's duty desk",
        ),
        "extension-order": Words(
            "延长考试时间须有考区的指令",
            "先请示考区（{expected}），填写下达人和指令内容",
            "More time is given on the area's order only",
            "Ask the area ({expected_en}); enter who ordered it and the order",
        ),
        "extension-orderer": Words(
            "没有写明是谁下的延时指令",
            "选择下指令的人：考区主任、副主任或总值班",
            "Nothing says who ordered the extension",
            "Choose who did: area director, deputy or duty desk",
        ),
        "extension-minutes": Words(
            "延长 {found} 分钟不合要求，最多还可延长 {most} 分钟",
            "核对指令；更久的中断，由考区决定另行安排",
            "{found} minutes cannot be added; {most} at most",
            "Look at the order; after a longer interruption the area decides on another day",
        ),
        "extension-room": Words(
            "本场没有这些考场：{rooms}",
            "核对考场",
            "The session has no such rooms: {rooms}",
            "See which rooms they are",
        ),
    }
)
