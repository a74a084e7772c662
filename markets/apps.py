from django.apps import AppConfig
from django.utils import translation

from markets.number_writing import written
from markets.numbers import keep_all_digits
from markets.wording import translate_by, write_numbers_by


class MarketsConfig(AppConfig):
    name = "markets"

    def ready(self):
        """Keep every digit of figures; have pure code speak the language of the request."""
        keep_all_digits()
        translate_by(translation)
        write_numbers_by(written)
