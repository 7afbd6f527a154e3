"""Addresses of the people's pages."""

from django.urls import path

from . import my_data, people

urlpatterns = [
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/mobile/", people.mobile, name="person_mobile"),
    path("me/", my_data.my_data, name="my_data"),
    path("me/export/", my_data.export, name="my_data_export"),
    path("me/consents/", my_data.consent, name="consent"),
]
