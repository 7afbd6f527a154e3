"""How people get in: accounts are made for them, nobody registers."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Close the registration: a unit's office enters its people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[str]:
        """Name the account's own fields; there is no first or last name on it."""
        return ["username", "email"]

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Leave the sign-in name as it was given."""
