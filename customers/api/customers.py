"""Customers: find, read, add, change — through the same actions as the pages."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api import KeysetPagination, sentences_as_400
from core.channel_marks import all_marks
from core.text import clean_line
from customers import actions
from customers.access import visible_customers
from customers.models import Customer, Identity
from customers.search import matching


class IdentitySerializer(serializers.ModelSerializer[Identity]):
    class Meta:
        model = Identity
        fields = ["kind", "address", "display_name", "verified_at", "is_preferred"]
        read_only_fields = ["display_name", "verified_at", "is_preferred"]


class CustomerSerializer(serializers.ModelSerializer[Customer]):
    id = serializers.UUIDField(source="public_id", read_only=True)
    identities = IdentitySerializer(many=True, read_only=True)

    class Meta:
        model = Customer
        fields = [
            "id", "name", "company", "language", "preferred_channel", "external_ref", "facts", "segment", "value",
            "surveys_allowed", "identities", "created_at", "last_seen_at",
        ]  # fmt: skip


class NewIdentitySerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["email", "phone"])
    address = serializers.CharField(max_length=320)


class ChangeCustomerSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    company = serializers.CharField(max_length=200, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False, allow_blank=True)
    preferred_channel = serializers.CharField(
        max_length=20, required=False, allow_blank=True, help_text="A channel's kind; empty: where they wrote last."
    )
    external_ref = serializers.CharField(max_length=120, required=False, allow_blank=True)
    facts = serializers.DictField(
        child=serializers.CharField(max_length=500),
        required=False,
        help_text="What we already know. Segment and Value (or Wartość) are read out of it into the fields of these names.",
    )

    def validate_preferred_channel(self, kind: str) -> str:
        if kind and kind not in all_marks():
            raise serializers.ValidationError(_("There is no such channel."))
        return kind


class NewCustomerSerializer(ChangeCustomerSerializer):
    # ListSerializer takes the lengths, which the stubs don't know.
    identities = NewIdentitySerializer(many=True, min_length=1, max_length=20)  # type: ignore[call-arg]


def _agent(request: Request) -> User:
    return cast(User, request.user)


class CustomerFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(method="words", label="Name, address, company or reference")

    class Meta:
        model = Customer
        fields = ["search"]

    def words(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        return matching(rows, clean_line(value, 200))


class CustomerViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Customer]):
    """People who wrote, whatever the channel; the newest first."""

    queryset = Customer.objects.none()
    serializer_class = CustomerSerializer
    filterset_class = CustomerFilter
    pagination_class = KeysetPagination
    keyset_ordering = ("-id",)
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Customer]:
        return visible_customers(self.request.user).prefetch_related("identities")  # type: ignore[arg-type]

    @extend_schema(request=NewCustomerSerializer, responses={201: CustomerSerializer})
    def create(self, request: Request) -> Response:
        """Add a customer with at least one address. An address that somebody has already is refused."""
        form = NewCustomerSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given = dict(form.validated_data)
        with transaction.atomic(), sentences_as_400("identities"):
            first, *more = [
                (row["kind"], actions.normalise(row["kind"], row["address"])) for row in given.pop("identities")
            ]
            for kind, address in [first, *more]:
                if Identity.objects.filter(kind=kind, address=address).exists():
                    raise ValidationError({"identities": [_("Another customer has %s already.") % address]})
            customer = actions.find_or_create(*first).customer
            for kind, address in more:
                actions.claim_address(customer, kind, address)
            customer = actions.change_customer(customer, by=_agent(request), **given)
        return self._answer(customer, status.HTTP_201_CREATED)

    @extend_schema(request=ChangeCustomerSerializer, responses=CustomerSerializer)
    def partial_update(self, request: Request, public_id: Any) -> Response:
        """Change any of these; what isn't named stays."""
        customer = self.get_object()
        form = ChangeCustomerSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return self._answer(actions.change_customer(customer, by=_agent(request), **form.validated_data))

    def _answer(self, customer: Customer, code: int = status.HTTP_200_OK) -> Response:
        customer = Customer.objects.prefetch_related("identities").get(pk=customer.pk)
        return Response(self.get_serializer(customer).data, status=code)
