"""Reads about people: one file per noun."""

from .actors import get_actor, get_actor_of_person, holder_of
from .my_data import ConsentRow, Entry, MyData, export_my_data, get_my_data
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

__all__ = [
    "ConsentRow",
    "Contact",
    "Entry",
    "Held",
    "MyData",
    "PersonPage",
    "Viewer",
    "contacts_of",
    "export_my_data",
    "get_actor",
    "get_actor_of_person",
    "get_my_data",
    "get_person",
    "holder_of",
    "list_people_of",
    "list_viewers",
    "mobiles_for_roster",
]
