"""Follow-up cases: list and read. They are worked on in the helpdesk."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers, viewsets

from core.api import KeysetPagination
from surveys.followups.access import visible_cases
from surveys.followups.queries import OPEN
from surveys.models import CaseState, FollowUpCase, SurveyAnswer
from surveys.scores import Kind


class SecondAnswerSerializer(serializers.ModelSerializer[SurveyAnswer]):
    class Meta:
        model = SurveyAnswer
        fields = ["score", "comment", "answered_at"]


class FollowUpSerializer(serializers.ModelSerializer[FollowUpCase]):
    kind = serializers.ChoiceField(source="answer.kind", choices=Kind.choices)
    score = serializers.IntegerField(source="answer.score")
    comment = serializers.CharField(source="answer.comment")
    answered_at = serializers.DateTimeField(source="answer.answered_at")
    channel = serializers.CharField(source="answer.invitation.channel")
    ticket = serializers.IntegerField(source="answer.invitation.ticket_id", allow_null=True)
    customer = serializers.UUIDField(source="answer.invitation.customer.public_id", default=None)
    owner = serializers.EmailField(source="owner.email", default=None)
    closed_by = serializers.EmailField(source="closed_by.email", default=None)
    second_answer = serializers.SerializerMethodField(help_text="What the second ask said; null until it is answered.")

    class Meta:
        model = FollowUpCase
        fields = [
            "id", "kind", "score", "comment", "answered_at", "channel", "ticket", "customer", "state", "owner",
            "opened_at", "due_at", "outcome", "done", "closed_at", "closed_by", "first_closed_at", "in_time", "reopened",
            "second_answer",
        ]  # fmt: skip

    @extend_schema_field(SecondAnswerSerializer(allow_null=True))
    def get_second_answer(self, case: FollowUpCase) -> dict[str, Any] | None:
        second = getattr(case.answer.invitation, "second_ask", None)
        given = getattr(second, "answer", None)
        return dict(SecondAnswerSerializer(given).data) if given is not None else None


class FollowUpFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=CaseState.choices)
    kind = django_filters.ChoiceFilter(field_name="answer__kind", choices=Kind.choices)
    channel = django_filters.CharFilter(field_name="answer__invitation__channel")
    owner = django_filters.CharFilter(field_name="owner__email")
    overdue = django_filters.BooleanFilter(method="late", label="Open and past the deadline")
    search = django_filters.CharFilter(field_name="answer__comment", lookup_expr="icontains", label="In the comment")

    class Meta:
        model = FollowUpCase
        fields = ["state", "kind", "channel", "owner", "overdue", "search"]

    def late(self, rows: QuerySet[FollowUpCase], name: str, value: bool) -> QuerySet[FollowUpCase]:
        late = rows.filter(OPEN, due_at__lt=timezone.now())
        return late if value else rows.exclude(pk__in=late.values("pk"))


class FollowUpViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[FollowUpCase]):
    """Unhappy answers and how each was followed up; the newest first. Those without a ticket are for managers."""

    queryset = FollowUpCase.objects.none()
    serializer_class = FollowUpSerializer
    filterset_class = FollowUpFilter
    pagination_class = KeysetPagination
    keyset_ordering = ("-id",)
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[FollowUpCase]:
        return visible_cases(self.request.user).select_related(  # type: ignore[arg-type]
            "answer__invitation__customer", "answer__invitation__second_ask__answer", "owner", "closed_by"
        )
