"""Addresses of the registry's pages."""

from django.urls import path

from . import covers, duplicates, entities, entities_page, exports, imports, venues

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
    path("entities/codes/", imports.doubtful_codes, name="doubtful_codes"),
    path("entities/pairs/", duplicates.pair_list, name="pair_list"),
    path("entities/pairs/<int:pk>/", duplicates.pair, name="pair"),
    path("entities/pairs/<int:pk>/merge/<int:keep>/", duplicates.merge, name="pair_merge"),
    path("entities/pairs/<int:pk>/apart/", duplicates.apart, name="pair_apart"),
    path("entities/pairs/<int:pk>/undo/", duplicates.undo, name="pair_undo"),
    path("registers/", imports.register_import, name="register_import"),
    path("registers/template/", imports.register_template, name="register_template"),
    path("registers/<int:pk>/", imports.register, name="register"),
    path("registers/<int:pk>/faults/", imports.register_faults, name="register_faults"),
    path("registers/<int:pk>/enter/", imports.register_enter, name="register_enter"),
    path("registers/<int:pk>/resume/", imports.register_resume, name="register_resume"),
    path("registers/<int:pk>/cancel/", imports.register_cancel, name="register_cancel"),
    path("venues/", venues.venue_list, name="venue_list"),
    path("venues/new/", venues.new, name="venue_new"),
    path("venues/<int:pk>/", venues.venue, name="venue"),
    path("venues/<int:pk>/edit/", venues.edit, name="venue_edit"),
    path("venues/<int:pk>/close/", venues.close, name="venue_close"),
    path("covers/new/", covers.new, name="cover_new"),
    path("covers/<int:pk>/end/", covers.end, name="cover_end"),
    path("units/<int:pk>/covers/", covers.of_unit, name="unit_covers"),
]
