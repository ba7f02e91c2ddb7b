"""Words about requests that are no facts."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
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
