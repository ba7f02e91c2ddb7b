"""Words about printers: what the printing package says, as refusals of a request."""

from collections.abc import Mapping
from types import MappingProxyType

from printing.words import TROUBLES
from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        **{code: Words(said.says, said.fix, said.says_en, said.fix_en) for code, said in TROUBLES.items()},
        "printer-busy": Words(
            "打印机正忙，没有回答",
            "请稍候再试",
            "The printer is busy and did not answer",
            "Try again in a moment",
        ),
        "print-job-unknown": Words(
            "没有这份打印作业",
            "请刷新列表",
            "There is no such print job",
            "Refresh the list",
            404,
        ),
        "print-job-ended": Words(
            "这份打印作业已经结束",
            "要再印一次，请新建打印作业",
            "This print job has ended",
            "To print it once more, start a new one",
        ),
        "print-job-not-held": Words(
            "这份打印作业没有在等人核对",
            "请刷新列表",
            "This print job does not wait for anybody's word",
            "Refresh the list",
        ),
    }
)
