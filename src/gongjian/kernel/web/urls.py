"""Pages of the house itself."""

from django.urls import path

from . import account, preferences, styleguide, tokens

urlpatterns = [
    path("account/", account.account_settings, name="account_settings"),
    path("account/keys/", tokens.token_list, name="token_list"),
    path("account/keys/make/", tokens.token_make, name="token_make"),
    path("account/keys/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("styleguide/<slug:part>/", styleguide.styleguide_part, name="styleguide_part"),
]
