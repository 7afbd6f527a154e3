"""The made-up people of the demonstration who can sign in by one click.

Everybody here is invented; any likeness to a real person is chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

PASSWORD = "gongjian-demo-2026"
"""The cast's password; it exists in demonstrations only."""


@dataclass(frozen=True)
class Part:
    """One member of the cast: who they are and what they come for."""

    username: str
    name: str
    mobile: str
    unit: str
    role: str
    comes_for: Any


CAST = (
    Part(
        "quban",
        "沈知远",
        "13900000001",
        "鄞州区",
        "district_officer",
        _("District office: figures by either line, roster, unmet needs"),
    ),
    Part(
        "shijian",
        "顾南乔",
        "13900000002",
        "鄞州区市场监督管理局",
        "line_officer",
        _("Market bureau: the same figures by its own line"),
    ),
    Part(
        "zhuchi",
        "林清禾",
        "13900000003",
        "百丈(划船)党建综合示范区",
        "host",
        _("Zone host: verifies needs, proposes matches, hands over"),
    ),
    Part(
        "weisheng",
        "苏明朗",
        "13900000004",
        "百丈东郊街道社区卫生服务中心",
        "contact",
        _("Clinic's contact: raises a need and confirms what was done"),
    ),
    Part(
        "huachuan",
        "周语桐",
        "13900000005",
        "划船社区",
        "contact",
        _("Community's contact: claims needs, leads a service"),
    ),
    Part(
        "yinhang",
        "许嘉木",
        "13900000006",
        "中信银行宁波江东支行",
        "contact",
        _("Bank's contact: offers resources, sees needs that fit"),
    ),
    Part(
        "zhiyuan1",
        "叶晓棠",
        "13900000007",
        "划船社区",
        "volunteer",
        _("Volunteer: finds a shift and signs up"),
    ),
    Part(
        "zhiyuan2",
        "陆星阑",
        "13900000008",
        "划船社区",
        "volunteer",
        _("Volunteer: finds a shift and signs up"),
    ),
    Part(
        "sanyuan",
        "程望舒",
        "13900000009",
        "北仑区第三人民医院",
        "contact",
        _("Hospital's contact: pairing with two communities"),
    ),
    Part(
        "zhibu",
        "尹若谷",
        "13900000010",
        "百丈商业街党支部",
        "branch_secretary",
        _("Branch secretary: members, transfers, floating members"),
    ),
    Part(
        "fuwuzhan",
        "秦可期",
        "13900000011",
        "划船社区",
        "station_keeper",
        _("Station for floating members: reports in, finds a branch"),
    ),
    Part(
        "zhidao",
        "宋清越",
        "13900000012",
        "百丈市场监管所",
        "instructor",
        _("Instructor: my places, visit notes without a connection"),
    ),
)

VOLUNTEERS = (
    "安若溪", "白云舟", "曹听澜", "杜晚晴", "方景行", "高映雪",
    "何既明", "江知夏", "孔令仪", "李松月", "马青岩", "倪秋实",
    "潘沐阳", "钱雨桐", "任远山", "宋亦欢", "唐墨言", "王以宁",
    "温如玉", "夏初阳", "谢怀瑾", "杨未迟", "余思齐", "张可期",
)  # fmt: skip

SKILLS = (
    "基础医疗知识",
    "智能设备使用",
    "维持秩序",
    "沟通陪伴",
    "金融知识",
    "法律咨询",
    "手工教学",
)
