from django.apps import AppConfig


class PortfoliosConfig(AppConfig):
    name = "portfolios"

    def ready(self):
        # The one signal that comes up from the markets; connecting it is this import's effect.
        from portfolios import receivers  # noqa: F401, PLC0415
