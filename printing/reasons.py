"""Why a printer stands still or complains (IPP ``printer-state-reasons``), in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

SEVERITIES = ("-error", "-warning", "-report")


@dataclass(frozen=True, slots=True)
class Reason:
    """What is the matter and what to do, in Chinese and English."""

    zh: str
    en: str
    fix: str = ""
    fix_en: str = ""


#: Keyword without its severity -> words. What is not here is shown as it is.
REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "media-empty": Reason("缺纸", "out of paper", "请加纸", "Load paper"),
        "media-needed": Reason("缺纸", "paper needed", "请放入所需的纸张", "Load the paper it asks for"),
        "media-low": Reason("纸快用完", "paper low", "请备纸", "Have paper ready"),
        "media-jam": Reason("卡纸", "paper jam", "请打开盖子，取出卡住的纸", "Open the cover and remove the paper"),
        "input-tray-missing": Reason("纸盒未装好", "paper tray missing", "请装好纸盒", "Put the paper tray in"),
        "input-manual-input-request": Reason("等待手动送纸", "manual feed", "请从手动进纸口送纸", "Feed paper by hand"),
        "output-area-full": Reason("出纸盒已满", "output full", "请取走印好的纸", "Take the printed sheets away"),
        "output-area-almost-full": Reason("出纸盒快满", "output nearly full", "请取走印好的纸", "Take the sheets away"),
        "output-tray-missing": Reason("出纸盒未装好", "output tray missing", "请装好出纸盒", "Put the output tray in"),
        "door-open": Reason("盖子打开", "door open", "请合上盖子", "Close the door"),
        "cover-open": Reason("盖子打开", "cover open", "请合上盖子", "Close the cover"),
        "interlock-open": Reason("盖子没有关好", "interlock open", "请关好各处盖子", "Close every cover"),
        "toner-empty": Reason("缺墨粉", "out of toner", "请更换墨粉盒", "Replace the toner cartridge"),
        "toner-low": Reason("墨粉不足", "toner low", "请备好墨粉盒", "Have a toner cartridge ready"),
        "marker-supply-empty": Reason("缺墨", "out of ink", "请更换墨盒", "Replace the ink cartridge"),
        "marker-supply-low": Reason("墨水不足", "ink low", "请备好墨盒", "Have a cartridge ready"),
        "marker-supply-missing": Reason("墨盒未装好", "cartridge missing", "请装好墨盒", "Put the cartridge in"),
        "marker-waste-full": Reason("废墨仓已满", "waste full", "请更换废墨仓", "Replace the waste box"),
        "marker-waste-almost-full": Reason("废墨仓快满", "waste nearly full"),
        "developer-empty": Reason("缺显影剂", "developer empty", "请联系维修", "Call service"),
        "developer-low": Reason("显影剂不足", "developer low"),
        "opc-life-over": Reason("感光鼓寿命已到", "drum worn out", "请更换感光鼓", "Replace the drum"),
        "opc-near-eol": Reason("感光鼓快到寿命", "drum nearly worn out"),
        "fuser-over-temp": Reason("定影器过热", "fuser too hot", "请稍候，等它降温", "Wait until it has cooled"),
        "fuser-under-temp": Reason("正在预热", "warming up"),
        "paused": Reason("已暂停", "paused", "请在打印机上按“继续”", "Press Resume on the printer"),
        "moving-to-paused": Reason("正在暂停", "pausing", "请在打印机上按“继续”", "Press Resume on the printer"),
        "hold-new-jobs": Reason(
            "暂不受理新作业", "holding new jobs", "请在打印机上放行", "Release jobs on the printer"
        ),
        "shutdown": Reason("已关机", "shut down", "请打开打印机", "Switch the printer on"),
        "stopping": Reason("正在停止", "stopping"),
        "stopped-partly": Reason("部分停止", "partly stopped"),
        "offline": Reason("离线", "offline", "请在打印机上切换到联机", "Set the printer online"),
        "connecting-to-device": Reason("正在连接打印机", "connecting"),
        "timed-out": Reason("打印机没有响应", "timed out", "请检查打印机电源和连线", "Check its power and cable"),
        "spool-area-full": Reason("打印机存储已满", "spool full", "请等先前的作业印完", "Wait for earlier jobs"),
        "identify-printer-requested": Reason("正在提示位置", "identifying itself"),
        # why a job ended
        "document-format-error": Reason("文件格式有误", "error in the document"),
        "document-unprintable-error": Reason("文件无法打印", "the document cannot be printed"),
        "document-password-error": Reason("文件有密码", "the document has a password"),
        "document-access-error": Reason("打印机读不到文件", "the document cannot be read"),
        "unsupported-document-format": Reason("打印机不支持此格式", "format not supported"),
        "unsupported-attributes-or-values": Reason("打印机不支持所选设置", "settings not supported"),
        "aborted-by-system": Reason("打印机自行中止", "aborted by the printer"),
        "resources-are-not-ready": Reason(
            "所需的纸张未放入", "what it needs is not loaded", "请放入纸张", "Load paper"
        ),
        "resources-are-not-supported": Reason("打印机没有所需的纸张", "paper not supported"),
        "queued-in-device": Reason("在打印机中排队", "queued in the printer"),
        "service-off-line": Reason("打印服务已停", "service off line"),
        "other": Reason("打印机有提示，请看它的面板", "see the printer's panel", "请看打印机面板", "See its panel"),
    }
)


def known(keywords: Iterable[str]) -> list[Reason]:
    """Return the words for what a printer says, without ``none`` and without repeats."""
    found: dict[Reason, None] = {}
    for keyword in keywords:
        name = keyword.lower()
        for severity in SEVERITIES if name not in REASONS else ():
            name = name.removesuffix(severity)
        if name and name != "none":
            found[REASONS.get(name, Reason(name, name))] = None
    return list(found)


def troubling(keywords: Iterable[str]) -> list[str]:
    """Return those that keep it from printing; all where none but warnings and reports are said."""
    words = [word for word in keywords if word != "none"]
    return [word for word in words if not word.endswith(("-warning", "-report"))] or words


def said(reasons: Iterable[Reason], language: str) -> str:
    """Write reasons as one phrase."""
    return ", ".join(each.en for each in reasons) if language == "en" else "、".join(each.zh for each in reasons)


def advice(reasons: Iterable[Reason], language: str) -> str:
    """Write what to do about them as one phrase; empty where there is nothing."""
    if language == "en":
        return "; ".join(dict.fromkeys(each.fix_en for each in reasons if each.fix_en))
    return "；".join(dict.fromkeys(each.fix for each in reasons if each.fix))
