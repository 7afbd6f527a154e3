"""How people get in: accounts are made for them, nobody registers."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import password_validation
from django.http import HttpRequest
from django.utils.translation import gettext as _


class AccountAdapter(DefaultAccountAdapter):
    """Close the registration: a unit's office enters its people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[str]:
        """Name the account's own fields; there is no first or last name on it."""
        return ["username", "email"]

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Leave the sign-in name as it was given."""


class MinimumLengthValidator(password_validation.MinimumLengthValidator):
    """Django's, with the words of its refusal in Chinese too: it has none for them."""

    def get_error_message(self) -> str:
        return _("This password is too short. Use %(length)d characters or more.") % {
            "length": self.min_length
        }
