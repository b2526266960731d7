from __future__ import annotations

from django.urls import path

from channels_inbox.adapters.form import views

urlpatterns = [path("<str:public_id>/", views.form_page, name="form-page")]
