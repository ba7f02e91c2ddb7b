"""Made-up people: names from common characters, identity numbers and phone numbers that belong to nobody."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from server.domain.imports.values import id_check_digit

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
COMPOUND = ("欧阳", "上官", "司马", "诸葛", "令狐", "夏侯")
WOMEN = (
    "芳娜敏静丽艳娟霞秀燕玲桂英华慧巧美红玉兰梅琳素云莲真雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉婷颖露瑶怡婵雁蓓"
    "纨仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭冰爽琬茗羽希宁欣飘育滢馥筠柔竹霭凝晓欢霄枫"
)
MEN = (
    "伟强磊军洋勇杰涛明超刚平辉鹏飞华波斌宇浩凯健俊帆帅旭宁龙林欢阳建亮成建峰志永文德海山仁波宁贵福生龙元全"
    "国胜学祥才发武新利清彬富顺信子昌盛雄琛钧冠策腾楠榕风航弘义兴良树军俊冬震梓锦翔轩诚晨逸哲皓瀚霖博思睿"
)
DOTTED = ("阿依古丽·买买提", "帕提古丽·艾合买提", "扎西·达瓦", "努尔兰·叶尔肯")
RARE = "䶮"  # a character that many fonts lack, and names do hold

NOBODYS_AREA = "369"  # no province's area code begins so
PHONE_BLOCK = "1990000"

UNITS = (
    "赣江职业技术学院",
    "南昌市第一技工学校",
    "赣江机电职业中专",
    "红谷滩区高级技工学校",
    "洪城汽车工程学校",
    "青云谱区职业培训中心",
    "东湖区人力资源服务中心",
    "赣北铁路技工学校",
    "江南轻工职业学校",
    "新建区职业教育中心",
    "滕王阁商贸学校",
    "赣鄱卫生学校",
    "昌南建设技工学校",
    "瑶湖电子职业学校",
)
"""Invented schools and offices."""

EMPLOYERS = (
    *UNITS,
    "赣江机床有限公司",
    "洪都电气工程有限公司",
    "鄱湖餐饮管理有限公司",
    "滨江物业服务有限公司",
    "昌北汽车服务有限公司",
    "安康养老服务中心",
    "晨光幼儿园",
    "个体",
    "无",
)


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """One made-up person."""

    name: str
    woman: bool
    id_no: str


@dataclass(slots=True)
class Crowd:
    """Makes people who differ from each other by their identity number; names may repeat, as they do in life.

    Attributes:
        rng: where every choice comes from.
        today: the exam day; ages are counted from it.
    """

    rng: Random
    today: date
    _ids: set[str] = field(default_factory=set)

    def person(self, youngest: int, oldest: int, name: str | None = None) -> SamplePerson:
        """Make one person of an age in years between the two."""
        woman = self.rng.random() < 0.45
        born = self.today - timedelta(days=self.rng.randint(youngest * 366, oldest * 365))
        return SamplePerson(name or self.name(woman=woman), woman, self._id_no(born, woman=woman))

    def name(self, *, woman: bool) -> str:
        """Put a name together: mostly three characters, some two, few four."""
        given = WOMEN if woman else MEN
        surname = self.rng.choice(COMPOUND) if self.rng.random() < 0.012 else self.rng.choice(SURNAMES)
        length = 1 if self.rng.random() < 0.22 else 2
        return surname + "".join(self.rng.choice(given) for _ in range(length))

    def _id_no(self, born: date, *, woman: bool) -> str:
        while True:
            sequence = self.rng.randrange(0, 500) * 2 + (0 if woman else 1)
            first = f"{NOBODYS_AREA}{self.rng.randint(101, 999)}{born:%Y%m%d}{sequence:03d}"
            number = first + id_check_digit(first)
            if number not in self._ids:
                self._ids.add(number)
                return number
