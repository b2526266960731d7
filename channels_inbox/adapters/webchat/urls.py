from __future__ import annotations

from django.urls import path

from channels_inbox.adapters.webchat import views

# The snippet on customers' pages names it.
PREFIX = "chat/"

urlpatterns = [
    path("widget.js", views.widget, name="chat-widget"),
    path("config/<str:public_id>/", views.config, name="chat-config"),
    path("upload/", views.upload, name="chat-upload"),
    path("files/<str:token>/", views.download, name="chat-file"),
]
