"""Addresses of this module's pages."""

from django.urls import path

from . import changes, duties, reconciling, reorganisations

urlpatterns = [
    path("responsibilities/", duties.matrix, name="responsibilities"),
    path("responsibilities/vacancies/", duties.vacancies, name="vacancies"),
    path("responsibilities/new/", duties.new, name="responsibility_new"),
    path("responsibilities/places/<str:code>/", duties.place, name="responsibility_place"),
    path("responsibilities/<int:pk>/hand-over/", duties.hand_over, name="responsibility_hand_over"),
    path("responsibilities/<int:pk>/charge/", duties.charge, name="responsibility_charge"),
    path("responsibilities/<int:pk>/end/", duties.end, name="responsibility_end"),
    path("reconciliation/", reconciling.reconciliation_list, name="reconciliation_list"),
    path("reconciliation/<str:code>/", reconciling.reconciliation, name="reconciliation"),
    path("reorganisations/", reorganisations.reorganisation_list, name="reorganisation_list"),
    path("reorganisations/new/", reorganisations.new, name="reorganisation_new"),
    path("reorganisations/<int:pk>/", reorganisations.reorganisation, name="reorganisation"),
    path("reorganisations/<int:pk>/edit/", reorganisations.edit, name="reorganisation_edit"),
    path(
        "reorganisations/<int:pk>/preview/", reorganisations.preview, name="reorganisation_preview"
    ),
    path(
        "reorganisations/<int:pk>/preview/<str:code>/",
        reorganisations.moved,
        name="reorganisation_moved",
    ),
    path("reorganisations/<int:pk>/apply/", reorganisations.apply, name="reorganisation_apply"),
    path("reorganisations/<int:pk>/drop/", reorganisations.drop, name="reorganisation_drop"),
    path("reorganisations/<int:pk>/undo/", reorganisations.undo, name="reorganisation_undo"),
    path("reorganisations/<int:pk>/add/<str:kind>/", changes.add, name="change_add"),
    path(
        "reorganisations/<int:pk>/changes/<int:change>/<str:step>/",
        changes.step,
        name="change_step",
    ),
]
