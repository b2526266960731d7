from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import mixins, serializers, viewsets

from tickets.models import Inbox


class InboxSerializer(serializers.ModelSerializer[Inbox]):
    class Meta:
        model = Inbox
        fields = ["slug", "public_id", "name", "channel", "address", "team", "language", "is_active"]


class InboxViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Inbox]):
    """Where tickets come in."""

    serializer_class = InboxSerializer
    lookup_field = "slug"
    queryset = Inbox.objects.all()
    pagination_class = None

    def get_queryset(self) -> QuerySet[Inbox]:
        return Inbox.objects.order_by("slug")
