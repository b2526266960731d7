from __future__ import annotations

from django.urls import path, re_path

from helpdesk.demo import channel_views, views

app_name = "demo"
urlpatterns = [
    path("", views.page, name="page"),
    path("mails/", views.mails, name="mails"),
    path("mails/new/", views.compose, name="compose"),
    path("mails/send/", views.send, name="send"),
    path("mails/<slug:key>/body/", views.mail_body, name="mail_body"),
    path("mails/<slug:key>/files/<int:position>/", views.mail_file, name="mail_file"),
    path("channels/<slug:kind>/talk/", channel_views.talk, name="talk"),
    path("channels/<slug:kind>/write/", channel_views.write, name="write"),
    re_path(r"^api/(?P<kind>[a-z_]+)/(?P<path>.*)$", channel_views.api, name="api"),
    path("shop/", views.shop, name="shop"),
    path("shop/contact/", views.contact, name="contact"),
    path("shop/delivery/", views.delivery, name="delivery"),
    path("shop/<slug:slug>/", views.product, name="product"),
]
