"""What stands beside the forms of an exit plan while they are filled in."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from markets.numbers import plain
from markets.views.locales import decimal_mark_of
from portfolios.forms.assets import AssetField
from portfolios.forms.ladder import LadderForm
from portfolios.forms.trigger import MORE, TABS, TriggerForm
from portfolios.forms.typed_levels import typed_levels
from portfolios.models import Portfolio
from portfolios.selectors.exits.typed_levels import LevelFacts, ground_of, level_facts
from portfolios.views.access import editable_portfolio, visible_portfolio
from portfolios.views.ledger.suggestions import suggestion_context

# What the form of a whole plan says of itself, as the others name their tab.
LADDER = "ladder"


def level_context(request, form: TriggerForm | LadderForm) -> dict:
    """The price, cost and typed levels of a form, sent or not, and the tabs over it."""
    return {
        "facts": _facts(form if form.is_bound else _as_sent(form)),
        "decimal_mark": decimal_mark_of(request),
        "tabs": TABS.items(),
        "form_path": request.path,
    }


def asset_named(context: dict, form: TriggerForm | LadderForm) -> str | None:
    """The asset's own name in addresses, or what the form has where that is no asset."""
    facts = context["facts"]
    return facts.asset.slug if facts else form["asset"].value()


@login_required
@require_POST
def level_preview(request, pk):
    """The ladder of a form as it is typed; nothing is armed."""
    portfolio = editable_portfolio(request, pk)
    what, mark = request.POST.get("what", MORE), decimal_mark_of(request)
    if what == LADDER:
        form = LadderForm(request.POST, portfolio=portfolio, decimal_mark=mark)
    else:
        form = TriggerForm(request.POST, portfolio=portfolio, decimal_mark=mark, what=what)
    context = {"portfolio": portfolio, "currency": portfolio.currency.symbol}
    context |= level_context(request, form)
    return render(request, "portfolios/exits/typed_levels.html", context)


@login_required
@require_GET
def level_suggestions(request, pk):
    """The suggested levels of the asset that a form names."""
    portfolio = visible_portfolio(request, pk)
    for_ladder = request.GET.get("what") == LADDER
    context = suggestion_context(portfolio, written=_slug_in(request.GET, portfolio=portfolio))
    context |= {
        "portfolio": portfolio, "currency": portfolio.currency.symbol, "for_ladder": for_ladder,
        "is_fragment": True,
        "form_path": reverse(f"portfolios:{'ladder' if for_ladder else 'arm'}", args=[pk]),
    }  # fmt: skip
    return render(request, "portfolios/ledger/suggestions.html", context)


def _slug_in(query, *, portfolio: Portfolio) -> str | None:
    """The asset that a form's field means; None where it is none, or several."""
    field = AssetField()
    try:
        return field.clean(field.widget.value_from_datadict(query, {}, "asset")).slug
    except ValidationError:
        return None


def _as_sent(form: TriggerForm | LadderForm) -> TriggerForm | LadderForm:
    """A form that was not sent, as if it had been with what it shows."""
    shown = {name: form[name].value() for name in form.fields}
    data = {
        name: value if isinstance(value, str) else plain(value)
        for name, value in shown.items()
        if value is not None and name not in ("expires_at", "when_reached")
    }
    options = {"what": form.what} if isinstance(form, TriggerForm) else {}
    return type(form)(data, portfolio=form.portfolio, **options)


def _facts(form: TriggerForm | LadderForm) -> LevelFacts | None:
    form.is_valid()
    asset = form.cleaned_data.get("asset")
    ground = ground_of(form.portfolio, asset=asset) if asset else None
    if ground is None:
        return None
    levels = typed_levels(form, ground=ground)
    return level_facts(form.portfolio, asset=asset, ground=ground, levels=levels)
