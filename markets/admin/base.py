"""What the markets' pages of the administration share."""

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """For tables that only jobs write."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
