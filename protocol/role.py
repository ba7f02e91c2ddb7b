"""The roles of an exam day: number in the badge token, words, colour and bar mark.

Sources: the eight badge roles of the founding plan, the posts of Jiangxi's organisation booklet, and the
words fixed for screens and badges (``docs/glossary.md``). Numbers travel inside printed badges: never reuse one.
"""

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Family(Enum):
    """Groups of roles; the value is the number of bars on the badge, so that no colour is needed to tell them."""

    SUPERVISION = 1
    AREA = 2
    CHIEF = 3
    ROOM = 4
    PAPERS = 5
    SERVICE = 6


@dataclass(frozen=True, slots=True)
class Role:
    """One role. ``colour`` is the band's sRGB hex; white text on it keeps at least 4.5:1."""

    number: int
    code: str
    zh: str
    en: str
    family: Family
    colour: str


ROLES: tuple[Role, ...] = (
    Role(1, "INS", "督巡", "Supervising inspector", Family.SUPERVISION, "#8B1A1A"),
    Role(2, "PAT", "巡视", "Patrol inspector", Family.SUPERVISION, "#C2410C"),
    Role(3, "AD", "考区主任", "Area director", Family.AREA, "#1E3A8A"),
    Role(4, "ADD", "考区副主任", "Deputy area director", Family.AREA, "#0369A1"),
    Role(5, "CE", "主考", "Chief examiner", Family.CHIEF, "#14532D"),
    Role(6, "DCE", "副主考", "Deputy chief examiner", Family.CHIEF, "#15803D"),
    Role(7, "RP", "流动监考", "Roving invigilator", Family.ROOM, "#6B21A8"),
    Role(8, "PR", "监考", "Invigilator", Family.ROOM, "#0F766E"),
    Role(9, "EX", "考评员", "Assessor", Family.ROOM, "#767200"),
    Role(10, "QS", "质量督导员", "Quality supervisor", Family.SUPERVISION, "#C800A8"),
    Role(11, "CO", "试卷接送人员", "Paper courier", Family.PAPERS, "#0B0F19"),
    Role(12, "VK", "试卷保管人员", "Paper custodian", Family.PAPERS, "#80695C"),
    Role(13, "RO", "读卡操作员", "Card-reader operator", Family.PAPERS, "#75699E"),
    Role(14, "CK", "验卡员", "Card checker", Family.PAPERS, "#33063A"),
    Role(15, "SV", "阅卷监督员", "Marking monitor", Family.SUPERVISION, "#DB0F50"),
    Role(16, "OP", "考务人员", "Site office clerk", Family.SERVICE, "#2548E8"),
    Role(17, "IT", "技术员", "Technician", Family.SERVICE, "#8C0151"),
    Role(18, "GA", "门卫", "Gate guard", Family.SERVICE, "#5C3A05"),
    Role(19, "MED", "医护", "Medical staff", Family.SERVICE, "#5A6470"),
    Role(20, "DU", "总值班", "Duty desk", Family.AREA, "#06414A"),
)

BY_NUMBER = MappingProxyType({role.number: role for role in ROLES})
BY_CODE = MappingProxyType({role.code: role for role in ROLES})

PROCTOR = BY_CODE["PR"]
