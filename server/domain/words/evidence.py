"""Words about photos and film of the exam."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "evidence-known": Words(
            "这份影像的编号已登记过，另一份影像不能再用",
            "用新的编号重新登记；已收到的影像不受影响",
            "This id was announced before; another photo or film cannot use it",
            "Announce it under a new id; what arrived is kept",
        ),
        "evidence-type": Words(
            "不收 {found} 类型的文件，应为 {expected}",
            "在相机或手机上改用这些格式；已有的文件保留在原卡上，交考务办公室",
            "Files of type {found} are not taken; expected: {expected}",
            "Set the camera or phone to one of these; keep the file on its card and tell the office",
            415,
        ),
        "evidence-candidate": Words(
            "本计划没有这个准考证号的考生",
            "核对准考证号；确有其人的，先由考务办公室导入名单",
            "No candidate of this plan has this admission number",
            "Check the number; if it is right, the office imports the list first",
        ),
        "evidence-item": Words(
            "评分方案里没有评分项“{item}”",
            "从这名考生职业等级的评分方案里选评分项，或不选",
            "The scheme has no item {item}",
            "Choose an item of the candidate's scheme, or none",
        ),
        "evidence-unknown": Words(
            "主机上没有登记过这份影像",
            "刷新后重试；仍没有的，从拍摄的设备重新上传",
            "The hub knows no such photo or film",
            "Refresh and try again; if it is still missing, send it again from the device that took it",
            404,
        ),
        "evidence-removed": Words(
            "这份影像已于 {at} 由两人按规定删除，只留登记和校验值",
            "需要时查看删除记录",
            "This photo or film was removed by two people at {at}; only its record and hash remain",
            "Look at the record of its removal",
            410,
        ),
        "evidence-other-device": Words(
            "这份影像由另一台设备登记，本机不能说明它的完整内容",
            "在拍摄的设备上提交",
            "Another device announced this; this one cannot say what the whole of it is",
            "Hand it in from the device that took it",
        ),
        "evidence-word": Words(
            "本机对这份影像先后报了两个不同的校验值",
            "保留设备和原件，报告主考",
            "This device has stated two different hashes of this photo or film",
            "Keep the device and the original; tell the chief",
        ),
        "stranger-held": Words(
            "这些内容已经是登记过的影像（{name}），不再是没有说明的文件",
            "在“影像”里查看；位置有误的，在那里归入正确的位置",
            "These bytes are a photo or film that was announced ({name})",
            "Look at it among the media; place it there where it belongs",
        ),
        "stranger-disputed": Words(
            "拍摄设备对这些内容的登记存疑待核，还没有处理",
            "先在“存疑待核”里处理；判定成立的会自动归入影像",
            "What the device said of these bytes is still in dispute",
            "Settle the dispute first; where it holds they become evidence by themselves",
        ),
        "stranger-role": Words(
            "没有说明的文件只能由考点负责人认领，登录的是{role}",
            "请主考、考务办公室等负责人登录后认领",
            "Only those who head the site say what such bytes are; signed in is: {role_en}",
            "Let one of them sign in and do it",
        ),
        "evidence-there": Words(
            "这份影像已经在所选的位置，没有改动",
            "不必再提交",
            "It already belongs there; nothing would change",
            "There is nothing to hand in",
        ),
        "evidence-not-here": Words(
            "这份影像的内容还没有传到主机",
            "等上传完成后再打开；拍摄的设备须联网",
            "The bytes of this photo or film have not arrived yet",
            "Open it when the upload is done; the device that took it must be connected",
            404,
        ),
        "export-nobody": Words(
            "没有人登录这个计划，不能导出：每份导出的影像、说明文件都要记下是谁拿走的",
            "先登录这个计划再下载；在主机上用 kaowu media export --exporter 工号，接口加 by=人员编号",
            "Nobody has signed in for this plan: every copy and side file that leaves is on record with who took it",
            "Sign in for it first; on the hub's command line name them by --exporter, or by=NUMBER over HTTP",
            403,
        ),
        "evidence-not-made": Words(
            "这份影像还没有可显示的{what}",
            "稍候自动显示；不能解码的影像可下载原件",
            "There is no {what_en} of this yet",
            "It comes by itself; what cannot be decoded can be downloaded as it is",
            404,
        ),
        "evidence-differs": Words(
            "影像 {name} 与拍摄设备报的校验值不符",
            "不要删除设备上的原件；请技术员核对后重新上传",
            "{name} is not what the device says it recorded",
            "Keep the original on the device; have the technician compare and send it again",
        ),
        "evidence-interrupted": Words(
            "影像 {name} 中断：已收到 {received}，{minutes} 分钟没有新内容",
            "到 {place} 查看拍摄的设备是否断网、没电或停录；已收到的部分已保存",
            "{name} has broken off: {received} are here, nothing came for {minutes} minutes",
            "Go to {place}: is the device offline, flat or stopped? What arrived is kept",
        ),
        "session-quota": Words(
            "场次 {session} 的影像连同登记待传的共 {used}，再加这份超过上限 {most}",
            "影像仍在本机；请考务办公室在计划规则里提高上限，之后自动续传",
            "Session {session} has {used} of media, on their way included; with this it has more than {most}",
            "The media stay on this device; the office raises the limit in the plan, then it goes on by itself",
            507,
        ),
        "media-space-low": Words(
            "主机磁盘约剩 {minutes} 分钟录像的空间",
            "请技术员清理主机磁盘或接上备用盘；录像仍可在设备上继续",
            "The hub has room for about {minutes} more minutes of video",
            "Ask the technician to make room; devices go on recording by themselves",
        ),
    }
)
