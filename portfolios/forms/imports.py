"""What people answer to the questions of an import's preview."""

from collections.abc import Iterator, Mapping
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from markets.models import Asset
from portfolios.forms.assets import AssetField
from portfolios.importers.kinds import CHOICES
from portfolios.models import Portfolio
from portfolios.selectors.ledger.assets import assets_of
from portfolios.services.errors import Refused
from portfolios.services.ledger.imports.answers import Answers, Meaning
from portfolios.services.ledger.imports.conflicts import RESOLUTIONS
from portfolios.services.ledger.imports.duplicates import VERDICTS

_DAY = forms.DateField()
MARKS = (".", ",")


def read_answers(post: QueryDict, *, portfolio: Portfolio) -> Answers:
    """The answers in a form: a field for each question, named after what it asks about.

    Raises `Refused` for a day or an asset's name that is none; a choice that no form offers counts
    as no answer.
    """
    kinds = _after("kind-", post)
    pairs = _after("pair-", post)
    resolutions = _after("conflict-", post)
    return Answers(
        asset_choices=dict(_asset_choices(post, among=assets_of(portfolio))),
        kinds={kind: code for kind, code in kinds.items() if code in CHOICES},
        decimal_mark=_one_of(MARKS, post.get("decimal_mark", "")),
        duplicates=_one_of(VERDICTS, post.get("duplicates", "")),
        pairs={key: verdict for key, verdict in pairs.items() if verdict in VERDICTS},
        conflicts=_one_of(RESOLUTIONS, post.get("conflicts", "")),
        resolutions={key: one for key, one in resolutions.items() if one in RESOLUTIONS},
        leave_out_errors="leave_out_errors" in post,
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


def _asset_choices(
    post: QueryDict, *, among: QuerySet[Asset]
) -> Iterator[tuple[str, Asset | tuple[Meaning, ...]]]:
    slugs, before = _after("asset-", post), _after("before-", post)
    days = _after("since-", post)
    assets: Mapping[str, Asset] = {
        asset.slug: asset for asset in among.filter(slug__in=slugs.values())
    }
    for symbol, slug in slugs.items():
        asset = assets.get(slug)
        if asset is None:
            continue
        if symbol not in before:
            yield symbol, asset
            continue
        if symbol not in days:
            raise Refused(f"{symbol}: say from which day on it is {asset.name}.")
        name = AssetField()
        name.among = among
        written = name.widget.value_from_datadict(post, {}, f"before-{symbol}")
        former = _clean(name, written, symbol=symbol)
        yield (
            symbol,
            (Meaning(None, former), Meaning(_clean(_DAY, days[symbol], symbol=symbol), asset)),
        )


def _clean(field: forms.Field, value: str, *, symbol: str) -> Asset | date:
    try:
        return field.clean(value)
    except forms.ValidationError as error:
        raise Refused(f"{symbol}: {' '.join(error.messages)}") from None
