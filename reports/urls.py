from __future__ import annotations

from django.urls import path

from reports.views import answers, compare, now, satisfaction, service, tickets

urlpatterns = [
    path("reports/", now.now_page, name="reports"),
    path("reports/service/", service.service_page, name="report-service"),
    path("reports/service/<slug:name>.csv", service.service_csv, name="report-csv"),
    path("reports/satisfaction/", satisfaction.satisfaction_page, name="report-satisfaction"),
    path("reports/satisfaction/<slug:name>.csv", satisfaction.satisfaction_csv, name="report-satisfaction-csv"),
    path("reports/answers/", answers.answers_page, name="report-answers"),
    path("reports/compare/", compare.compare_page, name="report-compare"),
    path("reports/compare.csv", compare.compare_csv, name="report-compare-csv"),
    path("reports/tickets/", tickets.tickets_page, name="report-tickets"),
]
