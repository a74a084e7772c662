"""Sign-up and reset of a password, which answer alike whether or not an address has an account."""

import time

from allauth.account import app_settings
from allauth.account import forms as allauth_forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from portfolios.forms.preferences import PreferencesForm
from portfolios.models import User

# A reset takes longer for an address that has an account, by some milliseconds that can be measured
# over many tries: each is answered after this time, unless the mail server takes longer.
RESET_SECONDS = 0.5
NEXT_STEP = _(
    "Sign in with the address and the password you chose. If that address had an account before, "
    "nothing of it was changed."
)
# Where a session holds the address of a sign-up until the sign-in that follows.
SIGNED_UP = "signed_up"

LABELS = {
    "email": _("E-mail address"),
    "login": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("Password"),
    "password2": _("The same once more"),
    "remember": _("Stay signed in"),
}
HOW_LONG = _("It needs at least 10 characters. Three or four uncommon words make a good one.")


class InOurWords:
    """A form of allauth's with the labels of the other pages, which no placeholder repeats."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name == "password1":
                field.help_text = HOW_LONG


class LoginForm(InOurWords, allauth_forms.LoginForm):
    """Knows the address that this browser has just signed up with, once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.request and self.request.method == "GET":
            self.fields["login"].initial = self.request.session.pop(SIGNED_UP, "")


class AddEmailForm(InOurWords, allauth_forms.AddEmailForm):
    pass


class ChangePasswordForm(InOurWords, allauth_forms.ChangePasswordForm):
    pass


class ResetPasswordKeyForm(InOurWords, allauth_forms.ResetPasswordKeyForm):
    pass


class SignupForm(InOurWords, allauth_forms.SignupForm):
    """Makes an account, or nothing for an address that has one; what is seen is the same.

    With confirmation by e-mail both lead to its page, and the letter says which it was. Without,
    both lead to the sign-in.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A script proposes the browser's; both can be changed here and later.
        preferences = PreferencesForm().fields
        self.fields |= {name: preferences[name] for name in ("currency", "time_zone")}
        self.fields["time_zone"].required = False
        self.fields["time_zone"].initial = settings.TIME_ZONE

    def validate_unique_email(self, value):
        self.account_already_exists = User.objects.filter(email__iexact=value).exists()
        return value

    def try_save(self, request):
        if self.account_already_exists:
            # As much work as a new account's password takes.
            make_password(self.cleaned_data["password1"])
        confirms = app_settings.EmailVerificationMethod.MANDATORY
        if confirms == app_settings.EMAIL_VERIFICATION:
            return super().try_save(request)
        if not self.account_already_exists:
            self._save_once(request)
        request.session[SIGNED_UP] = self.cleaned_data["email"]
        messages.info(request, NEXT_STEP)
        return None, redirect("account_login")

    def _save_once(self, request) -> None:
        try:
            with transaction.atomic():
                self.save(request)
        except IntegrityError:
            # Another request signed the same address up meanwhile.
            self.account_already_exists = True


class ResetPasswordForm(InOurWords, allauth_forms.ResetPasswordForm):
    """Sends the letter, and takes the same time whether or not the address has an account."""

    def save(self, request, **kwargs):
        ends = time.monotonic() + RESET_SECONDS
        email = super().save(request, **kwargs)
        time.sleep(max(0.0, ends - time.monotonic()))
        return email
