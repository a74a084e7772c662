"""Assets in Django admin: their kinds, their names, and what became of them."""

from celery import current_app
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from kombu.exceptions import OperationalError

from markets.models import (
    Asset,
    AssetContract,
    AssetEvent,
    AssetName,
    AssetReference,
    Category,
)
from markets.selectors.exports.stored_history import assets_with_gaps
from markets.services import record_event, withdraw_event
from markets.services.identity.events import refuse_contradictions

RECHECK = "markets.tasks.recheck_history"


class GapsFilter(admin.SimpleListFilter):
    """Assets whose stored history misses days between its first and its last."""

    title = "history"
    parameter_name = "history"

    def lookups(self, request, model_admin):
        return [("gaps", "with gaps")]

    def queryset(self, request, queryset):
        """Read only where it is asked for: it looks into every block."""
        return queryset.filter(pk__in=assets_with_gaps()) if self.value() == "gaps" else queryset


class NameInline(admin.TabularInline):
    model = AssetName
    extra = 0


class ContractInline(admin.TabularInline):
    model = AssetContract
    extra = 0


class ReferenceInline(admin.TabularInline):
    model = AssetReference
    extra = 0


@admin.register(Asset)
class AssetAdmin(admin.ModelAdmin):
    """Names can be corrected until the provider's next list; kinds and categories for good."""

    list_display = ("name", "symbol", "slug", "kind", "rank", "is_active", "ended_on", "updated_at")
    list_filter = (GapsFilter, "kind", "is_active", "categories")
    search_fields = ("symbol", "name", "slug", "names__text", "contracts__address")
    filter_horizontal = ("categories",)
    readonly_fields = ("ended_on", "is_worthless", "merged_into")
    inlines = (NameInline, ContractInline, ReferenceInline)
    list_per_page = 50
    actions = ("recheck",)

    @admin.action(description="Ask for the whole history again", permissions=["change"])
    def recheck(self, request, queryset):
        """Queue it for each chosen asset: gaps are filled, revised closes are noted."""
        assets = queryset.active().exclude(kind=Asset.Kind.FIAT).values_list("pk", flat=True)
        try:
            for pk in assets:
                current_app.send_task(RECHECK, [pk], retry=False)
        except OperationalError:
            self.message_user(request, "The queue is away: try again later.", messages.ERROR)
            return
        self.message_user(
            request, f"{len(assets)} histories are asked for; see Candle corrections, Refresh runs."
        )

    def get_queryset(self, request):
        """Without the assets that holders made for themselves."""
        return super().get_queryset(request).public()

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "kind":
            kwargs["choices"] = [
                choice for choice in Asset.Kind.choices if choice[0] != Asset.Kind.OWN
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """A kind, or categories, that somebody chose stay so for good, unless they untick that."""
        for name, flag in (("kind", "kind_is_fixed"), ("categories", "categories_are_fixed")):
            if name in form.changed_data and flag not in form.changed_data:
                setattr(obj, flag, True)
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        # Ledgers stand on assets: one that is out of use is inactive, never gone.
        return False


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ("name", "slug")
    search_fields = ("name", "slug")


class EventForm(forms.ModelForm):
    class Meta:
        model = AssetEvent
        exclude = ["recorded_by"]  # noqa: DJ006

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].choices = [
                choice for choice in AssetEvent.Kind.choices if choice[0] != AssetEvent.Kind.MERGE
            ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("asset") and cleaned.get("kind"):
            names = [name for name in cleaned if name in self.fields]
            event = AssetEvent(**{name: cleaned[name] for name in names})
            refuse_contradictions(event, cleaned["asset"])
        return cleaned


@admin.register(AssetEvent)
class AssetEventAdmin(admin.ModelAdmin):
    """Recorded once and not changed: one that is wrong is deleted and recorded again."""

    form = EventForm
    list_display = ("asset", "kind", "on", "successor", "ratio", "recorded_by", "recorded_at")
    list_filter = ("kind",)
    list_select_related = ("asset", "successor", "recorded_by")
    search_fields = ("asset__symbol", "asset__name", "asset__slug")
    autocomplete_fields = ("asset", "successor")
    date_hierarchy = "on"
    list_per_page = 50

    @admin.display(description="old units to new ones")
    def ratio(self, event: AssetEvent) -> str:
        """1000 : 1, or nothing where units stayed what they were."""
        if not event.converts:
            return ""
        return f"{event.units_before.normalize():f} : {event.units_after.normalize():f}"

    def get_queryset(self, request):
        """Without what became of assets that holders made for themselves."""
        return super().get_queryset(request).exclude(asset__kind=Asset.Kind.OWN)

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        is_merge = obj is not None and obj.kind == AssetEvent.Kind.MERGE
        return not is_merge and super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change):
        record_event(obj, user=request.user)

    def delete_model(self, request, obj):
        """Take it back, with what followed from it."""
        try:
            withdraw_event(obj)
        except ValidationError as error:
            self.message_user(request, error.message, messages.ERROR)

    def delete_queryset(self, request, queryset):
        """One by one, since each has consequences of its own."""
        for event in queryset:
            self.delete_model(request, event)
