"""Words about who answers for an act in their own name."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "signer-badge": Words(
            "{role}只点了姓名：没有扫证牌，也不是登录本设备的人",
            "请{role}本人到场扫证牌；证牌读不出的，输入证牌编号",
            "The {role_en} was picked by name: they showed no badge and have not signed in on this device",
            "Let them scan their own badge here, or type its number where it cannot be read",
        ),
        "grant-not-signer": Words(
            "登录本设备的人不在这一步的签字人之中",
            "由签字人之一在本设备登录后操作，另一人扫证牌",
            "Whoever has signed in on this device is none of those who sign this",
            "Let one of those who sign it sign in on this device; the other shows their badge",
        ),
    }
)
