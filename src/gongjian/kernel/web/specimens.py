"""What the style guide shows: every component in every state, with made-up content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from gongjian.kernel import components as ui

TODAY = date(2026, 11, 21)
LONG = "北仑区大港社区卫生服务中心老年慢性病健康管理与智慧就医志愿导引联合服务队第二分队"
NEEDS = (
    ("门诊智能终端导引，帮助老年患者挂号取号", "北仑区人民医院", 20, "open"),
    ("社区义诊：血压血糖检测与用药咨询", "大港社区", 6, "claimed"),
    ("小微企业年报与信用修复辅导", "星中社区", 2, "agreed"),
    (LONG, LONG, 12345, "delivered"),
    ("暑期托管班志愿讲师", "米兰社区", 8, "confirmed"),
    ("独居老人每周探访", "芝兰社区", 12, "expired"),
)
STATES: Mapping[str, ui.State] = {
    "open": ui.State("待认领", "info"),
    "claimed": ui.State("已认领", "plain"),
    "agreed": ui.State("已约定", "plain"),
    "delivered": ui.State("待确认", "warn"),
    "confirmed": ui.State("已确认", "good"),
    "expired": ui.State("已过期", "bad"),
}


@dataclass(frozen=True)
class Specimen:
    """One component in one state: a component, or a form shown with our tags."""

    name: str
    shown: Any = None
    form: forms.BaseForm | None = None


@dataclass(frozen=True)
class Part:
    """A page of the style guide; ``make`` builds its specimens for one query string."""

    slug: str
    name: str
    make: Callable[[Mapping[str, str]], tuple[Specimen, ...]]


class NeedForm(forms.Form):
    """A form with one field of each kind."""

    title = forms.CharField(label="标题", max_length=40, help_text="一句话说清要做什么。")
    details = forms.CharField(label="说明", widget=forms.Textarea, required=False)
    people = forms.IntegerField(label="需要人数", min_value=1, max_value=500)
    on = forms.DateField(label="日期", help_text="服务当天。", widget=forms.DateInput)
    skill = forms.ChoiceField(
        label="技能", choices=[("", "—"), ("medical", "基本医学知识"), ("it", "智能设备使用")]
    )
    place = forms.ChoiceField(
        label="地点",
        widget=forms.RadioSelect,
        choices=[("hall", "门诊大厅"), ("centre", "党群服务中心二楼活动室"), ("other", LONG)],
    )
    times = forms.MultipleChoiceField(
        label="时段",
        widget=forms.CheckboxSelectMultiple,
        choices=[("am", "上午"), ("pm", "下午")],
        required=False,
    )
    training = forms.BooleanField(
        label="须先参加培训", required=False, help_text="未参加者不能上岗。"
    )
    file = forms.FileField(label="附件", required=False, help_text=".xlsx，不超过 20 MB。")
    submission = forms.CharField(widget=forms.HiddenInput, initial="specimen")


def tables(params: Mapping[str, str]) -> tuple[Specimen, ...]:
    query = ui.read_query(
        params,
        sortable=("title", "people", "raised"),
        default_sort="-raised",
        filters={"state": tuple(STATES), "unit": tuple(need[1] for need in NEEDS)},
    )
    return (
        Specimen("Table", _need_table(query)),
        Specimen("Table · selection", _table("select", query, selection=_selection())),
        Specimen("Table · empty", _empty_table("empty")),
        Specimen("Table · error", _empty_table("error", error="台账暂时打不开，请过一分钟再看。")),
    )


def forms_part(params: Mapping[str, str]) -> tuple[Specimen, ...]:
    wrong = NeedForm({"title": "", "people": "0", "on": "", "place": "", "submission": "x"})
    wrong.is_valid()
    wrong.add_error(None, "同一天同一地点已有一条相同的需求，请先查看。")
    return (Specimen("Form", form=NeedForm(auto_id="a_%s")), Specimen("Form · wrong", form=wrong))


def figures(params: Mapping[str, str]) -> tuple[Specimen, ...]:
    month = TODAY - timedelta(days=30)
    return (
        Specimen("Figures", ui.Figures(_figures(month))),
        Specimen("Figure · lead", ui.Figure("已确认服务", 318, "次", href="#rows", lead=True)),
        Specimen("BarChart", _plain_chart()),
        Specimen("BarChart · stacked", _stacked_chart()),
    )


def records(params: Mapping[str, str]) -> tuple[Specimen, ...]:
    return (
        Specimen("Stepper", _stepper("here")),
        Specimen("Stepper · left the way", _stepper("left")),
        Specimen("Facts", _facts()),
        Specimen("Reasons", _reasons()),
        Specimen("Timeline", _timeline()),
    )


def words(params: Mapping[str, str]) -> tuple[Specimen, ...]:
    confirm = ui.Confirm(
        id="end",
        label="结束结对",
        question="结束与北仑区人民医院的结对吗",
        consequence="进行中的 2 个服务项目继续做完；之后的需求不再优先推给对方。",
        url="",
        button="结束结对",
        fields={"submission": "specimen"},
        ask_reason="原因",
    )
    return (
        *(Specimen(f"Notice · {tone}", _notice(tone)) for tone in ("info", "good", "warn", "bad")),
        Specimen("Empty", ui.Empty("还没有需求", "需求由单位联系人提出。", "提出需求", "#new")),
        Specimen("Confirm", confirm),
        *(Specimen(f"Progress · {state}", _progress(state)) for state in PROGRESS),
        Specimen("Faults", _faults()),
    )


PARTS = (
    Part("tables", "Tables", tables),
    Part("forms", "Forms", forms_part),
    Part("figures", "Figures and charts", figures),
    Part("records", "Records", records),
    Part("words", "Words and jobs", words),
)

PROGRESS = ("waiting", "running", "done", "failed", "cancelled")


def line_and_date() -> ui.LineAndDate:
    return ui.LineAndDate(
        line="territorial",
        on=TODAY,
        lines=(ui.Choice("territorial", "块"), ui.Choice("sectoral", "条")),
        place="大港片区",
        latest=TODAY,
    )


def _need_table(query: ui.TableQuery) -> ui.Table:
    units = tuple(dict.fromkeys(need[1] for need in NEEDS))
    return _table(
        "needs",
        query,
        total=1234,
        searchable="标题或单位",
        export_url="#export",
        filters=(
            query.filter(
                "state", "状态", [(code, state.label, 3) for code, state in STATES.items()]
            ),
            ui.Filter(
                "unit",
                "单位",
                (
                    *(ui.Choice(unit, unit) for unit in units),
                    ui.Choice("x", "其他"),
                    ui.Choice("y", "无"),
                ),
                query.filters.get("unit", ""),
            ),
        ),
    )


def _table(id: str, query: ui.TableQuery, *, total: int = len(NEEDS), **more: Any) -> ui.Table:
    columns = (
        ui.Column("title", "需求", sortable=True),
        ui.Column("unit", "提出单位"),
        ui.Column("people", "人数", sortable=True, numeric=True),
        ui.Column("state", "状态"),
        ui.Column("raised", "提出日期", sortable=True),
        ui.Column("liaison", "联系人"),
    )
    rows = tuple(_need_row(number, *need) for number, need in enumerate(NEEDS))
    return ui.Table("需求", columns, rows, total, query=query, id=id, **more)


def _need_row(number: int, title: str, unit: str, people: int, state: str) -> ui.Row:
    return ui.Row(
        key=str(number),
        cells=(
            ui.Link(title, f"#need-{number}", note=f"XQ-2026-{number:04}"),
            ui.Text(unit),
            ui.Number(people, "人"),
            STATES[state],
            ui.Day(TODAY - timedelta(days=number)),
            ui.Person("张敏", "#person", role="联络员", who_can_see="#who"),
        ),
    )


def _selection() -> ui.Selection:
    return ui.Selection(
        (ui.Action("核实所选", "#verify", main=True), ui.Action("退回所选", "#back"))
    )


def _empty_table(id: str, error: str = "") -> ui.Table:
    empty = ui.Empty("还没有需求", "需求由单位联系人提出，核实后在这里公开。", "提出需求", "#new")
    return ui.Table("需求", (ui.Column("title", "需求"),), (), 0, id=id, empty=empty, error=error)


def _figures(month: date) -> tuple[ui.Figure, ...]:
    return (
        ui.Figure("成员单位", 22, "家", href="#units", note="社区 6 + 单位 16", as_of=TODAY),
        ui.Figure("待认领需求", 7, "条", href="#open", change=ui.Change(-3, month)),
        ui.Figure("已确认服务", 318, "次", href="#done", change=ui.Change(42, month)),
        ui.Figure("提出到确认", 12.5, "天", href="#median", note="中位数"),
        ui.Figure("服务居民", 1153201, "人次", qualifier="about", note="来自年度报告"),
        ui.Figure("志愿者", 4000, "人", qualifier="at least"),
        ui.Figure("满意度", None, note="少于 10 份评价，不显示"),
    )


def _plain_chart() -> ui.BarChart:
    bars = tuple(
        ui.Bar(label, (value,), href=f"#{label}")
        for label, value in (
            ("医疗健康", 128),
            ("助老", 96),
            ("法律咨询", 41),
            (LONG, 12),
            ("其他", 0),
        )
    )
    return ui.BarChart("已确认服务，按类别", bars, unit="次", as_of=TODAY)


def _stacked_chart() -> ui.BarChart:
    series = ("待认领", "已认领", "已约定", "待确认", "已确认", "已过期", "已撤回", "未满足")
    bars = tuple(
        ui.Bar(f"{month} 月", tuple((month * (k + 2) * 7) % 19 for k in range(8)))
        for month in range(7, 12)
    )
    return ui.BarChart("需求，按月和状态", bars, series, unit="条", as_of=TODAY)


def _stepper(status: Any) -> ui.Stepper:
    labels = ("提出", "核实", "公开", "认领", "约定", "服务中", "已完成", "需求方确认")
    place = 3
    steps = tuple(
        ui.Step(
            label if (number, status) != (place, "left") else "已过期",
            "done" if number < place else status if number == place else "ahead",
            TODAY - timedelta(days=9 - number) if number <= place else None,
        )
        for number, label in enumerate(labels)
    )
    return ui.Stepper("需求的进展", steps)


def _facts() -> ui.Facts:
    return ui.Facts(
        (
            ui.Fact("提出单位", ui.Link("北仑区人民医院", "#unit")),
            ui.Fact("人数", ui.Number(20, "人")),
            ui.Fact("日期", ui.Day(TODAY)),
            ui.Fact("状态", STATES["claimed"]),
            ui.Fact("联系人", ui.Person("张敏", "#person", who_can_see="#who")),
            ui.Fact("说明", ui.Text(LONG)),
            ui.Fact("备注", ui.Text("")),
        )
    )


def _reasons() -> ui.Reasons:
    return ui.Reasons(
        (
            ui.Reason("你单位登记了“基本医学知识”，正是所需", 40, 40),
            ui.Reason("地点在同一社区", 15, 20),
            ui.Reason("你单位在这个时段还有 8 人，需要 20 人", 8, 20),
            ui.Reason("过去确认过 3 次同类服务", 3, 10),
            ui.Reason("对方还没有为你单位服务过", 0, 10),
        ),
        label="为什么推荐给你单位",
    )


def _timeline() -> ui.Timeline:
    at = timezone.make_aware(datetime(2026, 11, 21, 9, 30))
    return ui.Timeline(
        (
            ui.Event(at, "需求方确认收到服务", "李医生 · 北仑区人民医院", "全部到岗。", "good"),
            ui.Event(at - timedelta(days=2), "服务当天缺 2 人", "系统", tone="warn"),
            ui.Event(at - timedelta(days=5), "大港社区认领 12 人", "张敏 · 大港社区"),
            ui.Event(date(2026, 11, 12), f"{LONG}提出需求", "李医生 · 北仑区人民医院"),
        )
    )


def _notice(tone: Any) -> ui.Notice:
    return ui.Notice(
        "培训在 11 月 25 日前完成，才能上岗。", tone, "先参加培训", "查看培训", "#training"
    )


def _progress(state: Any) -> ui.Progress:
    return ui.Progress(
        what="读取花名册“大港片区.xlsx”",
        state=state,
        url="#progress",
        done=12400,
        total=20000 if state != "waiting" else 0,
        unit="行",
        seconds_left=95 if state == "running" else None,
        cancel_url="#cancel",
        result_url="#result" if state == "done" else "",
        result_label="查看结果",
        id=f"progress-{state}",
    )


def _faults() -> ui.Faults:
    return ui.Faults(
        "大港片区.xlsx",
        (
            ui.Fault("少一位，应为 11 位手机号。", "联系人", 17, "联系电话", "1385748123"),
            ui.Fault("没有这个日期，应写成 2026-11-21。", "需求", 4, "日期", "2026-11-31"),
            ui.Fault(
                "与第 9 行“北仑人民医院”可能是同一家，请选定一个名称。", "单位", 12, "名称", LONG
            ),
        ),
        total=23,
        export_url="#faults",
    )
