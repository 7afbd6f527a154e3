"""Addresses of this module's pages."""

from django.urls import path

from . import comparing, coverage, figures, matrix, published, uncovered, units, work, zones

urlpatterns = [
    path("work/", work.work, name="work"),
    path("zones/", zones.zone_list, name="zone_list"),
    path("zones/<int:pk>/", zones.zone, name="zone"),
    path("figures/", figures.figure_list, name="figure_list"),
    path("figures/<str:code>/", figures.figure, name="figure"),
    path("figures/<str:code>/export/", figures.figure_export, name="figure_export"),
    path("coverage/", coverage.coverage_board, name="coverage_board"),
    path("coverage/export/", coverage.coverage_export, name="coverage_export"),
    path("coverage/uncovered/", uncovered.uncovered_finder, name="uncovered_finder"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix/sheet/", matrix.matrix_sheet, name="matrix_sheet"),
    path("matrix/export/", matrix.matrix_export, name="matrix_export"),
    path("matrix/<int:pk>/", matrix.matrix_branch, name="matrix_branch"),
    path("lines/export/", comparing.lines_export, name="lines_export"),
    path("published/export/", comparing.published_export, name="published_export"),
    path("published/", published.published_list, name="published_list"),
    path("published/new/", published.published_new, name="published_new"),
    path("published/<int:pk>/", published.published, name="published"),
    path("published/<int:pk>/edit/", published.published_edit, name="published_edit"),
    path("published/<int:pk>/withdraw/", published.published_withdraw, name="published_withdraw"),
    path("published/<int:pk>/restore/", published.published_restore, name="published_restore"),
    path("units/<int:pk>/", units.unit, name="unit"),
]
