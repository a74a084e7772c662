"""API tokens: made here, shown once, revoked here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portfolios.forms.forms import TokenForm
from portfolios.services.sharing import tokens as services
from portfolios.services.sharing.keys import revoke_key
from portfolios.views.once import done_once
from portfolios.views.refusals import refusals_in


@login_required
@never_cache
def token_list(request):
    form = TokenForm(request.POST or None)
    key = None
    if request.method == "POST" and form.is_valid():
        days = int(form.cleaned_data["days"]) if form.cleaned_data["days"] else None
        with refusals_in(form):
            _, key = services.create_token(
                request.user, name=form.cleaned_data["name"], scope=form.cleaned_data["scope"],
                days=days,
            )  # fmt: skip
            form = TokenForm()
    tokens = request.user.api_tokens.filter(revoked_at=None)
    context = {
        "form": form,
        "key": key,
        "tokens": tokens,
        "any_works": any(token.is_in_force for token in tokens),
        "password_changed": request.GET.get("password") == "changed",
    }
    return render(request, "portfolios/sharing/tokens.html", context)


@login_required
@require_POST
@done_once
def token_revoke(request, pk):
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    worked = token.is_in_force
    revoke_key(token)
    said = _("{token} is revoked.") if worked else _("{token} is removed.")
    messages.success(request, said.format(token=token.name))
    return redirect("portfolios:tokens")


@login_required
@require_POST
def token_revoke_all(request):
    count = services.revoke_all_tokens(request.user)
    said = ngettext("{count} token is revoked.", "{count} tokens are revoked.", count)
    messages.success(request, said.format(count=count))
    return redirect("portfolios:tokens")
