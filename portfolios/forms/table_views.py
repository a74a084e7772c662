"""How a user sees a table: its columns, order and density."""

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from portfolios.selectors.table_views import DENSITIES, TableView


class TableViewForm(forms.Form):
    """The parts of a view that every table has; a table's own form adds its other ones."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one column.")},
    )  # fmt: skip
    sort = forms.ChoiceField(widget=forms.HiddenInput, required=False)
    density = forms.ChoiceField(choices=DENSITIES.items(), required=False, label=_("Density"))

    def __init__(self, *args, columns: Mapping[str, str], fixed: Iterable[str], **kwargs):
        """A form for a table with columns by name; the table sorts by the `fixed` ones too."""
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = columns.items()
        self.fields["sort"].choices = [
            (f"{sign}{name}", "") for name in (*fixed, *columns) for sign in ("", "-")
        ]

    @staticmethod
    def initial_of(view: TableView) -> dict:
        """A view as the form shows it."""
        return {"columns": list(view.columns), "sort": view.sort, "density": view.density}

    def choices(self) -> list[forms.BoundField]:
        """The visible fields beside the columns."""
        return [field for field in self.visible_fields() if field.name != "columns"]

    def chosen(self) -> dict:
        """The parts of a valid form's view; columns in the order that the table has them."""
        cleaned = self.cleaned_data
        order = [name for name, _label in self.fields["columns"].choices]
        parts = {
            "columns": tuple(name for name in order if name in cleaned["columns"]),
            "density": cleaned["density"],
        }
        return parts | ({"sort": cleaned["sort"]} if cleaned["sort"] else {})
