"""Words about badges: the one that is shown, and badges from hand to hand."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
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
        # about badges from hand to hand
        "badge-unbound": Words(
            "这是备用证牌（{role}），还没有绑定到人",
            "先选择领用人，绑定后再签到",
            "This is a spare badge ({role_en}), not bound to anyone yet",
            "Choose who gets it, bind it, then check in",
        ),
        "badge-not-spare": Words(
            "这是个人证牌，不是备用证牌",
            "换一张印有“备用”的证牌",
            "This is somebody's own badge, not a spare one",
            "Take a badge marked as spare",
        ),
        "badge-bound": Words(
            "这张备用证牌已由他人领用",
            "换一张未用的备用证牌；确属登记错误的，在十五分钟内撤销",
            "This spare badge is in use by somebody else",
            "Take another spare badge; if it was bound by mistake, take that back within fifteen minutes",
        ),
        "badge-role-differs": Words(
            "证牌上的身份是{found}，此人的身份是{expected}",
            "换一张{expected}的备用证牌",
            "The badge says {found_en}; the person is {expected_en}",
            "Take a spare badge for {expected_en}",
        ),
        "badge-not-theirs": Words(
            "要换下的证牌不是此人现用的证牌",
            "刷新后重新选择",
            "The badge to be replaced is not the one the person has",
            "Refresh and choose again",
        ),
        "reason-needed": Words(
            "此人已有证牌，换发须说明原证牌的情况",
            "选择原因：遗失、忘带、损坏或其他；原证牌随即失效",
            "The person has a badge: say what became of it",
            "Choose a reason (lost, forgotten, damaged, other); the old badge stops at once",
        ),
        "already-returned": Words(
            "这张证牌已经收回",
            "无需重复收回；放入已收回的一摞",
            "This badge was collected before",
            "Put it with the collected ones",
        ),
        "badge-none": Words(
            "此人没有在用的证牌",
            "扫描证牌，或输入证牌编号",
            "The person has no badge in use",
            "Scan the badge, or type its number",
        ),
        "reprint-reason": Words(
            "其中 {count} 张已经印过，重印须说明原因",
            "选择重印原因：卡纸、损坏、印错或其他",
            "{count} of these were printed before: say why again",
            "Choose why: paper jam, damaged, misprint, other",
        ),
        "crest-unknown": Words(
            "没有找到所选的徽标图片",
            "重新上传徽标后再保存",
            "The crest's picture was not found",
            "Upload the crest again, then save",
        ),
    }
)
