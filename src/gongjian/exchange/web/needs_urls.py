"""Addresses of needs, resources and claims."""

from django.urls import path

from . import claims, fit, meeting, needs, resources

urlpatterns = [
    path("needs/", needs.need_list, name="need_list"),
    path("needs/new/", needs.need_new, name="need_new"),
    path("needs/meeting/", meeting.need_meeting, name="need_meeting"),
    path("needs/fit/", fit.need_fit, name="need_fit"),
    path("needs/<int:pk>/", needs.need, name="need"),
    path("needs/<int:pk>/verify/", needs.need_verify, name="need_verify"),
    path("needs/<int:pk>/withdraw/", needs.need_withdraw, name="need_withdraw"),
    path("needs/<int:pk>/hand-over/", needs.need_hand_over, name="need_hand_over"),
    path("needs/<int:pk>/offer-again/", needs.need_offer_again, name="need_offer_again"),
    path("needs/<int:pk>/claim/", claims.need_claim, name="need_claim"),
    path("needs/<int:pk>/propose/", claims.need_propose, name="need_propose"),
    path("claims/<int:pk>/accept/", claims.claim_accept, name="claim_accept"),
    path("claims/<int:pk>/decline/", claims.claim_decline, name="claim_decline"),
    path("claims/<int:pk>/withdraw/", claims.claim_withdraw, name="claim_withdraw"),
    path("claims/<int:pk>/terms/", claims.claim_draft, name="claim_draft"),
    path("offers/", resources.resource_list, name="resource_list"),
    path("offers/new/", resources.resource_new, name="resource_new"),
    path("offers/<int:pk>/", resources.resource, name="resource"),
    path("offers/<int:pk>/state/", resources.resource_state, name="resource_state"),
]
