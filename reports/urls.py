from __future__ import annotations

from django.urls import path

from reports.views import compare, consistency, journey, now, service, tickets

urlpatterns = [
    path("reports/", now.now_page, name="reports"),
    path("reports/service/", service.service_page, name="report-service"),
    path("reports/service/<slug:name>.csv", service.service_csv, name="report-csv"),
    path("reports/compare/", compare.compare_page, name="report-compare"),
    path("reports/compare.csv", compare.compare_csv, name="report-compare-csv"),
    path("reports/consistency/", consistency.consistency_page, name="report-consistency"),
    path("reports/consistency.csv", consistency.consistency_csv, name="report-consistency-csv"),
    path("reports/journey/", journey.journey_page, name="report-journey"),
    path("reports/journey.csv", journey.journey_csv, name="report-journey-csv"),
    path("reports/journey/thresholds/", journey.journey_thresholds, name="report-journey-thresholds"),
    path("reports/tickets/", tickets.tickets_page, name="report-tickets"),
]
