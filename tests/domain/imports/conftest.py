"""A small plan, its rooms, and files built in memory."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from server.domain.imports import Known
from server.domain.plan import NumberPart, Plan, Room, Session, Site

NINE = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PARTS = (("year", 2), ("city", 2), ("institution", 3), ("batch", 3), ("subject", 3), ("room", 3), ("seat", 3))


def xlsx_of(rows, title="表", more=()):
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name, others in more:
        extra = book.create_sheet(name)
        for row in others:
            extra.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def xlsx():
    return xlsx_of


@pytest.fixture
def plan():
    return Plan(
        number=20261122,
        code="JX-20261122",
        name="职业技能鉴定",
        mark="江西职业技能鉴定",
        centre="省中心",
        area="南昌考区",
        site=Site(12, "某职业学院", "某职院"),
        days=(date(2026, 11, 22),),
        zone="Asia/Shanghai",
        check_in_opens=90,
        check_in_closes=30,
        proctors_per_room=2,
        duty_phone="19900000001",
        sessions=(
            Session("S1", "上午理论", "theory", NINE, NINE + timedelta(minutes=90)),
            Session("S2", "下午理论", "theory", NINE + timedelta(minutes=150), NINE + timedelta(minutes=240)),
        ),
        timetable=(),
        trades=("电工", "焊工"),
        admission_no=tuple(NumberPart(part, count) for part, count in PARTS),
    )


@pytest.fixture
def known(plan):
    rooms = {number: Room(number, number, "1号教学楼", 1, 30) for number in ("101", "102")}
    return Known(plan, rooms)
