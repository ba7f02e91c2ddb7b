"""The names under which rosters have the columns: what a header may say, by kind and column.

A further synonym is one more word here; the first word is the one that messages and samples use.
"""

from collections.abc import Mapping

_WRITTEN: Mapping[str, Mapping[str, str]] = {
    "rooms": {
        "room": "考场号、考场、考场编号、考场代码、考室、考室号、试室、试室号、kch、room、room no",
        "name": "考场名称、名称、考场地点、教室、教室名称、room name",
        "building": "楼栋、楼、教学楼、楼号、楼名、楼宇、building",
        "floor": "楼层、层、层数、所在楼层、floor",
        "seats": (
            "座位数、座位、容量、座位数量、座位总数、考位数、工位数、机位数、可用座位、容纳人数、人数上限、zws、seats"
        ),
    },
    "candidates": {
        "admission_no": (
            "准考证号、准考证、准考证号码、准考证编号、准考号、考号、考生号、考生考号、考生编号、zkzh、ksh、"
            "admission no、admission number"
        ),
        "name": "姓名、考生姓名、名字、考生、xm、name",
        "id_no": (
            "证件号、身份证号、身份证号码、证件号码、身份证、身份证件号、身份证件号码、有效证件号、"
            "有效证件号码、公民身份号码、居民身份证号、居民身份证号码、考生证件号、sfzh、zjhm、zjh、id no、"
            "id number"
        ),
        "unit": (
            "单位、工作单位、单位名称、所在单位、报名单位、申报单位、报考单位、学校、院校、学校名称、"
            "所在院校、dw、gzdw、unit"
        ),
        "trade": (
            "职业、工种、职业（工种）、报考工种、职业名称、工种名称、职业工种、职业工种名称、报考职业、"
            "申报职业、申报工种、鉴定职业、鉴定工种、认定职业、认定工种、考核职业、职业代码及名称、zy、gz、"
            "trade"
        ),
        "level": (
            "级别、等级、技能等级、报考级别、报考等级、申报级别、申报等级、鉴定级别、鉴定等级、认定级别、"
            "认定等级、职业等级、职业技能等级、考核等级、技能级别、jb、dj、level"
        ),
        "session": "场次、场次号、场次代号、场次名称、考试场次、场次编号、理论场次、cc、session",
        "room": "考场号、考场、考场编号、考场代码、考室、考室号、试室、试室号、理论考场、kch、kcbh、room",
        "seat": "座位号、座号、座位、座次、座次号、座位编号、位号、工位号、工位、机位号、zwh、seat、seat no",
    },
    "staff": {
        "staff_no": "工号、编号、人员编号、人员工号、工作人员编号、职工号、教工号、工作证号、gh、staff no",
        "name": "姓名、人员姓名、工作人员姓名、名字、xm、name",
        "role": "岗位、角色、职务、证牌岗位、岗位名称、工作岗位、考务岗位、担任岗位、担任职务、职责、分工、gw、role",
        "unit": "单位、工作单位、单位名称、所在单位、派出单位、学校、部门、dw、unit",
        "phone": (
            "电话、手机、手机号、联系电话、手机号码、电话号码、联系方式、联系手机、移动电话、dh、sjh、phone、mobile"
        ),
        "sessions": "场次、参加场次、场次号、场次代号、工作场次、监考场次、cc、sessions",
        "room": "考场、考场号、考场编号、监考考场、所在考场、负责考场、kch、room",
        "note": "备注、说明、bz、note",
        "id_no": (
            "证件号、身份证号、身份证号码、证件号码、身份证、身份证件号、身份证件号码、公民身份号码、"
            "居民身份证号、居民身份证号码、sfzh、zjhm、id no、id number"
        ),
    },
    "schemes": {
        "trade": "职业、工种、职业（工种）、职业名称、鉴定职业、认定职业、考核职业、zy、trade",
        "level": "级别、等级、技能等级、职业等级、鉴定等级、认定等级、jb、level",
        "title": "试卷名称、方案名称、评分表名称、title",
        "question": "试题、试题名称、题目、模块、question",
        "id": "项目编号、序号、编号、项目号、item no",
        "name": "考核内容、考核项目、评分项目、考核要点、鉴定内容、item",
        "full": "配分、分值、满分、points",
        "criterion": "评分标准、评分细则、评分要求、扣分标准、criterion",
        "failing": "否定项、是否否定项、failing",
        "passing": "合格分、合格线、及格分、passing",
        "threshold": "允许分差、分差、允许误差、threshold",
        "rule": "合分办法、合分方法、计分办法、rule",
        "workpiece": "工件、有无工件、是否有工件、workpiece",
        "late": "入场时限、迟到时限、迟到分钟、late",
    },
    "assessors": {
        "staff_no": "工号、编号、人员编号、人员工号、gh、staff no",
        "card": "考评员证号、证卡编号、证卡号、考评员证卡号、考评员证编号、证书编号、card no",
        "trade": "考评职业、职业、工种、职业（工种）、考评工种、trade",
        "level": "考评等级、级别、等级、考评级别、level",
        "until": "有效期至、有效期、证卡有效期、有效期限、valid until",
        "running": "连续次数、已连续次数、连续考评次数、times running",
        "room": "考场、考场号、考评考场、room",
        "leader": "组长、是否组长、leader",
    },
}

TITLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    kind: {key: tuple(names.split("、")) for key, names in columns.items()} for kind, columns in _WRITTEN.items()
}

_UNUSED = (
    "序号、序、性别、出生日期、出生年月、年龄、民族、籍贯、政治面貌、学历、文化程度、专业、职称、报名号、"
    "报名序号、照片、相片、签名、考生签名、签到、联系电话、手机、手机号、手机号码、电话、考点、考点名称、"
    "考点代码、考区、考场名称、考场地点、教室、教室名称、考试日期、考试时间、开考时间、备注、xh、xb、bz、no、"
    "职业方向、职业代码、工种代码、考点地址、考场地址、楼层、楼栋"
)

UNUSED = tuple(_UNUSED.split("、"))
"""Columns that rosters have and nothing here needs: passed over without a word."""
