"""The owner's back door; the product's own pages are in accounts/views."""

from __future__ import annotations

from django.contrib import admin

from accounts.models import ApiToken, Invitation, Membership, Team, User


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["email", "name", "role", "is_active", "last_login"]
    list_filter = ["role", "is_active"]
    search_fields = ["email", "name"]
    # Roles and leaving have consequences that only the product's own pages know of.
    readonly_fields = ["role", "is_active", "is_staff", "is_superuser", "last_login", "date_joined", "last_seen_at"]
    exclude = ["password", "groups", "user_permissions"]
    inlines = [MembershipInline]

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    list_display = ["name", "created_at"]


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    list_display = ["email", "role", "created_at", "expires_at", "accepted_at"]
    readonly_fields = ["token_hash"]

    def has_add_permission(self, request: object) -> bool:
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    list_display = ["name", "user", "created_at", "last_used_at"]
    readonly_fields = ["token_hash", "user"]

    def has_add_permission(self, request: object) -> bool:
        return False
