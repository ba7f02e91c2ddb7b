"""The one way to say no, and the words for it.

A rule raises ``Refusal`` with a stable code and what the sentence needs; the sentence is made at the edge, in the
reader's language. Parameters hold no personal value: they are kept beside the journal.
"""

import json
from dataclasses import dataclass
from types import MappingProxyType


class Refusal(Exception):
    """A rule turned a fact or a request down.

    ``code`` is stable and for programs; ``params`` fill the sentences of ``WORDS``; ``field`` names what to mend.
    """

    def __init__(self, code: str, field: str | None = None, **params: str | int) -> None:
        """``code`` must stand in ``WORDS``."""
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params

    def kept(self) -> str:
        """Write what is kept beside the journal, so that the first verdict can be said again."""
        return json.dumps({"field": self.field, "params": self.params}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def restored(cls, code: str, kept: str | None) -> "Refusal":
        """Read back what ``kept`` wrote."""
        values = json.loads(kept) if kept else {"field": None, "params": {}}
        return cls(code, values["field"], **values["params"])

    def said(self, language: str) -> dict[str, str | None]:
        """Return ``code``, ``says`` and ``fix`` in ``language`` (``zh`` or ``en``), and the field."""
        words = WORDS[self.code]
        says, fix = (words.says_en, words.fix_en) if language == "en" else (words.says, words.fix)
        return {
            "code": self.code,
            "says": says.format(field=self.field or "—", **self.params),
            "fix": fix.format(field=self.field or "—", **self.params),
            "field": self.field,
        }

    def both(self) -> dict[str, str | dict[str, str | None]]:
        """Return the sentences in both languages, for rows that every screen reads in its own."""
        zh, en = self.said("zh"), self.said("en")
        return {
            "code": self.code,
            "says": {"zh": zh["says"], "en": en["says"]},
            "fix": {"zh": zh["fix"], "en": en["fix"]},
        }


@dataclass(frozen=True, slots=True)
class Words:
    """What is, and what to do now, in Chinese and English; the HTTP status when a request (not a fact) is refused."""

    says: str
    fix: str
    says_en: str
    fix_en: str
    status: int = 409


WORDS = MappingProxyType(
    {
        # about the badge shown
        "badge-unreadable": Words(
            "这不是考务证牌的二维码",
            "请对准证牌正面的二维码重扫，或改用证牌编号",
            "This is not the QR code of a staff badge",
            "Scan the code on the front of the badge again, or type the badge number",
        ),
        "badge-forged": Words(
            "证牌签名不符，不是本考点签发的证牌",
            "留住证牌和持证人，报告主考",
            "The badge's signature does not fit: it was not issued for this site",
            "Keep the badge and its holder here and report to the chief examiner",
        ),
        "wrong-site": Words(
            "这张证牌属于考点 {found}，本考点为 {expected}",
            "请持证人到证牌所写的考点报到",
            "This badge belongs to site {found}; this is site {expected}",
            "Send the holder to the site printed on the badge",
        ),
        "wrong-plan": Words(
            "这张证牌属于计划 {found}，今日本考点没有这个计划",
            "核对证牌上的批次；确需上岗的，由考务办公室重新制证",
            "This badge belongs to plan {found}, which is not run here today",
            "Check the batch on the badge; if the person is needed, the office issues a new badge",
        ),
        "wrong-day": Words(
            "证牌有效期为 {valid}，今天不能使用",
            "核对日期；确需上岗的，由考务办公室重新制证",
            "The badge is valid {valid}, not today",
            "Check the date; if the person is needed, the office issues a new badge",
        ),
        "badge-unknown": Words(
            "签名有效，但本考点没有登记这张证牌",
            "按姓名查找持证人，或到考务办公室核实",
            "The signature fits, but this hub has no such badge",
            "Search the holder by name, or ask the office",
        ),
        "badge-revoked": Words(
            "证牌已作废（{reason}）",
            "收回此证牌，请持证人到考务办公室换证",
            "This badge was revoked ({reason_en})",
            "Keep the badge and send the holder to the office for a new one",
        ),
        "number-unknown": Words(
            "没有编号为 {number} 的证牌",
            "对照证牌逐位重输，含末位校验字符；仍不对则按姓名查找",
            "There is no badge with the number {number}",
            "Type the number again with its last check character, or search by name",
        ),
        "number-ambiguous": Words(
            "今天有不止一个计划的证牌编号为 {number}",
            "请扫描证牌，或按姓名查找",
            "Today badges of more than one plan have the number {number}",
            "Scan the badge, or search by name",
        ),
        "person-unknown": Words(
            "名单中没有此人",
            "先刷新名单再查找；临时人员由考务办公室登记",
            "The person is not on the list",
            "Refresh the list and search again; the office registers substitutes",
        ),
        "not-on-list": Words(
            "持证人不在今日上岗名单中",
            "到考务办公室核实是否已被替换；确需上岗的由办公室补录",
            "The holder is not on today's list",
            "Ask the office whether the person was replaced; the office adds those who are needed",
        ),
        # about the moment
        "already-in": Words(
            "已于 {since} 在 {place} 签到",
            "无需重复签到；若不是本人所签，报告主考",
            "Already checked in at {since}, {place}",
            "No need to check in again; if it was somebody else, report to the chief examiner",
        ),
        "not-in": Words(
            "尚未签到，不能签退",
            "先签到，或核对是否扫错证牌",
            "Not checked in, so cannot check out",
            "Check in first, or see whether the wrong badge was scanned",
        ),
        "overtaken": Words(
            "之后 {since} 在 {place} 已有新的签到或签退",
            "核对本人现在是否在岗，由主考处理",
            "A later check-in or check-out, at {since}, {place}, is already on record",
            "See whether the person is here now; the chief examiner settles it",
        ),
        "not-open": Words(
            "{session}的签到 {opens} 开始，现在未到时间",
            "请到时再扫",
            "Check-in for {session} opens at {opens}",
            "Scan again then",
        ),
        "too-late": Words(
            "{session}的签到已于 {closed} 结束",
            "请持证人到主考处说明，由主考决定是否上岗",
            "Check-in for {session} closed at {closed}",
            "Send the holder to the chief examiner, who decides",
        ),
        # at the door
        "malformed": Words(
            "记录格式不对：字段 {field} 不合接口约定",
            "此条已留存待查；更新本设备的应用后重做此操作",
            "The record is not well formed: {field} should be {expected}",
            "It is kept for inspection; update this device's app and do the act again",
            400,
        ),
        "bad-signature": Words(
            "签名与设备 {device} 的密钥不符",
            "停用此设备并重新登记",
            "The signature does not fit the key of device {device}",
            "Stop using this device and enrol it again",
        ),
        "id-reused": Words(
            "编号 {id} 已用于另一条不同的记录",
            "原记录仍然有效；此条转人工核对",
            "The id {id} already belongs to a different record",
            "The first record stands; a person must look at this one",
        ),
        "number-reused": Words(
            "设备 {device} 的第 {number} 号已用过：设备可能被复制",
            "停用此设备，报告主考；两台设备都重新登记",
            "Number {number} of device {device} was used before: the device may have been cloned",
            "Stop this device, report to the chief examiner and enrol both again",
        ),
        "device-unknown": Words(
            "没有登记过设备 {device}",
            "重新登记此设备",
            "No device {device} was enrolled",
            "Enrol this device again",
        ),
        "device-revoked": Words(
            "设备 {device} 已停用",
            "换用在用设备，或由主考重新登记",
            "Device {device} was revoked",
            "Use another device, or let the chief enrol it again",
        ),
        "unknown-kind": Words(
            "本考点系统不认识“{kind}”这类记录",
            "更新考务主机后重传",
            "This hub does not know records of kind {kind}",
            "Update the hub and send it again",
        ),
        "not-allowed": Words(
            "本设备的身份（{role}）无权做此操作",
            "请在主考或考务办公室的设备上操作",
            "A device with the role {role_en} may not do this",
            "Do it on the chief's or the office's device",
            403,
        ),
        # what the office does
        "plan-unknown": Words(
            "没有编号为 {plan} 的计划",
            "先导入计划文件（plan.yaml）",
            "There is no plan {plan}",
            "Import the plan file (plan.yaml) first",
        ),
        "import-unknown": Words(
            "没有找到待导入的文件内容",
            "重新选择文件并核对后再确认",
            "The file to import was not found",
            "Choose and check the file again, then confirm",
        ),
        "import-differs": Words(
            "确认的内容与核对过的不一致（{field}）",
            "重新核对文件后再确认",
            "What was confirmed differs from what was checked ({field})",
            "Check the file again, then confirm",
        ),
        "room-unknown": Words(
            "没有考场 {room}",
            "核对考场编号，或先导入考场表",
            "There is no room {room}",
            "Check the room number, or import the rooms first",
        ),
        "session-unknown": Words(
            "计划中没有场次 {session}",
            "核对场次编号",
            "The plan has no session {session}",
            "Check the session",
        ),
        "not-a-proctor": Words(
            "只有监考可以安排考场",
            "改选监考人员",
            "Only invigilators are assigned to rooms",
            "Choose an invigilator",
        ),
        "badge-exists": Words(
            "此人已有在用的证牌",
            "遗失或损坏的，先作废原证牌再补发",
            "The person already has a valid badge",
            "Revoke the lost or damaged badge first",
        ),
        "badge-id-reused": Words(
            "证牌标识已被使用",
            "重新生成证牌后再试",
            "The badge id is already in use",
            "Make the badge again",
        ),
        "already-revoked": Words(
            "已经作废，无需重复操作",
            "刷新后核对",
            "Already revoked",
            "Refresh and check",
        ),
        "nothing-to-print": Words(
            "没有可打印的证牌",
            "先在考务办公室“制作证牌”，再打印",
            "There are no badges to print",
            "Make the badges in the office first, then print",
        ),
        "design-invalid": Words(
            "证牌设计不合要求：{field} 应为{expected}",
            "更正此项后再保存",
            "The badge design does not fit the format: {field} should be {expected_en}",
            "Correct it and save again",
            400,
        ),
        "design-contrast": Words(
            "{role}的色带 {colour} 太浅：白字对比度 {ratio}，至少应为 4.5",
            "换一种更深的颜色",
            "The band of {role_en}, {colour}, is too light: white on it has a contrast of {ratio}, 4.5 is needed",
            "Choose a darker colour",
            400,
        ),
        "print-failed": Words(
            "证牌没有印成：{problem}",
            "{advice}",
            "The badges could not be printed: {problem}",
            "{advice}",
        ),
        "code-wrong": Words(
            "登记码不对",
            "核对登记码（不区分大小写），或请主考重新生成",
            "The enrolment code is wrong",
            "Check the code (case does not matter), or ask the chief for a new one",
            403,
        ),
        "code-expired": Words(
            "登记码已过期",
            "请主考重新生成登记码，十分钟内使用",
            "The enrolment code has expired",
            "Ask the chief for a new code and use it within ten minutes",
            403,
        ),
        "code-used": Words(
            "登记码已被使用",
            "每台设备需要一个新的登记码，请主考重新生成",
            "The enrolment code was used before",
            "Every device needs its own code: ask the chief for a new one",
            403,
        ),
        "too-many-tries": Words(
            "登记码输错次数过多",
            "请 {seconds} 秒后再试",
            "Too many wrong enrolment codes",
            "Try again in {seconds} seconds",
            429,
        ),
        "bad-proof": Words(
            "设备密钥的证明不成立",
            "刷新页面，重新登记",
            "The proof of the device's key does not hold",
            "Reload the page and enrol again",
            400,
        ),
        # about requests
        "not-enrolled": Words(
            "本设备尚未登记，或登记已失效",
            "请主考生成登记码，在登记页输入",
            "This device is not enrolled, or no longer",
            "Ask the chief for a code and enter it on the enrolment page",
            401,
        ),
        "cross-site": Words(
            "请求来自其他网页，已拒绝",
            "请在考务系统自己的页面上操作",
            "The request came from another site and was refused",
            "Use the hub's own pages",
            403,
        ),
        "bad-request": Words(
            "请求不完整：{field} 缺少或不合要求",
            "核对后重试",
            "The request is not complete: {field} should be {expected}",
            "Correct it and try again",
            400,
        ),
        "too-large": Words(
            "内容超过 {limit}",
            "分批提交",
            "The content is larger than {limit}",
            "Send it in parts",
            413,
        ),
        "not-found": Words(
            "没有找到所请求的内容",
            "核对地址或刷新后重试",
            "There is nothing here",
            "Check the address, or refresh",
            404,
        ),
        "wrong-method": Words(
            "此地址不支持这种操作",
            "核对接口说明 /openapi.json",
            "This address does not take that method",
            "See /openapi.json",
            405,
        ),
        "hub-stopping": Words(
            "考务主机正在停止",
            "记录仍在本机，主机恢复后自动补传",
            "The hub is stopping",
            "The record stays on this device and is sent when the hub is back",
            503,
        ),
        "hub-error": Words(
            "考务主机出错，此次操作未记录",
            "请重试；仍不行则报告技术员，编号 {incident}",
            "The hub failed; nothing was recorded",
            "Try again; if it fails again call the technician, number {incident}",
            500,
        ),
    }
)
