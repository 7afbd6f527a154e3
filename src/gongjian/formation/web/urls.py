"""Addresses of forming organisations."""

from django.urls import path

from . import advise, cases, divisions, pool, workplaces

STEPS = {
    "approve": "approve",
    "return": "return",
    "again": "propose again",
    "found": "found",
}
"""The event that each address brings about."""

urlpatterns = [
    *(
        path(f"formation/<int:pk>/{word}/", cases.step, {"event": event}, f"formation_{word}")
        for word, event in STEPS.items()
    ),
    path("formation/", cases.case_list, name="formation_list"),
    path("formation/advise/", advise.advise, name="formation_advise"),
    path("formation/new/", cases.new, name="formation_new"),
    path("formation/divide/<int:pk>/", divisions.divide, name="formation_divide"),
    path("formation/<int:pk>/list/", divisions.relist, name="formation_relist"),
    path("formation/pool/", pool.pool, name="formation_pool"),
    path("formation/pool/<int:pk>/", pool.incubation, name="formation_incubation"),
    path("formation/pool/<int:pk>/drop/", pool.drop, name="formation_drop"),
    path("formation/pool/<int:pk>/merge-back/", pool.merge_back, name="formation_merge_back"),
    path("formation/workplaces/", workplaces.workplace_list, name="workplace_list"),
    path("formation/workplaces/<int:pk>/", workplaces.workplace, name="workplace"),
    path("formation/<int:pk>/", cases.case, name="formation_case"),
    path("formation/<int:pk>/withdraw/", cases.withdraw, name="formation_withdraw"),
    path("formation/<int:pk>/proposal.docx", cases.document, name="formation_document"),
]
