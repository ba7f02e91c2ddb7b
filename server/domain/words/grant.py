"""Words about signing in on a device, PINs and grants."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        # PINs
        "pin-form": Words(
            "PIN 应为 4 至 8 位数字",
            "重新输入",
            "A PIN has 4 to 8 digits",
            "Enter it again",
            400,
        ),
        "pin-trivial": Words(
            "这个 PIN 太容易猜到",
            "不要用相同、重复或连续的数字，也不要用手机号码的开头或末尾几位",
            "This PIN is too easy to guess",
            "No repeated digits or runs, and not the ends of the phone number",
            400,
        ),
        "pin-wrong": Words(
            "PIN 不对，或还没有设 PIN；还可试 {left} 次",
            "核对后重新输入；没有 PIN 的，请主考或考务办公室设置",
            "The PIN is wrong, or none was set; {left} more tries",
            "Check it and enter it again; without a PIN, ask the chief or the office to set one",
            403,
        ),
        "pin-wait": Words(
            "PIN 输错次数过多",
            "请 {seconds} 秒后再试；忘记 PIN 的，请主考或考务办公室重设",
            "Too many wrong PINs",
            "Try again in {seconds} seconds; who forgot their PIN asks the chief or the office for a new one",
            429,
        ),
        "pin-set-before": Words(
            "此人已有 PIN",
            "要更改的，由本人输入原 PIN，或请主考、考务办公室重设",
            "They have a PIN already",
            "To change it, they enter the old one, or the chief or the office sets a new one",
            403,
        ),
        "pin-leaders": Words(
            "{role}的 PIN 不能在门口设置",
            "请在主考或考务办公室的设备上设置",
            "The PIN of this role ({role_en}) is not set at a gate",
            "Set it on the chief's or the office's device",
            403,
        ),
        "pin-leader-reset": Words(
            "{role}已有 PIN，本设备上没有登录的负责人，不能重设",
            "先由{who}在本设备登录，再重设；或由技术员在考务主机上用 kaowu pin set",
            "This PIN ({role_en}) is reset only where somebody who leads has signed in",
            "Let {who_en} sign in on this device first, then reset it; or a technician uses kaowu pin set on the hub",
            403,
        ),
        "pin-leader-first": Words(
            "本设备上没有登录的负责人，不能设置{role}的 PIN",
            "已有负责人设了 PIN：先由{who}在本设备登录，再给{role}设；或由技术员在考务主机上用 kaowu pin set",
            "The PIN of this role ({role_en}) is set only where somebody who leads has signed in",
            "A leader has a PIN already: let {who_en} sign in on this device first, then set this one; or a technician"
            " uses kaowu pin set on the hub",
            403,
        ),
        "pin-before-lead": Words(
            "PIN 是担任负责人之前设置的，不能以负责人身份登录",
            "由已登录的负责人重设 PIN，或在考务主机上用 kaowu pin set",
            "This PIN was set before its holder led, and does not sign in one who leads",
            "Let a leader who has signed in set it anew, or use kaowu pin set on the hub",
            403,
        ),
        # signing in
        "sign-in-role": Words(
            "{role}不负责设备，无需登录，也没有 PIN",
            "由负责本设备的人登录",
            "Who serves as {role_en} holds no device and has no PIN",
            "Let the person in charge of this device sign in",
            403,
        ),
        "counts-in-room-off": Words(
            "本计划没有定在考场内登记启封和清点数，{role}不用登录，也不用 PIN",
            "由清点台或流动监考登记；确要在考场内登记的，请负责人在“计划 › 试卷规定”里允许",
            "This plan lets nobody state openings and counts in the room: {role_en} need not sign in and has no PIN",
            "The return table or a roving phone states them; a leader can allow it in the plan's policies",
            403,
        ),
        "sign-in-acts": Words(
            "{role}在本设备上没有可授权的操作",
            "换一台设备，或由其他负责人登录",
            "There is nothing that {role_en} may be granted on this device",
            "Use another device, or let somebody else sign in",
            403,
        ),
        "sign-in-day": Words(
            "今天不在计划日期（{days}）内，不能登录",
            "核对日期；在计划日期当天登录。另外：经手试卷的岗位提前 {before} 天起、之后 {after} 天内可登录，"
            "办出库、送回和读卡交接（销毁不限天数）；阅卷、发布和复查之后 {reading} 天内可登录；天数在“计划 › 试卷规定”里改",
            "Today is not one of the plan's days ({days})",
            "Check the date; sign in on the day. Whoever hands papers over may sign in from {before} days before to "
            "{after} days after (destruction: at any time), whoever marks up to {reading} days after; the plan's "
            "policies say how many",
        ),
        "sign-in-no-badge": Words(
            "此人没有在用的证牌，不能登录",
            "先在“考务办公 › 证牌”制作证牌（作废了的，在“人员”里补发），或在“签到”里绑定备用证牌，再登录",
            "They have no valid badge and cannot sign in",
            "Make a badge first (Office › Badges; People where it was revoked), or bind a spare badge at check-in",
            403,
        ),
        # acts under a grant
        "grant-needed": Words(
            "此操作须由登录本设备的负责人进行",
            "先在本设备登录（扫证牌、输 PIN），再操作",
            "This is done by a person who has signed in on the device",
            "Sign in on this device first (badge and PIN), then do it again",
        ),
        "grant-unknown": Words(
            "此条所凭的登录，考务主机没有记录：不知道由谁负责",
            "登录本设备的负责人重新登录后再操作；离线时已做过的，由主考核实后核定",
            "It cites a sign-in that the hub has no record of: nobody is known to answer for it",
            "Sign in on this device again and do it again; what was done offline, the chief looks into and settles",
        ),
        "grant-other-device": Words(
            "这项授权属于设备 {device}，不是本设备",
            "在本设备登录后再操作",
            "The grant belongs to device {device}, not to this one",
            "Sign in on this device, then do it again",
        ),
        "grant-scope": Words(
            "{role}的授权不包括此操作",
            "由有权的人登录后操作",
            "The grant of {role_en} does not cover this",
            "Let somebody sign in who may do it",
        ),
        "grant-other-plan": Words(
            "登录本设备的人属于计划 {found}，这项操作属于计划 {expected}",
            "由计划 {expected} 的负责人在本设备登录后再操作",
            "Whoever has signed in on this device is of plan {found}; this is about plan {expected}",
            "Let somebody of plan {expected} who may do it sign in on this device, then do it again",
        ),
        "grant-place": Words(
            "这项授权只用于“{place}”",
            "在该地点操作，或重新登录",
            "The grant holds at {place} only",
            "Do it there, or sign in again",
        ),
        "grant-not-yet": Words(
            "授权还没有到开始时间",
            "到时间再操作，或重新登录；并核对设备时钟",
            "The grant does not hold yet",
            "Wait until it does, or sign in again; check the device's clock",
        ),
        "grant-expired": Words(
            "登录已到期",
            "在本设备重新登录后再操作",
            "The sign-in has run out",
            "Sign in on this device again, then do it again",
        ),
        "grant-ended": Words(
            "登录已结束：已退出、换人登录，或登录人已离岗",
            "在本设备重新登录后再操作",
            "The sign-in has ended: signed out, taken over by somebody else, or its holder has left",
            "Sign in on this device again, then do it again",
        ),
        "grant-revoked": Words(
            "授权已被主考或考务办公室收回",
            "停止操作，联系主考",
            "The grant was revoked by the chief or the office",
            "Stop, and call the chief",
        ),
        "grant-dated-back": Words(
            "此条写的时间在登录结束之前，但同一设备编号更小的记录已在其后：不会是当时做的",
            "核对该设备的时钟和当时在场的人，再核定以哪一条为准",
            "It says it was done before the sign-in ended, but its device had already used lower numbers afterwards",
            "See whether the device's clock was put back and who was there, then settle it",
        ),
        "grant-revoked-before": Words(
            "“{name}”交来授权收回之前做的记录，是收回之后才收到的，时间只凭该设备的时钟",
            "在动态中核对这些记录；有疑问的，请当事人说明",
            "{name} handed in what it did before its grant was revoked; only the device's own clock tells when",
            "Look through these records in the feed, and ask who was there where in doubt",
        ),
        "grant-holder": Words(
            "操作人不是登录本设备的人",
            "由登录的人操作，或换人登录",
            "This is not the person who has signed in on the device",
            "Let the one who has signed in do it, or sign in yourself",
        ),
        "grant-over": Words(
            "这项授权已经结束",
            "刷新后核对",
            "The grant has ended already",
            "Refresh and check",
        ),
        "grant-not-own": Words(
            "只能退出本设备自己的登录",
            "要收回其他设备的授权，请在主考或考务办公室的设备上操作",
            "A device signs out of its own grant only",
            "Grants of other devices are revoked on the chief's or the office's device",
            403,
        ),
    }
)
