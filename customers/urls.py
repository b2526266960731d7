from __future__ import annotations

from django.urls import path

from customers.views import details, joining, listing

urlpatterns = [
    path("customers/", listing.customers, name="customers"),
    path("customers/new/", listing.new, name="customer-new"),
    path("customers/<uuid:public_id>/", details.customer, name="customer"),
    path("customers/<uuid:public_id>/details/", details.save_details, name="customer-details"),
    path("customers/<uuid:public_id>/facts/", details.save_facts, name="customer-facts"),
    path("customers/<uuid:public_id>/addresses/", details.add_address, name="customer-address-add"),
    path(
        "customers/<uuid:public_id>/addresses/<int:pk>/remove/", details.remove_address, name="customer-address-remove"
    ),
    path(
        "customers/<uuid:public_id>/addresses/<int:pk>/prefer/", details.prefer_address, name="customer-address-prefer"
    ),
    path("customers/<uuid:public_id>/notes/", details.add_note, name="customer-note-add"),
    path("customers/<uuid:public_id>/notes/<int:pk>/remove/", details.remove_note, name="customer-note-remove"),
    path("customers/<uuid:public_id>/consent/", details.consent, name="customer-consent"),
    path("customers/<uuid:public_id>/join/", joining.choose, name="customer-join"),
    path("customers/<uuid:public_id>/join/<uuid:other_id>/", joining.confirm, name="customer-join-confirm"),
    path(
        "customers/<uuid:public_id>/suggestions/<int:pk>/dismiss/", joining.dismiss, name="customer-suggestion-dismiss"
    ),
]
