"""What a station says, in Chinese and English: what is, and what to do now."""

import sys
import threading
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import click

Language = Literal["zh", "en"]

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # verdicts
        "in": ("已签到", "CHECKED IN"),
        "out": ("已签退", "CHECKED OUT"),
        "refused": ("未通过", "REFUSED"),
        "disputed": ("存疑待核", "DISPUTED"),
        "waiting": ("已存本机，待上传", "STORED HERE, NOT SENT YET"),
        "lost": ("没有记录", "NOT RECORDED"),
        "unread": ("请重扫", "SCAN AGAIN"),
        "waiting-fix": (
            "核对证牌照片与本人一致后放行；连上主机后自动上传，无需重扫",
            "Compare portrait and person, then let them pass; it is sent by itself, no need to scan again",
        ),
        "disputed-fix": ("已放行的不必追回；报告主考核定", "Who has passed may stay; report it to the chief examiner"),
        "later": ("补传", "sent later"),
        "undone": ("已撤销", "TAKEN BACK"),
        "stored": ("已存本机，待上传", "stored here, not sent yet"),
        # what the station holds against a scan by itself, and what to do
        "doubt-unreadable": ("这不是考务证牌的二维码", "This is not the code of a badge"),
        "doubt-forged": ("证牌签名不符，可能是伪造的", "The badge's signature does not fit: it may be forged"),
        "doubt-revoked": ("这张证牌已作废", "This badge has been revoked"),
        "doubt-wrong-plan": ("这张证牌不是本批次考试的", "This badge is of another exam"),
        "doubt-wrong-day": ("这张证牌今天不能用", "This badge is not valid today"),
        "doubt-not-listed": ("此人已不在名单上", "This person is no longer on the list"),
        "doubt-already-in": ("名单上显示此人已经签到", "The list says that this person is in already"),
        "doubt-fix": (
            "本机核验，连上主机后以主机为准：请持证人稍候，报告主考",
            "The station's own check; the hub's word counts when it is back: ask them to wait, tell the chief examiner",
        ),
        # why something waits
        "unreachable": ("连不上主机", "The hub cannot be reached"),
        "slow": ("主机没有及时回应", "The hub did not answer in time"),
        "no-hub": ("应答的不是考务主机", "What answered is not the hub"),
        "untrusted": (
            "主机的证书不是本机所信任的那一张：用 --ca 指定主机的 ca.crt",
            "The hub's certificate is not the one trusted here: name the hub's ca.crt with --ca",
        ),
        "no-receipt": ("主机没有给出回执", "The hub gave no receipt"),
        # a scan that makes no fact
        "number-mistyped": (
            "证牌编号应为数字加末位校验字符（如 00017-E），这次输入的不符。对照证牌重输，或扫二维码",
            "A badge number is digits and a check character (such as 00017-E); this one does not fit. "
            "Type it again from the badge, or scan the code",
        ),
        "too-long": (
            "读到的内容太长，不是证牌。对准证牌正面的二维码重扫",
            "Too long for a badge. Scan the front again",
        ),
        "lost-fix": (
            "本机暂存库写不进去（{detail}）。这一次改用纸质签到表登记，并检查本机磁盘",
            "The spool on this computer cannot be written ({detail}). Use the paper list for this one; check the disk",
        ),
        "lost-receipt": (
            "主机的回执写不进本机暂存库（{detail}）：检查本机磁盘，稍后自动重传，不会重复",
            "The hub's receipt cannot be written here ({detail}): check the disk; it is sent again and counts once",
        ),
        # the station
        "ready": (
            "{name}（{device}）就绪，地点 {place}：扫证牌，或输入证牌编号后按回车。Ctrl-C 结束",
            "{name} ({device}) is ready at {place}: scan a badge, or type its number and Enter. Ctrl-C ends",
        ),
        "waits": ("待上传 {count} 条", "{count} not sent yet"),
        "waits-elsewhere": (
            "另有 {count} 条属于另一台主机，留在本机：连回那台主机后上传",
            "{count} more belong to another hub and stay here until this station is enrolled there again",
        ),
        "all-sent": ("待上传的都已送到主机", "Everything that waited has reached the hub"),
        "left": (
            "{count} 条已存本机，下次启动时继续上传：请勿删除目录 {folder}",
            "{count} are stored here and are sent at the next start: do not remove the folder {folder}",
        ),
        "offline-start": (
            "{why}（{hub}）。可以照常扫码：先存本机，连上后自动上传",
            "{why} ({hub}). Scan as usual: scans are stored here and sent once it is reached",
        ),
        "already-enrolled": (
            "本机已登记为 {name}（{device}），登记码没有使用",
            "This station is enrolled as {name} ({device}) already; the code was not used",
        ),
        "none-refused": ("没有未通过或存疑的记录", "Nothing was refused or disputed"),
        # camera and page
        "page-at": ("大屏页面（只在本机打开）：{address}", "Full-screen page (on this computer only): {address}"),
        "page-open-failed": (
            "没有找到 Chromium，请用浏览器打开上面的地址并按 F11 全屏",
            "No Chromium found: open the address above in a browser and press F11",
        ),
        "camera-on": (
            "摄像头 {camera}：把证牌正面的二维码对着镜头",
            "Camera {camera}: hold the badge's code before it",
        ),
        "film-read": ("视频 {at} 秒读到证牌", "a badge read at {at} s of the film"),
        "film-over": (
            "视频放完：读到证牌 {shown} 次，通过 {passed}，未通过 {refused}，存疑 {disputed}，待上传 {waiting}",
            "The film is over: {shown} badges read, {passed} passed, {refused} refused, {disputed} disputed, "
            "{waiting} not sent yet",
        ),
        "film-unreadable": (
            "视频 {file} 打不开：应为 mp4、avi、mkv 等视频文件",
            "The film {file} cannot be played: it must be a video file such as mp4, avi or mkv",
        ),
        # what ends the program
        "not-enrolled-here": (
            "本机尚未登记：请主考生成 gate 类登记码，再运行 kaowu-station gate --enrol 登记码 --name 东门",
            "This station is not enrolled: ask the chief for a code of kind gate, then run "
            "kaowu-station gate --enrol CODE --name NAME",
        ),
        "enrolment-over": (
            "主机不认本机的登记（{says}）。请主考生成新的登记码，用 --enrol 重新登记；已存的记录不会丢",
            "The hub does not know this enrolment ({says}). Enrol with a new code (--enrol); nothing stored is lost",
        ),
        "enrol-away": (
            "{why}（{hub}），登记没有完成。检查 --hub 和网络后再试；若提示登记码已用过，请主考重新生成",
            "{why} ({hub}); not enrolled. Check --hub and the network; if the code counts as used, ask for a new one",
        ),
        "wrong-kind": (
            "这个登记码登记的是 {kind}，不能签到。请主考生成 gate 类登记码",
            "This code enrols a {kind}, which checks nobody in. Ask the chief for a code of kind gate",
        ),
        "other-hub": (
            "本机登记在主机 {mine}，而 --hub 处是 {theirs}。核对地址，或用新登记码重新登记",
            "This station is enrolled with {mine}, but {theirs} answers there. Check --hub, or enrol again",
        ),
        "spool-new": (
            "本机暂存库是新的，须先连上主机核对编号（{why}：{hub}）。连上后再启动",
            "The spool here is new: its numbers must first be compared with the hub ({why}: {hub}). Start again then",
        ),
        "held": (
            "目录 {folder} 正被另一个工作站程序使用。用已打开的那个窗口，或先把它关掉",
            "Another station program uses the folder {folder}. Use its window, or close it first",
        ),
        "bad-identity": (
            "登记文件 {file} 读不出来。请主考生成新的登记码，移走该文件后用 --enrol 重新登记；暂存的记录不会丢",
            "The enrolment {file} cannot be read. Move it away and enrol with a new code; nothing stored is lost",
        ),
        "folder-unwritable": (
            "目录 {folder} 无法写入（{detail}）：用 KAOWU_STATION 指定本机可写的目录",
            "The folder {folder} cannot be written ({detail}): name another with KAOWU_STATION",
        ),
        "address-unreadable": (
            "--hub 应为 http://localhost:8080 或 https://192.168.1.5:8443 这样的地址",
            "--hub must be an address such as http://localhost:8080 or https://192.168.1.5:8443",
        ),
        "address-open": (
            "不加密的 http 只能用于本机（localhost）；连另一台电脑用 https 和 --ca",
            "Plain http is for this computer alone (localhost); reach another one by https and --ca",
        ),
        "certificate-unreadable": (
            "--ca 的文件不是证书：应为主机 keys 目录中的 ca.crt",
            "The file of --ca is no certificate: it must be the hub's ca.crt",
        ),
        "option-text": (
            "{option} 应为 1 到 {longest} 个字（UTF-8）",
            "{option} must be text (UTF-8) of 1 to {longest} characters",
        ),
    }
)

#: Heading -> colour; the words say the same.
COLOURS: Mapping[str, str] = MappingProxyType(
    {"in": "green", "out": "green", "undone": "green", "refused": "red", "disputed": "red",
     "lost": "red", "unread": "yellow", "waiting": "yellow"}
)  # fmt: skip
_WIDTH = 48  # columns of the terminal


class Screen:
    """The station's terminal; two threads speak on it, one sentence at a time."""

    def __init__(self, language: Language, words: Mapping[str, tuple[str, str]] = WORDS) -> None:
        """Speak ``language``, by the ``words`` of the program."""
        self.language, self._words = language, words
        self._turn = threading.Lock()

    def word(self, code: str, **values: object) -> str:
        """Return a sentence in the station's language."""
        zh, en = self._words[code]
        return (zh if self.language == "zh" else en).format(**values)

    def say(self, code: str, **values: object) -> None:
        """Say one sentence."""
        with self._turn:
            click.echo(self.word(code, **values))

    def line(self) -> None:
        """Begin a new line."""
        with self._turn:
            click.echo()

    def verdict(self, heading: str, about: str, *sentences: str) -> None:
        """Say a verdict large, in words and colour, then whom it is about, why, and what to do.

        Args:
            heading: a verdict's code, see ``COLOURS``.
            about: which scan.
            sentences: empty ones are left out.
        """
        colour = COLOURS[heading]
        bell = "\a" if colour != "green" and sys.stdout.isatty() else ""
        with self._turn:
            for line in ("", f"   {self.word(heading)}", ""):
                click.secho(
                    line + " " * (_WIDTH - _columns(line)),
                    bg=colour,
                    fg="black" if colour == "yellow" else "white",
                    bold=True,
                )
            for sentence in filter(None, (about, *sentences)):
                click.echo(f"   {sentence}")
            click.echo(bell)


def _columns(text: str) -> int:
    """Return how wide a text stands in a terminal: Chinese takes two columns a character."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
