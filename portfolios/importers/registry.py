"""Every format an import can be in; a new one is a module and a line here."""

from portfolios.importers.coinbase.layout import COINBASE
from portfolios.importers.koinly.layouts import FORMATS as KOINLY_FORMS
from portfolios.importers.kraken.layout import KRAKEN
from portfolios.importers.spec import Format
from portfolios.importers.tidemark import TIDEMARK

FORMATS: dict[str, Format] = {one.code: one for one in (TIDEMARK, *KOINLY_FORMS, COINBASE, KRAKEN)}
