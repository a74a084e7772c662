"""What is understood of a number while it is typed."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from markets.views.locales import decimal_mark_of
from portfolios.forms.asking import Several
from portfolios.forms.numbers import AmountField, PercentField


@login_required
@require_GET
def number_understood(request):
    """The number in words, or both that it may be; empty where it is read as it stands."""
    text = request.GET.get("text", "")
    field = (PercentField if "percent" in request.GET else AmountField)(required=False)
    field.decimal_mark = decimal_mark_of(request)
    try:
        said = field.in_words(field.clean(text))
    except Several as asked:
        said = _(" or ").join(choice.label for choice in asked.choices) + "?"
    except ValidationError:
        said = ""
    return HttpResponse("" if said == text.strip() else said, content_type="text/plain")
