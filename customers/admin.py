"""The owner's back door; the product's own pages are in customers/views."""

from __future__ import annotations

from django.contrib import admin

from customers.models import Consent, Customer, CustomerNote, Identity, JoinSuggestion


class IdentityInline(admin.TabularInline):
    model = Identity
    extra = 0


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    list_display = ["label", "company", "language", "last_seen_at", "merged_into"]
    search_fields = ["search_text"]
    readonly_fields = ["public_id", "merged_into", "created_at", "last_seen_at", "search_text"]
    inlines = [IdentityInline]
    show_full_result_count = False


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    list_display = ["customer", "purpose", "granted", "source", "at"]
    raw_id_fields = ["customer"]

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(CustomerNote)
class CustomerNoteAdmin(admin.ModelAdmin):
    list_display = ["customer", "author", "created_at"]
    raw_id_fields = ["customer", "author"]


@admin.register(JoinSuggestion)
class JoinSuggestionAdmin(admin.ModelAdmin):
    list_display = ["customer", "kind", "address", "other", "created_at", "settled_at"]
    raw_id_fields = ["customer", "other"]
