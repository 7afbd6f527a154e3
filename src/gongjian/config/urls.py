"""All addresses: each module's own, and what belongs to the whole house."""

from django.conf import settings
from django.urls import include, path

from . import health
from .api import api

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("api/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("gongjian.kernel.web.urls")),
    path("", include("gongjian.org.web.urls")),
    path("", include("gongjian.entities.web.urls")),
    path("", include("gongjian.members.web.urls")),
    path("", include("gongjian.structure.web.urls")),
    path("", include("gongjian.officers.web.urls")),
    path("", include("gongjian.exchange.web.urls")),
    path("", include("gongjian.formation.web.urls")),
    path("", include("gongjian.life.web.urls")),
    path("", include("gongjian.support.web.urls")),
    path("", include("gongjian.groups.web.urls")),
    path("", include("gongjian.standards.web.urls")),
    path("", include("gongjian.intake.web.urls")),
    path("", include("gongjian.insight.web.urls")),
    path("", include("gongjian.disclosure.web.urls")),
    path("", include("gongjian.packs.web.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("", include("gongjian.sample.web.urls")))
