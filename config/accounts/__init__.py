"""Sign-up and sign-in: allauth with our words and limits."""

# The settings' ACCOUNT_FORMS: what allauth takes in place of its own forms, by their names there.
ACCOUNT_FORMS = {
    name: f"config.accounts.forms.{form}"
    for name, form in {
        "login": "LoginForm", "signup": "SignupForm", "add_email": "AddEmailForm",
        "change_password": "ChangePasswordForm", "reset_password": "ResetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
    }.items()
}  # fmt: skip
