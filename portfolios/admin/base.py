"""What the portfolios' admin pages share: they look at rows, and hide amounts from most staff."""

from typing import NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied

from markets.numbers import plain
from portfolios.models.fields import ExactField

SEE_AMOUNTS = "portfolios.view_amounts"
# Columns that tell amounts though they are no ExactField; a trigger's name has its level in it.
TELLING = {
    "before", "after", "by_asset", "value", "message", "note", "level_usd", "trigger", "wake_usd",
    "trail_usd", "percent",
}  # fmt: skip


class Unnamed(NamedTuple):
    """Stands in a page's heading for a row whose own name has an amount in it."""

    kind: str
    pk: int

    def __str__(self):
        return f"{self.kind} {self.pk}"


class AmountsHidden:
    """Leaves out fields with amounts for staff without the permission to see them."""

    def _tells(self, name: str) -> bool:
        fields = {field.name: field for field in self.model._meta.get_fields()}
        return name in TELLING or isinstance(fields.get(name), ExactField)

    def get_list_display(self, request):
        names = super().get_list_display(request)
        if request.user.has_perm(SEE_AMOUNTS):
            return [_without_noise(self.model, name) for name in names]
        return [name for name in names if not self._tells(name)]

    def get_exclude(self, request, obj=None):
        hidden = [
            field.name
            for field in self.model._meta.get_fields()
            if field.concrete and self._tells(field.name)
        ]
        given = list(super().get_exclude(request, obj) or [])
        return given if request.user.has_perm(SEE_AMOUNTS) else [*given, *hidden]

    def lookup_allowed(self, lookup, value, request):
        """Filters by hand in the address would find an amount out by halving."""
        if not request.user.has_perm(SEE_AMOUNTS) and self._tells(lookup.split("__")[0]):
            return False
        return super().lookup_allowed(lookup, value, request)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and not request.user.has_perm(SEE_AMOUNTS):
            name = Unnamed(self.opts.verbose_name.capitalize(), obj.pk)
            context |= {"original": name, "subtitle": str(name)}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def history_view(self, request, object_id, extra_context=None):
        if not request.user.has_perm(SEE_AMOUNTS):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)


def _without_noise(model, name: str):
    """A column of exact amounts without the eighteen places that the database fills up."""
    field = next((field for field in model._meta.fields if field.name == name), None)
    if not isinstance(field, ExactField):
        return name

    @admin.display(description=field.verbose_name, ordering=name, empty_value="-")
    def amount(row):
        value = getattr(row, name)
        return None if value is None else plain(value)

    return amount


class ReadOnly(AmountsHidden, admin.ModelAdmin):
    """Rows that services alone write: the admin looks."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
