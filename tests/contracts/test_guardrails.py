"""The guardrails of privacy and ethics, as far as the product touches them today.

docs/domain/guardrails.md says for each what the product does and which test holds it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import reverse
from django.utils import translation

from factories.exchange import (
    Zone,
    make_claim,
    make_confirmed,
    make_delivered,
    make_exchange_zone,
    make_item,
    make_need,
)
from factories.members import account_of, actor_of, make_person
from factories.org import TODAY, make_unit, moment
from factories.rosters import CONTACT, book, make_district, roster
from gongjian.config.api import api
from gongjian.exchange import actions, queries, rules
from gongjian.exchange.models import Claim, ServiceItem
from gongjian.exchange.terms import ClaimState, ItemState, NeedState
from gongjian.intake.models import Roster
from gongjian.kernel import figures
from gongjian.kernel.actor import system
from gongjian.kernel.components import TableQuery
from gongjian.kernel.models import Account, AuditEvent, AuditRow
from gongjian.members import actions as members
from gongjian.members.models import Person
from tools.say import ROOT

pytestmark = pytest.mark.django_db

OURS = {"kernel", "org", "members", "exchange", "intake"}
PAGE = ROOT / "docs" / "domain" / "guardrails.md"
PYTHON = sorted((ROOT / "src").rglob("*.py"))
SCRIPTS = [
    *sorted((ROOT / "frontend" / "js").rglob("*.js")),
    *sorted((ROOT / "src").rglob("*.html")),
]


@pytest.fixture
def zone() -> Zone:
    return make_exchange_zone()


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def names_in_code() -> Iterator[tuple[str, str]]:
    """Yield each name that the code gives or uses, with its file; no comments, no words."""
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = (
                getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "arg", "")
            )
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.alias):
                name = node.name
            if isinstance(name, str) and name:
                yield path.relative_to(ROOT).as_posix(), name.lower()


def using(words: re.Pattern[str]) -> set[tuple[str, str]]:
    return {(path, name) for path, name in names_in_code() if words.search(name)}


def test_g1_a_column_that_is_not_registered_is_refused_and_not_kept(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    host = make_district().host
    client.force_login(account_of(host))
    file = book(roster(contacts=[CONTACT]))
    changed = SimpleUploadedFile("名册.xlsx", _with_column(file))
    client.post(reverse("roster_import"), {"file": changed, "submission": "a"})
    sent = Roster.objects.get()
    assert sent.state == "faulty"
    assert sent.fault_rows.filter(code="unknown_column").exists()
    client.post(reverse("roster_enter", args=[sent.pk]), {"submission": "b"})
    assert not Person.objects.filter(name=CONTACT["name"]).exists()
    assert "330201199001011234" not in str(list(sent.rows.values()))


def _with_column(file: bytes) -> bytes:
    """Return a roster of contacts with a column for identity numbers."""
    from gongjian.intake.terms import CONTACT_FORM
    from gongjian.kernel.workbooks import NewColumn, NewSheet, write

    columns = [NewColumn(column.chinese) for column in CONTACT_FORM.columns]
    row = [CONTACT.get(column.key) for column in CONTACT_FORM.columns]
    sheet = NewSheet(
        CONTACT_FORM.chinese, [*columns, NewColumn("身份证号")], [[*row, "330201199001011234"]]
    )
    return write([sheet])


TRACKING = re.compile(
    r"latitude|longitude|geoloc|gps|biometric|facial|face_|fingerprint|device_id|(?<![a-z])imei|"
    r"id_number|id_card|track_user"
)
TRACKING_SCRIPT = re.compile(
    r"geolocation|getUserMedia|mediaDevices|DeviceOrientation|DeviceMotion|deviceMemory|"
    r"hardwareConcurrency|toDataURL|sendBeacon|navigator\.(bluetooth|plugins|userAgent)|"
    r'capture="|<video',
    re.IGNORECASE,
)


PREMISES = ("src/gongjian/entities/", "src/gongjian/sample/")
"""Where points are those of shops and markets; test_schema keeps them out of personal records."""


def test_g2_nothing_asks_where_somebody_is_who_they_look_like_or_what_they_hold():
    found = {
        (path, word)
        for path, word in using(TRACKING)
        if not (path.startswith(PREMISES) and word in {"latitude", "longitude"})
    }
    assert found == set()
    scripts = [path.name for path in SCRIPTS if TRACKING_SCRIPT.search(path.read_text("utf-8"))]
    assert scripts == []


MERIT = re.compile(r"score|rank|points|stars|rating|grade|merit|level")


def test_g3_no_record_about_a_person_holds_a_number_of_merit():
    found = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if model in (Person, Account)
        or any(field.related_model in (Person, Account) for field in model._meta.concrete_fields)
        for field in model._meta.concrete_fields
        if MERIT.search(field.name)
    ]
    assert found == []
    numbers = [f.name for f in Person._meta.concrete_fields if f.get_internal_type() in NUMBERS]
    assert numbers == []


NUMBERS = {"IntegerField", "PositiveIntegerField", "FloatField", "DecimalField"}
ABOUT_PERSONS = {"person", "person_id", "mobile", "username", "liaison", "volunteer"}


def test_g3_the_api_scores_fits_of_offers_and_never_a_person():
    schemas = api.get_openapi_schema()["components"]["schemas"]
    scored = {
        name: set(schema.get("properties", {}))
        for name, schema in schemas.items()
        if any(MERIT.search(each) for each in schema.get("properties", {}))
    }
    assert {name: each for name, each in scored.items() if each & ABOUT_PERSONS} == {}
    assert "score" not in {
        each for name, held in scored.items() if "Fit" not in name for each in held
    }


def test_g6_no_figure_shows_persons_beside_numbers():
    """So no list of persons can be put into the order of a number."""
    for figure in figures.declared().values():
        if any("person" in column.path for column in figure.columns):
            assert [c.path for c in figure.columns if c.kind == "number"] == [], figure.code


def test_g6_units_are_never_in_the_order_of_what_they_gave(client, zone):
    for _ in range(2):
        make_confirmed(zone)
    busiest = Zone(
        zone.unit,
        zone.host,
        zone.asking,
        zone.requester,
        (unit := make_unit("最后一个单位", "community", under=zone.unit)),
        make_person(unit, "contact"),
    )
    for _ in range(3):
        make_confirmed(busiest)
    ledger = queries.get_ledger(zone.asking.pk, actor_of(zone.requester))
    names = [row.partner for row in ledger.rows]
    assert names == sorted(names)
    client.force_login(account_of(zone.requester))
    plain = client.get(reverse("unit_list"))
    for sort in ("-gave", "gave", "-services", "-heads"):
        asked = client.get(reverse("unit_list"), {"sort": sort})
        assert [r.cells for r in asked.context["table"].rows] == [
            r.cells for r in plain.context["table"].rows
        ]


FINAL = {NeedState.CONFIRMED, NeedState.WITHDRAWN}
FINAL_ITEM = {ItemState.CONFIRMED, ItemState.CANCELLED, ItemState.MISSING}
CLOCK = "need.hand_over"


@pytest.mark.parametrize(
    ("edges", "final"),
    [
        (rules.NEED_EDGES, FINAL),
        (rules.ITEM_EDGES, FINAL_ITEM),
        (rules.CLAIM_EDGES, set(ClaimState)),
    ],
    ids=["need", "item", "claim"],
)
def test_g4_the_clock_has_no_edge_into_a_final_state(edges, final):
    for edge in edges:
        if edge.permission == CLOCK:
            assert edge.after not in final
            assert any(e.before == edge.after and e.permission != CLOCK for e in edges), edge


def test_g4_two_years_of_silence_confirm_and_decline_nothing(zone):
    make_claim(zone)
    make_item(zone)
    make_delivered(zone)
    make_need(zone, ends_on=TODAY + timedelta(days=900))
    claims = dict(Claim.objects.values_list("pk", "state"))
    for days in range(0, 730, 30):
        at = moment(TODAY + timedelta(days=days))
        actions.run_clock(actor=system("clock", at.date(), CLOCK), at=at)
    assert dict(Claim.objects.values_list("pk", "state")) == claims
    assert not ServiceItem.objects.filter(state__in=FINAL_ITEM).exists()
    touched = AuditRow.objects.filter(event__actor="system:clock").values_list("model", flat=True)
    assert {label.partition(".")[0] for label in touched} == {"exchange"}


FORMALISM = re.compile(
    r"login_count|check_?in_points|online_time|streak|likes?_count|forward_count|visit_count|"
    r"photo_required|page_views"
)


def test_g7_nobody_counts_logins_and_no_photo_is_asked_for():
    assert using(FORMALISM) == set()
    files = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    ]
    assert files == ["intake.Roster.file"]
    assert not any('accept="image' in path.read_text("utf-8") for path in SCRIPTS)


def test_g9_a_withdrawn_consent_hides_the_number_at_once(client, zone):
    item = make_item(zone)
    volunteer = make_person(make_unit(under=zone.unit), "volunteer")
    actions.sign_up(item.pk, actor=actor_of(volunteer), at=moment())
    client.force_login(account_of(zone.giver))

    def is_shown() -> bool:
        return volunteer.mobile in client.get(reverse("item", args=[item.pk])).content.decode()

    assert not is_shown()
    members.give_consent("contact_shared", actor=actor_of(volunteer), at=moment())
    assert is_shown()
    members.withdraw_consent("contact_shared", actor=actor_of(volunteer), at=moment())
    assert not is_shown()


def test_g9_no_public_column_leads_to_a_person():
    for figure in figures.declared().values():
        for column in figure.columns:
            if column.public:
                assert not re.search(r"person|liaison|_by\b|_by__|mobile", column.path), column


def test_g12_leaving_a_service_changes_nothing_for_the_volunteer_or_the_unit(zone):
    item, other = make_item(zone), make_item(zone)
    volunteer = actor_of(zone.volunteer())
    make_need(zone, title="以后的需求")

    def eligible() -> object:
        return queries.list_shifts(volunteer, TableQuery(), at=moment()).rows

    def fits() -> object:
        page = queries.needs_that_fit(actor_of(zone.giver), rows=slice(0, 50), on=TODAY)
        return [(row.need_id, row.fit.score) for row in page.rows]

    before = eligible(), fits()
    signup = actions.sign_up(item.pk, actor=volunteer, at=moment())
    actions.leave(signup.pk, actor=volunteer, at=moment())
    assert (eligible(), fits()) == before
    assert actions.sign_up(item.pk, actor=volunteer, at=moment()).seat == 1
    assert actions.sign_up(other.pk, actor=volunteer, at=moment()).seat == 1


def test_g14_an_export_needs_a_reason_and_leaves_an_event(client, zone):
    make_need(zone)
    client.force_login(account_of(zone.host))
    url = reverse("figure_export", args=["exchange.needs_open"]) + f"?zone={zone.unit.pk}"
    exported = AuditEvent.objects.filter(action="insight.figure.export")
    client.post(url, {"reason": ""})
    assert not exported.exists()
    client.post(url, {"reason": "季度会商"})
    event = exported.get()
    assert (event.actor, event.detail["reason"]) == (account_of(zone.host).username, "季度会商")


def test_g15_every_figure_says_unit_cut_off_and_source_in_both_languages():
    for figure in figures.declared().values():
        for language in ("en", "zh-hans"):
            with translation.override(language):
                told = (figure.label, figure.counts, figure.unit, figure.cutoff, figure.source)
                assert all(map(str, told)), (figure.code, language)


JUDGING = re.compile(
    r"sentiment|emotion|attitude|political_face|opinion|chat|monitor|behaviou?ral|snownlp|jieba"
)
LIBRARIES = re.compile(r"nltk|snownlp|jieba|transformers|torch|opencv|face|spacy|openai")


def test_g18_nothing_judges_what_people_say_or_think():
    assert using(JUDGING) == set()
    locked = sorted((ROOT / "requirements").glob("*.txt"))
    named = [
        line.split("==")[0]
        for path in locked
        for line in path.read_text("utf-8").splitlines()
        if "==" in line
    ]
    assert named
    assert [name for name in named if LIBRARIES.search(name)] == []


def test_the_page_of_guardrails_names_each_one_and_only_tests_that_exist():
    text = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^\| (G\d+) ", text, re.MULTILINE) == [f"G{n}" for n in range(1, 19)]
    for name, test in re.findall(r"`([\w/]+\.py)::(\w+)`", text):
        path = ROOT / "tests" / name
        assert path.exists(), name
        assert re.search(rf"^\s*def {test}\(", path.read_text(encoding="utf-8"), re.MULTILINE), test
    here = re.findall(r"^def (test_g\w+)\(", (ROOT / __file__).read_text("utf-8"), re.MULTILINE)
    assert [test for test in here if test not in text] == []
