"""Addresses of the people's pages."""

from django.urls import path

from . import data_requests, memberships, my_data, people, stays, transfers

urlpatterns = [
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/mobile/", people.mobile, name="person_mobile"),
    path("members/", memberships.member_list, name="member_list"),
    path("members/new/", memberships.new, name="member_new"),
    path("members/<int:pk>/", memberships.member, name="member"),
    path("members/<int:pk>/transfer/", memberships.transfer, name="member_transfer"),
    path("members/<int:pk>/part/", memberships.part, name="member_part"),
    path("members/<int:pk>/formal/", memberships.formal, name="member_formal"),
    path("members/<int:pk>/end/", memberships.end, name="member_end"),
    path("members/<int:pk>/away/", memberships.away, name="member_away"),
    path("participations/<int:pk>/end/", memberships.part_end, name="part_end"),
    path("transfers/", transfers.transfer_list, name="transfer_list"),
    path("transfers/<int:pk>/", transfers.transfer, name="transfer"),
    path("transfers/<int:pk>/letter/", transfers.letter, name="transfer_letter"),
    path("transfers/<int:pk>/step/<slug:event>/", transfers.step, name="transfer_step"),
    path("floating/", stays.stay_list, name="stay_list"),
    path("floating/new/", stays.new, name="stay_new"),
    path("floating/codes/", stays.codes, name="station_codes"),
    path("floating/report/<str:link>/", stays.report_self, name="report_self"),
    path("floating/<int:pk>/", stays.stay, name="stay"),
    path("floating/<int:pk>/mobile/", stays.mobile, name="stay_mobile"),
    path("floating/<int:pk>/attach/", stays.attach, name="stay_attach"),
    path("floating/<int:pk>/contact/", stays.contact, name="stay_contact"),
    path("floating/<int:pk>/letter/", stays.home_letter, name="stay_letter"),
    path("floating/<int:pk>/step/<slug:event>/", stays.step, name="stay_step"),
    path("me/", my_data.my_data, name="my_data"),
    path("me/export/", my_data.export, name="my_data_export"),
    path("me/consents/", my_data.consent, name="consent"),
    path("me/ask/", data_requests.ask, name="data_ask"),
    path("data-requests/<int:pk>/", data_requests.data_request, name="data_request"),
    path("data-requests/<int:pk>/answer/", data_requests.answer, name="data_answer"),
    path("data-requests/<int:pk>/withdraw/", data_requests.withdraw, name="data_withdraw"),
]
