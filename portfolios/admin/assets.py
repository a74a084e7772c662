"""Merges of two assets that are one thing, across the market and every ledger."""

from datetime import UTC, datetime

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect

from markets.models import Asset, AssetEvent
from markets.services.identity.merging import refuse_merge
from portfolios.models import AssetMerge
from portfolios.services.assets.merging import merge_assets
from portfolios.services.errors import Refused


class MergeForm(forms.ModelForm):
    """Which asset goes, and which stays."""

    class Meta:
        model = AssetMerge
        fields = ["asset", "successor", "note"]
        labels = {"asset": "Asset that goes", "successor": "Asset that stays"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.kind, self.instance.on = AssetEvent.Kind.MERGE, datetime.now(UTC).date()
        if self.fields:
            self.fields["successor"].required = True
            # What holders made for themselves is theirs to merge.
            for name in ("asset", "successor"):
                self.fields[name].queryset = Asset.objects.public()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("asset") and cleaned.get("successor"):
            refuse_merge(cleaned["asset"], cleaned["successor"])
        return cleaned


@admin.register(AssetMerge)
class AssetMergeAdmin(admin.ModelAdmin):
    """Adding a merge carries it out; it cannot be taken back."""

    form = MergeForm
    list_display = ("asset", "successor", "on", "recorded_by", "recorded_at", "note")
    list_select_related = ("asset", "successor", "recorded_by")
    search_fields = ("asset__symbol", "asset__name", "asset__slug")
    autocomplete_fields = ("asset", "successor")
    list_per_page = 50

    def get_queryset(self, request):
        merges = super().get_queryset(request).filter(kind=AssetEvent.Kind.MERGE)
        return merges.exclude(asset__kind=Asset.Kind.OWN)

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        """The form; what a ledger refuses is said above it, with nothing written."""
        try:
            return super().add_view(request, form_url, extra_context)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return redirect(request.get_full_path())

    def save_model(self, request, obj, form, change):
        merged = merge_assets(obj.asset, obj.successor, user=request.user, note=obj.note)
        obj.pk = merged.event.pk
        self.message_user(
            request,
            f"{obj.asset} is {obj.successor} now. Rows of ledgers changed: {merged.rows}, "
            f"portfolios: {merged.portfolios}, levels disarmed: {merged.disarmed}.",
        )
