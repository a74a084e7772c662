"""How allauth treats people here: what a wrong password costs, and whom."""

import hashlib
import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_reset
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

DEVICE_COOKIE = "device"
DEVICE_SALT = "config.accounts.adapter.device"
DEVICE_SECONDS = 365 * 24 * 3600


class AccountAdapter(DefaultAccountAdapter):
    """Limits wrong passwords so that a stranger's never keep the owner out.

    They count by account and address, or by account and browser where that browser has signed in
    to the account before (OWASP's device cookie). All unknown browsers together have a limit for
    an account, too, so that many addresses cannot share the guessing; it leaves known browsers
    alone, and a reader of the account's e-mail gets in by a reset of the password.
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "cannot_remove_primary_email": _("You cannot remove your primary e-mail address."),
        "duplicate_email": _("This e-mail address is already associated with this account."),
        "email_password_mismatch": _(
            "The e-mail address and/or password you specified are not correct."
        ),
        "email_taken": _("A user is already registered with this e-mail address."),
        "max_email_addresses": _("You cannot add more than %d e-mail addresses."),
        "unverified_primary_email": _("Your primary e-mail address must be verified."),
        "too_many_login_attempts": _(
            "Too many wrong passwords. Wait some minutes, or have your password reset by e-mail."
        ),
    }

    def pre_authenticate(self, request, **credentials):
        """Raises ValidationError where this account had too many wrong passwords from here."""
        self._login_failed_rl_usage = None
        usages = []
        for action, key in self._limits(request, **credentials):
            usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if usage is None:
                raise self.validation_error("too_many_login_attempts")
            usages.extend(usage.usage)
        # What a right password gives back.
        self._login_failed_rl_usage = ratelimit.RateLimitUsage(usages)

    def _limits(self, request, **credentials) -> list[tuple[str, str]]:
        login = _login_of(credentials)
        device = device_of(request, login)
        if device:
            return [("login_failed_known_browser", f"{login}:{device}")]
        here = self._get_login_attempts_cache_key(request, **credentials)
        return [("login_failed", here), ("login_failed_unknown_browsers", login)]

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        # allauth clears this one's count after a reset of the password.
        return f"{_login_of(credentials)}:{ratelimit.get_ip(request)}"

    def save_user(self, request, user, form, commit=True):
        """Make the user with what the sign-up names, and the language that it was read in."""
        # Without the region that its browser names with each page.
        user.language = get_language().partition("-")[0]
        for name in ("currency", "time_zone"):
            if form.cleaned_data.get(name):
                setattr(user, name, form.cleaned_data[name])
        return super().save_user(request, user, form, commit)

    def render_mail(self, template_prefix, email, context, headers=None):
        """A letter in the language that its reader chose, else that of the page that sends it."""
        user = context.get("user")
        with override(user.letter_language if user and user.language else get_language()):
            return super().render_mail(template_prefix, email, context, headers)

    def get_password_change_redirect_url(self, request):
        return self._after_new_password(request, super().get_password_change_redirect_url(request))

    def get_login_redirect_url(self, request):
        usual = super().get_login_redirect_url(request)
        if getattr(request, "password_was_reset", False):
            return self._after_new_password(request, usual)
        return usual

    def _after_new_password(self, request, usual: str) -> str:
        """Tokens outlive a password: their owner is asked whether they should."""
        if request.user.api_tokens.usable().exists():
            return reverse("portfolios:tokens", query={"password": "changed"})
        return usual

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        remember_device(request, response, user.email)
        return response


@receiver(password_reset)
def note_reset(request, **kwargs):
    """For where the sign-in that follows leads."""
    request.password_was_reset = True


def device_of(request, login: str) -> str:
    """The name of a browser that has signed in to this account before; else empty."""
    try:
        known = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_SECONDS
        )
    except signing.BadSignature:
        return ""
    return known["device"] if known["account"] == _digest(login) else ""


def remember_device(request, response, login: str) -> None:
    """Let the browser prove later that it has signed in to this account; it proves no more."""
    device = device_of(request, login) or secrets.token_hex(16)
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps({"account": _digest(login), "device": device}, salt=DEVICE_SALT),
        max_age=DEVICE_SECONDS,
        path="/account/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _login_of(credentials: dict) -> str:
    return (credentials.get("email") or credentials.get("username") or "").strip().lower()


def _digest(login: str) -> str:
    return hashlib.sha256(login.strip().lower().encode()).hexdigest()
