"""The components: their values, what they show, and that nothing in them breaks the rules."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, QueryDict
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import translation

import gongjian
from gongjian.config import destinations, frame
from gongjian.kernel import components as ui
from gongjian.kernel.actor import Actor
from gongjian.kernel.web import preferences, writing
from gongjian.kernel.web.devices import device_of
from gongjian.kernel.web.flashes import read_flash
from gongjian.kernel.web.form_rows import error_links, form_row_of
from gongjian.kernel.web.specimens import PARTS, line_and_date

PACKAGE = Path(gongjian.__file__).parent
FRONTEND = PACKAGE.parents[1] / "frontend"
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
BUILD = PACKAGE / "static" / "build"
DAY = date(2026, 11, 21)
LANGUAGES = ("zh-hans", "en")

# The components stand alone: these addresses are all that they need.
urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("gongjian.kernel.web.urls")),
]
pytestmark = pytest.mark.urls(__name__)

each_language = pytest.mark.parametrize("language", LANGUAGES)


def show(source: str, query: str = "", **context: Any) -> str:
    """Render template source as a page with this query string would."""
    request = RequestFactory().get(f"/needs/?{query}")
    return engines["django"].from_string(source).render(context, request)


class TestTableQuery:
    def test_reads_what_is_allowed(self) -> None:
        params = QueryDict("sort=-title&page=3&q=+help+&state=open")
        query = ui.read_query(params, sortable=("title",), filters={"state": ("open",)})
        assert (query.sort, query.sort_key, query.descending) == ("-title", "title", True)
        assert (query.page, query.text, query.filters) == (3, "help", {"state": "open"})
        assert query.rows == slice(100, 150)

    @pytest.mark.parametrize("page", ["0", "-1", "x", "", "٣", "9" * 30])
    def test_a_page_that_is_none_is_the_first(self, page: str) -> None:
        assert ui.read_query({"page": page}).page == 1

    def test_unknown_columns_and_values_fall_away(self) -> None:
        params = {"sort": "password", "state": "'; --"}
        query = ui.read_query(
            params, sortable=("title",), default_sort="title", filters={"state": ("open",)}
        )
        assert (query.sort, query.filters) == ("title", {})


class TestTable:
    def table(self, **more: Any) -> ui.Table:
        columns = (ui.Column("title", "Need", sortable=True), ui.Column("n", "People"))
        rows = (ui.Row((ui.Link("Guides", "/needs/1/"), ui.Number(20)), key="1"),)
        given = {"columns": columns, "rows": rows, "total": 1} | more
        return ui.Table("Needs", **given)

    def test_refuses_a_row_that_does_not_fit_its_columns(self) -> None:
        with pytest.raises(ValueError, match="1 cells for 2 columns"):
            self.table(rows=(ui.Row((ui.Text("alone"),)),))

    def test_pages_around_the_current_one(self) -> None:
        table = self.table(total=1234, query=ui.TableQuery(page=10))
        assert table.pages == 25
        assert table.shown_pages == (1, None, 9, 10, 11, None, 25)
        assert (table.first, table.last) == (451, 451)

    def test_a_click_on_the_sorted_column_turns_it_round(self) -> None:
        table = self.table(query=ui.TableQuery(sort="title"))
        assert [heading.next_sort for heading in table.sortable] == ["-title"]
        assert table.headings[0].order == "ascending"
        assert table.headings[1].order == ""

    def test_its_links_keep_the_other_parameters(self) -> None:
        shown = show("{% component t %}", "line=sectoral&page=4", t=self.table(total=60))
        assert "?line=sectoral&amp;sort=title" in shown
        assert "?line=sectoral&amp;page=2" in shown

    def test_a_filter_starts_on_the_first_page_again(self) -> None:
        state = ui.Filter("state", "State", (ui.Choice("open", "Open", 3),))
        shown = show("{% component t %}", "page=4&q=x", t=self.table(filters=(state,)))
        assert 'href="?q=x&amp;state=open"' in shown

    def test_many_choices_are_a_list_and_the_form_keeps_the_rest(self) -> None:
        units = tuple(ui.Choice(str(n), f"Unit {n}") for n in range(9))
        table = self.table(filters=(ui.Filter("unit", "Unit", units, "3"),), searchable="Title")
        shown = show("{% component t %}", "state=open&unit=3&page=2", t=table)
        assert '<option value="3" selected>' in shown
        assert '<input type="hidden" name="state" value="open">' in shown
        assert 'type="hidden" name="unit"' not in shown
        assert 'type="hidden" name="page"' not in shown

    def test_nothing_found_offers_the_way_back(self) -> None:
        table = self.table(rows=(), total=0, query=ui.TableQuery(text="zebra"))
        shown = show("{% component t %}", "q=zebra&line=sectoral", t=table)
        assert 'href="?line=sectoral"' in shown

    def test_an_error_takes_the_rows_place(self) -> None:
        shown = show("{% component t %}", t=self.table(error="Try again in a minute."))
        assert "Try again in a minute." in shown
        assert "<table" not in shown

    def test_values_are_escaped(self) -> None:
        row = ui.Row((ui.Link("<b>", "/x?a=1&b=2"), ui.Text("<script>")))
        shown = show("{% component t %}", t=self.table(rows=(row,)))
        assert "<script>" not in shown
        assert "&lt;b&gt;" in shown


class TestNumbersAndDays:
    def test_in_chinese(self) -> None:
        with translation.override("zh-hans"):
            assert writing.wan(1153201) == '<data value="1153201" title="1,153,201">115.3万</data>'
            assert ">1.2亿<" in writing.wan(120_000_000)
            assert writing.wan(9999) == "9,999"

    def test_in_english(self) -> None:
        with translation.override("en"):
            assert ">1.15 million<" in writing.wan(1153201)
            assert writing.day_prose(DAY) == "21 November 2026"

    @pytest.mark.parametrize(
        ("value", "written"),
        [
            (None, "—"),
            (0, "0"),
            (12345, "12,345"),
            (2.5, "2.5"),
            (3.0, "3"),
            (1000.0, "1,000"),
            (1 / 3, "0.33"),
            (Decimal("1200.50"), "1,200.5"),
            (-7, "-7"),
        ],
    )
    def test_grouped(self, value: Any, written: str) -> None:
        assert writing.grouped(value) == written

    def test_days_are_local(self) -> None:
        late = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
        assert writing.day(late) == "2026-11-21"
        assert writing.moment(late) == "2026-11-21 00:30"
        assert writing.moment(DAY) == writing.day(DAY) == "2026-11-21"
        assert writing.day(None) == writing.minute(None) == writing.day_prose(None) == ""


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/1", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/111 Mobile MicroMessenger/8.0", "WeChat, Android"),
        ("curl/8", "curl/8"),
        ("", ""),
    ],
)
def test_a_device_has_a_name_that_people_know(user_agent: str, name: str) -> None:
    assert device_of(user_agent) == name


class NeedForm(forms.Form):
    title = forms.CharField(label="Title", help_text="In one line.")
    on = forms.DateField(label="Day", initial=DAY)
    place = forms.ChoiceField(label="Place", widget=forms.RadioSelect, choices=[("a", "Hall")])
    trained = forms.BooleanField(label="Trained", required=False)
    submission = forms.CharField(widget=forms.HiddenInput, initial="key-1")


class TestFormRows:
    def test_label_hint_and_control_belong_together(self) -> None:
        row = form_row_of(NeedForm()["title"])
        assert (row.layout, row.required, row.described_by) == ("line", True, "id_title_helptext")
        assert 'aria-describedby="id_title_helptext"' in str(row.control)

    def test_a_date_gets_the_browsers_picker(self) -> None:
        control = str(form_row_of(NeedForm()["on"]).control)
        assert 'type="date"' in control
        assert 'value="2026-11-21"' in control

    def test_choices_are_a_group(self) -> None:
        row = form_row_of(NeedForm()["place"])
        assert (row.layout, [label for _id, label, _tag in row.choices]) == ("group", ["Hall"])

    def test_hidden_fields_pass_through(self) -> None:
        shown = show("{% form_rows form %}", form=NeedForm())
        assert '<input type="hidden" name="submission" value="key-1"' in shown

    def test_every_fault_links_to_a_field_that_is_there(self) -> None:
        form = NeedForm({"submission": "key-1"})
        form.is_valid()
        shown = show("{% error_summary form %}{% form_rows form %}", form=form)
        targets = re.findall(r'<a href="#([^"]+)"', shown)
        assert len(targets) == 3
        for target in targets:
            assert f'id="{target}"' in shown
            assert f'id="{target}_error"' in shown

    def test_a_fault_of_the_whole_form_stands_first(self) -> None:
        form = NeedForm({})
        form.is_valid()
        form.add_error(None, "Raised already.")
        assert next(error_links(form)).text == "Raised already."

    def test_a_clean_form_has_no_summary(self) -> None:
        assert show("{% error_summary form %}", form=NeedForm()).strip() == ""


class TestRecords:
    def test_weights_in_words(self) -> None:
        points = (40, 30, 16, 1, 0)
        weights = [ui.Reason("why", each, 40).weight for each in points]
        assert weights == ["strong", "strong", "some", "weak", "none"]

    def test_the_longest_bar_fills_the_width(self) -> None:
        chart = ui.BarChart("Needs", (ui.Bar("a", (3, 1)), ui.Bar("b", (0, 2))), ("x", "y"))
        (_a, first), (_b, second) = chart.drawn
        assert [(piece.x, piece.width) for piece in first] == [(0, 75), (75, 25)]
        assert [(piece.series, piece.x, piece.width) for piece in second] == [(1, 0, 50)]

    def test_a_chart_of_nothing_is_drawn(self) -> None:
        assert ui.BarChart("Needs", (ui.Bar("a", (0,)),)).drawn[0][1] == ()

    def test_a_bar_with_another_number_of_parts_is_refused(self) -> None:
        with pytest.raises(ValueError, match="2 parts of 1"):
            ui.BarChart("Needs", (ui.Bar("a", (1, 2)),))

    def test_the_line_switch_keeps_the_other_parameters(self) -> None:
        shown = show("{% component v %}", "state=open&page=2", v=line_and_date())
        assert "?state=open&amp;line=sectoral&amp;on=2026-11-21" in shown
        assert '<input type="hidden" name="state" value="open">' in shown
        assert "page=2" not in shown

    def test_a_confirmation_says_what_follows_and_posts(self) -> None:
        confirm = ui.Confirm("end", "End", "End it?", "The other side is told.", "/end/", "End it")
        shown = show("{% component c %}", c=confirm)
        assert "The other side is told." in shown
        assert '<form method="post" action="/end/">' in shown

    def test_minutes_left_are_rounded_up(self) -> None:
        job = ui.Progress("Reading", "running", "/job/", done=1, total=3, seconds_left=61)
        assert (job.minutes_left, job.percent) == (2, 33)


class TestFlash:
    def test_carries_a_way_back(self) -> None:
        flash = read_flash(Message(messages.SUCCESS, "Claimed.", extra_tags="undo=/undo/1/"))
        assert (flash.text, flash.tone, flash.undo) == ("Claimed.", "good", "/undo/1/")

    def test_another_apps_message_is_shown_too(self) -> None:
        flash = read_flash(Message(messages.ERROR, "No.", extra_tags="login"))
        assert (flash.tone, flash.undo) == ("bad", "")


@dataclass(frozen=True)
class Holder:
    """Somebody with just these permissions."""

    permissions: frozenset[str]
    label: str = "holder"
    name: str = ""
    is_visitor: bool = False

    def may(self, code: str) -> bool:
        return code in self.permissions


class TestFrame:
    def frame_of(self, actor: Holder | Actor | None, path: str = "/") -> frame.Frame:
        request = RequestFactory().get(path)
        request.actor = actor  # type: ignore[attr-defined]
        return frame.frame_of(request)

    @pytest.fixture(autouse=True)
    def _all_addresses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(frame, "_url", lambda name: f"/{name.replace('_list', 's')}/")

    def test_a_visitor_has_no_jobs(self) -> None:
        assert self.frame_of(None).groups == ()

    def test_shows_only_what_the_actor_may_do(self) -> None:
        shown = self.frame_of(Holder(frozenset({"need.view"})))
        urls = [place.url for group in shown.groups for place in group.places]
        assert urls == ["/work/", "/needs/"]

    def test_the_bottom_bar_has_the_four_first_jobs(self) -> None:
        everything = frozenset(each.permission for each in destinations.DESTINATIONS)
        assert len(self.frame_of(Holder(everything)).bottom) == 4
        contact = Holder(frozenset({"need.claim", "need.raise", "item.view", "zone.view"}))
        bottom = [place.url for place in self.frame_of(contact).bottom]
        assert bottom == ["/work/", "/need_fit/", "/need_new/", "/items/"]

    def test_the_deepest_place_is_here(self) -> None:
        actor = Holder(frozenset({"need.view", "item.view"}))
        shown = self.frame_of(actor, "/needs/12/")
        assert [p.url for g in shown.groups for p in g.places if p.is_here] == ["/needs/"]

    def test_a_destination_without_address_is_left_out(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(frame, "_url", lambda name: "/work/" if name == "work" else "")
        shown = self.frame_of(Holder(frozenset({"need.view"})))
        assert [place.url for place in shown.bottom] == ["/work/"]


class TestPreferences:
    def post(self, **fields: str) -> Any:
        return preferences.preferences(_unchecked(RequestFactory().post("/preferences/", fields)))

    def test_are_kept_in_cookies(self) -> None:
        answer = self.post(theme="dark", text="elder", language="en", next="/needs/")
        assert answer["Location"] == "/needs/"
        kept = {name: cookie.value for name, cookie in answer.cookies.items()}
        assert kept == {"gongjian_theme": "dark", "gongjian_text": "elder", "django_language": "en"}

    @pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", ""])
    def test_never_lead_elsewhere(self, address: str) -> None:
        assert self.post(theme="dark", next=address)["Location"] == "/"

    def test_unknown_values_are_not_kept(self) -> None:
        assert not self.post(theme="<script>", language="xx").cookies

    def test_a_strange_cookie_counts_as_none(self) -> None:
        request = RequestFactory().get("/")
        request.COOKIES["gongjian_theme"] = "\x00"
        assert preferences.read_preferences(request).theme == "system"


def _unchecked(request: HttpRequest) -> HttpRequest:
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    return request


class TestPages:
    @each_language
    @pytest.mark.parametrize("part", [*(part.slug for part in PARTS), "inside", "public", "sheet"])
    def test_every_component_is_shown_in_every_state(
        self, part: str, language: str, client: Client, settings: Any
    ) -> None:
        settings.DEMO = True
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        answer = client.get(f"/styleguide/{part}/")
        assert answer.status_code == 200
        _assert_allowed_by_the_policy(answer.content.decode())

    def test_the_style_guide_is_for_demonstrations(self, client: Client, settings: Any) -> None:
        settings.DEMO = settings.DEBUG = False
        assert client.get("/styleguide/").status_code == 404
        assert client.get("/styleguide/tables/").status_code == 404

    @each_language
    def test_the_display_page(self, client: Client, language: str, settings: Any) -> None:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        answer = client.get("/preferences/?next=/needs/")
        assert '<input type="hidden" name="next" value="/needs/">' in answer.content.decode()

    @each_language
    @pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
    def test_an_error_page_needs_nothing(self, name: str, language: str) -> None:
        with translation.override(language):
            _assert_allowed_by_the_policy(render_to_string(f"{name}.html"))


def _assert_allowed_by_the_policy(page: str) -> None:
    """Fail when a page holds what the content security policy would block."""
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page)
    assert not re.search(r"<script(?![^>]*\s(src|type=\"application/json\"))", page)
    assert not re.search(r"(src|href)=\"(https?:)?//", page)


class TestInBrowser:
    """The style guide in a real browser: no fault, nothing wider than the page."""

    @pytest.fixture(autouse=True)
    def _demonstration(self, settings: Any) -> None:
        settings.DEMO = True

    @pytest.mark.parametrize(
        ("theme", "text", "widths"),
        [
            ("light", "normal", (360, 1280)),
            ("dark", "normal", (1280,)),
            ("light", "elder", (360,)),
            ("dark", "elder", (390,)),
        ],
    )
    def test_can_be_used_by_everyone(
        self,
        new_page: Any,
        live_server: Any,
        assert_accessible: Any,
        theme: str,
        text: str,
        widths: tuple[int, ...],
    ) -> None:
        page = new_page()
        page.context.add_cookies(
            [
                {"name": "gongjian_theme", "value": theme, "url": live_server.url},
                {"name": "gongjian_text", "value": text, "url": live_server.url},
            ]
        )
        for part in (*(part.slug for part in PARTS), "inside", "public", "sheet"):
            for width in widths:
                page.set_viewport_size({"width": width, "height": 800})
                page.goto(f"/styleguide/{part}/")
                assert page.evaluate("document.documentElement.scrollWidth") <= width, part
                assert_accessible(page)

    def test_works_without_javascript(self, new_page: Any) -> None:
        page = new_page(java_script_enabled=False)
        page.goto("/styleguide/words/")
        page.click("#end summary")
        page.locator("#end [name=reason]").wait_for()
        page.goto("/styleguide/tables/?state=open")
        page.locator("#needs thead a").first.click()
        assert "state=open" in page.url
        assert "sort=title" in page.url
        page.goto("/preferences/?next=/styleguide/")
        page.check("[name=theme][value=dark]")
        page.locator("main button").click()
        assert page.get_attribute("html", "data-theme") == "ink"

    def test_parts_are_swapped_and_the_address_follows(self, new_page: Any) -> None:
        page = new_page()
        page.goto("/styleguide/tables/?state=open")
        page.locator("#needs thead a").first.click()
        page.locator("#needs th[aria-sort=ascending]").wait_for()
        assert "sort=title" in page.url
        assert "sort=title" in (page.locator("#view-of a").last.get_attribute("href") or "")

    def test_a_dialog_gives_the_focus_back(self, new_page: Any) -> None:
        page = new_page()
        page.goto("/styleguide/words/")
        page.click("#end summary")
        page.locator("#end dialog").wait_for()
        page.keyboard.press("Escape")
        page.locator("#end dialog").wait_for(state="hidden")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


class TestSources:
    @pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
    def test_nothing_inline(self, template: Path) -> None:
        _assert_allowed_by_the_policy(template.read_text(encoding="utf-8"))

    def test_every_icon_is_drawn(self) -> None:
        drawn = set(re.findall(r'id="([a-z]+)"', (FRONTEND / "public/icons.svg").read_text()))
        used = {each.icon for each in destinations.DESTINATIONS}
        for template in TEMPLATES:
            used |= set(re.findall(r'{% icon "([a-z]+)" %}', template.read_text(encoding="utf-8")))
        assert used <= drawn

    def test_the_lock_names_no_address(self) -> None:
        assert '"resolved"' not in (FRONTEND / "package-lock.json").read_text()

    @pytest.mark.skipif(not BUILD.exists(), reason="the assets are not built")
    def test_the_first_load_is_small(self) -> None:
        sent = sum(
            len(gzip.compress((BUILD / name).read_bytes())) for name in ("main.css", "main.js")
        )
        assert sent < 100_000

    def test_two_languages_are_offered(self) -> None:
        assert [code for code, _name in settings.LANGUAGES] == list(LANGUAGES)
