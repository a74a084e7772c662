"""Which histories of which assets are taken away, and how they are written."""

from django import forms

from markets.selectors.exports.labels import FORM_LABELS, TABLE_LABELS


class HistoriesForm(forms.Form):
    """What a download holds; both days are included."""

    HELD, ALL = "held", "all"

    table = forms.ChoiceField(label="Histories", choices=list(TABLE_LABELS.items()))
    written = forms.ChoiceField(label="Written as", choices=list(FORM_LABELS.items()))
    assets = forms.ChoiceField(
        label="Of", choices=[(HELD, "All that I hold"), (ALL, "All assets of the market")]
    )
    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self):
        """The first day does not lie after the last."""
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day lies before the first.")
        return cleaned
