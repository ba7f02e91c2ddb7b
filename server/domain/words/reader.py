"""Words about card-reader stations and the files they hand in."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "batch-too-large": Words(
            "读卡文件最大 {most}，这一个超出了",
            "核对是不是读卡导出的文件；确实是的，请分场次导出",
            "A card file has at most {most}; this one has more",
            "Check that it is an export of the reader; if so, export session by session",
            413,
        ),
        "batch-cut": Words(
            "读卡文件应有 {expected} 字节，只收到 {found} 字节，没有收下",
            "读卡站会自动重传；用浏览器传的，请再传一次",
            "The file has {expected} bytes, {found} arrived; nothing was taken",
            "The station sends it again by itself; from a browser, hand it in again",
            422,
        ),
        "batch-differs": Words(
            "收到的内容与文件的校验值不符，没有收下",
            "读卡站会自动重传；反复出现时请技术员检查网络和读卡站的磁盘",
            "What arrived is not what the file's checksum says; nothing was taken",
            "The station sends it again by itself; if it goes on, have the network and the station's disk looked at",
            422,
        ),
        "batch-other-file": Words(
            "签名的记录说的是另一个文件，没有收下",
            "读卡站会自动重传；反复出现时请技术员重新启动读卡站程序",
            "The signed fact speaks of another file; nothing was taken",
            "The station sends it again by itself; if it goes on, restart the station's program",
            409,
        ),
        "batch-without-file": Words(
            "主机还没有文件 {name} 的内容，只收到说明",
            "先上传文件内容，再交这条记录；读卡站会自动照此办理",
            "The hub has not got the bytes of {name}, only the fact about it",
            "Hand in the file first; the station does so by itself",
            409,
        ),
        "batch-size-differs": Words(
            "文件 {name} 应为 {expected} 字节，主机上是 {found} 字节",
            "在读卡机上重新导出，再交一次",
            "{name} should have {expected} bytes, the hub has {found}",
            "Export it at the reader again and hand that in",
            409,
        ),
        "batch-again-itself": Words(
            "文件 {name} 被说成是它自己的重新导出",
            "重新启动读卡站程序后再交一次",
            "{name} is said to be a re-export of itself",
            "Restart the station's program and hand it in again",
            409,
        ),
        "batch-same-run": Words(
            "文件 {name} 与主机已有的是同一遍读卡导出的，不能又算另一遍",
            "主机已有，不用再交；真是又读了一遍的，另存一个文件名，用与主机同版的读卡站程序或网页再交",
            "{name} is of the same run of the cards as what the hub has; it is not the other reading as well",
            "Nothing has to be handed in; what was read once more is saved under another name and handed in by the page"
            " or by a station's program of the hub's version",
            409,
        ),
        "reader-disk-full": Words(
            "主机磁盘剩余 {free}，须留出 {reserve}，不再接收读卡文件",
            "文件仍在读卡站，腾出空间后自动送出；请技术员清理主机磁盘",
            "The hub has {free} of disk left and keeps {reserve} free; it takes no card files",
            "The files stay at the station and are sent once there is room; ask the technician to make some",
            507,
        ),
        "reader-at-once": Words(
            "本机已有 {most} 个读卡文件正在传，一次只收这么多",
            "等前面的传完，会自动重试",
            "{most} card files of this station are on their way, which is as many as are taken at a time",
            "It is tried again by itself once the others have arrived",
            429,
        ),
        "reader-station-full": Words(
            "本机 24 小时内已送来 {files} 个文件、{bytes}，上限 {most_files} 个、{most_bytes}，这个文件没有收下",
            "文件仍在读卡站，会自动重试，满 24 小时的不再计入。核对是不是监视错了文件夹；急用的，请从另一台读卡站送",
            "This station brought {files} files, {bytes} in 24 hours; its limit is {most_files}, {most_bytes}: no more",
            "The file stays at the station and is tried again; after 24 hours a file no longer counts. Check which "
            "folder it watches; what is urgent, bring from another station",
            507,
        ),
        "reader-hub-full": Words(
            "主机 24 小时内已收 {files} 个读卡文件、{bytes}，上限 {most_files} 个、{most_bytes}，这个文件没有收下",
            "文件仍在读卡站，会自动重试，满 24 小时的不再计入。有读卡站监视错了文件夹的，先停下它",
            "The hub got {files} card files, {bytes} in 24 hours; its limit is {most_files}, {most_bytes}: no more",
            "The file stays at the station and is tried again; after 24 hours a file no longer counts. Where a station "
            "watches the wrong folder, stop it",
            507,
        ),
        "reader-disk-broken": Words(
            "主机磁盘出错，读卡文件没有写入",
            "文件仍在读卡站，会自动重试；请技术员检查主机磁盘",
            "The hub's disk failed; the card file was not written",
            "The file stays at the station and is tried again; ask the technician to look at the hub's disk",
            507,
        ),
        "reader-clock": Words(
            "读卡站 {station} 的时钟比主机{way} {minutes} 分钟",
            "对准读卡站电脑的时间；已送来的文件不受影响，按主机收到的时间记",
            "The clock of card-reader station {station} is {minutes} min {way_en}",
            "Set that computer's clock; what it has sent stands, by the hub's own time",
            409,
        ),
        "reader-not-taken": Words(
            "读卡站 {station} 有 {count} 个文件要人处理：{name}（{why}）",
            "到读卡站看它的页面，按提示处理",
            "Card-reader station {station} has {count} files that need a person: {name} ({why})",
            "Look at that station's page and do as it says",
            409,
        ),
    }
)
