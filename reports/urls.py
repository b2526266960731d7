from __future__ import annotations

from django.urls import path

from reports.views import answers, compare, day_notes, now, satisfaction, service, sla, team, tickets

urlpatterns = [
    path("reports/", now.now_page, name="reports"),
    path("reports/service/", service.service_page, name="report-service"),
    path("reports/service/<slug:name>.csv", service.service_csv, name="report-csv"),
    path("reports/satisfaction/", satisfaction.satisfaction_page, name="report-satisfaction"),
    path("reports/satisfaction/<slug:name>.csv", satisfaction.satisfaction_csv, name="report-satisfaction-csv"),
    path("reports/answers/", answers.answers_page, name="report-answers"),
    path("reports/sla/", sla.sla_page, name="report-sla"),
    path("reports/sla/<slug:name>.csv", sla.sla_csv, name="report-sla-csv"),
    path("reports/team/", team.team_page, name="report-team"),
    path("reports/team/<slug:name>.csv", team.team_csv, name="report-team-csv"),
    path("reports/compare/", compare.compare_page, name="report-compare"),
    path("reports/compare.csv", compare.compare_csv, name="report-compare-csv"),
    path("reports/annotations/new/", day_notes.new, name="annotation-new"),
    path("reports/annotations/<int:pk>/", day_notes.edit, name="annotation"),
    path("reports/annotations/<int:pk>/delete/", day_notes.delete, name="annotation-delete"),
    path("reports/tickets/", tickets.tickets_page, name="report-tickets"),
]
