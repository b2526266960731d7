from __future__ import annotations

from django.urls import path

from reports.views import compare, customers, now, service, tickets, wall

urlpatterns = [
    path("reports/", now.now_page, name="reports"),
    path("reports/wall/", wall.wall_page, name="report-wall"),
    path("reports/service/", service.service_page, name="report-service"),
    path("reports/service/<slug:name>.csv", service.service_csv, name="report-csv"),
    path("reports/customers/", customers.customers_page, name="report-customers"),
    path("reports/customers/list/", customers.list_page, name="report-customer-list"),
    path("reports/customers/<slug:name>.csv", customers.customers_csv, name="report-customers-csv"),
    path("reports/compare/", compare.compare_page, name="report-compare"),
    path("reports/compare.csv", compare.compare_csv, name="report-compare-csv"),
    path("reports/tickets/", tickets.tickets_page, name="report-tickets"),
]
