"""Which passwords are taken: long ones that are hard to guess, by zxcvbn's estimate."""

import re

from django.core.exceptions import ValidationError

# Of 0 to 4: from 3 on, more than 10^8 guesses, which Argon2 makes years.
LEAST_SCORE = 3
# Longer ones are judged by their beginning, so that none takes long to judge.
JUDGED_CHARACTERS = 72
# Guessed first here, beside zxcvbn's lists of passwords, names and words.
KNOWN = ["correcthorsebatterystaple", "correct horse battery staple", "tidemark"]


class GuessabilityValidator:
    """Refuses a password that a list, a pattern or the person's own address gives away."""

    def validate(self, password, user=None):
        # Its word lists take some MB: only who sets a password pays for them.
        from zxcvbn import zxcvbn  # noqa: PLC0415

        email = getattr(user, "email", None) or ""
        own = [email, email.partition("@")[0], *re.split(r"[\W_]+", email)]
        judged = zxcvbn(password[:JUDGED_CHARACTERS], user_inputs=[*KNOWN, *filter(None, own)])
        if judged["score"] < LEAST_SCORE:
            feedback = judged["feedback"]
            reasons = [feedback["warning"] or "It is too easy to guess.", *feedback["suggestions"]]
            raise ValidationError(" ".join(reasons), code="password_guessable")

    def get_help_text(self):
        return "Three or four uncommon words make a good one; names, dates and patterns do not."
