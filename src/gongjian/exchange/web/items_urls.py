"""Addresses of service items, volunteers, pairings and the ledger."""

from django.urls import path

from . import items, ledger, pairings, volunteers, work

urlpatterns = [
    path("items/", items.item_list, name="item_list"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/terms/", items.terms, name="item_terms"),
    path("items/<int:pk>/agree/", items.agree, name="item_agree"),
    path("items/<int:pk>/deliver/", items.deliver, name="item_deliver"),
    path("items/<int:pk>/confirm/", items.confirm, name="item_confirm"),
    path("items/<int:pk>/missing/", items.missing, name="item_missing"),
    path("items/<int:pk>/training/", items.training, name="item_training"),
    path("items/<int:pk>/attend/", items.attend, name="item_attend"),
    path("items/<int:pk>/deploy/", items.deploy, name="item_deploy"),
    path("shifts/", volunteers.find, name="volunteer"),
    path("shifts/mine/", volunteers.mine, name="my_services"),
    path("shifts/<int:pk>/", volunteers.shift, name="shift"),
    path("shifts/<int:pk>/sign-up/", volunteers.sign_up, name="shift_sign_up"),
    path("signups/<int:pk>/leave/", volunteers.leave, name="signup_leave"),
    path("pairings/", pairings.pairing_list, name="pairing_list"),
    path("pairings/new/", pairings.new, name="pairing_new"),
    path("pairings/<int:pk>/", pairings.pairing, name="pairing"),
    path("pairings/<int:pk>/activity/", pairings.activity, name="pairing_activity"),
    path("pairings/<int:pk>/goals/<int:goal>/", pairings.goal, name="pairing_goal"),
    path("pairings/<int:pk>/end/", pairings.end, name="pairing_end"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/<int:unit>/<int:partner>/", ledger.pair, name="ledger_pair"),
    path("needs/<int:pk>/still-needed/", work.still_needed, name="need_still"),
]
