"""The main job in a real browser: from an office's roster to the public page, by seven people.

Contacts and volunteers have a phone, the host and the officer a desk; every page is looked at on
both. The screenshots lie in screenshots/test_the_main_job/.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from conftest import DESKTOP, PHONE
from factories.rosters import book
from gongjian.exchange import actions as exchange
from gongjian.exchange.models import ServiceItem, SignUp
from gongjian.members import queries as members
from gongjian.members.models import Person
from gongjian.org.models import Unit
from gongjian.sample.district import ZONE
from gongjian.sample.roster_workbook import TARGET as ROSTER

pytestmark = pytest.mark.browser

CLINIC, COMMUNITY = "百丈东郊街道社区卫生服务中心", "划船社区"
BANK = "中信银行宁波江东支行"
PICKER = "%Y-%m-%dT%H:%M"
TITLE = "智能自助机旁的就医引导"
NEED = {
    "number": "X-90",
    "unit": BANK,
    "title": "厅堂便民雨伞架制作",
    "beneficiaries": "到店客户",
    "heads": 2,
    "starts_on": "2199-01-01",
    "ends_on": "2199-02-01",
}


@dataclass(frozen=True)
class Cast:
    """The people of the walk, each with a browser session of their own, and how pages are seen."""

    host: Any
    clinic: Any
    community: Any
    volunteer: Any
    other_volunteer: Any
    officer: Any
    visitor: Any
    look: Callable[..., None]
    folder: Path


def test_the_main_job(placed_district, enter, new_page, look, tmp_path) -> None:
    cast = Cast(
        host=enter("zhuchi", DESKTOP),
        clinic=enter("weisheng", PHONE),
        community=enter("huachuan", PHONE),
        volunteer=enter("zhiyuan1", PHONE),
        other_volunteer=enter("zhiyuan2", PHONE),
        officer=enter("quban", DESKTOP),
        visitor=new_page(PHONE),
        look=look,
        folder=tmp_path,
    )
    the_host_enters_a_roster(cast)
    two_units_sign_a_pairing(cast)
    the_clinic_raises_a_need_on_a_phone(cast)
    the_host_types_needs_by_keyboard_and_verifies(cast)
    the_community_claims_what_fits(cast)
    both_agree_on_terms(cast)
    volunteers_take_the_places(cast)
    only_the_trained_are_deployed(cast)
    delivered_is_not_done(cast)
    the_ledger_and_the_pairing_show_it(cast)
    each_number_opens_its_rows(cast)
    the_public_sees_deeds_and_no_names(cast)


# --- 1. the roster ---------------------------------------------------------------------------


def the_host_enters_a_roster(cast: Cast) -> None:
    page = cast.host
    page.get_by_role("link", name="导入名册").first.click()
    cast.look(page, "1-roster-choose")

    send_roster(page, ROSTER)
    would = set(page.locator("#main tbody .state").all_inner_texts())
    assert would == {"相同"}
    cast.look(page, "1-roster-the-same")

    wrong = {"needs": [NEED | {"heads": "很多"}]}
    send_roster(page, workbook(cast, "有误.xlsx", wrong))
    fault = page.locator(".fault-list li").inner_text()
    assert all(word in fault for word in ("需求", "第 2 行", "需要人数", "很多"))
    cast.look(page, "1-roster-fault")

    doubtful = {
        "units": [{"name": "中信银行江东支行", "type": "银行", "zone": ZONE}],
        "needs": [NEED],
    }
    send_roster(page, workbook(cast, "补充名册.xlsx", doubtful))
    assert BANK in page.locator("fieldset").inner_text()
    cast.look(page, "1-roster-doubt")
    page.get_by_label("是同一个单位：合并").check()
    page.get_by_role("button", name="按这些回答继续").click()
    cast.look(page, "1-roster-ready")
    page.locator("summary", has_text="录入名册").click()
    page.get_by_role("dialog").get_by_role("button", name="录入名册").click()
    page.get_by_text("名册已录入").wait_for()
    cast.look(page, "1-roster-entered")


def send_roster(page: Any, file: Path) -> None:
    page.goto("/rosters/")
    page.set_input_files("[type=file]", file)
    page.get_by_role("button", name="检查文件").click()
    page.wait_for_url(re.compile(r"/rosters/\d+/"))


def workbook(cast: Cast, name: str, rows: dict[str, list[dict[str, Any]]]) -> Path:
    path = cast.folder / name
    path.write_bytes(book(rows))
    return path


# --- 2. the need -----------------------------------------------------------------------------


def two_units_sign_a_pairing(cast: Cast) -> None:
    page = cast.clinic
    page.goto("/pairings/new/")
    page.get_by_label("对方单位").select_option(label=COMMUNITY)
    page.get_by_label("结对内容").fill("卫生服务中心与划船社区结对共建")
    page.get_by_label("方法措施").fill("每月一次义诊，志愿者协助就医引导。")
    cast.look(page, "2-pairing-new")
    page.get_by_role("button", name="签订").click()
    page.wait_for_url(re.compile(r"/pairings/\d+/"))


def the_clinic_raises_a_need_on_a_phone(cast: Cast) -> None:
    page = cast.clinic
    page.get_by_role("navigation", name="主要工作").get_by_role("link", name="提需求").click()
    page.get_by_label("需要什么").fill(TITLE)
    page.get_by_label("服务对象").fill("来就诊的老年人")
    page.get_by_label("需要多少人").fill("2")
    page.locator("[name=skills]").first.fill("沟通陪伴")
    page.locator("summary", has_text="更多").click()
    page.get_by_label("类别").select_option(label="健康服务")
    page.get_by_label("须先培训").check()
    cast.look(page, "2-need-new")
    page.get_by_role("button", name="提出需求").click()
    page.wait_for_url(re.compile(r"/needs/\d+/"))
    assert page.get_by_role("heading", level=1).inner_text() == TITLE
    cast.look(page, "2-need-raised")


def the_host_types_needs_by_keyboard_and_verifies(cast: Cast) -> None:
    page = cast.host
    page.goto("/needs/meeting/")
    assert page.locator(".sheet-row").count() == 10
    page.locator(".sheet-row input").first.focus()
    for unit, title, heads in (
        ("演武社区", "冬至包汤圆帮手", "6"),
        ("朱雀社区", "楼道灯具检修", "2"),
        ("绿顺集团", "职工急救知识课", "1"),
    ):
        for typed in (unit, title, "居民", heads):
            page.keyboard.type(typed)
            page.keyboard.press("Tab")
        leave_the_row(page)
    cast.look(page, "2-meeting")
    page.locator(".sheet-row input").first.focus()
    while page.evaluate("document.activeElement.type") != "submit":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/needs/")
    assert page.get_by_role("link", name="楼道灯具检修").count() == 1
    cast.look(page, "2-needs")

    page.get_by_role("link", name=TITLE).click()
    cast.look(page, "2-need-of-the-host")
    page.get_by_role("button", name="核实并发布").click()
    page.get_by_role("button", name="核实并发布").wait_for(state="detached")
    page.goto("/work/")
    cast.look(page, "2-work-of-the-host")


def leave_the_row(page: Any) -> None:
    """Tab on until the first field of the next row has the focus."""
    row = page.evaluate("document.activeElement.name.split('-')[0]")
    while page.evaluate("document.activeElement.name.split('-')[0]") == row:
        page.keyboard.press("Tab")


# --- 3. the match ----------------------------------------------------------------------------


def the_community_claims_what_fits(cast: Cast) -> None:
    page = cast.community
    cast.look(page, "3-work-of-the-contact")
    bar = page.get_by_role("navigation", name="主要工作")
    bar.get_by_role("link", name="适合我们").click()
    cast.look(page, "3-fit")
    fitting = page.locator("#main li", has=page.get_by_role("link", name=TITLE))
    assert "在同一街道" in fitting.inner_text()
    fitting.get_by_role("link", name=TITLE).click()
    cast.look(page, "3-need-to-claim")
    page.get_by_label("认领多少人").fill("2")
    page.get_by_role("button", name="认领", exact=True).click()
    page.get_by_role("link", name="提出约定").wait_for()


def both_agree_on_terms(cast: Cast) -> None:
    page = cast.community
    page.get_by_role("link", name="提出约定").click()
    cast.look(page, "3-terms")
    now = timezone.localtime()
    page.get_by_label("开始").fill(now.strftime(PICKER))
    page.get_by_label("结束").fill((now + timedelta(hours=3)).strftime(PICKER))
    page.get_by_label("地点").fill("门诊大厅")
    page.get_by_label("志愿者名额").fill("2")
    assert page.get_by_label("须先培训").is_checked()
    page.get_by_role("button", name="提出这些约定").click()
    page.wait_for_url(re.compile(r"/items/\d+/"))

    page = cast.clinic
    page.goto("/work/")
    cast.look(page, "3-work-of-the-clinic")
    page.get_by_role("link", name=TITLE).first.click()
    cast.look(page, "3-item-drafted")
    page.get_by_role("button", name="同意这些约定").click()
    page.get_by_role("button", name="同意这些约定").wait_for(state="detached")


# --- 4. the volunteers -----------------------------------------------------------------------


def volunteers_take_the_places(cast: Cast) -> None:
    item = ServiceItem.objects.get(claim__need__title=TITLE)
    page = cast.volunteer
    page.goto("/shifts/")
    cast.look(page, "4-shifts")
    page.get_by_role("link", name=TITLE).click()
    cast.look(page, "4-shift")
    page.get_by_role("button", name="报名").click()
    page.get_by_role("heading", name="你已报名").wait_for()
    cast.look(page, "4-shift-mine")

    page = cast.other_volunteer
    page.goto(f"/shifts/{item.pk}/")
    third = Person.objects.get(name="安若溪")
    actor = members.get_actor_of_person(third.pk, on=timezone.localdate())
    taken = exchange.sign_up(item.pk, actor=actor, at=timezone.now())
    page.get_by_role("button", name="报名").click()
    page.get_by_text("2 个名额已经报满").first.wait_for()
    cast.look(page, "4-shift-full")

    exchange.leave(taken.pk, actor=actor, at=timezone.now())
    page.goto(f"/shifts/{item.pk}/")
    page.get_by_role("button", name="报名").click()
    page.get_by_role("heading", name="你已报名").wait_for()
    page.goto("/shifts/mine/")
    cast.look(page, "4-my-services")
    assert SignUp.objects.filter(item=item, left_at__isnull=True).count() == 2


def only_the_trained_are_deployed(cast: Cast) -> None:
    page = cast.community
    page.goto(page.url)
    page.locator("summary", has_text="安排培训").click()
    training = page.locator("form[action$='/training/']")
    training.get_by_label("开始").fill(timezone.localtime().strftime(PICKER))
    training.get_by_label("地点").fill("划船社区活动室")
    training.get_by_role("button", name="安排", exact=True).click()
    choose(page, "叶晓棠")
    page.get_by_role("button", name="登记培训").click()
    page.get_by_text("已参加").first.wait_for()

    choose(page, "叶晓棠", "陆星阑")
    page.get_by_role("button", name="安排上岗").click()
    refusal = page.get_by_text("还没有参加必需培训的记录").first
    refusal.wait_for()
    assert "陆星阑" in refusal.inner_text()
    assert "叶晓棠" not in refusal.inner_text()
    cast.look(page, "4-not-trained")

    choose(page, "陆星阑")
    page.get_by_role("button", name="登记培训").click()
    page.get_by_text("尚未参加").wait_for(state="detached")
    choose(page, "叶晓棠", "陆星阑")
    page.get_by_role("button", name="安排上岗").click()
    page.get_by_text("已安排上岗").first.wait_for()
    cast.look(page, "4-item-delivering")


def choose(page: Any, *names: str) -> None:
    for name in names:
        page.get_by_role("row", name=name).get_by_role("checkbox").check()


# --- 5. the confirmation ---------------------------------------------------------------------


def delivered_is_not_done(cast: Cast) -> None:
    giver, asker = cast.community, cast.clinic
    report(giver, "2", "上午两名志愿者在自助机旁引导。")
    assert state_of(giver) == "已完成，待需求单位确认"

    asker.goto(asker.url)
    cast.look(asker, "5-item-to-confirm")
    asker.locator("summary", has_text="还有欠缺").click()
    asker.get_by_label("还缺什么").fill("下午没有人在，请补上。")
    asker.get_by_role("button", name="说明还缺什么").click()
    asker.get_by_text("下午没有人在").first.wait_for()

    giver.goto(giver.url)
    cast.look(giver, "5-item-missing")
    report(giver, "2", "下午已补上。")
    asker.goto(asker.url)
    asker.get_by_label("感谢的话").fill("老人们都会用自助机了。")
    asker.get_by_role("button", name="确认已做到").click()
    asker.get_by_text("老人们都会用自助机了").first.wait_for()
    assert state_of(asker) == "需求单位已确认"
    cast.look(asker, "5-item-confirmed")
    asker.goto("/items/")
    cast.look(asker, "5-items")


def report(page: Any, heads: str, note: str) -> None:
    page.get_by_label("到场人数").fill(heads)
    page.get_by_label("做了什么").fill(note)
    page.get_by_role("button", name="提交报告").click()
    page.get_by_text(note).first.wait_for()


def state_of(page: Any) -> str:
    return str(page.locator(".page-head .state").inner_text())


def the_ledger_and_the_pairing_show_it(cast: Cast) -> None:
    page = cast.clinic
    page.goto("/ledger/")
    row = page.get_by_role("row", name=COMMUNITY)
    assert row.count() == 1
    cast.look(page, "5-ledger")
    page.goto("/pairings/")
    cast.look(page, "5-pairings")
    page.get_by_role("link", name="卫生服务中心与划船社区结对共建").click()
    assert page.locator("#main").get_by_text(TITLE).count() >= 1
    cast.look(page, "5-pairing")


# --- 6. the figures --------------------------------------------------------------------------


def each_number_opens_its_rows(cast: Cast) -> None:
    page = cast.officer
    page.get_by_role("link", name=f"{ZONE}", exact=False).first.click()
    cast.look(page, "6-zone")
    page.locator("#view-of").get_by_role("link", name="条（系统）").click()
    page.wait_for_url("**line=sectoral**")
    page.locator("#view-of [name=on]").fill("2025-01-01")
    page.locator("#view-of").get_by_role("button", name="查看").click()
    page.wait_for_url("**on=2025-01-01**")
    cast.look(page, "6-zone-by-line-and-day")

    number = page.locator("#main .figure-lead a")
    value = int(number.locator(".figure-number").inner_text())
    assert value == 22
    number.click()
    assert page.locator("#main tbody tr").count() == value
    cast.look(page, "6-rows")

    page.get_by_role("link", name="导出 .xlsx").click()
    cast.look(page, "6-export")
    page.get_by_label("导出用途").fill("片区季度例会")
    for _again in range(2):
        with page.expect_download() as download:
            page.get_by_role("button", name="导出 .xlsx").click()
    sheets = CalamineWorkbook.from_path(str(download.value.path()))
    said, _space, _headings, *rows = sheets.get_sheet_by_index(1).to_python()
    assert "片区季度例会" in str(said)
    assert len(rows) == value
    assert "片区季度例会" in str(sheets.get_sheet_by_index(0).to_python())


# --- 7. the public ---------------------------------------------------------------------------


def the_public_sees_deeds_and_no_names(cast: Cast) -> None:
    page = cast.visitor
    page.goto("/")
    cast.look(page, "7-home")
    assert_names_nobody(page)
    page.get_by_role("link", name=ZONE).click()
    assert page.get_by_text(TITLE).count() >= 1
    cast.look(page, "7-public-zone")
    assert_names_nobody(page)
    zone = Unit.objects.get(name=ZONE)
    page.goto(f"/zones/{zone.pk}/")
    assert "/accounts/login/" in page.url


def assert_names_nobody(page: Any) -> None:
    text = page.content()
    named = [name for name in Person.objects.values_list("name", flat=True) if name in text]
    assert named == []
