from __future__ import annotations

from django.urls import path

from channels_inbox.adapters.counter import views

urlpatterns = [
    path("<str:public_id>/", views.counter_page, name="counter-page"),
    path("<str:public_id>/desk/", views.desk, name="counter-desk"),
    path("<str:public_id>/sheet/", views.sheet, name="counter-sheet"),
]
