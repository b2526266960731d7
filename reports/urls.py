from __future__ import annotations

from django.urls import path

from reports.views import compare, now, reality, reality_results, scheduled, service, tickets

urlpatterns = [
    path("reports/", now.now_page, name="reports"),
    path("reports/service/", service.service_page, name="report-service"),
    path("reports/service/<slug:name>.csv", service.service_csv, name="report-csv"),
    path("reports/compare/", compare.compare_page, name="report-compare"),
    path("reports/compare.csv", compare.compare_csv, name="report-compare-csv"),
    path("reports/tickets/", tickets.tickets_page, name="report-tickets"),
    path("reports/reality/", reality.quarters_page, name="report-reality"),
    path("reports/reality/results/", reality_results.results_page, name="report-reality-results"),
    path("reports/reality/results.csv", reality_results.results_csv, name="report-reality-csv"),
    path("reports/reality/settings/", reality.settings, name="report-reality-settings"),
    path("reports/reality/<slug:quarter>.csv", reality_results.scores_csv, name="report-reality-scores"),
    path("reports/reality/<slug:quarter>/", reality.quarter_page, name="report-reality-quarter"),
    path("reports/reality/<slug:quarter>/draw/", reality.draw, name="report-reality-draw"),
    path("reports/reality/<slug:quarter>/close/", reality.close, name="report-reality-close"),
    path("reports/reality/<slug:quarter>/unblind/", reality.unblind, name="report-reality-unblind"),
    path("reports/reality/<slug:quarter>/<int:place>/", reality.review, name="report-reality-review"),
    path("reports/scheduled/", scheduled.listing, name="report-scheduled"),
    path("reports/scheduled/new/", scheduled.edit, name="report-scheduled-new"),
    path("reports/scheduled/<int:pk>/", scheduled.edit, name="report-scheduled-edit"),
    path("reports/scheduled/<int:pk>/now/", scheduled.send_now, name="report-scheduled-now"),
    path("reports/scheduled/<int:pk>/pause/", scheduled.pause, name="report-scheduled-pause"),
    path("reports/scheduled/<int:pk>/delete/", scheduled.delete, name="report-scheduled-delete"),
    path("reports/stop/<str:token>/", scheduled.stop, name="report-stop"),
]
