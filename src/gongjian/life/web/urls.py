"""Addresses of organisational life."""

from django.urls import path

from . import branches, levels, meetings, mine, months

urlpatterns = [
    path("life/", branches.branch_list, name="life_list"),
    path("life/levels/", levels.levels, name="life_levels"),
    path("life/plans/", branches.draw_all, name="life_plan_all"),
    path("life/mine/", mine.my_life, name="life_mine"),
    path("life/branches/<int:pk>/", months.month, name="life_month"),
    path("life/branches/<int:pk>/plan/", months.plan, name="life_plan"),
    path("life/branches/<int:pk>/record/", meetings.new, name="life_record"),
    path("life/items/<int:pk>/leave-out/", months.leave_out, name="life_leave_out"),
    path("life/items/<int:pk>/take-up/", months.take_up, name="life_take_up"),
    path("life/meetings/<int:pk>/", meetings.meeting, name="life_meeting"),
    path("life/meetings/<int:pk>/change/", meetings.change, name="life_change"),
    path("life/meetings/<int:pk>/minutes.docx", meetings.minutes, name="life_minutes"),
]
