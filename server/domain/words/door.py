"""Words about what is handed in at the door."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
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
    }
)
