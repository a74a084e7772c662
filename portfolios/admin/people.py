"""Users and their keys."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.utils import timezone

from portfolios.models import ApiToken, ShareLink, User


@admin.register(User)
class UserAdmin(BaseUserAdmin):
    list_display = ["email", "is_active", "is_staff", "is_demo", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff", "is_demo"]
    search_fields = ["email"]
    ordering = ["email"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (
            "Rights",
            {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]},
        ),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["email", "password1", "password2"]})]
    readonly_fields = ["last_login", "date_joined"]


class KeyAdmin(admin.ModelAdmin):
    """Keys of people: staff see how they are used, and can revoke them."""

    actions = ["revoke"]

    def get_readonly_fields(self, request, obj=None):
        return [field.name for field in self.model._meta.fields if field.editable]

    def has_add_permission(self, request):
        return False

    @admin.action(description="Revoke the chosen ones", permissions=["change"])
    def revoke(self, request, queryset):
        count = queryset.filter(revoked_at=None).update(revoked_at=timezone.now())
        self.message_user(request, f"{count} {self.opts.verbose_name_plural} are revoked.")


@admin.register(ApiToken)
class ApiTokenAdmin(KeyAdmin):
    list_display = ["name", "user", "hint", "scope", "expires_at", "last_used_at", "revoked_at"]
    list_filter = ["scope"]
    search_fields = ["name", "user__email"]
    list_select_related = ["user"]


@admin.register(ShareLink)
class ShareLinkAdmin(KeyAdmin):
    list_display = [
        "name", "portfolio", "hint", "detail", "expires_at", "last_used_at", "visits", "revoked_at",
    ]  # fmt: skip
    list_filter = ["detail"]
    search_fields = ["name", "portfolio__owner__email"]
    list_select_related = ["portfolio"]
