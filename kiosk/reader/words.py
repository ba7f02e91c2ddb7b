"""What a card-reader station says, in Chinese and English; what it has in common with the gate, in the same words."""

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.words import WORDS as COMMON

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **COMMON,
        "not-enrolled-here": (
            "本机尚未登记：请主考生成 reader 类登记码，再运行 "
            "kaowu-station reader watch 文件夹 --enrol 登记码 --name 读卡1号机",
            "This station is not enrolled: ask the chief for a code of kind reader, then run "
            "kaowu-station reader watch FOLDER --enrol CODE --name NAME",
        ),
        "wrong-kind": (
            "本机登记的是 {kind}，不能送读卡文件。请主考生成 reader 类登记码，用 --enrol 重新登记",
            "This computer is enrolled as a {kind}, which hands in no card files. Ask the chief for a code of kind "
            "reader and enrol again with --enrol",
        ),
        "offline-start": (
            "{why}（{hub}）。可以照常导出：文件先存本机，连上后自动送出",
            "{why} ({hub}). Export as usual: files are kept here and sent once it is reached",
        ),
        "reader-ready": (
            "{name}（{device}）开始监视 {folders}。读卡软件照常导出即可，原文件不会被改动。Ctrl-C 结束",
            "{name} ({device}) watches {folders}. Export as usual; the originals are never touched. Ctrl-C ends",
        ),
        "reader-page-at": ("状态页面（只在本机打开）：{address}", "Status page (on this computer only): {address}"),
        "reader-received": ("已送达 {name}", "received: {name}"),
        "reader-refused": ("主机未收 {name}：{why}", "turned down: {name}: {why}"),
        "reader-unused": ("主机未采用 {name}：{why}", "received and not used: {name}: {why}"),
        "reader-aside": (
            "主机已决定不用 {name}：{why}",
            "the hub's people decided not to use {name}: {why}",
        ),
        "reader-used": ("主机已采用 {name}", "used after all: {name}"),
        "reader-folder-away": (
            "文件夹 {folder} 现在打不开，会一直重试。核对路径，或接好移动盘、网络盘",
            "The folder {folder} cannot be opened; it is tried again. Check the path, or connect the drive",
        ),
        "reader-folder-inner": (
            "{folder} 里的子文件夹不看：{names}。卡导出在里面的，请把它也写在命令里",
            "Folders inside {folder} are not looked into: {names}. Where cards are exported there, name them as well",
        ),
        "reader-folder-own": (
            "不能监视 {folder}：它在工作站自己的目录里。请指定读卡软件导出用的文件夹",
            "{folder} cannot be watched: it lies in the station's own folder. Name the one the reader exports to",
        ),
        "left": (
            "{count} 个文件已存本机，下次启动时继续送：请勿删除目录 {folder}",
            "{count} files are kept here and are sent at the next start: do not remove the folder {folder}",
        ),
        "waits": ("本机有 {count} 个文件待送", "{count} files are not sent yet"),
        # why a file has not been taken
        "file-settling": ("刚写入，等它不再变化", "just written; waiting until it rests"),
        "file-in-use": (
            "正被别的程序占用，等它写完",
            "in use by another program; it is taken once that lets go of it",
        ),
        "file-not-whole": ("结尾还没写全，等读卡软件写完", "its end is missing; waiting for the reader's software"),
        "file-left-half": (
            "文件不完整：结尾没写全，已一分钟没有变化。在读卡软件里重新导出；导不出来的，点“照原样送出”，由主机指出缺什么",
            "The file is not whole: its end is missing, and it has not changed for a minute. Export it again; where "
            "that fails, send it as it is, and the hub will name what is lacking",
        ),
        "file-empty": ("空文件，等读卡软件写入", "an empty file; waiting for the reader's software"),
        "file-not-copied": (
            "复制不了（{detail}），会一直重试：检查移动盘、网络盘和本机磁盘空间",
            "It cannot be copied ({detail}) and is tried again: check the drive and this computer's free space",
        ),
        "file-too-large": (
            "超过 64 MB，不像读卡文件。确实是的，请分场次导出",
            "More than 64 MB: hardly a card file. If it is one, export session by session",
        ),
        "file-gone": (
            "没复制完就不见了，主机没有收到。接回 U 盘或网络盘，或重新导出；确实不要的，重启本程序即不再提示",
            "Gone before it was copied: the hub has not got it. Put the drive back, or export it again; if it is not "
            "wanted, restart this program",
        ),
        "file-bad-name": (
            "文件名里有不能显示的字符，请在读卡软件里换个名字导出",
            "Its name has characters that cannot be shown: export it under another name",
        ),
        # why the hub could not use a file
        "file-not-placed": (
            "没有一张卡的准考证号在名单上，不知属于哪一场 → 在“读卡”里指定场次，或核对是否导错了文件",
            "No card's number is on the lists, so its session is not known: name the session on the reading screen, "
            "or check whether this is the right file",
        ),
        # why a file has not reached the hub
        "no-plan": (
            "主机上还没有考试计划，导入后自动送出",
            "The hub has no plan yet; it is sent once there is one",
        ),
        "spool-damaged": (
            "本机存的副本坏了，正在从原处重新复制；原文件已移走的，请重新导出",
            "The copy kept here is damaged and is made anew; where the original has gone, export it again",
        ),
        "spool-unwritable": (
            "本机磁盘写不进去，检查剩余空间",
            "This computer's disk takes nothing: check its free space",
        ),
    }
)
