"""How a reader wants pages shown: language, light or dark, size of text. Cookies, no account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

THEME_COOKIE = "gongjian_theme"
TEXT_COOKIE = "gongjian_text"
YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Option:
    """One value of a preference; ``code`` is the language its label is written in, if not ours."""

    value: str
    label: Any
    hint: Any = ""
    code: str = ""


LANGUAGES = (
    Option("zh-hans", "中文", code="zh-Hans"),
    Option("en", "English", code="en"),
)
THEMES = (
    Option("system", _("As my device"), _("Light by day, dark by night, if the device does so.")),
    Option("light", _("Light")),
    Option("dark", _("Dark")),
)
TEXTS = (
    Option("normal", _("Normal")),
    Option("elder", _("Large"), _("Text of 20 pixels, larger buttons.")),
)


@dataclass(frozen=True)
class Preference:
    """A preference, its cookie, and the values that it may take."""

    name: str
    cookie: str
    label: Any
    options: tuple[Option, ...]

    def value(self, request: HttpRequest) -> str:
        """Return what the reader chose, or the first option."""
        chosen = request.COOKIES.get(self.cookie, "")
        return chosen if self.allows(chosen) else self.options[0].value

    def allows(self, value: str) -> bool:
        return any(option.value == value for option in self.options)


LANGUAGE = Preference("language", settings.LANGUAGE_COOKIE_NAME, _("Language"), LANGUAGES)
THEME = Preference("theme", THEME_COOKIE, _("Light and dark"), THEMES)
TEXT = Preference("text", TEXT_COOKIE, _("Size of text"), TEXTS)
ALL = (LANGUAGE, THEME, TEXT)


@dataclass(frozen=True)
class Preferences:
    """How this reader wants pages shown."""

    theme: str
    text: str


def read_preferences(request: HttpRequest) -> Preferences:
    return Preferences(theme=THEME.value(request), text=TEXT.value(request))


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show the choices, or keep what was chosen and go back to where the reader was."""
    if request.method == "POST":
        return _keep(request)
    chosen = {each.name: each.value(request) for each in ALL}
    chosen["language"] = get_language() or LANGUAGES[0].value
    context = {
        "preferences": [(each, chosen[each.name]) for each in ALL],
        "next": _way_back(request, request.GET.get("next", "")),
    }
    return render(request, "kernel/preferences.html", context)


def _keep(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(_way_back(request, request.POST.get("next", "")))
    for each in ALL:
        value = request.POST.get(each.name, "")
        if each.allows(value):
            response.set_cookie(
                each.cookie,
                value,
                max_age=YEAR,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
    return response


def _way_back(request: HttpRequest, address: str) -> str:
    """Return the address if it is one of ours, else the front page."""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else "/"
