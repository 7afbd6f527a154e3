"""Reads about people: one file per noun."""

from .actors import get_actor, get_actor_of_person, holder_of
from .branches import branches_named, list_branches, list_stations
from .data_requests import RequestPage, RequestRow, get_data_request
from .memberships import (
    CardLine,
    MemberList,
    MemberPage,
    MemberRow,
    RelationLine,
    get_member,
    list_members,
    member_viewers,
    person_of_participation,
)
from .my_data import ConsentRow, Entry, MyData, export_my_data, get_my_data, list_held
from .my_page import Did
from .people import (
    Contact,
    Held,
    PersonPage,
    Viewer,
    contacts_of,
    get_person,
    list_people_of,
    list_viewers,
    mobiles_for_roster,
)
from .reached import reached_people
from .stays import StayList, StayPage, StayRow, get_stay, list_stays
from .transfers import (
    TransferList,
    TransferPage,
    TransferRow,
    get_transfer,
    list_transfers,
)

__all__ = [
    "CardLine",
    "ConsentRow",
    "Contact",
    "Did",
    "Entry",
    "Held",
    "MemberList",
    "MemberPage",
    "MemberRow",
    "MyData",
    "PersonPage",
    "RelationLine",
    "RequestPage",
    "RequestRow",
    "StayList",
    "StayPage",
    "StayRow",
    "TransferList",
    "TransferPage",
    "TransferRow",
    "Viewer",
    "branches_named",
    "contacts_of",
    "export_my_data",
    "get_actor",
    "get_actor_of_person",
    "get_data_request",
    "get_member",
    "get_my_data",
    "get_person",
    "get_stay",
    "get_transfer",
    "holder_of",
    "list_branches",
    "list_held",
    "list_members",
    "list_people_of",
    "list_stations",
    "list_stays",
    "list_transfers",
    "list_viewers",
    "member_viewers",
    "mobiles_for_roster",
    "person_of_participation",
    "reached_people",
]
