"""The roster as offices fill it in: its sheets and columns, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.parameters import Parameter, declare

declare(
    Parameter("roster.keep_days", 14, _("days"), _("a roster is kept that nobody enters"), "INF"),
)

UNITS, CONTACTS, NEEDS, RESOURCES = "units", "contacts", "needs", "resources"
MEMBERS = "members"

ABOUT_PEOPLE = (CONTACTS, MEMBERS)
"""Sheets whose rows name people: once entered, a preview keeps nothing of them (G1)."""

MERGE, KEEP = "merge", "keep"
"""A person's answer to the question whether two names mean one unit."""


class RosterState(models.TextChoices):
    """Where an uploaded roster stands."""

    WAITING = "waiting", _("Waiting to be checked")
    REFUSED = "refused", _("Cannot be opened")
    FAULTY = "faulty", _("Has faults")
    DOUBTFUL = "doubtful", _("Asks a question")
    READY = "ready", _("Ready to be entered")
    ENTERING = "entering", _("Being entered")
    ENTERED = "entered", _("Entered")
    CANCELLED = "cancelled", _("Cancelled")


class RowStatus(models.TextChoices):
    """What a row of a roster would do, or has done."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("the same")
    DOUBTFUL = "doubtful", _("doubtful")
    MERGED = "merged", _("merged")
    UNDER_WAY = "under_way", _("already under way, not changed")


@dataclass(frozen=True)
class Column:
    """A column: its heading in both languages, how its cells are read, and what is right.

    ``kind`` names the reader in ``rules.cells``; ``most`` is the longest text or largest number.
    """

    key: str
    chinese: str
    english: str
    kind: str
    right: Any
    required: bool = False
    most: int = 80
    example: str = ""


@dataclass(frozen=True)
class SheetForm:
    """A sheet of the roster and its columns."""

    key: str
    chinese: str
    english: str
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


_NAME = _("a name of at most 80 characters")
_PERSON = _("a name of at most 40 characters")
_MOBILE = _("a mobile number of 11 digits that begins with 1")
_TEXT = _("text of at most %(most)d characters")
_UNIT = _("the name of a unit of the sheet 单位 or of one entered before, or its code (USCC)")
_DAY = _("a day such as 2026-12-01 or 2026年12月1日")
_SKILLS = _("skills of at most 40 characters each, with 、 between them")
_CATEGORY = _("one of the district's categories")
_NUMBER = _("a number of your own for this row, such as X-01, once for each unit")
_HEADS = _("a whole number of people from 1 to 10000")

UNIT_FORM = SheetForm(
    UNITS,
    "单位",
    "Units",
    (
        Column("name", "单位名称", "Unit", "text", _NAME, True, 80, "四眼碶小学"),
        Column(
            "type", "单位类型", "Type", "unit_type", _("a type from the list"), True, 30, "学校"
        ),
        Column(
            "territory",
            "所在地",
            "Place",
            "text",
            _("a community, street or district by its name, or its code"),
            False,
            60,
            "东胜街道",
        ),
        Column("aliases", "又名", "Also written", "words", _("names with 、 between them")),
        Column(
            "uscc", "统一社会信用代码", "USCC", "uscc", _("18 characters with a right check digit")
        ),
        Column("party_organisation", "党组织名称", "Party organisation", "text", _TEXT),
        Column("address", "地址", "Address", "text", _TEXT, False, 120),
        Column("zone", "所属片区", "Zone", "unit", _("the name of a zone")),
        Column("territorial", "属地上级", "Territorial parent", "unit", _UNIT, example="东胜街道"),
        Column("sectoral", "条线上级", "Sectoral parent", "unit", _UNIT, example="鄞州区教育局"),
        Column("since", "加入日期", "Since", "day", _DAY, example="2026-12-01"),
    ),
)

CONTACT_FORM = SheetForm(
    CONTACTS,
    "联络人",
    "Contacts",
    (
        Column("unit", "单位名称", "Unit", "unit", _UNIT, True, example="四眼碶小学"),
        Column("name", "姓名", "Name", "text", _PERSON, True, 40, "张三"),
        Column("mobile", "手机号", "Mobile", "mobile", _MOBILE, True, 20, "13900000000"),
        Column(
            "username",
            "登录名",
            "Sign-in name",
            "username",
            _("3 to 64 letters, digits, dots or hyphens; empty: no sign-in"),
            False,
            64,
            "zhangsan",
        ),
        Column(
            "role", "角色", "Role", "role", _("单位联络人 or 片区主持人"), False, 30, "单位联络人"
        ),
    ),
)

NEED_FORM = SheetForm(
    NEEDS,
    "需求",
    "Needs",
    (
        Column("number", "编号", "Number", "key", _NUMBER, True, 60, "X-01"),
        Column("unit", "单位名称", "Unit", "unit", _UNIT, True, example="四眼碶小学"),
        Column("title", "需求内容", "Title", "text", _TEXT, True, 80, "放学护学"),
        Column("beneficiaries", "服务对象", "For whom", "text", _TEXT, True, 80, "学生"),
        Column("category", "类别", "Category", "category", _CATEGORY, False, 40),
        Column("heads", "需要人数", "People", "whole", _HEADS, True, 10_000, "4"),
        Column("skills", "所需技能", "Skills", "words", _SKILLS, False, 40, "维持秩序"),
        Column("place", "地点", "Where", "text", _TEXT),
        Column("starts_on", "开始日期", "From", "day", _DAY, True, example="2026-12-01"),
        Column("ends_on", "结束日期", "To", "day", _DAY, True, example="2026-12-31"),
        Column(
            "training_required", "需要培训", "Training", "yes_no", _("是 or 否"), False, 4, "否"
        ),
    ),
)

RESOURCE_FORM = SheetForm(
    RESOURCES,
    "资源",
    "Resources",
    (
        Column("number", "编号", "Number", "key", _NUMBER, True, 60, "Z-01"),
        Column("unit", "单位名称", "Unit", "unit", _UNIT, True, example="四眼碶小学"),
        Column("title", "资源内容", "Title", "text", _TEXT, True, 80, "书法老师"),
        Column("category", "类别", "Category", "category", _CATEGORY, False, 40),
        Column("capacity", "可服务人数", "Capacity", "whole", _HEADS, True, 10_000, "2"),
        Column("skills", "技能", "Skills", "words", _SKILLS, False, 40, "手工教学"),
        Column("available_from", "开始日期", "From", "day", _DAY, True, example="2026-12-01"),
        Column("available_to", "结束日期", "To", "day", _DAY, example="2027-01-31"),
    ),
)

MEMBER_FORM = SheetForm(
    MEMBERS,
    "党员",
    "Members",
    (
        Column("unit", "党支部", "Branch", "unit", _UNIT, True, example="百丈商业街党支部"),
        Column("name", "姓名", "Name", "text", _PERSON, True, 40, "李四"),
        Column("mobile", "手机号", "Mobile", "mobile", _MOBILE, True, 20, "13900000001"),
        Column(
            "joined_on",
            "入党年月",
            "Joined the Party in",
            "month",
            _("year and month, such as 2019-07 or 2019年7月"),
            True,
            example="2019-07",
        ),
        Column(
            "formal_since",
            "转正日期",
            "Formal member since",
            "day",
            _("a day such as 2020-07-01; empty: on probation"),
            example="2020-07-01",
        ),
        Column(
            "birth_year",
            "出生年份",
            "Year of birth",
            "year",
            _("a year of four digits"),
            example="1985",
        ),
        Column("document", "依据", "Letter or decision", "text", _TEXT, False, 120),
    ),
)

FORMS = (UNIT_FORM, CONTACT_FORM, MEMBER_FORM, NEED_FORM, RESOURCE_FORM)
FORM_OF = {form.key: form for form in FORMS}

EXPLANATION = ("说明", "Read me")
"""The sheet that explains the others; it is never read."""

FAULT_WORDS: dict[str, Any] = {
    "no_sheet": _(
        "There is none of the sheets 单位, 联络人, 党员, 需求, 资源. Start from the template."
    ),
    "unknown_sheet": _(
        "The roster has no sheet of this name. Delete it, or name it as it should be: %(right)s."
    ),
    "sheet_twice": _("This sheet is there twice. Put all rows into one."),
    "no_heading": _("The sheet is empty. Write the headings into its first row, or delete it."),
    "unknown_column": _(
        "The roster has no column of this name and does not store it. Delete the column."
    ),
    "column_twice": _("This column is there twice. Delete one."),
    "missing_column": _("This column is missing. Add it: %(right)s."),
    "empty": _("This must be filled in: %(right)s."),
    "wrong": _("This is not %(right)s."),
    "number_twice": _("Row %(other)s has the same number for this unit. Give each row its own."),
    "unit_twice": _("Row %(other)s has the same unit. Put everything about it into one row."),
    "name_of_two": _("Row %(other)s uses this name for another unit. A name means one unit."),
    "person_twice": _(
        "Row %(other)s has the same person. Put everything about a person into one row."
    ),
    "username_twice": _("Row %(other)s has the same sign-in name. Give each person their own."),
    "username_taken": _("Another person has this sign-in name. Choose another."),
    "unknown_unit": _(
        "No unit of this name is in the file or was entered before. Enter it "
        "in the sheet 单位, or write its name as it was entered."
    ),
    "several_units": _("Several units have this name. Write the unit's code (USCC) instead."),
    "unknown_place": _(
        "No place of this name is known. Write its code, or the name as in the official list."
    ),
    "several_places": _("Several places have this name: %(right)s. Write the code."),
    "uscc_of_another": _("This code belongs to “%(other)s”, which is something else. Check both."),
    "not_a_zone": _("“%(other)s” is no zone. Write the name of the zone that the unit belongs to."),
    "under_itself": _("A unit cannot stand under itself or under a unit below it."),
    "may_not_stand_there": _("A unit of this type cannot stand under “%(other)s”."),
    "not_placed": _("“%(other)s” has no place in this line yet. Give it one first."),
    "out_of_reach": _(
        "“%(other)s” is outside what you may change. Ask its own office to enter this."
    ),
    "unknown_category": _("There is no category of this name. Known are: %(right)s."),
    "in_future": _(
        "This day lies in the future. A unit belongs to the zone from a day up to today."
    ),
    "in_past": _("The last day lies in the past. Enter a day from %(right)s on."),
    "dates_crossed": _("The last day is before the first. It must be %(right)s or later."),
    "in_no_zone": _(
        "“%(other)s” is in no zone, so nobody can be asked. Give its zone in the sheet 单位."
    ),
    "no_branch": _("“%(other)s” is no Party organisation. Write the branch of this member."),
    "member_elsewhere": _(
        "“%(other)s” holds this member's relation. Ask for a transfer from there instead."
    ),
    "not_yet": _("This lies in the future. Enter what is so today."),
    "before_joining": _("Nobody is a formal member before the month of joining."),
    "wrong_role_unit": _("A host is appointed at a zone, and “%(other)s” is none."),
}
"""What each kind of fault says; ``right`` is what would be right, ``other`` whom it meets."""

TYPE_WORDS = {
    "片区": "zone",
    "示范区": "zone",
    "市": "city",
    "区县": "district",
    "街道": "street",
    "镇": "street",
    "街道镇": "street",
    "局": "bureau",
    "委办局": "bureau",
    "所": "station",
    "基层所": "station",
    "党支部": "branch",
    "社区": "community",
    "村": "community",
    "学校": "school",
    "医疗机构": "clinic",
    "医院": "clinic",
    "卫生服务中心": "clinic",
    "银行": "bank",
    "派出所": "police",
    "机关单位": "public_office",
    "机关": "public_office",
    "事业单位": "public_office",
    "企业": "firm",
    "市场": "market",
    "社会组织": "social",
}
"""Offices' words for the types of the catalogue; the first of each is offered in the template."""

ROLE_WORDS = {"单位联络人": "contact", "联络人": "contact", "片区主持人": "host", "主持人": "host"}
"""Offices' words for the roles that a roster can give."""
