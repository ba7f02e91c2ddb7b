"""Words about devices that end, and about pictures they send."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "device-in-use": Words(
            "“{name}”还在使用中",
            "先在“设备”页停用它，并写明原因",
            "{name} is still in use",
            "End it on the devices screen first, and say why",
        ),
        "device-ended": Words(
            "“{name}”已停用，原因不能改轻",
            "刷新后核对；后来发现丢失的，在“已停用”里点“报告丢失”",
            "{name} has ended, and for no lesser reason",
            "Refresh and check; where it turns out to be lost, report it lost among those that ended",
        ),
        "device-written-off": Words(
            "“{name}”未交的记录早先已核销，此条是核销之后才交到的",
            "与当时按纸质补录的核对：已补录的维持原记录，没有补录而确有其事的，以这一条为准",
            "What {name} owed was written off, and this came afterwards",
            "Compare it with what was entered from paper: where that was done it stands, otherwise let this one hold",
        ),
        "already-replaced": Words(
            "“{name}”已由“{successor}”接替",
            "要再换一台，请在“{successor}”上点“更换”",
            "{successor} has taken the place of {name}",
            "To change the device again, replace {successor}",
        ),
        "already-written-off": Words(
            "“{name}”未交的记录已经核销",
            "刷新后核对",
            "What {name} still owed was written off before",
            "Refresh and check",
        ),
        "not-a-picture": Words(
            "这不是能识别的照片",
            "请用相机重新拍照，保存为 JPEG 或 PNG",
            "This is not a picture that can be read",
            "Take it again with the camera, as JPEG or PNG",
            400,
        ),
        "picture-too-large": Words(
            "照片尺寸过大（上限 {limit}）",
            "请用相机直接拍照，不要用拼接或放大的图片",
            "The picture is too large (at most {limit})",
            "Take a plain photo with the camera",
            413,
        ),
        "decoder-busy": Words(
            "主机正在识别别的照片",
            "请稍候再试，或输入证牌编号",
            "The hub is reading other pictures",
            "Try again in a moment, or type the badge number",
            503,
        ),
    }
)
