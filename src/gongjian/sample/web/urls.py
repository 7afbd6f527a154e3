"""Addresses that exist in demonstrations only."""

from django.urls import path

from . import cast

urlpatterns = [path("demo/sign-in/", cast.sign_in, name="demo_sign_in")]
