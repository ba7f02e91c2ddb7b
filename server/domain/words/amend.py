"""Words about what can no longer be taken back, corrected or done."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "correct-too-far": Words(
            "{label} 此后又办过多次手续，这条记录已不能更正",
            "更正最近的一条；实物与记录不符的，按现状补办交接，原因写明",
            "{label} has gone through too much since: this record cannot be corrected any more",
            "Correct its newest record; where things are otherwise, hand over as they are now and say why",
        ),
        "paper-only": Words(
            "考试日已过，现在只能按签过字的纸质表补录",
            "当天在纸上办过的，填表上的时间补录；今天才做的，写成突发事件说明，由主考处理",
            "The plan's days are over: this is only entered from a form that was signed",
            "If it was done on paper on the day, enter it with the form's time; else write it up as an incident",
        ),
        "undo-before-act": Words(
            "撤销的时间早于 {label} 的这条记录",
            "核对本设备的时钟；确需改的，由考务人员和主考更正",
            "This undoing is dated before the record of {label}",
            "Look at this device's clock; where it must be changed, clerk and chief correct it",
        ),
    }
)
