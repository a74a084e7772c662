"""Where alerts are sent, and the log of what was."""

from itertools import chain, count

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from markets.views.parts import render_part
from portfolios.forms.channels import ChannelForm
from portfolios.models import Channel, Delivery
from portfolios.services.alerts import channels as services
from portfolios.services.alerts.push_keys import push_key
from portfolios.views.alerts.devices import device_name, remember_device
from portfolios.views.once import done_once
from portfolios.views.privacy import asks_to_hide
from portfolios.views.refusals import refusals_in, refusals_told
from portfolios.views.versions import atomic_post, conflict_of, locked_for_post, version_of

PAGE_SIZE = 50


@login_required
def channel_list(request):
    context = {
        "channels": request.user.channels.all(),
        # Hidden, so that no help stands beside its fields for them to be described by.
        "device_form": ChannelForm(
            kind=Channel.Kind.WEBPUSH, initial=_this_device(request), auto_id=False
        ),
        "push_key": push_key().public_key,
    }
    return render(request, "portfolios/alerts/channels.html", context)


def _this_device(request) -> dict:
    """What a channel to the browser that asks begins with."""
    taken = set(request.user.channels.values_list("name", flat=True))
    name = device_name(request.headers.get("User-Agent", ""))
    numbered = (f"{name} {number}" for number in count(2))
    free = next(one for one in chain([name], numbered) if one not in taken)
    return {
        "name": free,
        "hides_amounts": asks_to_hide(request),
        "time_zone": request.user.time_zone,
    }


@login_required
@never_cache
@done_once
def channel_create(request, kind):
    if kind not in Channel.Kind:
        raise Http404
    is_device = kind == Channel.Kind.WEBPUSH
    initial = _this_device(request) if is_device else {"time_zone": request.user.time_zone}
    form = ChannelForm(request.POST or None, kind=kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            channel = services.create_channel(request.user, kind=kind, **form.cleaned_data)
            if channel.secret:
                return _edit_page(request, channel, secret=channel.secret)
            messages.success(
                request, _("{name} is there: send it a test.").format(name=channel.name)
            )
            response = redirect("portfolios:channel", channel.pk)
            if is_device:
                remember_device(response, channel)
            return response
    context = {
        "form": form,
        "kind": kind,
        "label": Channel.Kind(kind).label,
        "push_key": push_key().public_key if is_device else None,
    }
    return render(request, "portfolios/alerts/channel_form.html", context)


@login_required
@never_cache
@atomic_post
def channel_edit(request, pk):
    channel = locked_for_post(request, request.user.channels, pk)
    stored = _stored(channel)
    form = ChannelForm(request.POST or None, kind=channel.kind, channel=channel)
    conflict = conflict_of(request, form, stored=stored)
    if request.method == "POST" and not conflict and form.is_valid():
        with refusals_in(form):
            services.change_channel(channel, **form.cleaned_data)
            messages.success(request, _("{name} is changed.").format(name=channel.name))
            return redirect("portfolios:channels")
    return _edit_page(request, channel, form=form, version=version_of(stored), conflict=conflict)


def _stored(channel) -> dict:
    """A channel as its form shows it; of its address, what may be shown."""
    return ChannelForm(kind=channel.kind, channel=channel).initial | {"address": channel.hint}


def _edit_page(request, channel, *, form=None, secret=None, version=None, conflict=None):
    context = {
        "form": form or ChannelForm(kind=channel.kind, channel=channel),
        "channel": channel,
        "kind": channel.kind,
        "label": channel.get_kind_display(),
        "secret": secret,
        "version": version or version_of(_stored(channel)),
        "conflict": conflict,
    }
    status = 409 if conflict else 200
    return render(request, "portfolios/alerts/channel_form.html", context, status=status)


@login_required
@require_POST
@done_once
def channel_delete(request, pk):
    channel = get_object_or_404(request.user.channels, pk=pk)
    services.delete_channel(channel)
    messages.success(request, _("{name} is removed.").format(name=channel.name))
    # The browser whose channel it was ends its subscription, too.
    query = {"ended": channel.device} if channel.device else None
    return redirect(reverse("portfolios:channels", query=query))


@login_required
@require_POST
def channel_test(request, pk):
    channel = get_object_or_404(request.user.channels, pk=pk)
    with refusals_told(request):
        services.send_test(channel)
        return redirect("portfolios:deliveries")
    return redirect("portfolios:channel", channel.pk)


@login_required
@require_POST
@never_cache
def channel_secret(request, pk):
    channel = get_object_or_404(request.user.channels.filter(kind=Channel.Kind.WEBHOOK), pk=pk)
    return _edit_page(request, channel, secret=services.rotate_secret(channel))


@login_required
def delivery_list(request):
    """The log of what was sent to one's channels; it looks again while something is waiting."""
    rows = Delivery.objects.filter(channel__user=request.user).select_related(
        "channel", "alert__asset", "notice"
    )
    status = request.GET.get("status", "")
    if status in Delivery.Status:
        rows = rows.filter(status=status)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "status": status,
        "statuses": Delivery.Status,
        "is_waiting": any(row.is_under_way for row in page),
    }
    return render_part(request, "portfolios/alerts/deliveries.html", context, part="delivery-rows")


@login_required
@require_POST
def delivery_replay(request, pk):
    delivery = get_object_or_404(
        Delivery.objects.filter(channel__user=request.user).select_related("channel"), pk=pk
    )
    with refusals_told(request):
        services.replay_delivery(delivery)
        messages.success(request, _("It is on its way again."))
    return redirect("portfolios:deliveries")
