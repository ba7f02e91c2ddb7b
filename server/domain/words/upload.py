"""Words about uploads of photos and video."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "no-upload": Words(
            "主机上没有这次上传",
            "从头重新上传；本机的原件仍在",
            "The hub does not know this upload",
            "Upload it again from the beginning; the original is still on this device",
            404,
        ),
        "upload-expired": Words(
            "这次上传中断太久，主机已清除未传完的部分",
            "从头重新上传；本机的原件仍在",
            "This upload was left alone for too long; the hub has removed its unfinished part",
            "Upload it again from the beginning; the original is still on this device",
            410,
        ),
        "offset-differs": Words(
            "主机已有 {here} 字节，本次从第 {given} 字节开始",
            "先查询主机已收到的位置，从那里接着传",
            "The hub has {here} bytes, these begin at {given}",
            "Ask how far the hub has come and go on from there",
            409,
        ),
        "upload-busy": Words(
            "这次上传正由另一个连接写入",
            "稍候自动重试",
            "Another connection is writing this upload",
            "Wait a moment and try again",
            423,
        ),
        "checksum-differs": Words(
            "收到的内容与校验值不符，这一段没有保存",
            "从原位置重传这一段",
            "What arrived does not fit its checksum; this part was not kept",
            "Send this part again from the same place",
            460,
        ),
        "upload-too-large": Words(
            "文件超过 {most} 的上限，或比申报的长度长",
            "分成几段录制后分别上传",
            "The file is larger than {most}, or than the length that was announced",
            "Record it in parts and upload each",
            413,
        ),
        "no-concatenation": Words(
            "主机不接收由多个分片合并的上传",
            "把整个文件作为一次上传，断了可以续传（tus-js-client：不设 parallelUploads）",
            "The hub does not join several uploads into one",
            "Upload the file as one; it goes on where it breaks off (tus-js-client: leave parallelUploads out)",
            501,
        ),
        "upload-complete": Words(
            "这次上传已完成，是留存的原件，不能再改或删除",
            "要销毁须由两人按档案规定办理",
            "This upload is complete and kept as an original; it can neither grow nor be removed",
            "Destroying it needs two people, by the archive's rules",
            403,
        ),
        "upload-announced": Words(
            "这次上传的影像已登记，收到的部分是证据，不能取消",
            "接着传完；要删除须由两人按档案规定办理",
            "What is uploaded here was announced: as far as it came it is evidence and cannot be given up",
            "Go on to its end; removing it needs two people, by the archive's rules",
            403,
        ),
        "too-many-uploads": Words(
            "本设备未传完的上传已有 {most} 个",
            "先传完或取消已有的上传",
            "This device has {most} unfinished uploads",
            "Finish or cancel some first",
            429,
        ),
        "uploads-too-fast": Words(
            "本设备一分钟内新建的上传已达 {most} 个",
            "一分钟后自动继续",
            "This device has begun {most} uploads within a minute",
            "It goes on by itself after a minute",
            429,
        ),
        "disk-full": Words(
            "主机磁盘剩余 {free}，须为签到和交接记录留出 {reserve}，不再接收影像",
            "影像仍在本机；请技术员清理主机磁盘或接上备用盘",
            "The hub has {free} of disk left and keeps {reserve} free for records; it takes no more media",
            "The media stay on this device; ask the technician to make room on the hub",
            507,
        ),
        "disk-broken": Words(
            "主机磁盘出错，这一段影像没有写入",
            "影像仍在本机，会自动重试；请技术员检查主机磁盘",
            "The hub's disk failed; this part of the media was not written",
            "The media stay on this device and are tried again; ask the technician to look at the hub's disk",
            507,
        ),
        "tus-version": Words(
            "上传协议版本不符，主机使用 tus 1.0.0",
            "在请求头写 Tus-Resumable: 1.0.0",
            "The hub speaks tus 1.0.0",
            "Send the header Tus-Resumable: 1.0.0",
            412,
        ),
        "not-bytes": Words(
            "上传内容的类型不对",
            "在请求头写 Content-Type: application/offset+octet-stream",
            "These bytes come with another content type than an upload's",
            "Send the header Content-Type: application/offset+octet-stream",
            415,
        ),
    }
)
