"""Words about what devices remember of the hub, and about the files in which they bring their records."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        # about what a device found when it compared itself with the hub
        "hub-older": Words(
            "考务主机的数据退回到了较早的时候：“{device}”见过第 {size} 条记录，主机重新启动后只有 {hub} 条",
            "核对数据目录是否误用了旧副本；各设备会自动补传主机已收过的记录（本机 {back} 条），补完前不要散场",
            "The hub's data went back in time: {device} has seen {size} records, the hub came back with {hub}",
            "Check whether an older copy of the data folder is in use; devices hand their records in again by "
            "themselves (this one {back}): keep them on until they are done",
        ),
        "hub-forked": Words(
            "考务主机的前 {size} 条记录与“{device}”见过的不一致：数据退回较早的副本后又继续记录，或换成了另一份",
            "各设备会自动补传主机已收过的记录（本机 {back} 条）；没有人动过数据的，封存数据目录，"
            "用 kaowu verify --against 核对，报告主考",
            "The hub's first {size} records are not those that {device} has seen: its data went back and on, or was "
            "exchanged",
            "Devices hand their records in again by themselves (this one {back}); where nobody touched the data, seal "
            "the folder, check with kaowu verify --against, report to the chief examiner",
        ),
        "facts-lacking": Words(
            "考务主机缺少“{device}”的 {back} 条记录，而主机曾经确认收到",
            "设备正在自动补传；补完后到“设备”页核对是否还有缺号",
            "The hub lacks {back} records of {device} that it had acknowledged",
            "The device hands them in again by itself; look for missing numbers on the devices page afterwards",
        ),
        "device-emptied": Words(
            "“{device}”的存储被清空过，或换成了旧副本：主机收到过它的 {hub} 条记录，它只记得 {last} 条",
            "问持有人当时有没有“待上传”的记录；有的，按纸质记录补录",
            "The storage of {device} was emptied or put back: the hub has {hub} of its records, it remembers {last}",
            "Ask its holder whether records were still waiting; enter those again from paper",
        ),
        # about a file of records
        "queue-not-file": Words(
            "这不是设备导出的记录文件",
            "选择设备“本机”页导出的 kaowu-….json 文件，不要改名为其他格式",
            "This is no file of records that a device exported",
            "Choose the kaowu-….json file exported on the device's own page",
            400,
        ),
        "queue-format": Words(
            "文件格式是“{found}”，本主机只认识“{expected}”",
            "更新考务主机，或在设备上更新应用后重新导出",
            "The file's format is {found}; this hub knows {expected}",
            "Update the hub, or the app on the device, and export again",
            400,
        ),
        "queue-other-hub": Words(
            "这是另一台考务主机的设备（“{name}”）导出的文件，未收下任何记录",
            "到它所属考点的主机上导入",
            "A device of another hub ({name}) exported this file; nothing was taken",
            "Take it in at the hub it belongs to",
        ),
        "queue-edited": Words(
            "内容或签名被改动过，未收下",
            "在原设备上重新导出；设备已损坏的，按纸质记录补录",
            "Its content or signature was changed; not taken",
            "Export it again on the device, or enter it again from paper",
        ),
        "queue-hub-error": Words(
            "考务主机处理此条时出错，未收下；其余不受影响",
            "保留此文件，稍后再收一次（已收下的不会重复）；仍不行则报告技术员",
            "The hub failed on this record and did not take it; the others are not concerned",
            "Keep the file and take it in again later (nothing counts twice); if it fails again call the technician",
        ),
        "queue-unreadable": Words(
            "文件中有一条无法读出（{field}），未收下",
            "在原设备上重新导出；设备已损坏的，按纸质记录补录",
            "One record in the file cannot be read ({field}); not taken",
            "Export it again on the device, or enter it again from paper",
        ),
    }
)
