"""Pages of the house itself."""

from django.urls import path

from . import account, preferences, styleguide

urlpatterns = [
    path("account/", account.account_settings, name="account_settings"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("styleguide/<slug:part>/", styleguide.styleguide_part, name="styleguide_part"),
]
