"""What printing says to people, in Chinese and English: what went wrong, and how a job stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from printing import reasons


@dataclass(frozen=True, slots=True)
class Words:
    """What is, and what to do now."""

    says: str
    fix: str
    says_en: str
    fix_en: str


#: Nothing will be printed until a person changes something.
TROUBLES: Mapping[str, Words] = MappingProxyType(
    {
        "printer-address": Words(
            "“{text}”不是打印机地址",
            "请写成 ipp://192.168.1.20/ipp/print，或只写打印机的 IP 地址",
            "{text!r} is not the address of a printer",
            "Write it as ipp://192.168.1.20/ipp/print, or just the printer's IP address",
        ),
        "printer-unreachable": Words(
            "连不上打印机 {site}（{why}）",
            "请检查打印机电源、网线和地址，确认与本机在同一网络",
            "The printer at {site} cannot be reached ({why})",
            "Check its power, its cable and the address, and that it is in this network",
        ),
        "printer-no-ipp": Words(
            "{site} 没有按 IPP 打印协议回答（{what}）",
            "请核对地址；在打印机设置中打开 IPP（AirPrint），或改用 USB 打印 PDF",
            "{site} does not answer as an IPP printer ({what})",
            "Check the address, switch IPP (AirPrint) on in the printer's settings, or print the PDF by USB",
        ),
        "printer-redirects": Words(
            "{site} 要把打印作业转到别处，已拒绝",
            "请直接填写打印机自己的地址",
            "{site} wants to send the job elsewhere, which is refused",
            "Give the printer's own address",
        ),
        "printer-locked": Words(
            "打印机要求密码，本系统不代为登录",
            "请在打印机上允许本机不用密码打印，或下载 PDF 打印",
            "The printer asks for a password, which this program does not give",
            "Let this computer print without one, or download the PDF",
        ),
        "printer-tls-required": Words(
            "打印机只接受加密连接",
            "请改用 {uri}",
            "The printer takes encrypted connections only",
            "Use {uri}",
        ),
        "printer-tls": Words(
            "与打印机 {site} 的加密连接没有建立（{why}）",
            "请改用 ipp:// 开头的地址，或更新打印机固件",
            "No encrypted connection to {site} ({why})",
            "Use an address that begins with ipp://, or update the printer's firmware",
        ),
        "printer-changed": Words(
            "打印机 {site} 的证书与上次不同（原 {known}…，现 {seen}…）",
            "请到打印机旁核对是否换过机器或重置过；确认后重新添加这台打印机，选择信任新证书",
            "The printer {site} shows another certificate than before (was {known}, is {seen})",
            "See whether it was replaced or reset; if so add it again and trust the new certificate",
        ),
        "printer-refused": Words(
            "打印机不接受这份作业（{status}）",
            "请看打印机面板，或换一台打印机；也可下载 PDF 打印",
            "The printer does not take this job ({status})",
            "See its panel, use another printer, or download the PDF",
        ),
        "printer-format": Words(
            "打印机不认识这份文件的格式（支持：{formats}）",
            "请换一台支持 PDF 的打印机，或下载 PDF 打印",
            "The printer cannot read this kind of document (it reads: {formats})",
            "Use a printer that reads PDF, or download the PDF",
        ),
        "printer-one-sided": Words(
            "打印机不能双面打印",
            "请改为单面，或换一台打印机",
            "The printer cannot print on both sides",
            "Print one-sided, or use another printer",
        ),
        "printer-copies": Words(
            "打印机一次最多印 {most} 份",
            "请减少份数，分几次打印",
            "The printer makes at most {most} copies at once",
            "Ask for fewer copies, and print again",
        ),
        "print-document": Words(
            "这不是能打印的 PDF 文件（{why}）",
            "请重新导出 PDF；加密的文件先去掉密码",
            "This is not a PDF that can be printed ({why})",
            "Export the PDF again; remove the password of an encrypted file",
        ),
        "job-aborted": Words(
            "打印机中止了作业（{reasons}），已印 {done} 页",
            "请到打印机旁核对印出的纸张，处理后重新打印",
            "The printer gave the job up ({reasons_en}), {done} pages printed",
            "Look at the sheets that came out, mend what is wrong and print again",
        ),
        "job-too-long": Words(
            "打印机一直没有就绪（{reasons}），已停止等待",
            "处理好打印机后重新打印；纸上还没有印出这份作业",
            "The printer was not ready in time ({reasons_en})",
            "Mend the printer and print again: nothing of this job is on paper yet",
        ),
    }
)

#: How a job stands. A ``held`` one waits for a person, because printing again might print twice.
STATES: Mapping[str, Words] = MappingProxyType(
    {
        "job-waiting": Words("等待发送", "", "Waiting to be sent", ""),
        "job-preparing": Words("正在准备页面", "", "Preparing the pages", ""),
        "job-busy": Words("打印机正忙，稍后自动再试", "", "The printer is busy; trying again by itself", ""),
        "job-paused": Words(
            "打印机暂不接受作业（{reasons}），稍后自动再试",
            "{advice}",
            "The printer takes no jobs now ({reasons_en}); trying again by itself",
            "{advice_en}",
        ),
        "job-unreachable": Words(
            "连不上打印机（{why}），稍后自动再试",
            "请检查打印机电源和网线",
            "The printer cannot be reached ({why}); trying again by itself",
            "Check its power and cable",
        ),
        "job-sending": Words("正在发送", "", "Sending", ""),
        "job-asking": Words(
            "发送时连接中断，正在向打印机核对是否已收到",
            "",
            "The connection broke while sending; asking the printer whether it has the job",
            "",
        ),
        "job-queued": Words("已到打印机，正在排队", "", "At the printer, in its queue", ""),
        "job-printing": Words("正在打印 {done}/{pages} 页", "", "Printing page {done} of {pages}", ""),
        "job-printing-uncounted": Words("正在打印，共 {pages} 页", "", "Printing, {pages} pages in all", ""),
        "job-stopped": Words(
            "打印机停下了：{reasons}",
            "{advice}，之后会接着印",
            "The printer has stopped: {reasons_en}",
            "{advice_en}; it then goes on",
        ),
        "job-away": Words(
            "暂时连不上打印机，作业已在打印机里",
            "请检查打印机电源和网线；不要重新打印",
            "The printer cannot be reached now; the job is in it",
            "Check its power and cable; do not print again",
        ),
        "job-done": Words("已印完 {pages} 页", "", "Printed, {pages} pages", ""),
        "job-done-flawed": Words(
            "已印完，但打印机报告有差错（{reasons}）",
            "请核对印出的纸张",
            "Printed, but the printer reports flaws ({reasons_en})",
            "Look at the sheets",
        ),
        "job-done-unsaid": Words(
            "打印机收下了作业，但没有留下结果",
            "请点一下印出的张数",
            "The printer took the job but keeps no result",
            "Count the sheets",
        ),
        "job-cancelled": Words("已取消", "", "Cancelled", ""),
        "job-cancelled-there": Words("作业在打印机上被取消", "", "The job was cancelled at the printer", ""),
        "job-cannot-tell": Words(
            "发送时连接中断，打印机说不清是否已经收到",
            "请到打印机旁看是否已印出：印出了就点“已印好”，没有就点“重新打印”",
            "The connection broke while sending, and the printer cannot tell whether it has the job",
            "Look at the printer: if the sheets are there choose 'Printed', if not 'Print again'",
        ),
        "job-half": Words(
            "发送时连接中断，打印机已印出 {done} 页",
            "请收走这几页作废，再点“重新打印”；若已齐全就点“已印好”",
            "The connection broke while sending, after {done} pages came out",
            "Take these pages away and choose 'Print again'; if all are there, 'Printed'",
        ),
        "job-lost-sight": Words(
            "长时间连不上打印机，作业可能已经印完",
            "请到打印机旁核对：印齐了就点“已印好”，没有就点“重新打印”",
            "The printer could not be reached for long; the job may be done",
            "Look at the printer: if all is there choose 'Printed', if not 'Print again'",
        ),
    }
)
WORDS: Mapping[str, Words] = MappingProxyType({**TROUBLES, **STATES})


def said(code: str, params: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Return what is and what to do, in ``language`` (``zh`` or ``en``).

    ``keywords`` among the parameters are a printer's own reasons; they fill ``reasons`` and ``advice``.
    """
    words = WORDS[code]
    why = reasons.known(params.get("keywords", ()))
    none, none_en = ("原因不明", "it does not say why")
    filled = {
        **params,
        "reasons": reasons.said(why, "zh") or none,
        "reasons_en": reasons.said(why, "en") or none_en,
        "advice": reasons.advice(why, "zh") or "请看打印机面板",
        "advice_en": reasons.advice(why, "en") or "See the printer's panel",
    }
    if language == "en":
        return words.says_en.format(**filled), words.fix_en.format(**filled)
    return words.says.format(**filled), words.fix.format(**filled)
