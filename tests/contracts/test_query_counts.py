"""Each list takes the number of SQL queries that stands here, at 1 row and at 30.

The number includes the session, the account and the reader's grants (about five together). Who
changes a page changes its number here, and sees in the review what the change costs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.entities import make_listed, make_responsible
from factories.exchange import Zone, make_exchange_zone
from factories.formation import make_case
from factories.groups import add_group, group_of
from factories.insight import make_published
from factories.life import add_life, branch_of_life
from factories.members import account_of, actor_of, make_person
from factories.officers import add_led_branch, some_election, some_term
from factories.org import TODAY, make_unit, moment, office
from factories.packs import load_pack, make_files
from factories.registers import a_pair, add_register_and_pair
from factories.standards import add_standards, some_finding, some_review
from factories.structure import make_duty, make_reorganisation, put_in_charge
from factories.support import add_support, some_assignment, some_visit
from gongjian.entities.models import Cover, Entity, Venue
from gongjian.exchange import actions
from gongjian.exchange.models import Claim, ServiceItem
from gongjian.exchange.terms import DeclineReason
from gongjian.intake import actions as intake
from gongjian.intake.models import Roster, RosterRow
from gongjian.intake.terms import RosterState, RowStatus
from gongjian.kernel import audit, tokens
from gongjian.members.models import Person
from gongjian.officers.models import Term
from gongjian.org.models import Unit
from gongjian.structure.models import Reorganisation
from gongjian.structure.terms import Rename

pytestmark = pytest.mark.django_db

MANY = 30
LATER = date(2199, 1, 5)
"""Far ahead, so that what is open today is open whenever this runs."""


@dataclass(frozen=True)
class District:
    """The zone, and what a page's address is about."""

    zone: Zone
    volunteer: Person
    roster: Roster
    partner: Person
    officer: Person

    def reader(self, role: str) -> Person | None:
        readers = {
            "host": self.zone.host,
            "requester": self.zone.requester,
            "giver": self.zone.giver,
            "volunteer": self.volunteer,
            "officer": self.officer,
        }
        return readers.get(role)


def make_district() -> District:
    zone = make_exchange_zone()
    partner = make_person(make_unit(under=zone.unit), "contact")
    roster = intake.receive("名册.xlsx", b"x", actor=actor_of(zone.host), at=moment())
    officer = make_person(make_unit("测试区", "district", line="territorial"), "district_officer")
    make_responsible(officer.unit)
    district = District(zone, zone.volunteer(), roster, partner, officer)
    _serve(district, partner)
    return district


def _need(district: District, title: str) -> int:
    zone = district.zone
    until = LATER + timedelta(days=900)
    entry = actions.NeedEntry(
        zone.asking.pk, title, "老年患者", 20, TODAY, until, skills=("陪伴", "急救")
    )
    return actions.raise_need(entry, actor=actor_of(zone.requester), at=moment()).pk


def _open(district: District, title: str) -> int:
    need = _need(district, title)
    actions.verify_need(need, actor=actor_of(district.zone.host), at=moment())
    return need


def _claim(need: int, unit: int, heads: int = 5) -> Claim:
    return actions.claim(need, unit_id=unit, heads=heads, actor=office(), at=moment())


def _agreed(district: District, giver: Person, number: int) -> ServiceItem:
    claim = _claim(_open(district, "约定的服务"), giver.unit_id)
    start = moment(LATER + timedelta(days=number))
    terms = actions.ItemTerms(start, start + timedelta(hours=2), "门诊大厅", 9, giver.pk)
    item = actions.draft_item(claim.pk, terms, actor=actor_of(giver), at=moment())
    return actions.agree_item(item.pk, actor=actor_of(district.zone.requester), at=moment())


def _serve(district: District, giver: Person) -> None:
    item = _agreed(district, giver, 0)
    actions.deliver_item(item.pk, heads=3, actor=office(), at=moment())
    actions.confirm_item(item.pk, actor=actor_of(district.zone.requester), at=moment())


def add_one_of_everything(district: District, number: int) -> None:
    """Add one row to every list."""
    zone = district.zone
    another = make_person(make_unit(under=zone.unit), "contact")
    make_person(zone.giving, "contact")
    _need(district, "等待核实的需求")
    _open(district, "公开的需求")
    declined = _claim(_open(district, "谢绝过的需求"), zone.giving.pk)
    actions.decline(declined.pk, reason=DeclineReason.OTHER, note="", actor=office(), at=moment())
    _claim(_open(district, "认领的需求"), zone.giving.pk)
    actions.propose(
        _open(district, "推荐的需求"), unit_id=zone.giving.pk, heads=2, actor=office(), at=moment()
    )
    item = _agreed(district, zone.giver, number)
    actions.sign_up(item.pk, actor=actor_of(district.volunteer), at=moment())
    delivered = _agreed(district, zone.giver, number)
    actions.deliver_item(delivered.pk, heads=3, actor=office(), at=moment())
    _serve(district, another)
    _serve(district, district.partner)
    actions.offer_resource(
        actions.ResourceEntry(zone.giving.pk, "志愿服务队", 10, TODAY, skills=("陪伴",)),
        actor=office(),
        at=moment(),
    )
    actions.sign_pairing(
        actions.PairingEntry(
            zone.asking.pk, another.unit_id, "结对", "义诊", TODAY, goals=("四次",)
        ),
        actor=office(),
        at=moment(),
    )
    make_published(whole_id=make_published().pk)
    _add_roster_row(district, number)
    make_listed(district.officer.unit, number)
    make_case(district.officer.unit)
    load_pack(make_files(code=f"p{number}"))
    add_life(district.officer.unit, number)
    add_support(district.officer)
    add_register_and_pair(district.officer)
    _add_structure(district.officer.unit, number)
    add_led_branch(district.officer)
    add_group(district.officer.unit, number)
    add_standards(district.officer.unit)


def _add_structure(top: Unit, number: int) -> None:
    """Add a street with a place, in charge of it somebody or nobody, and a re-organisation."""
    street = make_unit(f"{number}号街道", "street", under=top, line="territorial")
    duty = make_duty(street, f"330212{100 + number}")
    if number % 2:
        put_in_charge(duty, make_person(street, "contact"))
    make_reorganisation(top, TODAY, Rename(street.pk, f"新{number}号街道"))


def a_term(district: District) -> Term:
    return some_term(district.officer)


def an_election(district: District) -> str:
    return reverse("election", args=[some_election(district.officer).pk])


def a_member(district: District) -> str:
    return reverse("member", args=[a_term(district).offices.get().person_id])


def a_reorganisation(district: District) -> str:
    return reverse("reorganisation", args=[Reorganisation.objects.order_by("pk")[0].pk])


def _add_roster_row(district: District, number: int) -> None:
    """Let the preview have one row more, and the host one file more."""
    RosterRow.objects.create(
        roster=district.roster, form="units", row=number, status=RowStatus.NEW, label="新单位"
    )
    district.roster.state = RosterState.READY
    district.roster.counts = {"units": {"new": number}}
    district.roster.save()
    intake.receive("再一份.xlsx", b"x", actor=actor_of(district.zone.host), at=moment())


Address = Callable[[District], str]


def page(name: str, query: str = "") -> Address:
    return lambda district: reverse(name) + query


def at_zone(name: str) -> Address:
    return lambda district: reverse(name, args=[district.zone.unit.pk])


def rows_of(code: str) -> Address:
    return lambda d: reverse("figure", args=[code]) + f"?zone={d.zone.unit.pk}"


def a_life(district: District) -> str:
    return reverse("life_month", args=[branch_of_life(district.officer.unit).pk])


def a_branch_of_the_matrix(district: District) -> str:
    return reverse("matrix_branch", args=[branch_of_life(district.officer.unit).pk])


def a_round(district: District) -> str:
    return reverse("round", args=[some_review(district.officer.unit).round_id])


def a_finding(district: District) -> str:
    return reverse("finding", args=[some_finding(district.officer.unit).pk])


def a_group(district: District) -> str:
    return reverse("group", args=[group_of(district.officer.unit).pk])


def proposed(district: District) -> str:
    return reverse("group_proposed", args=[group_of(district.officer.unit).pk])


def an_instructor(district: District) -> str:
    return reverse("instructor", args=[some_assignment(district.officer).instructor_id])


def a_point(district: District) -> str:
    return reverse("point", args=[some_assignment(district.officer).point_id])


def a_visit(district: District) -> str:
    return reverse("visit", args=[some_visit(district.officer).pk])


def public_rows(district: District) -> str:
    return reverse("public_figure", args=[district.zone.unit.pk, "exchange.needs_open"])


def pair(district: District) -> str:
    return reverse("ledger_pair", args=[district.zone.asking.pk, district.partner.unit_id])


def unit_ledger(district: District) -> str:
    return f"/api/units/{district.zone.asking.pk}/ledger"


def an_entity(district: District) -> str:
    return reverse("entity", args=[Entity.objects.get(name="1号面馆").pk])


def a_venue(district: District) -> str:
    return reverse("venue", args=[Venue.objects.get(name="1号市场").pk])


def a_branch(district: District) -> str:
    return reverse("unit_covers", args=[Cover.objects.get(venue__name="1号市场").unit_id])


def units_on_two_lines(district: District) -> str:
    return reverse("reconciliation", args=["org.units"])


def path(address: str) -> Address:
    return lambda district: address


LISTS: tuple[tuple[str, str, Address, int], ...] = (
    ("needs", "host", page("need_list"), 11),
    ("needs that fit us", "giver", page("need_fit"), 14),
    ("resources", "giver", page("resource_list"), 11),
    ("service items", "giver", page("item_list"), 7),
    ("services to join", "volunteer", page("volunteer"), 9),
    ("my services", "volunteer", page("my_services"), 7),
    ("work of the host", "host", page("work"), 15),
    ("work of who asks", "requester", page("work"), 15),
    ("work of who gives", "giver", page("work"), 15),
    ("work of a volunteer", "volunteer", page("work"), 9),
    ("work of the officer", "officer", page("work"), 47),
    ("one kind of work", "officer", page("work", "?kind=life.plan"), 49),
    ("pairings", "requester", page("pairing_list"), 9),
    ("ledger", "requester", page("ledger"), 10),
    ("ledger of a pair", "requester", pair, 9),
    ("units", "host", page("unit_list"), 9),
    ("people of a unit", "giver", lambda d: reverse("unit", args=[d.zone.giving.pk]), 23),
    ("who sees a person", "giver", lambda d: reverse("person", args=[d.zone.giver.pk]), 19),
    ("a zone's page", "host", at_zone("zone"), 50),
    ("rows of needs", "host", rows_of("exchange.needs_open"), 10),
    ("rows of volunteers", "host", rows_of("exchange.volunteers_called"), 10),
    ("published totals", "host", page("published_list"), 8),
    ("API published totals", "host", path("/api/published"), 6),
    ("rosters", "host", page("roster_import"), 6),
    ("registers", "officer", page("register_import"), 6),
    ("entities", "officer", page("entity_list"), 15),
    ("coverage board", "officer", page("coverage_board", "?by=part&further=kind"), 15),
    ("coverage of places", "officer", page("coverage_board", "?by=place&across=kind"), 13),
    ("uncovered streets", "officer", page("uncovered_finder"), 10),
    ("uncovered one by one", "officer", page("uncovered_finder", "?by=entity"), 19),
    ("entities searched", "officer", page("entity_list", "?q=面馆"), 16),
    ("entities with a doubtful code", "officer", page("entity_list", "?state=doubtful"), 16),
    ("closed entities", "officer", page("entity_list", "?state=closed"), 13),
    ("an entity", "officer", an_entity, 19),
    ("venues", "officer", page("venue_list"), 12),
    ("a venue", "officer", a_venue, 17),
    ("what a unit covers", "officer", a_branch, 9),
    ("codes to correct", "officer", page("doubtful_codes"), 8),
    ("entries that may be one", "officer", page("pair_list"), 8),
    ("two entries", "officer", lambda d: reverse("pair", args=[a_pair(d.officer.unit).pk]), 16),
    ("responsibilities", "officer", page("responsibilities"), 16),
    ("vacancies", "officer", page("vacancies"), 12),
    ("re-organisations", "officer", page("reorganisation_list"), 7),
    ("a re-organisation", "officer", a_reorganisation, 8),
    ("figures on two lines", "officer", page("reconciliation_list"), 34),
    ("units on two lines", "officer", units_on_two_lines, 16),
    ("proposals", "officer", page("formation_list"), 7),
    ("the reservoir", "officer", page("formation_pool"), 11),
    ("where members work", "officer", page("workplace_list"), 7),
    ("organisational life", "officer", page("life_list"), 10),
    ("my data", "officer", page("my_data"), 37),
    ("my data, asked about", "officer", page("data_ask"), 9),
    ("a branch's month", "officer", a_life, 10),
    ("instructors", "officer", page("instructor_list"), 8),
    ("contact points", "officer", page("point_list"), 8),
    ("visit notes", "officer", page("visit_list"), 7),
    ("an instructor", "officer", an_instructor, 10),
    ("a contact point", "officer", a_point, 10),
    ("a visit note", "officer", a_visit, 7),
    ("groups", "officer", page("group_list"), 8),
    ("a group", "officer", a_group, 16),
    ("whom a group may concern", "officer", proposed, 13),
    ("my groups", "officer", page("group_mine"), 9),
    ("people in groups", "officer", path("/figures/groups.people/"), 8),
    ("the brand matrix", "officer", page("matrix"), 20),
    ("what a branch did", "officer", a_branch_of_the_matrix, 16),
    ("brands", "officer", page("brand_list"), 9),
    ("rounds", "officer", page("round_list"), 10),
    ("a round", "officer", a_round, 10),
    ("findings", "officer", page("finding_list"), 7),
    ("a finding", "officer", a_finding, 7),
    ("members", "officer", page("member_list"), 7),
    ("people and sign-ins", "officer", page("person_list"), 8),
    ("a member", "officer", a_member, 20),
    ("transfers", "officer", page("transfer_list"), 7),
    ("floating members", "officer", page("stay_list"), 9),
    ("officers", "officer", page("office_list"), 8),
    ("a led branch", "officer", lambda d: reverse("office_branch", args=[a_term(d).unit_id]), 13),
    ("an election", "officer", an_election, 12),
    ("API brands", "officer", path("/api/brands"), 7),
    ("API rounds", "officer", path("/api/rounds"), 6),
    ("API findings", "officer", path("/api/findings"), 6),
    ("API members", "officer", path("/api/members"), 6),
    ("API transfers", "officer", path("/api/transfers"), 6),
    ("API floating members", "officer", path("/api/floating"), 7),
    ("API organisational life", "officer", path("/api/life/branches"), 8),
    ("API officers", "officer", path("/api/officers"), 7),
    ("API re-organisations", "officer", path("/api/reorganisations"), 6),
    ("API responsibilities", "officer", path("/api/responsibilities"), 11),
    ("packs", "host", page("pack_list"), 7),
    ("a pack", "host", lambda d: reverse("pack", args=["p1"]), 7),
    ("a roster's preview", "host", lambda d: reverse("roster", args=[d.roster.pk]), 9),
    ("public home", "", page("public_home"), 8),
    ("public zone", "", at_zone("public_zone"), 16),
    ("public rows", "", public_rows, 7),
    ("API needs", "host", path("/api/needs"), 8),
    ("API needs that fit", "giver", path("/api/needs/fitting"), 13),
    ("API resources", "giver", path("/api/resources"), 9),
    ("API items", "giver", path("/api/items"), 6),
    ("API shifts", "volunteer", path("/api/shifts"), 7),
    ("API pairings", "requester", path("/api/pairings"), 8),
    ("API ledger", "requester", unit_ledger, 8),
    ("API entities", "officer", path("/api/entities"), 11),
    ("API venues", "officer", path("/api/venues"), 8),
    ("API units", "host", path("/api/units"), 7),
)

MOST = 25
"""More than this for one list needs a reason, written here."""

REASONS = {
    "work of the officer": "each kind of work that is the officer's is asked by its declaration",
    "one kind of work": "the other kinds are counted beside it",
    "figures on two lines": "counts are asked together; sums, medians and columns take their own",
    "my data": "dues, deeds, roles and who sees them stand in their own tables",
    "a zone's page": "each of its figures, now and a month before, is asked by its one definition",
}


class Readers:
    """Signed-in clients, and keys for the API, by role."""

    def __init__(self, district: District) -> None:
        self.district = district
        self.clients: dict[str, Client] = {}
        self.keys: dict[str, str] = {}

    def client(self, role: str) -> Client:
        if role not in self.clients:
            self.clients[role] = Client()
            person = self.district.reader(role)
            if person is not None:
                self.clients[role].force_login(account_of(person))
        return self.clients[role]

    def key(self, role: str) -> str:
        person = self.district.reader(role)
        assert person is not None
        if role not in self.keys:
            self.keys[role] = tokens.make("测试", actor=actor_of(person), at=moment())
        return self.keys[role]

    def count(self, role: str, url: str) -> int:
        """Return how many queries a page takes for this reader, once everything is warm."""
        if url.startswith("/api/"):
            client, headers = Client(), {"Authorization": f"Bearer {self.key(role)}"}
        else:
            client, headers = self.client(role), {}
        assert client.get(url, headers=headers).status_code == 200, url
        with CaptureQueriesContext(connection) as queries:
            client.get(url, headers=headers)
        return len(queries)


def test_every_list_takes_its_number_of_queries_at_1_row_and_at_30():
    district = make_district()
    readers = Readers(district)
    wrong = []
    counted: dict[str, list[int]] = {name: [] for name, *_ in LISTS}
    for rows in (range(1, 2), range(2, MANY + 1)):
        # One event for all of it: the chain is not what is measured here.
        with audit.act(office(), "test.fill", at=moment()):
            for number in rows:
                add_one_of_everything(district, number)
        for name, role, address, _wanted in LISTS:
            counted[name].append(readers.count(role, address(district)))
    for name, _role, _address, wanted in LISTS:
        if counted[name] != [wanted, wanted]:
            wrong.append(f"{name}: {counted[name]}, not {wanted}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_no_list_takes_many_queries_without_a_reason():
    assert {name for name, *_, wanted in LISTS if wanted > MOST} == set(REASONS)
