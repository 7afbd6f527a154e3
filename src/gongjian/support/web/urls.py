"""Addresses of instructors, contact points and visits."""

from django.urls import path

from . import notes, offline, points, roster, visits

urlpatterns = [
    path("instructors/", roster.instructor_list, name="instructor_list"),
    path("instructors/new/", roster.instructor_new, name="instructor_new"),
    path("instructors/<int:pk>/", roster.instructor, name="instructor"),
    path("instructors/<int:pk>/end/", roster.instructor_end, name="instructor_end"),
    path("instructors/<int:pk>/appraise/", roster.appraise, name="instructor_appraise"),
    path("appraisals/<int:pk>/object/", roster.appraisal_object, name="appraisal_object"),
    path("appraisals/<int:pk>/answer/", roster.appraisal_answer, name="appraisal_answer"),
    path("contact-points/", points.point_list, name="point_list"),
    path("contact-points/new/", points.point_new, name="point_new"),
    path("contact-points/<int:pk>/", points.point, name="point"),
    path("contact-points/<int:pk>/assign/", points.point_assign, name="point_assign"),
    path("contact-points/<int:pk>/close/", points.point_close, name="point_close"),
    path("assignments/<int:pk>/replace/", points.assignment_replace, name="assignment_replace"),
    path("assignments/<int:pk>/end/", points.assignment_end, name="assignment_end"),
    path("visits/", visits.visit_list, name="visit_list"),
    path("visits/mine/", notes.my_places, name="my_places"),
    path("visits/note/", notes.note, name="visit_note"),
    path("visits/note/sender/", notes.sender, name="visit_sender"),
    path("visits/note/send/", notes.send, name="visit_send"),
    path("visits/note/worker.js", offline.worker, name="visit_worker"),
    path("visits/note/app.webmanifest", offline.manifest, name="visit_manifest"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/<int:finding>/close/", visits.finding_close, name="issue_close"),
    path("visits/<int:pk>/<int:finding>/reopen/", visits.finding_reopen, name="issue_reopen"),
]
