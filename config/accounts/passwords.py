"""Which passwords are taken: long ones that are hard to guess, by zxcvbn's estimate."""

import re

from django.contrib.auth import password_validation as djangos
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_noop

# Of 0 to 4: from 3 on, more than 10^8 guesses, which Argon2 makes years.
LEAST_SCORE = 3
# Longer ones are judged by their beginning, so that none takes long to judge.
JUDGED_CHARACTERS = 72
# Guessed first here, beside zxcvbn's lists of passwords, names and words.
KNOWN = ["correcthorsebatterystaple", "correct horse battery staple", "tidemark"]

# What Django and allauth say of a password in a German that is not ours.
OTHERS_SENTENCES = (
    gettext_noop("The password is too similar to the %(verbose_name)s."),
    gettext_noop("This password is too common."),
    gettext_noop("You must type the same password each time."),
)
# All that zxcvbn says of a password, for the catalogues of translations.
REASONS = (
    gettext_noop("Use a few words, avoid common phrases."),
    gettext_noop("No need for symbols, digits, or uppercase letters."),
    gettext_noop("Add another word or two. Uncommon words are better."),
    gettext_noop("Straight rows of keys are easy to guess."),
    gettext_noop("Short keyboard patterns are easy to guess."),
    gettext_noop("Use a longer keyboard pattern with more turns."),
    gettext_noop('Repeats like "aaa" are easy to guess.'),
    gettext_noop('Repeats like "abcabcabc" are only slightly harder to guess than "abc".'),
    gettext_noop("Avoid repeated words and characters."),
    gettext_noop('Sequences like "abc" or "6543" are easy to guess.'),
    gettext_noop("Avoid sequences."),
    gettext_noop("Recent years are easy to guess."),
    gettext_noop("Avoid recent years."),
    gettext_noop("Avoid years that are associated with you."),
    gettext_noop("Dates are often easy to guess."),
    gettext_noop("Avoid dates and years that are associated with you."),
    gettext_noop("This is a top-10 common password."),
    gettext_noop("This is a top-100 common password."),
    gettext_noop("This is a very common password."),
    gettext_noop("This is similar to a commonly used password."),
    gettext_noop("A word by itself is easy to guess."),
    gettext_noop("Names and surnames by themselves are easy to guess."),
    gettext_noop("Common names and surnames are easy to guess."),
    gettext_noop("Capitalization doesn't help very much."),
    gettext_noop("All-uppercase is almost as easy to guess as all-lowercase."),
    gettext_noop("Reversed words aren't much harder to guess."),
    gettext_noop("Predictable substitutions like '@' instead of 'a' don't help very much."),
)


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
            reasons = [
                feedback["warning"] or gettext_noop("It is too easy to guess."),
                # The first says what to do; others say the warning again.
                *feedback["suggestions"][:1],
            ]
            raise ValidationError(" ".join(map(gettext, reasons)), code="password_guessable")

    def get_help_text(self):
        return gettext(
            "Three or four uncommon words make a good one; names, dates and patterns do not."
        )


class OneReasonValidator:
    """Says the first reason against a password: further ones say nearly the same."""

    def __init__(self, min_length: int):
        self.validators = [
            djangos.MinimumLengthValidator(min_length),
            djangos.UserAttributeSimilarityValidator(),
            GuessabilityValidator(),
            djangos.CommonPasswordValidator(),
            djangos.NumericPasswordValidator(),
        ]

    def validate(self, password, user=None):
        for validator in self.validators:
            validator.validate(password, user)

    def get_help_text(self):
        return " ".join(str(validator.get_help_text()) for validator in self.validators)
