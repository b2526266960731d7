from __future__ import annotations

from django.urls import path

from channels_inbox.adapters.sms import views

urlpatterns = [
    path("f/<str:token>/", views.files, name="sms-files"),
    path("f/<str:token>/<uuid:public_id>/", views.download, name="sms-file"),
]
