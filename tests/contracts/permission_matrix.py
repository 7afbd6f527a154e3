"""Who may open what: one line an address, one letter a member of the cast.

Letters, in the order of ``cast.EVERYBODY`` (owner, partner, colleague, host, parent officer, line
officer, member, outsider, anonymous): ``y`` is let in, ``f`` sees it and may not (403), ``n`` has
nothing there (404), ``s`` is asked to sign in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cast import Cast
from factories.entities import registry
from factories.formation import make_case, make_division, make_incubation
from factories.groups import group_of
from factories.insight import make_published
from factories.life import branch_of_life, open_item, some_meeting
from factories.members import actor_of
from factories.memberships import (
    a_data_request,
    somebody_below,
    somebody_floating,
    somebody_moving,
    somebody_taken_in,
)
from factories.officers import some_election, some_term
from factories.org import TODAY, moment
from factories.packs import load_pack, make_files
from factories.registers import a_pair, a_register
from factories.standards import some_brand, some_finding, some_review, some_round
from factories.structure import make_duty, make_reorganisation
from factories.support import some_appraisal, some_assignment, some_issue, some_visit
from gongjian.formation.models import Case, Incubation
from gongjian.insight.models import PublishedTotal
from gongjian.kernel import tokens
from gongjian.members.actions import link_of
from gongjian.org.models import Responsibility
from gongjian.structure.models import Reorganisation
from gongjian.structure.terms import Rename

Given = Callable[[Cast], dict[str, Any]]


def nothing(cast: Cast) -> dict[str, Any]:
    return {}


def pk(name: str) -> Given:
    return lambda cast: {"pk": getattr(cast, name).pk}


@dataclass(frozen=True)
class Address:
    """An address, how it is reached, what is posted, and who is let in."""

    method: str
    name: str
    let_in: str
    given: Given = nothing
    body: Given = nothing


def person(cast: Cast) -> dict[str, Any]:
    return {"pk": cast.people["owner"].pk}


def role(cast: Cast) -> dict[str, Any]:
    return {"pk": cast.people["owner"].appointments.get().pk}


def invitation(cast: Cast) -> dict[str, Any]:
    return {"uidb64": "MQ", "token": "used-up"}


def formation_case(cast: Cast) -> dict[str, Any]:
    """Return a proposal under the parent officer's unit, made if there is none."""
    case = Case.objects.first() or make_case(cast.people["parent_officer"].unit)
    return {"pk": case.pk}


def incubation(cast: Cast) -> dict[str, Any]:
    """Return a case of the reservoir there, made if there is none."""
    found = Incubation.objects.first() or make_incubation(cast.people["parent_officer"].unit)
    return {"pk": found.pk}


def approval(cast: Cast) -> dict[str, Any]:
    return {"document": "测试〔2026〕1号", "why": "名称应写全称", "on": "2026-11-21"}


def member(cast: Cast) -> dict[str, Any]:
    return {"pk": somebody_below(cast.people["parent_officer"]).pk}


def guest_place(cast: Cast) -> dict[str, Any]:
    return {"pk": somebody_below(cast.people["parent_officer"]).participations.first().pk}


def transfer(cast: Cast) -> dict[str, Any]:
    return {"pk": somebody_moving(cast.people["parent_officer"]).pk}


def transfer_withdraw(cast: Cast) -> dict[str, Any]:
    return {**transfer(cast), "event": "withdraw"}


def stay(cast: Cast) -> dict[str, Any]:
    return {"pk": somebody_floating(cast.people["parent_officer"]).pk}


def stay_in_branch(cast: Cast) -> dict[str, Any]:
    return {"pk": somebody_taken_in(cast.people["parent_officer"]).pk}


def stay_welcome(cast: Cast) -> dict[str, Any]:
    return {**stay(cast), "event": "welcome"}


def a_brand(cast: Cast) -> dict[str, Any]:
    return {"pk": some_brand(cast.people["parent_officer"].unit).pk}


def unit_with_brand(cast: Cast) -> dict[str, Any]:
    return {"pk": some_brand(cast.people["parent_officer"].unit).unit_id}


def a_round(cast: Cast) -> dict[str, Any]:
    return {"pk": some_round(cast.people["parent_officer"].unit).pk}


def a_review(cast: Cast) -> dict[str, Any]:
    return {"pk": some_review(cast.people["parent_officer"].unit).pk}


def a_finding(cast: Cast) -> dict[str, Any]:
    return {"pk": some_finding(cast.people["parent_officer"].unit).pk}


def branch_with_life(cast: Cast) -> dict[str, Any]:
    return {"pk": branch_of_life(cast.people["parent_officer"].unit).pk}


def life_item(cast: Cast) -> dict[str, Any]:
    return {"pk": open_item(cast.people["parent_officer"].unit).pk}


def instructor(cast: Cast) -> dict[str, Any]:
    return {"pk": some_assignment(cast.people["parent_officer"]).instructor_id}


def appraisal(cast: Cast) -> dict[str, Any]:
    """Return an appraisal below the parent officer's unit that was objected to."""
    return {"pk": some_appraisal(cast.people["parent_officer"]).pk}


def contact_point(cast: Cast) -> dict[str, Any]:
    return {"pk": some_assignment(cast.people["parent_officer"]).point_id}


def assignment(cast: Cast) -> dict[str, Any]:
    return {"pk": some_assignment(cast.people["parent_officer"]).pk}


def visit(cast: Cast) -> dict[str, Any]:
    return {"pk": some_visit(cast.people["parent_officer"]).pk}


def issue_of_visit(cast: Cast) -> dict[str, Any]:
    found = some_issue(cast.people["parent_officer"])
    return {"pk": found.visit_id, "finding": found.pk}


def settled(cast: Cast) -> dict[str, Any]:
    return {"how": "已办好"}


def life_meeting(cast: Cast) -> dict[str, Any]:
    return {"pk": some_meeting(cast.people["parent_officer"].unit).pk}


def large_branch(cast: Cast) -> dict[str, Any]:
    return {"pk": make_division(cast.people["parent_officer"].unit).branch_id}


def division(cast: Cast) -> dict[str, Any]:
    return {"pk": make_division(cast.people["parent_officer"].unit).pk}


def a_group(cast: Cast) -> dict[str, Any]:
    return {"pk": group_of(cast.people["parent_officer"].unit).pk}


def gathering(cast: Cast) -> dict[str, Any]:
    group = group_of(cast.people["parent_officer"].unit)
    return {"pk": group.pk, "gathering": group.gatherings.latest("pk").pk}


def led_branch(cast: Cast) -> dict[str, Any]:
    return {"pk": some_term(cast.people["parent_officer"]).unit_id}


def term(cast: Cast) -> dict[str, Any]:
    found = some_term(cast.people["parent_officer"])
    return {"pk": found.unit_id, "term": found.pk}


def post(cast: Cast) -> dict[str, Any]:
    found = some_term(cast.people["parent_officer"])
    return {"pk": found.unit_id, "post": found.offices.get().pk}


def election(cast: Cast) -> dict[str, Any]:
    return {"pk": some_election(cast.people["parent_officer"]).pk}


def data_request(cast: Cast) -> dict[str, Any]:
    return {"pk": a_data_request(cast.people["owner"]).pk}


def station_link(cast: Cast) -> dict[str, Any]:
    return {"link": link_of(cast.giving.pk)}


def pairing_goal(cast: Cast) -> dict[str, Any]:
    return {"pk": cast.pairing.pk, "goal": cast.goal.pk}


def pair(cast: Cast) -> dict[str, Any]:
    return {"unit": cast.asking.pk, "partner": cast.giving.pk}


def roster(cast: Cast) -> dict[str, Any]:
    return {"roster_id": cast.roster.pk}


def owners_key(cast: Cast) -> dict[str, Any]:
    """Return a key of the owner's, made if there is none."""
    owner = actor_of(cast.people["owner"])
    if not tokens.list_own(owner):
        tokens.make("每月报表", actor=owner, at=moment())
    return {"pk": tokens.list_own(owner)[0].pk}


def a_figure(cast: Cast) -> dict[str, Any]:
    return {"code": "exchange.needs_open"}


def public_figure(cast: Cast) -> dict[str, Any]:
    return {"pk": cast.zone.pk, "code": "exchange.needs_open"}


def a_reorganisation(cast: Cast) -> dict[str, Any]:
    """Return a draft at the district, prepared if there is none."""
    row = Reorganisation.objects.first()
    if row is None:
        district = cast.people["parent_officer"].unit
        row = make_reorganisation(district, TODAY, Rename(cast.giving.pk, "新社区"))
    return {"pk": row.pk}


def a_change(cast: Cast) -> dict[str, Any]:
    draft = a_reorganisation(cast)
    change = Reorganisation.objects.get(**draft).changes.get()
    return {**draft, "change": change.pk, "step": "later"}


def a_duty(cast: Cast) -> dict[str, Any]:
    """Return a responsibility of the district, entered if there is none."""
    row = Responsibility.objects.filter(line="territorial", territory="330212").first()
    return {"pk": (row or make_duty(cast.people["parent_officer"].unit, "330212")).pk}


def a_place(cast: Cast) -> dict[str, Any]:
    a_duty(cast)
    return {"code": "330212"}


def a_published_total(cast: Cast) -> dict[str, Any]:
    """Return what was published about no unit in particular, entered if there is nothing yet."""
    return {"pk": (PublishedTotal.objects.first() or make_published()).pk}


def says(**body: Any) -> Given:
    """Return a body that is the same whoever posts it."""
    return lambda cast: body


def claims_for_a_third(cast: Cast) -> dict[str, Any]:
    return {"source": f"{cast.people['colleague'].unit_id}-", "heads": 1}


def proposes_a_third(cast: Cast) -> dict[str, Any]:
    return {"unit_id": cast.people["colleague"].unit_id, "heads": 1}


def terms(cast: Cast) -> dict[str, Any]:
    return {
        "starts_at": "2099-12-01T09:00",
        "ends_at": "2099-12-01T11:00",
        "place": "门诊大厅",
        "places": 2,
        "liaison_id": cast.people["partner"].pk,
    }


def an_entity(cast: Cast) -> dict[str, Any]:
    """Return an entity that the asking unit covers, so that both officers reach it."""
    return {"pk": registry(cast.asking).entity.pk}


def a_register_of_the_officer(cast: Cast) -> dict[str, Any]:
    """Return a register that the parent officer sent; it has a fault and a sound row."""
    return {"pk": a_register(cast.people["parent_officer"]).pk}


def two_entries(cast: Cast) -> dict[str, Any]:
    """Return a pair that may be one; the asking unit covers both."""
    return {"pk": a_pair(cast.asking).pk}


def two_entries_and_the_first(cast: Cast) -> dict[str, Any]:
    found = a_pair(cast.asking)
    return {"pk": found.pk, "keep": found.first_id}


def a_venue(cast: Cast) -> dict[str, Any]:
    return {"pk": registry(cast.asking).venue.pk}


def a_cover(cast: Cast) -> dict[str, Any]:
    return {"pk": registry(cast.asking).cover.pk}


DAYS = says(starts_on="2099-12-01", ends_on="2099-12-02")
NOTE = says(note="还缺两把椅子。", heads=3, thanks="谢谢", reason="other")
TRAINING = says(starts_at="2099-12-01T09:00", place="会议室")
ACTIVITY = says(held_on="2026-11-20", title="义诊")


def a_pack(cast: Cast) -> dict[str, Any]:
    """Return a pack, loaded if it is not yet."""
    return {"code": load_pack(make_files()).version.pack}


PAGES = (
    Address("GET", "healthz", "yyyyyyyyy"),
    Address("GET", "account_settings", "yyyyyyyys"),
    Address("GET", "token_list", "yyyyyyyys"),
    Address("POST", "token_make", "yyyyyyyys", body=says(label="每月报表")),
    Address("POST", "token_revoke", "ynnnnnnns", owners_key),
    Address("POST", "preferences", "yyyyyyyyy"),
    Address("GET", "styleguide", "nnnnnnnnn"),
    Address("GET", "styleguide_part", "nnnnnnnnn", lambda cast: {"part": "tables"}),
    Address("GET", "unit_list", "yyyyyyyys"),
    Address("GET", "person", "ynnyyynns", person),
    Address("GET", "person_list", "yyyyyyfys"),
    Address("GET", "person_new", "fffyyfffs"),
    Address("POST", "person_new", "fffyyfffs"),
    Address("GET", "role_give", "fnnyyfnns", person),
    Address("POST", "role_give", "fnnyyfnns", person),
    Address("POST", "role_end", "fnnyyfnns", role),
    Address("GET", "sign_in_open", "fnnyyfnns", person),
    Address("POST", "sign_in_open", "fnnyyfnns", person),
    Address("POST", "sign_in_link", "fnnyyfnns", person),
    Address("POST", "sign_in_close", "fnnyyfnns", person),
    Address("POST", "sign_in_reopen", "fnnyyfnns", person),
    Address("GET", "welcome", "yyyyyyyyy", invitation),
    Address("POST", "person_mobile", "ynnyffnns", person),
    Address("GET", "my_data", "yyyyyyyys"),
    Address("GET", "my_data_export", "yyyyyyyys"),
    Address("POST", "consent", "yyyyyyyys"),
    Address("GET", "data_ask", "yyyyyyyys"),
    Address("POST", "data_ask", "yyyyyyyys"),
    Address("GET", "data_request", "ynnyynnns", data_request),
    Address("POST", "data_answer", "fnnyynnns", data_request, says(event="decline", answer="否")),
    Address("POST", "data_withdraw", "ynnffnnns", data_request),
    Address("GET", "need_list", "yyyyyyyys"),
    Address("GET", "need_new", "yyyyfffys"),
    Address("POST", "need_new", "yyyyfffys"),
    Address("GET", "need_meeting", "fffyffffs"),
    Address("POST", "need_meeting", "fffyffffs"),
    Address("GET", "need_fit", "yyyffffys"),
    Address("GET", "need", "yyyyyynns", pk("need")),
    Address("GET", "need", "ynnyynnns", pk("raised")),
    Address("POST", "need_verify", "fnnyfnnns", pk("raised")),
    Address("POST", "need_withdraw", "ynnyfnnns", pk("raised")),
    Address("POST", "need_hand_over", "fffyffnns", pk("need")),
    Address("POST", "need_offer_again", "yffyffnns", pk("need"), DAYS),
    Address("POST", "need_still", "yffyffnns", pk("need")),
    Address("POST", "need_claim", "yyyffffns", pk("need"), claims_for_a_third),
    Address("POST", "need_propose", "fffyffnns", pk("need"), proposes_a_third),
    Address("POST", "claim_accept", "fynffnnns", pk("claim")),
    Address("POST", "claim_decline", "yfnffnnns", pk("claim"), NOTE),
    Address("POST", "claim_withdraw", "fynffnnns", pk("claim")),
    Address("GET", "claim_draft", "yynffnnns", pk("claim")),
    Address("POST", "claim_draft", "yynffnnns", pk("claim"), terms),
    Address("GET", "resource_list", "yyyyyyyys"),
    Address("GET", "resource_new", "yyyffffys"),
    Address("POST", "resource_new", "yyyffffys"),
    Address("GET", "resource", "yyyyynnns", pk("resource")),
    Address("POST", "resource_state", "fyfffnnns", pk("resource"), says(state="paused")),
    Address("GET", "work", "yyyyyyyys"),
    Address("GET", "item_list", "yyyyyyyys"),
    Address("GET", "item", "yyyyyyyns", pk("item")),
    Address("GET", "item_terms", "fffffffns", pk("item")),
    Address("POST", "item_terms", "fffffffns", pk("item")),
    Address("POST", "item_agree", "yyfffffns", pk("item")),
    Address("POST", "item_deliver", "fyfffffns", pk("item"), NOTE),
    Address("POST", "item_confirm", "yffffffns", pk("item"), NOTE),
    Address("POST", "item_missing", "yffffffns", pk("item"), NOTE),
    Address("POST", "item_training", "fyfffffns", pk("item"), TRAINING),
    Address("POST", "item_attend", "fyfffffns", pk("item")),
    Address("POST", "item_deploy", "fyfffffns", pk("item")),
    Address("GET", "volunteer", "yyyyyyyys"),
    Address("GET", "my_services", "yyyyyyyys"),
    Address("GET", "shift", "nnnnnnyns", pk("item")),
    Address("POST", "shift_sign_up", "ffffffyfs", pk("item")),
    Address("POST", "signup_leave", "nfnnnnyns", pk("signup")),
    Address("GET", "pairing_list", "yyyyyyyys"),
    Address("GET", "pairing_new", "yyyyfffys"),
    Address("POST", "pairing_new", "yyyyfffys"),
    Address("GET", "pairing", "yyyyyynns", pk("pairing")),
    Address("POST", "pairing_activity", "yyfyffnns", pk("pairing"), ACTIVITY),
    Address("POST", "pairing_goal", "yyfyffnns", pairing_goal),
    Address("POST", "pairing_end", "yyfyffnns", pk("pairing")),
    Address("GET", "ledger", "yyyyyyfys"),
    Address("GET", "ledger_pair", "yyyyyynns", pair),
    Address("GET", "roster_import", "fffyyfffs"),
    Address("POST", "roster_import", "fffyyfffs"),
    Address("GET", "roster_template", "fffyyfffs"),
    Address("GET", "roster", "fffynfffs", roster),
    Address("GET", "roster_faults", "fffynfffs", roster),
    Address("POST", "roster_answers", "fffynfffs", roster),
    Address("POST", "roster_enter", "fffynfffs", roster),
    Address("POST", "roster_cancel", "fffynfffs", roster),
    Address("GET", "formation_list", "ffffyyffs"),
    Address("GET", "formation_advise", "ffffyyffs"),
    Address("GET", "formation_new", "ffffyfffs"),
    Address("POST", "formation_new", "ffffyfffs"),
    Address("GET", "formation_pool", "ffffyyffs"),
    Address("GET", "formation_incubation", "nnnnynnns", incubation),
    Address("POST", "formation_incubation", "nnnnynnns", incubation),
    Address("GET", "workplace_list", "ffffyyffs"),
    Address("GET", "workplace", "nnnnynnns", member),
    Address("POST", "workplace", "nnnnynnns", member),
    Address("POST", "formation_drop", "nnnnynnns", incubation),
    Address("POST", "formation_merge_back", "nnnnynnns", incubation),
    Address("GET", "formation_case", "nnnnynnns", formation_case),
    Address("GET", "formation_document", "nnnnynnns", formation_case),
    Address("POST", "formation_approve", "nnnnynnns", formation_case, approval),
    Address("POST", "formation_return", "nnnnynnns", formation_case, approval),
    Address("POST", "formation_again", "nnnnynnns", formation_case),
    Address("POST", "formation_found", "nnnnynnns", formation_case, approval),
    Address("POST", "formation_withdraw", "nnnnynnns", formation_case),
    Address("GET", "office_list", "ffffyyffs"),
    Address("GET", "office_branch", "nnnnynnns", led_branch),
    Address("GET", "term_new", "nnnnynnns", led_branch),
    Address("POST", "term_new", "nnnnynnns", led_branch),
    Address("GET", "term_extend", "nnnnynnns", term),
    Address("POST", "term_extend", "nnnnynnns", term),
    Address("GET", "office_new", "nnnnynnns", term),
    Address("POST", "office_new", "nnnnynnns", term),
    Address("GET", "office_end", "nnnnynnns", post),
    Address("POST", "office_end", "nnnnynnns", post),
    Address("GET", "election_new", "nnnnynnns", led_branch),
    Address("POST", "election_new", "nnnnynnns", led_branch),
    Address("GET", "election", "nnnnynnns", election),
    Address("GET", "election_count", "nnnnfnnns", election),
    Address("POST", "election_count", "nnnnfnnns", election),
    Address("GET", "election_fail", "nnnnfnnns", election),
    Address("POST", "election_fail", "nnnnfnnns", election),
    Address("POST", "election_cancel", "nnnnynnns", election),
    Address("POST", "election_confirm", "nnnnynnns", election),
    Address("POST", "election_annul", "nnnnynnns", election),
    Address("GET", "election_minutes", "nnnnynnns", election),
    Address("GET", "brand_list", "ffffyyffs"),
    Address("GET", "brand_unit", "nnnnynnns", unit_with_brand),
    Address("GET", "brand_new", "nnnnfnnns", branch_with_life),
    Address("POST", "brand_new", "nnnnfnnns", branch_with_life),
    Address("GET", "brand", "nnnnynnns", a_brand),
    Address("GET", "brand_rework", "nnnnfnnns", a_brand),
    Address("POST", "brand_rework", "nnnnfnnns", a_brand),
    Address("POST", "brand_withdraw", "nnnnfnnns", a_brand),
    Address("POST", "brand_approve", "nnnnynnns", a_brand, says(on="2026-11-21")),
    Address("POST", "brand_guide", "nnnnynnns", a_brand, says(words="写明服务谁")),
    Address("POST", "brand_show", "nnnnynnns", a_brand, says(on="2026-11-21")),
    Address("POST", "brand_renew", "nnnnynnns", a_brand),
    Address("POST", "brand_take_down", "nnnnynnns", a_brand),
    Address("POST", "brand_end", "nnnnynnns", a_brand),
    Address("GET", "matrix", "ffffyyffs"),
    Address("GET", "matrix_sheet", "ffffyyffs"),
    Address("GET", "matrix_branch", "ffffynffs", unit_with_brand),
    Address("GET", "matrix_export", "ffffyyffs"),
    Address("POST", "matrix_export", "ffffyyffs"),
    Address("GET", "round_list", "ffffyyffs"),
    Address("GET", "round_new", "ffffyyffs"),
    Address("POST", "round_new", "ffffyyffs"),
    Address("GET", "round", "nnnnynnns", a_round),
    Address("POST", "round_exchange", "nnnnynnns", a_round),
    Address("POST", "round_turn_on", "nnnnynnns", a_round),
    Address("POST", "round_confirm", "nnnnynnns", a_round),
    Address("POST", "round_withdraw", "nnnnynnns", a_round),
    Address("GET", "review", "nnnnynnns", a_review),
    Address("GET", "review_hand_in", "nnnnfnnns", a_review),
    Address("POST", "review_hand_in", "nnnnfnnns", a_review),
    Address("GET", "finding_list", "ffffyyffs"),
    Address("GET", "finding", "nnnnynnns", a_finding),
    Address("POST", "finding_answer", "nnnnfnnns", a_finding, says(words="已补")),
    Address("POST", "finding_close", "nnnnfnnns", a_finding),
    Address("POST", "finding_ask_again", "nnnnfnnns", a_finding, says(words="未补")),
    Address("POST", "finding_reopen", "nnnnfnnns", a_finding, says(words="又缺")),
    Address("GET", "life_list", "ffffyyffs"),
    Address("GET", "life_levels", "ffffyyffs"),
    Address("GET", "life_plan_all", "ffffyfffs"),
    Address("POST", "life_plan_all", "ffffyfffs"),
    Address("GET", "life_mine", "yyyyyyyys"),
    Address("GET", "life_month", "nnnnynnns", branch_with_life),
    Address("POST", "life_plan", "nnnnynnns", branch_with_life),
    Address("GET", "life_record", "nnnnfnnns", branch_with_life),
    Address("POST", "life_record", "nnnnfnnns", branch_with_life),
    Address("GET", "life_leave_out", "nnnnfnnns", life_item),
    Address("POST", "life_leave_out", "nnnnfnnns", life_item),
    Address("POST", "life_take_up", "nnnnfnnns", life_item),
    Address("GET", "life_meeting", "nnnnynnns", life_meeting),
    Address("GET", "life_change", "nnnnfnnns", life_meeting),
    Address("POST", "life_change", "nnnnfnnns", life_meeting),
    Address("GET", "life_minutes", "nnnnynnns", life_meeting),
    Address("GET", "instructor_list", "ffffyyffs"),
    Address("GET", "instructor_new", "ffffyyffs"),
    Address("POST", "instructor_new", "ffffyyffs"),
    Address("GET", "instructor", "nnnnynnns", instructor),
    Address("GET", "instructor_end", "nnnnynnns", instructor),
    Address("POST", "instructor_end", "nnnnynnns", instructor),
    Address("GET", "instructor_appraise", "nnnnynnns", instructor),
    Address("POST", "instructor_appraise", "nnnnynnns", instructor),
    Address("GET", "appraisal_object", "nnnnfnnns", appraisal),
    Address("POST", "appraisal_object", "nnnnfnnns", appraisal),
    Address("GET", "appraisal_answer", "nnnnynnns", appraisal),
    Address("POST", "appraisal_answer", "nnnnynnns", appraisal),
    Address("GET", "point_list", "ffffyyffs"),
    Address("GET", "point_new", "ffffyyffs"),
    Address("POST", "point_new", "ffffyyffs"),
    Address("GET", "point", "nnnnynnns", contact_point),
    Address("GET", "point_assign", "nnnnynnns", contact_point),
    Address("POST", "point_assign", "nnnnynnns", contact_point),
    Address("GET", "point_close", "nnnnynnns", contact_point),
    Address("POST", "point_close", "nnnnynnns", contact_point),
    Address("GET", "assignment_replace", "nnnnynnns", assignment),
    Address("POST", "assignment_replace", "nnnnynnns", assignment),
    Address("GET", "assignment_end", "nnnnynnns", assignment),
    Address("POST", "assignment_end", "nnnnynnns", assignment),
    # Notes are an instructor's own: nobody of this cast is one. See tests/support/test_pages.py.
    Address("GET", "my_places", "ffffffffs"),
    Address("GET", "visit_note", "ffffffffs"),
    Address("POST", "visit_note", "ffffffffs"),
    Address("GET", "visit_sender", "ffffffffs"),
    Address("POST", "visit_send", "ffffffffs"),
    # Asked for again by a phone that has been signed out; they hold nobody's data.
    Address("GET", "visit_worker", "yyyyyyyyy"),
    Address("GET", "visit_manifest", "yyyyyyyyy"),
    Address("GET", "visit_list", "ffffyyffs"),
    Address("GET", "visit", "nnnnynnns", visit),
    Address("POST", "issue_close", "nnnnfnnns", issue_of_visit, settled),
    Address("POST", "issue_reopen", "nnnnfnnns", issue_of_visit),
    Address("GET", "formation_divide", "ffffyfffs", large_branch),
    Address("POST", "formation_divide", "ffffyfffs", large_branch),
    Address("GET", "formation_relist", "nnnnynnns", division),
    Address("POST", "formation_relist", "nnnnynnns", division),
    Address("GET", "group_list", "ffffyyffs"),
    Address("GET", "group_new", "ffffyfffs"),
    Address("POST", "group_new", "ffffyfffs"),
    Address("GET", "group_mine", "yyyyyyyys"),
    Address("POST", "group_identity", "yyyyyyyys"),
    Address("GET", "group", "nnnnynnns", a_group),
    Address("GET", "group_change", "nnnnynnns", a_group),
    Address("POST", "group_change", "nnnnynnns", a_group),
    Address("GET", "group_end", "nnnnynnns", a_group),
    Address("POST", "group_end", "nnnnynnns", a_group),
    Address("GET", "group_record", "nnnnynnns", a_group),
    Address("POST", "group_record", "nnnnynnns", a_group),
    Address("GET", "group_correct", "nnnnynnns", gathering),
    Address("POST", "group_correct", "nnnnynnns", gathering),
    Address("GET", "group_proposed", "nnnnynnns", a_group),
    Address("POST", "group_ask", "nnnnynnns", a_group),
    Address("POST", "group_join", "nnnnynnns", a_group),
    Address("POST", "group_decline", "nnnnynnns", a_group),
    Address("POST", "group_leave", "nnnnynnns", a_group),
    Address("POST", "group_named", "nnnnynnns", a_group),
    Address("POST", "group_contact", "nnnnynnns", a_group),
    Address("POST", "group_next", "nnnnynnns", a_group),
    Address("GET", "member_list", "ffffyyffs"),
    Address("GET", "member_new", "ffffyfffs"),
    Address("POST", "member_new", "ffffyfffs"),
    Address("GET", "member", "nnnnynnns", member),
    Address("GET", "member_transfer", "nnnnynnns", member),
    Address("POST", "member_transfer", "nnnnynnns", member, says(to_name="外省某支部")),
    Address("GET", "member_part", "nnnnynnns", member),
    Address("POST", "member_part", "nnnnynnns", member),
    Address("GET", "member_formal", "nnnnynnns", member),
    Address("POST", "member_formal", "nnnnynnns", member),
    Address("GET", "member_end", "nnnnynnns", member),
    Address("POST", "member_end", "nnnnynnns", member),
    Address("POST", "member_away", "nnnnynnns", member),
    Address("POST", "part_end", "nnnnynnns", guest_place),
    Address("GET", "transfer_list", "ffffyyffs"),
    Address("GET", "transfer", "nnnnynnns", transfer),
    Address("GET", "transfer_letter", "nnnnynnns", transfer),
    Address("POST", "transfer_step", "nnnnynnns", transfer_withdraw),
    Address("GET", "stay_list", "ffffyyffs"),
    Address("GET", "stay_new", "ffffyfffs"),
    Address("POST", "stay_new", "ffffyfffs"),
    Address("GET", "station_codes", "ffffyfffs"),
    Address("GET", "report_self", "yyyyyyyyy", station_link),
    Address("POST", "report_self", "yyyyyyyyy", station_link),
    Address("GET", "stay", "nnnnynnns", stay),
    Address("POST", "stay_mobile", "nnnnynnns", stay),
    Address("POST", "stay_attach", "nnnnynnns", stay),
    Address("POST", "stay_contact", "nnnnfnnns", stay_in_branch, says(on="2026-11-20")),
    Address("GET", "stay_letter", "nnnnynnns", stay_in_branch),
    Address("POST", "stay_step", "nnnnynnns", stay_welcome),
    Address("GET", "zone_list", "yyyyyyyys"),
    Address("GET", "zone", "yyyyyyyns", pk("zone")),
    Address("GET", "figure_list", "yyyyyyfys"),
    Address("GET", "coverage_board", "yyyyyyfys"),
    Address("GET", "coverage_export", "fffyyyffs"),
    Address("POST", "coverage_export", "fffyyyffs"),
    Address("GET", "uncovered_finder", "yyyyyyfys"),
    Address("GET", "figure", "yyyyyyfys", a_figure),
    Address("GET", "lines_export", "fffyyyffs"),
    Address("POST", "lines_export", "fffyyyffs"),
    Address("GET", "published_export", "fffyyyffs"),
    Address("POST", "published_export", "fffyyyffs"),
    Address("GET", "figure_export", "fffyyyffs", a_figure),
    Address("POST", "figure_export", "fffyyyffs", a_figure),
    Address("GET", "published_list", "yyyyyyfys"),
    Address("GET", "published_new", "ffffyyffs"),
    Address("POST", "published_new", "ffffyyffs"),
    Address("GET", "published", "yyyyyynys", a_published_total),
    Address("GET", "published_edit", "ffffyynfs", a_published_total),
    Address("POST", "published_edit", "ffffyynfs", a_published_total),
    Address(
        "POST", "published_withdraw", "ffffyynfs", a_published_total, says(reason="报道已更正")
    ),
    Address("POST", "published_restore", "ffffyynfs", a_published_total),
    Address("GET", "unit", "yyyyyyyns", pk("asking")),
    Address("GET", "pack_list", "fffyyyffs"),
    Address("GET", "pack", "fffyyyffs", a_pack),
    Address("GET", "entity_list", "ffffyyffs"),
    Address("GET", "entity_export", "ffffyyffs"),
    Address("POST", "entity_export", "ffffyyffs", body=says(reason="走访安排")),
    Address("GET", "entity_new", "ffffyyffs"),
    Address("POST", "entity_new", "ffffyyffs"),
    Address("GET", "entity", "nnnnyynns", an_entity),
    Address("GET", "entity_edit", "nnnnyynns", an_entity),
    Address("POST", "entity_edit", "nnnnyynns", an_entity),
    Address("POST", "entity_contact", "nnnnyynns", an_entity),
    Address("GET", "entity_contact_edit", "nnnnyynns", an_entity),
    Address("POST", "entity_contact_edit", "nnnnyynns", an_entity),
    Address("POST", "entity_alias", "nnnnyynns", an_entity, says(name="别名")),
    Address("POST", "entity_close", "nnnnyynns", an_entity, says(closed_on="2026-11-20")),
    Address("POST", "entity_reopen", "nnnnyynns", an_entity),
    Address("GET", "doubtful_codes", "ffffyyffs"),
    Address("GET", "pair_list", "ffffyyffs"),
    Address("GET", "pair", "nnnnyynns", two_entries),
    Address("POST", "pair_merge", "nnnnyynns", two_entries_and_the_first),
    Address("POST", "pair_apart", "nnnnyynns", two_entries),
    Address("POST", "pair_undo", "nnnnyynns", two_entries),
    Address("GET", "register_import", "ffffyyffs"),
    Address("POST", "register_import", "ffffyyffs"),
    Address("GET", "register_template", "ffffyyffs"),
    Address("GET", "register", "ffffynffs", a_register_of_the_officer),
    Address("GET", "register_faults", "ffffynffs", a_register_of_the_officer),
    Address("POST", "register_enter", "ffffynffs", a_register_of_the_officer),
    Address("POST", "register_resume", "ffffynffs", a_register_of_the_officer),
    Address("POST", "register_cancel", "ffffynffs", a_register_of_the_officer),
    Address("GET", "venue_list", "ffffyyffs"),
    Address("GET", "venue_new", "ffffyyffs"),
    Address("POST", "venue_new", "ffffyyffs"),
    Address("GET", "venue", "nnnnyynns", a_venue),
    Address("GET", "venue_edit", "nnnnyynns", a_venue),
    Address("POST", "venue_edit", "nnnnyynns", a_venue),
    Address("POST", "venue_close", "nnnnyynns", a_venue, says(closed_on="2026-11-20")),
    Address("GET", "cover_new", "ffffnnffs"),
    Address("POST", "cover_new", "ffffnnffs"),
    Address("GET", "cover_end", "nnnnyynns", a_cover),
    Address("POST", "cover_end", "nnnnyynns", a_cover, says(day="2026-11-20")),
    Address("GET", "unit_covers", "ffffyyffs", pk("asking")),
    Address("GET", "responsibilities", "yyyyyyfys"),
    Address("GET", "vacancies", "yyyyyyfys"),
    Address("GET", "responsibility_place", "nnnnynfns", a_place),
    Address("GET", "responsibility_new", "ffffyyffs"),
    Address("POST", "responsibility_new", "ffffyyffs"),
    Address("GET", "responsibility_hand_over", "nnnnynnns", a_duty),
    Address("POST", "responsibility_hand_over", "nnnnynnns", a_duty),
    Address("GET", "responsibility_charge", "nnnnynnns", a_duty),
    Address("POST", "responsibility_charge", "nnnnynnns", a_duty),
    Address("GET", "responsibility_end", "nnnnynnns", a_duty),
    Address("POST", "responsibility_end", "nnnnynnns", a_duty),
    Address("GET", "reconciliation_list", "yyyyyyfys"),
    Address("GET", "reconciliation", "yyyyyyfys", a_figure),
    Address("GET", "reorganisation_list", "ffffyyffs"),
    Address("GET", "reorganisation_new", "ffffyyffs"),
    Address("POST", "reorganisation_new", "ffffyyffs"),
    Address("GET", "reorganisation", "ffffynffs", a_reorganisation),
    Address("GET", "reorganisation_edit", "ffffynffs", a_reorganisation),
    Address("POST", "reorganisation_edit", "ffffynffs", a_reorganisation),
    Address("GET", "reorganisation_preview", "ffffynffs", a_reorganisation),
    Address(
        "GET",
        "reorganisation_moved",
        "ffffynffs",
        lambda cast: {**a_reorganisation(cast), "code": "org.units"},
    ),
    Address(
        "GET", "change_add", "ffffynffs", lambda cast: {**a_reorganisation(cast), "kind": "move"}
    ),
    Address(
        "POST", "change_add", "ffffynffs", lambda cast: {**a_reorganisation(cast), "kind": "move"}
    ),
    Address("POST", "change_step", "ffffynffs", a_change),
    Address("POST", "reorganisation_apply", "ffffynffs", a_reorganisation),
    Address("POST", "reorganisation_undo", "ffffynffs", a_reorganisation),
    Address("POST", "reorganisation_drop", "ffffynffs", a_reorganisation),
    Address("GET", "public_home", "yyyyyyyyy"),
    Address("GET", "public_zone", "yyyyyyyyy", pk("zone")),
    Address("GET", "public_figure", "yyyyyyyyy", public_figure),
    # The last: it signs everybody out.
    Address("POST", "account_close", "yyyyyyyys"),
)
