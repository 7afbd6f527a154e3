"""Who may do what through the API: one line an operation, one letter a member of the cast.

Letters, in the order of ``cast.EVERYBODY`` (owner, partner, colleague, host, parent officer, line
officer, member, outsider, anonymous): ``y`` is answered, ``c`` is let in and the rules refuse it
as things stand (409), ``f`` sees it and may not (403), ``n`` has nothing there (404), ``k`` needs a
key (401). Everybody sends the same, about the same records.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cast import Cast
from factories.entities import registry
from factories.formation import make_case
from factories.insight import make_published
from factories.life import branch_of_life, open_item, some_meeting
from factories.memberships import somebody_below, somebody_floating, somebody_moving
from factories.officers import some_election, some_term
from factories.org import TODAY, moment
from factories.standards import (
    some_brand,
    some_finding,
    some_review,
    some_round,
)
from factories.structure import DOCUMENT, make_reorganisation, some_duty
from factories.support import some_assignment, some_issue, some_visit
from gongjian.officers.models import Election
from gongjian.structure.terms import Rename

Given = Callable[[Cast], dict[str, Any]]


def nothing(cast: Cast) -> dict[str, Any]:
    return {}


def key(parameter: str, record: str) -> Given:
    return lambda cast: {parameter: getattr(cast, record).pk}


def says(**body: Any) -> Given:
    return lambda cast: body


since = says(on=TODAY.isoformat())
since_and_why = says(on=TODAY.isoformat(), words="职能调整")


@dataclass(frozen=True)
class Operation:
    """An operation, what stands in its address and its body, and who is let in."""

    method: str
    path: str
    let_in: str
    given: Given = nothing
    body: Given = nothing


def a_need(cast: Cast) -> dict[str, Any]:
    day = TODAY.isoformat()
    facts = {"title": "陪诊", "beneficiaries": "老人", "heads": 2, "starts_on": day, "ends_on": day}
    return {"unit_id": cast.asking.pk, **facts}


def a_claim(cast: Cast) -> dict[str, Any]:
    return {"unit_id": cast.giving.pk, "heads": 1}


def some_terms(cast: Cast) -> dict[str, Any]:
    starts = moment(TODAY + timedelta(days=3))
    return {
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "place": "门诊大厅",
        "places": 2,
        "liaison_id": cast.people["partner"].pk,
    }


def a_split(cast: Cast) -> dict[str, Any]:
    return {"code": "org.units", "dimension": "kind"}


def a_member(cast: Cast) -> dict[str, Any]:
    return {"person_id": somebody_below(cast.people["parent_officer"]).pk}


def a_transfer(cast: Cast) -> dict[str, Any]:
    return {"transfer_id": somebody_moving(cast.people["parent_officer"]).pk}


def a_stay(cast: Cast) -> dict[str, Any]:
    return {"stay_id": somebody_floating(cast.people["parent_officer"]).pk}


def a_report(cast: Cast) -> dict[str, Any]:
    station = somebody_floating(cast.people["parent_officer"]).station_id
    return {"station_id": station, "name": "流动党员乙", "mobile": "13900002222"}


def a_branch(cast: Cast) -> dict[str, Any]:
    return {"branch_id": somebody_moving(cast.people["parent_officer"]).to_unit_id}


def a_published_total(cast: Cast) -> dict[str, Any]:
    return {"published_id": make_published().pk}


def a_case(cast: Cast) -> dict[str, Any]:
    return {"case_id": make_case(cast.people["parent_officer"].unit).pk}


def a_brand(cast: Cast) -> dict[str, Any]:
    return {"brand_id": some_brand(cast.people["parent_officer"].unit).pk}


def a_round(cast: Cast) -> dict[str, Any]:
    return {"round_id": some_round(cast.people["parent_officer"].unit).pk}


def a_review(cast: Cast) -> dict[str, Any]:
    return {"review_id": some_review(cast.people["parent_officer"].unit).pk}


def a_finding(cast: Cast) -> dict[str, Any]:
    return {"finding_id": some_finding(cast.people["parent_officer"].unit).pk}


def a_new_brand(cast: Cast) -> dict[str, Any]:
    owner = cast.people["parent_officer"].pk
    return {"name": "红邻驿站", "duty": "商圈服务", "specialty": "夜间值守", "owner_id": owner}


def branch_with_life(cast: Cast) -> dict[str, Any]:
    return {"unit_id": branch_of_life(cast.people["parent_officer"].unit).pk}


def life_item(cast: Cast) -> dict[str, Any]:
    return {"item_id": open_item(cast.people["parent_officer"].unit).pk}


def life_meeting(cast: Cast) -> dict[str, Any]:
    return {"meeting_id": some_meeting(cast.people["parent_officer"].unit).pk}


def a_record(cast: Cast) -> dict[str, Any]:
    facts = {"name": "党课", "held_on": TODAY.isoformat(), "minutes": 60, "text": "学了一课。"}
    return {**branch_with_life(cast), **facts}


def led_branch(cast: Cast) -> dict[str, Any]:
    return {"unit_id": some_term(cast.people["parent_officer"]).unit_id}


def a_term(cast: Cast) -> dict[str, Any]:
    return {"term_id": some_term(cast.people["parent_officer"]).pk}


def a_post(cast: Cast) -> dict[str, Any]:
    return {"office_id": some_term(cast.people["parent_officer"]).offices.get().pk}


def takes_a_post(cast: Cast) -> dict[str, Any]:
    """Return somebody of another branch, who has no right to the post."""
    person = somebody_below(cast.people["parent_officer"]).pk
    return {"person_id": person, "post": "deputy", **decided(cast)}


def an_election(cast: Cast) -> dict[str, Any]:
    return {"election_id": some_election(cast.people["parent_officer"]).pk}


def a_plan(cast: Cast) -> dict[str, Any]:
    """Return a plan in which nobody stands."""
    return {"on": TODAY.isoformat(), "seats": 1, "candidates": []}


def gives_posts(cast: Cast) -> dict[str, Any]:
    election = Election.objects.get(**{"pk": an_election(cast)["election_id"]})
    elected = election.candidates.filter(is_elected=True).values_list("person_id", flat=True)
    secretary = min(elected)
    posts = [
        {"person_id": pk, "post": "secretary" if pk == secretary else "organisation"}
        for pk in elected
    ]
    return {"document": DOCUMENT, "posts": posts}


def a_reorganisation(cast: Cast) -> dict[str, Any]:
    district = cast.people["parent_officer"].unit
    row = make_reorganisation(district, TODAY, Rename(cast.giving.pk, "新社区"))
    return {"reorganisation_id": row.pk}


def a_duty(cast: Cast) -> dict[str, Any]:
    return {"duty_id": some_duty(cast.people["parent_officer"].unit).pk}


def a_place(cast: Cast) -> dict[str, Any]:
    return {"code": some_duty(cast.people["parent_officer"].unit).territory_id}


def decided(cast: Cast) -> dict[str, Any]:
    return {"from_day": TODAY.isoformat(), "document": DOCUMENT}


def makes_responsible(cast: Cast) -> dict[str, Any]:
    place = registry(cast.asking).entity.territory_id
    unit = cast.people["parent_officer"].unit.pk
    return {"unit_id": unit, "line": "territorial", "territory": place, **decided(cast)}


def takes_over(cast: Cast) -> dict[str, Any]:
    return {"to_unit_id": cast.asking.pk, **decided(cast)}


def takes_charge(cast: Cast) -> dict[str, Any]:
    return {"person_id": cast.people["parent_officer"].pk, **decided(cast)}


def public_figure(cast: Cast) -> dict[str, Any]:
    return {"zone_id": cast.zone.pk, "code": "exchange.needs_open"}


def a_point(cast: Cast) -> dict[str, Any]:
    return {"point_id": some_assignment(cast.people["parent_officer"]).point_id}


def an_assignment(cast: Cast) -> dict[str, Any]:
    return {"assignment_id": some_assignment(cast.people["parent_officer"]).pk}


def same_instructor(cast: Cast) -> dict[str, Any]:
    held = some_assignment(cast.people["parent_officer"])
    day = TODAY.isoformat()
    return {"instructor_id": held.instructor_id, "from_day": day, "last_day": "2026-12-31"}


def a_visit(cast: Cast) -> dict[str, Any]:
    return {"visit_id": some_visit(cast.people["parent_officer"]).pk}


def an_issue(cast: Cast) -> dict[str, Any]:
    return {"issue_id": some_issue(cast.people["parent_officer"]).pk}


def a_note(cast: Cast) -> dict[str, Any]:
    said = {"done": ["talked"], "visited_on": TODAY.isoformat()}
    return {**a_point(cast), **said, "key": "0b5a3a3e-52ab-4e0c-8d0f-6a5a1f2f7c11"}


def an_entity(cast: Cast) -> dict[str, Any]:
    """Return an entity that the asking unit covers, so that both officers reach it."""
    return {"entity_id": registry(cast.asking).entity.pk}


def a_venue(cast: Cast) -> dict[str, Any]:
    return {"venue_id": registry(cast.asking).venue.pk}


def a_cover(cast: Cast) -> dict[str, Any]:
    return {"cover_id": registry(cast.asking).cover.pk}


def covers_one(cast: Cast) -> dict[str, Any]:
    entity = registry(cast.asking).entity
    return {"unit_id": cast.asking.pk, "entity_id": entity.pk, "from_day": TODAY.isoformat()}


def a_shop(cast: Cast) -> dict[str, Any]:
    place = registry(cast.asking).entity.territory_id
    return {"name": "新店", "kind": "sole_trader", "territory": place}


RAISED = key("need_id", "raised")
NEED = key("need_id", "need")
CLAIM = key("claim_id", "claim")
ITEM = key("item_id", "item")
UNIT = key("unit_id", "asking")
DECLINE = says(reason="too_far")
HEADS = says(heads=3)
OUTSIDE = says(to_name="外省某支部")
REFUSAL = says(reason="不在本街道就业")

OPERATIONS = (
    Operation("get", "/units", "yyyyyyyyk"),
    Operation("get", "/units/{unit_id}", "yyyyyyynk", UNIT),
    Operation("get", "/units/{unit_id}/trail", "yyyyyyynk", UNIT),
    Operation("get", "/zones", "yyyyyyyyk"),
    Operation("get", "/entities", "ffffyyffk"),
    Operation("get", "/entities/{entity_id}", "nnnnyynnk", an_entity),
    Operation("post", "/entities", "ffffffffk", body=a_shop),
    Operation(
        "post", "/entities/{entity_id}/close", "nnnnyynnk", an_entity, says(closed_on="2026-11-20")
    ),
    Operation("get", "/venues", "ffffyyffk"),
    Operation("get", "/venues/{venue_id}", "nnnnyynnk", a_venue),
    Operation("get", "/units/{unit_id}/covers", "ffffyyffk", UNIT),
    Operation("post", "/covers", "ffffyyffk", body=covers_one),
    Operation("post", "/covers/{cover_id}/end", "nnnnyynnk", a_cover, says(day="2026-11-20")),
    Operation("get", "/needs", "yyyyyyyyk"),
    Operation("get", "/needs/fitting", "yyyffffyk"),
    Operation("get", "/needs/{need_id}", "ynnyynnnk", RAISED),
    Operation("get", "/resources", "yyyyyyyyk"),
    Operation("get", "/resources/{resource_id}", "yyyyynnnk", key("resource_id", "resource")),
    Operation("get", "/items", "yyyyyyyyk"),
    Operation("get", "/items/{item_id}", "yyyyyyynk", ITEM),
    Operation("get", "/shifts", "yyyyyyyyk"),
    Operation("get", "/pairings", "yyyyyyyyk"),
    Operation("get", "/pairings/{pairing_id}", "yyyyyynnk", key("pairing_id", "pairing")),
    Operation("get", "/units/{unit_id}/ledger", "yyyyyynnk", UNIT),
    Operation("post", "/needs", "yffyffffk", body=a_need),
    Operation("post", "/needs/{need_id}/verify", "fnnyfnnnk", RAISED),
    Operation("post", "/needs/{need_id}/withdraw", "ynnyfnnnk", RAISED),
    Operation("post", "/needs/{need_id}/claims", "fcffffffk", NEED, a_claim),
    Operation("post", "/needs/{need_id}/proposals", "fffcffnnk", NEED, a_claim),
    Operation("post", "/claims/{claim_id}/accept", "fcnffnnnk", CLAIM),
    Operation("post", "/claims/{claim_id}/decline", "yfnffnnnk", CLAIM, DECLINE),
    Operation("post", "/claims/{claim_id}/terms", "yynffnnnk", CLAIM, some_terms),
    Operation("post", "/items/{item_id}/agree", "ccfffffnk", ITEM),
    Operation("post", "/items/{item_id}/signups", "ffffffcfk", ITEM),
    Operation("post", "/signups/{signup_id}/leave", "nfnnnnynk", key("signup_id", "signup")),
    Operation("post", "/items/{item_id}/deliver", "fyfffffnk", ITEM, HEADS),
    Operation("post", "/items/{item_id}/confirm", "cffffffnk", ITEM, says(note="谢谢")),
    Operation("post", "/items/{item_id}/missing", "cffffffnk", ITEM, says(note="少一人")),
    Operation("get", "/members", "ffffyyffk"),
    Operation(
        "post", "/members/{person_id}/transfers", "nnnnynnnk", a_member, says(to_name="外省")
    ),
    Operation("get", "/transfers", "ffffyyffk"),
    Operation("get", "/transfers/{transfer_id}", "nnnnynnnk", a_transfer),
    Operation("post", "/transfers/{transfer_id}/issue", "nnnncnnnk", a_transfer),
    Operation("post", "/transfers/{transfer_id}/receive", "nnnnfnnnk", a_transfer),
    Operation(
        "post", "/transfers/{transfer_id}/refuse", "nnnnfnnnk", a_transfer, says(reason="否")
    ),
    Operation("get", "/floating", "ffffyyffk"),
    Operation("post", "/floating", "ffffyfffk", body=a_report),
    Operation("post", "/floating/{stay_id}/attach", "nnnnynnnk", a_stay, a_branch),
    Operation("get", "/instructors", "ffffyyffk"),
    Operation("get", "/contact-points", "ffffyyffk"),
    Operation("get", "/contact-points/{point_id}", "nnnnynnnk", a_point),
    Operation(
        "post",
        "/contact-points/{point_id}/assignments",
        "nnnncnnnk",
        a_point,
        same_instructor,
    ),
    Operation(
        "post",
        "/assignments/{assignment_id}/replacement",
        "nnnnynnnk",
        an_assignment,
        same_instructor,
    ),
    Operation(
        "post",
        "/assignments/{assignment_id}/end",
        "nnnnynnnk",
        an_assignment,
        says(from_day="2026-11-21", reason="借调"),
    ),
    Operation("get", "/my/places", "ffffffffk"),
    Operation("get", "/visits", "ffffyyffk"),
    Operation("get", "/visits/{visit_id}", "nnnnynnnk", a_visit),
    Operation("post", "/visits", "ffffffffk", body=a_note),
    Operation("post", "/visits/issues/{issue_id}/close", "nnnnfnnnk", an_issue, says(how="换好了")),
    Operation("get", "/brands", "ffffyyffk"),
    Operation("get", "/brands/{brand_id}", "nnnnynnnk", a_brand),
    Operation("post", "/units/{unit_id}/brand", "nnnnfnnnk", branch_with_life, a_new_brand),
    Operation("post", "/brands/{brand_id}/guide", "nnnnynnnk", a_brand, says(words="再具体些")),
    Operation("post", "/brands/{brand_id}/approve", "nnnnynnnk", a_brand, since),
    Operation("post", "/brands/{brand_id}/show", "nnnncnnnk", a_brand, since),
    Operation("post", "/brands/{brand_id}/take-down", "nnnncnnnk", a_brand, since_and_why),
    Operation("post", "/brands/{brand_id}/renew", "nnnncnnnk", a_brand, since_and_why),
    Operation("post", "/brands/{brand_id}/end", "nnnncnnnk", a_brand, since_and_why),
    Operation("post", "/brands/{brand_id}/withdraw", "nnnnfnnnk", a_brand),
    Operation("get", "/rounds", "ffffyyffk"),
    Operation("get", "/rounds/{round_id}", "nnnnynnnk", a_round),
    Operation("post", "/rounds/{round_id}/confirm", "nnnnynnnk", a_round),
    Operation("get", "/reviews/{review_id}", "nnnnynnnk", a_review),
    Operation(
        "post",
        "/reviews/{review_id}/hand-in",
        "nnnnfnnnk",
        a_review,
        says(visited_on=TODAY.isoformat()),
    ),
    Operation("get", "/findings", "ffffyyffk"),
    Operation("get", "/findings/{finding_id}", "nnnnynnnk", a_finding),
    Operation("post", "/findings/{finding_id}/answer", "nnnnfnnnk", a_finding, says(words="已补")),
    Operation("post", "/findings/{finding_id}/close", "nnnnfnnnk", a_finding),
    Operation(
        "post", "/findings/{finding_id}/ask-again", "nnnnfnnnk", a_finding, says(words="未补")
    ),
    Operation("post", "/findings/{finding_id}/reopen", "nnnnfnnnk", a_finding, says(words="又缺")),
    Operation("get", "/life/branches", "ffffyyffk"),
    Operation("get", "/life/branches/{unit_id}", "nnnnynnnk", branch_with_life),
    Operation("get", "/life/branches/{unit_id}/recording", "nnnnfnnnk", branch_with_life),
    Operation(
        "post",
        "/life/branches/{unit_id}/plan",
        "nnnnynnnk",
        branch_with_life,
        says(template="six", year=TODAY.year),
    ),
    Operation("get", "/life/meetings/{meeting_id}", "nnnnynnnk", life_meeting),
    Operation("post", "/life/meetings", "nnnnfnnnk", body=a_record),
    Operation("post", "/life/meetings/{meeting_id}", "nnnnfnnnk", life_meeting, a_record),
    Operation("post", "/life/items/{item_id}/leave-out", "nnnnfnnnk", life_item, says(why="停")),
    Operation("post", "/life/items/{item_id}/take-up", "nnnnfnnnk", life_item),
    Operation("get", "/officers", "ffffyyffk"),
    Operation("get", "/officers/{unit_id}", "nnnnynnnk", led_branch),
    Operation("post", "/officers/{unit_id}/terms", "nnnnynnnk", led_branch, decided),
    Operation(
        "post",
        "/terms/{term_id}/extend",
        "nnnncnnnk",
        a_term,
        says(until=TODAY.isoformat(), document=DOCUMENT),
    ),
    Operation("post", "/terms/{term_id}/posts", "nnnncnnnk", a_term, takes_a_post),
    Operation("post", "/posts/{office_id}/end", "nnnnynnnk", a_post, says(document=DOCUMENT)),
    Operation("post", "/officers/{unit_id}/elections", "nnnncnnnk", led_branch, a_plan),
    Operation("get", "/elections/{election_id}", "nnnnynnnk", an_election),
    Operation(
        "post",
        "/elections/{election_id}/count",
        "nnnncnnnk",
        an_election,
        says(present=[], issued=0, returned=0, valid=0, votes=[]),
    ),
    Operation(
        "post", "/elections/{election_id}/too-few", "nnnncnnnk", an_election, says(present=[])
    ),
    Operation("post", "/elections/{election_id}/cancel", "nnnncnnnk", an_election),
    Operation("post", "/elections/{election_id}/confirm", "nnnnynnnk", an_election, gives_posts),
    Operation(
        "post", "/elections/{election_id}/annul", "nnnnynnnk", an_election, says(reason="重选")
    ),
    Operation("get", "/reorganisations", "ffffyyffk"),
    Operation("get", "/reorganisations/{reorganisation_id}", "ffffynffk", a_reorganisation),
    Operation("get", "/responsibilities", "yyyyyyfyk"),
    Operation("get", "/responsibilities/vacant", "yyyyyyfyk"),
    Operation("get", "/responsibilities/places/{code}", "nnnnynfnk", a_place),
    Operation("post", "/responsibilities", "ffffyfffk", body=makes_responsible),
    Operation("post", "/responsibilities/{duty_id}/hand-over", "ffffynffk", a_duty, takes_over),
    Operation("post", "/responsibilities/{duty_id}/charge", "ffffynffk", a_duty, takes_charge),
    Operation(
        "post",
        "/responsibilities/{duty_id}/relieve",
        "ffffcnffk",
        a_duty,
        says(on=TODAY.isoformat(), document=DOCUMENT),
    ),
    Operation(
        "post",
        "/responsibilities/{duty_id}/end",
        "ffffynffk",
        a_duty,
        says(on=TODAY.isoformat(), document=DOCUMENT),
    ),
    Operation("get", "/formation", "ffffyyffk"),
    Operation("get", "/formation/{case_id}", "nnnnynnnk", a_case),
    Operation(
        "post", "/formation/{case_id}/approve", "nnnnynnnk", a_case, says(document="批复一号")
    ),
    Operation("post", "/formation/{case_id}/return", "nnnnynnnk", a_case, says(why="写明地点")),
    Operation("post", "/formation/{case_id}/withdraw", "nnnnynnnk", a_case),
    Operation(
        "post", "/formation/{case_id}/found", "nnnncnnnk", a_case, says(on=TODAY.isoformat())
    ),
    Operation("get", "/figures", "yyyyyyfyk"),
    Operation("get", "/figures/{code}", "yyyyyyfyk", says(code="exchange.needs_open")),
    Operation("get", "/figures/{code}/split/{dimension}", "yyyyyyfyk", a_split),
    Operation("get", "/published", "yyyyyyfyk"),
    Operation("get", "/published/{published_id}", "yyyyyynyk", a_published_total),
    Operation("get", "/public/zones", "yyyyyyyyy"),
    Operation("get", "/public/zones/{zone_id}/figures/{code}", "yyyyyyyyy", public_figure),
)
