from django.apps import AppConfig
from django.utils import translation

from markets.number_writing import written
from markets.wording import translate_by, write_numbers_by


class MarketsConfig(AppConfig):
    name = "markets"

    def ready(self):
        """Have pure code speak the language of the request."""
        translate_by(translation)
        write_numbers_by(written)
