"""Addresses of the desk's plan pages."""

from django.urls import path

from . import corrections, programme_views, proposal_views, publishing

urlpatterns = [
    path("plan/", programme_views.plan, name="plan"),
    path("plan/list/", proposal_views.plans, name="plans"),
    path("plan/imports/", proposal_views.plan_imports, name="plan_imports"),
    path("plan/import/", proposal_views.plan_import, name="plan_import"),
    path("plan/import/look/", proposal_views.plan_look, name="plan_look"),
    path("plan/proposals/<int:proposal_id>/", proposal_views.proposal, name="proposal"),
    path("plan/proposals/<int:proposal_id>/items/<int:item_id>/", proposal_views.proposal_item, name="proposal_item"),
    path("plan/proposals/<int:proposal_id>/diff/", proposal_views.plan_diff, name="plan_diff"),
    path("plan/proposals/<int:proposal_id>/download/", proposal_views.plan_file, name="plan_file"),
    path("plan/matrix/", programme_views.plan_matrix, name="plan_matrix"),
    path("plan/phases/", programme_views.phases, name="phases"),
    path("plan/units/", programme_views.units_match, name="units_match"),
    path("plan/history/", programme_views.plan_history, name="plan_history"),
    path("plan/corrections/", programme_views.correction_list, name="corrections"),
    path("plan/<int:programme_id>/change/<slug:kind>/<str:key>/", corrections.part_change, name="part_change"),
    path("plan/<int:programme_id>/preview/", publishing.plan_preview, name="plan_preview"),
    path("plan/<int:programme_id>/use/", publishing.plan_use, name="plan_use"),
    path("plan/<int:programme_id>/tasks/<str:key>/", programme_views.task, name="task"),
    path("my-tasks/", programme_views.my_tasks, name="my_tasks"),
]
