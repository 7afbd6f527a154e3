"""The registry's pages, as officers of either line and everybody else meet them."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from factories.entities import (
    COMMUNITY,
    make_cover,
    make_entity,
    make_responsible,
    make_territory,
    make_venue,
)
from factories.members import account_of, make_person
from factories.org import make_unit, moment, office
from gongjian.entities import actions
from gongjian.entities.actions import ContactFacts
from gongjian.entities.models import Cover, Entity
from gongjian.kernel.models import AuditEvent
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    """Return a street that is responsible for its place on the territorial line."""
    unit = make_unit("百丈街道办", "street", line="territorial")
    make_responsible(unit)
    return unit


@pytest.fixture
def officer(client: Client, street: Unit) -> Client:
    client.force_login(account_of(make_person(street, "district_officer")))
    return client


def html(response) -> str:
    return response.content.decode()


def test_the_list_shows_what_is_in_reach_with_its_coverage(officer, street):
    branch = make_unit("面馆党支部", "branch", under=street, line="territorial")
    shop = make_entity("百丈面馆")
    make_entity("没人管的店")
    make_entity("别处的店", territory="330206003001")
    make_cover(branch, shop)
    page = html(officer.get(reverse("entity_list")))
    assert "百丈面馆" in page
    assert "没人管的店" in page
    assert "别处的店" not in page
    assert "面馆党支部" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=面馆", ["百丈面馆"]),
        ("q=bzmg", ["百丈面馆"]),
        ("coverage=nothing", ["没人管的店", "可疑的店"]),
        ("kind=sole_trader&coverage=own", ["百丈面馆"]),
        ("state=doubtful", ["可疑的店"]),
        ("state=closed", ["关了的店"]),
        ("state=closed&q=面馆", []),
        ("section=H", []),
        (f"place={COMMUNITY}", ["百丈面馆", "没人管的店", "可疑的店"]),
        ("on=2025-12-31", []),
        ("on=2026-01-01", ["没人管的店", "可疑的店", "关了的店", "百丈面馆"]),
    ],
)
def test_filters_stand_in_the_address(officer, street, query, shown):
    branch = make_unit("面馆党支部", "branch", under=street, line="territorial")
    make_cover(branch, make_entity("百丈面馆"))
    make_entity("没人管的店")
    make_entity("可疑的店", code="92330212MA2E0K7Q1A")
    closed = make_entity("关了的店")
    actions.close(closed.pk, closed_on=date(2026, 5, 1), actor=office(), at=moment())
    page = html(officer.get(f"{reverse('entity_list')}?{query}"))
    names = {"百丈面馆", "没人管的店", "可疑的店", "关了的店"}
    assert {name for name in names if f">{name}<" in page} == set(shown)


def test_a_search_of_one_character_says_what_to_do(officer):
    assert "两个字" in html(
        officer.get(f"{reverse('entity_list')}?q=面")
    ) or "two characters" in html(
        officer.get(f"{reverse('entity_list')}?q=面", headers={"accept-language": "en"})
    )


def test_the_page_tells_coverage_in_both_lines_and_why(officer, street):
    bureau = make_unit("市场监管所", "bureau", line="sectoral")
    make_responsible(bureau, line="sectoral")
    market = make_venue("演武市场")
    shop = make_entity("鱼摊", venue=market)
    branch = make_unit("演武市场党支部", "branch", under=street, line="territorial")
    make_cover(branch, market)
    page = html(officer.get(reverse("entity", args=[shop.pk])))
    assert "演武市场党支部" in page
    assert "百丈街道办 › 演武市场党支部" in page
    assert "市场监管所" in page
    before = html(officer.get(reverse("entity", args=[shop.pk]) + "?on=2025-12-31"))
    assert "百丈街道办 › 演武市场党支部" not in before


def test_out_of_reach_is_not_there(officer):
    far = make_entity(territory="330206003001")
    assert officer.get(reverse("entity", args=[far.pk])).status_code == 404
    venue = make_venue(territory="330206003001")
    assert officer.get(reverse("venue", args=[venue.pk])).status_code == 404


def test_who_has_no_part_in_it_is_refused(client):
    client.force_login(account_of(make_person(make_unit(), "contact")))
    for name in ("entity_list", "venue_list", "entity_new", "cover_new", "entity_export"):
        assert client.get(reverse(name)).status_code == 403


def test_an_entity_is_entered_changed_and_closed_by_forms(officer):
    make_territory()
    entry = {
        "submission": "enter-one",
        "name": "新开面馆",
        "kind": "sole_trader",
        "territory": COMMUNITY,
        "trade": "62",
        "founded_on": "2026-03-01",
    }
    for _twice in range(2):
        assert officer.post(reverse("entity_new"), entry).status_code == 302
    shop = Entity.objects.get(name="新开面馆")
    change = entry | {
        "submission": "change-one",
        "name": "大碗面馆",
        "trade": "52",
        "from_day": "2026-06-01",
    }
    assert officer.post(reverse("entity_edit", args=[shop.pk]), change).status_code == 302
    page = html(officer.get(reverse("entity", args=[shop.pk])))
    assert "大碗面馆" in page
    assert "新开面馆" in page
    assert "餐饮业" in page
    close = {"submission": "close-one", "closed_on": "2026-02-01"}
    refused = officer.post(reverse("entity_close", args=[shop.pk]), close)
    assert refused.status_code == 422
    close |= {"closed_on": "2026-11-01"}
    assert officer.post(reverse("entity_close", args=[shop.pk]), close).status_code == 302
    shop.refresh_from_db()
    assert shop.closed_on == date(2026, 11, 1)
    officer.post(reverse("entity_reopen", args=[shop.pk]), {"submission": "open-one"})
    shop.refresh_from_db()
    assert shop.closed_on is None


def test_a_refused_entry_comes_back_with_its_fault(officer):
    make_territory()
    entry = {"name": "店", "kind": "sole_trader", "territory": COMMUNITY, "trade": "zz"}
    refused = officer.post(reverse("entity_new"), entry | {"submission": "x"})
    assert refused.status_code == 422
    assert "GB/T 4754" in html(refused)
    assert not Entity.objects.exists()


def test_the_contact_is_masked_until_asked_for(officer):
    shop = make_entity()
    actions.set_contact(shop.pk, ContactFacts("沈知远", "13900001234"), actor=office(), at=moment())
    page = html(officer.get(reverse("entity", args=[shop.pk])))
    assert "13900001234" not in page
    assert "沈知远" not in page
    assert "139••••1234" in page
    shown = html(officer.post(reverse("entity_contact", args=[shop.pk])))
    assert "13900001234" in shown
    assert "沈知远" in shown
    assert AuditEvent.objects.filter(action="entities.contact.reveal").count() == 1


def test_a_branch_covers_a_venue_and_ends_it_by_forms(officer, street):
    market = make_venue("演武市场")
    branch = make_unit("演武市场党支部", "branch", under=street, line="territorial")
    address = f"{reverse('cover_new')}?venue={market.pk}"
    entry = {"submission": "c1", "unit": branch.pk, "by": "branch", "from_day": "2026-05-01"}
    done = officer.post(address, entry)
    assert done.status_code == 302
    assert done["Location"] == reverse("venue", args=[market.pk])
    cover = Cover.objects.get(venue=market)
    assert "演武市场党支部" in html(officer.get(reverse("venue", args=[market.pk])))
    assert "演武市场" in html(officer.get(reverse("unit_covers", args=[branch.pk])))
    end = {"submission": "c2", "day": "2026-06-01"}
    address = reverse("cover_end", args=[cover.pk]) + f"?back=venue-{market.pk}"
    assert officer.get(address).status_code == 200
    assert officer.post(address, end)["Location"] == reverse("venue", args=[market.pk])
    cover.refresh_from_db()
    assert cover.valid_to == date(2026, 6, 1)


def test_an_export_needs_a_reason_and_has_the_rows_of_the_list(officer):
    shop = make_entity("百丈面馆")
    make_entity("另一家")
    actions.set_contact(shop.pk, ContactFacts("沈知远", "13900001234"), actor=office(), at=moment())
    address = f"{reverse('entity_export')}?q=面馆"
    refused = officer.post(address, {"submission": "e1", "reason": " "})
    assert refused.status_code == 422
    assert not AuditEvent.objects.filter(action="entities.export").exists()
    given = officer.post(address, {"submission": "e1", "reason": "走访安排"})
    cells = _cells(given)
    assert "百丈面馆" in cells
    assert "另一家" not in cells
    assert "13900001234" not in cells
    event = AuditEvent.objects.get(action="entities.export")
    assert event.detail["reason"] == "走访安排"
    assert event.detail["rows"] == 1
    full = officer.post(address, {"submission": "e2", "reason": "走访", "contacts": "on"})
    assert "13900001234" in _cells(full)


def _cells(response) -> set[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return {str(cell) for sheet in sheets for row in sheet for cell in row}


def test_venues_are_entered_and_listed_by_place(officer):
    make_territory()
    entry = {"submission": "v1", "type": "market", "name": "演武市场", "territory": COMMUNITY}
    assert officer.post(reverse("venue_new"), entry).status_code == 302
    twice = officer.post(reverse("venue_new"), entry | {"submission": "v2"})
    assert twice.status_code == 409
    assert "演武市场" in html(officer.get(reverse("venue_list")))
    assert "演武市场" in html(officer.get(f"{reverse('venue_list')}?branch=no&type=market"))
    assert "演武市场" not in html(officer.get(f"{reverse('venue_list')}?branch=yes&q=甲"))


def test_a_venue_shows_what_is_in_it_on_the_day(officer, street):
    market = make_venue("演武市场")
    make_entity("鱼摊", venue=market)
    make_entity("别处的摊")
    address = reverse("venue", args=[market.pk])
    page = html(officer.get(address))
    assert ">鱼摊<" in page
    assert "别处的摊" not in page
    assert ">鱼摊<" not in html(officer.get(address + "?on=2025-12-31"))


def test_changing_a_venue_keeps_where_it_lies(officer):
    market = make_venue("演武市场")
    entry = {
        "submission": "venue-one",
        "type": "market",
        "name": "演武菜场",
        "territory": COMMUNITY,
        "longitude": "121.56",
        "latitude": "29.86",
    }
    address = reverse("venue_edit", args=[market.pk])
    assert officer.post(address, entry).status_code == 302
    market.refresh_from_db()
    assert (market.name, market.longitude, market.latitude) == ("演武菜场", 121.56, 29.86)
    assert 'value="121.56"' in html(officer.get(address))
    half = entry | {"submission": "venue-two", "latitude": ""}
    assert officer.post(address, half).status_code == 422


def test_an_entity_moves_only_within_reach(officer):
    shop = make_entity("百丈面馆")
    make_territory("330206003001")
    change = {
        "submission": "move-one",
        "name": "百丈面馆",
        "kind": "sole_trader",
        "territory": "330206003001",
        "from_day": "2026-06-01",
    }
    refused = officer.post(reverse("entity_edit", args=[shop.pk]), change)
    assert refused.status_code == 422
    shop.refresh_from_db()
    assert shop.territory_id == COMMUNITY


def test_a_section_offers_its_divisions(officer):
    make_entity("百丈面馆", trade="62")
    make_entity("百丈旅馆", trade="61")
    address = reverse("entity_list")
    assert "division=62" not in html(officer.get(address))
    page = html(officer.get(f"{address}?section=H"))
    assert "division=62" in page
    found = html(officer.get(f"{address}?section=H&division=62"))
    assert ">百丈面馆<" in found
    assert ">百丈旅馆<" not in found
