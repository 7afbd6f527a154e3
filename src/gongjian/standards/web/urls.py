"""Addresses of brands and peer review."""

from django.urls import path

from . import brands, reviews, rounds

urlpatterns = [
    path("brands/", brands.brand_list, name="brand_list"),
    path("brands/of/<int:pk>/", brands.unit_card, name="brand_unit"),
    path("brands/of/<int:pk>/new/", brands.brand_new, name="brand_new"),
    path("brands/<int:pk>/", brands.brand, name="brand"),
    path("brands/<int:pk>/rework/", brands.brand_rework, name="brand_rework"),
    path("brands/<int:pk>/withdraw/", brands.brand_withdraw, name="brand_withdraw"),
    *(
        path(
            f"brands/<int:pk>/{step.name.replace('_', '-')}/",
            brands.brand_step,
            {"event": event},
            f"brand_{step.name}",
        )
        for event, step in brands.STEPS.items()
    ),
    path("reviews/", rounds.round_list, name="round_list"),
    path("reviews/new/", rounds.round_new, name="round_new"),
    path("reviews/rounds/<int:pk>/", rounds.round_page, name="round"),
    path("reviews/rounds/<int:pk>/exchange/", rounds.round_exchange, name="round_exchange"),
    *(
        path(
            f"reviews/rounds/<int:pk>/{name.replace('_', '-')}/",
            rounds.round_press,
            {"name": name},
            f"round_{name}",
        )
        for name in rounds.PRESSED
    ),
    path("reviews/findings/", reviews.finding_list, name="finding_list"),
    path("reviews/findings/<int:pk>/", reviews.finding, name="finding"),
    *(
        path(
            f"reviews/findings/<int:pk>/{step.name.replace('_', '-')}/",
            reviews.finding_step,
            {"event": event},
            f"finding_{step.name}",
        )
        for event, step in reviews.STEPS.items()
    ),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/hand-in/", reviews.review_hand_in, name="review_hand_in"),
]
