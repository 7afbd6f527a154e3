"""Addresses of forming organisations."""

from django.urls import path

from . import advise, cases, pool

urlpatterns = [
    path("formation/", cases.case_list, name="formation_list"),
    path("formation/advise/", advise.advise, name="formation_advise"),
    path("formation/new/", cases.new, name="formation_new"),
    path("formation/pool/", pool.pool, name="formation_pool"),
    path("formation/pool/<int:pk>/drop/", pool.drop, name="formation_drop"),
    path("formation/pool/<int:pk>/merge-back/", pool.merge_back, name="formation_merge_back"),
    path("formation/<int:pk>/", cases.case, name="formation_case"),
    path("formation/<int:pk>/approve/", cases.approve, name="formation_approve"),
    path("formation/<int:pk>/return/", cases.return_case, name="formation_return"),
    path("formation/<int:pk>/again/", cases.again, name="formation_again"),
    path("formation/<int:pk>/withdraw/", cases.withdraw, name="formation_withdraw"),
    path("formation/<int:pk>/found/", cases.found, name="formation_found"),
    path("formation/<int:pk>/proposal.docx", cases.document, name="formation_document"),
]
