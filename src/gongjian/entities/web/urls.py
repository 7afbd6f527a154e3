"""Addresses of the registry's pages."""

from django.urls import path

from . import covers, entities, entities_page, exports, venues

urlpatterns = [
    path("entities/", entities.entity_list, name="entity_list"),
    path("entities/new/", entities.new, name="entity_new"),
    path("entities/export/", exports.entity_export, name="entity_export"),
    path("entities/<int:pk>/", entities_page.entity, name="entity"),
    path("entities/<int:pk>/edit/", entities_page.edit, name="entity_edit"),
    path("entities/<int:pk>/contact/", entities_page.contact, name="entity_contact"),
    path("entities/<int:pk>/contact/edit/", entities_page.edit_contact, name="entity_contact_edit"),
    path("entities/<int:pk>/alias/", entities_page.alias, name="entity_alias"),
    path("entities/<int:pk>/close/", entities_page.close, name="entity_close"),
    path("entities/<int:pk>/reopen/", entities_page.reopen, name="entity_reopen"),
    path("venues/", venues.venue_list, name="venue_list"),
    path("venues/new/", venues.new, name="venue_new"),
    path("venues/<int:pk>/", venues.venue, name="venue"),
    path("venues/<int:pk>/edit/", venues.edit, name="venue_edit"),
    path("venues/<int:pk>/close/", venues.close, name="venue_close"),
    path("covers/new/", covers.new, name="cover_new"),
    path("covers/<int:pk>/end/", covers.end, name="cover_end"),
    path("units/<int:pk>/covers/", covers.of_unit, name="unit_covers"),
]
