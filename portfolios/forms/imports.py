"""What people answer to the questions of an import's preview."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from markets.models import Asset
from portfolios.forms.asking import SUFFIX
from portfolios.forms.assets import AssetField, asset_text
from portfolios.importers.kinds import CHOICES
from portfolios.models import Portfolio
from portfolios.selectors.ledger.assets import assets_of
from portfolios.services.errors import Refused
from portfolios.services.ledger.imports.answers import Answers, Meaning
from portfolios.services.ledger.imports.conflicts import RESOLUTIONS
from portfolios.services.ledger.imports.duplicates import VERDICTS
from portfolios.services.ledger.imports.preview import SymbolQuestion

MARKS = (".", ",")


class SymbolForm(forms.Form):
    """What a symbol of the file stands for, and what it stood for before a day."""

    asset = AssetField(required=False, label=_("Asset"))
    before = AssetField(required=False, label=_("Before, it was (if another)"))
    since = forms.DateField(
        required=False,
        label=_("Until this day came"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args, symbol: str, among: QuerySet[Asset], **kwargs):
        super().__init__(*args, auto_id="%s", **kwargs)
        self.symbol = symbol
        for name in ("asset", "before"):
            self.fields[name].among = among

    def add_prefix(self, field_name):
        return f"{field_name}-{self.symbol}"

    def clean(self):
        """The asset alone, or the two with the day between them."""
        cleaned = super().clean()
        asset, before, since = (cleaned.get(name) for name in ("asset", "before", "since"))
        if before and asset and not since and "since" not in self.errors:
            message = gettext("{symbol}: say from which day on it is {asset}.").format(
                symbol=self.symbol, asset=asset.name
            )
            self.add_error("since", message)
        return cleaned

    def answer(self) -> Asset | tuple[Meaning, ...] | None:
        """The answer of a valid form, None where there is none."""
        asset, before = self.cleaned_data["asset"], self.cleaned_data["before"]
        if asset is None or before is None:
            return asset
        since: date = self.cleaned_data["since"]
        return Meaning(None, before), Meaning(since, asset)


class InvalidAnswers(Refused):
    """Answers that can't be read; `forms` has the form of each symbol concerned."""

    def __init__(self, invalid: Mapping[str, SymbolForm]) -> None:
        super().__init__(
            {
                "": [
                    error if error.startswith(symbol) else f"{symbol}: {error}"
                    for symbol, form in invalid.items()
                    for errors in form.errors.values()
                    for error in errors
                ]
            }
        )
        self.forms = invalid


def symbol_forms(
    questions: Iterable[SymbolQuestion],
    *,
    portfolio: Portfolio,
    answered: Mapping[str, SymbolForm],
) -> list[tuple[SymbolQuestion, SymbolForm]]:
    """Each question with its form; `answered` are those whose answers can't be read."""
    among = assets_of(portfolio)
    found = []
    for question in questions:
        form = answered.get(question.symbol) or _symbol_form(question, among=among)
        _offer_candidates(form, question)
        found.append((question, form))
    return found


def _symbol_form(question: SymbolQuestion, *, among: QuerySet[Asset]) -> SymbolForm:
    initial = {
        "asset": question.asset and asset_text(question.asset),
        "before": question.before and asset_text(question.before),
        "since": question.since or (question.change and question.change.since),
    }
    return SymbolForm(symbol=question.symbol, among=among, initial=initial)


def _offer_candidates(form: SymbolForm, question: SymbolQuestion) -> None:
    """Let a form choose among the assets that wear the symbol, the likeliest first."""
    if not question.candidates:
        form.fields["asset"].help_text = gettext("It is remembered for your next files.")
        del form.fields["before"], form.fields["since"]
        return
    offered = dict.fromkeys([*question.candidates, *filter(None, [question.asset])])
    choices = [(asset.slug, f"{asset.name} ({asset.slug})") for asset in offered]
    form.fields["asset"].widget = forms.Select(choices=choices)
    if question.asset:
        form.initial["asset"] = question.asset.slug


def read_answers(post: QueryDict, *, portfolio: Portfolio) -> Answers:
    """The answers in a form: a field for each question, named after what it asks about.

    Raises `InvalidAnswers` for a day or an asset's name that is none; a choice that no form offers
    counts as no answer.
    """
    kinds = _after("kind-", post)
    pairs = _after("pair-", post)
    resolutions = _after("conflict-", post)
    return Answers(
        asset_choices=_asset_choices(post, portfolio=portfolio),
        kinds={kind: code for kind, code in kinds.items() if code in CHOICES},
        decimal_mark=_one_of(MARKS, post.get("decimal_mark", "")),
        duplicates=_one_of(VERDICTS, post.get("duplicates", "")),
        pairs={key: verdict for key, verdict in pairs.items() if verdict in VERDICTS},
        conflicts=_one_of(RESOLUTIONS, post.get("conflicts", "")),
        resolutions={key: one for key, one in resolutions.items() if one in RESOLUTIONS},
        leave_out_errors="leave_out_errors" in post,
        skips={line: f"skip-{line}" in post for line in _lines(post.getlist("shown-line"))},
        corrections=_corrections(post),
    )


def _after(prefix: str, post: QueryDict) -> dict[str, str]:
    """The fields whose names begin so, by the rest of the name; empty ones left out."""
    return {
        name.removeprefix(prefix): value
        for name, value in post.items()
        if name.startswith(prefix) and value
    }


def _one_of(known: tuple[str, ...], value: str) -> str:
    return value if value in known else ""


def _lines(numbers: list[str]) -> Iterator[int]:
    """Numbers of lines, of at most seven digits."""
    return (int(text) for text in numbers if text.isascii() and text.isdigit() and len(text) < 8)


def _corrections(post: QueryDict) -> dict[int, dict[str, str]]:
    """The cells of the form, by line: `cell-12-sentamount`; an empty one empties the cell."""
    found: dict[int, dict[str, str]] = {}
    for name, text in post.items():
        if name.startswith("cell-"):
            number, _, column = name.removeprefix("cell-").partition("-")
            for line in _lines([number]):
                found.setdefault(line, {})[column] = text
    return found


def _asset_choices(
    post: QueryDict, *, portfolio: Portfolio
) -> dict[str, Asset | tuple[Meaning, ...]]:
    symbols = [symbol for symbol in _after("asset-", post) if not symbol.endswith(SUFFIX)]
    among = assets_of(portfolio)
    answered = {symbol: SymbolForm(post, symbol=symbol, among=among) for symbol in symbols}
    invalid = {symbol: form for symbol, form in answered.items() if not form.is_valid()}
    if invalid:
        raise InvalidAnswers(invalid)
    answers = {symbol: form.answer() for symbol, form in answered.items()}
    return {symbol: answer for symbol, answer in answers.items() if answer is not None}
