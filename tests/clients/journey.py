"""From a token to an alert, by a generated client: `python journey.py CLIENT_FOLDER URL TOKEN`."""

import io
import json
import sys
from pathlib import Path

FOLDER, URL, TOKEN = sys.argv[1:]
sys.path.insert(0, str(Path(FOLDER).parent))

from client import AuthenticatedClient, models, types  # noqa: E402
from client.api.exit_plans import alerts_list, triggers_create  # noqa: E402
from client.api.imports import imports_commit_create, imports_create  # noqa: E402
from client.api.portfolios import (  # noqa: E402
    accounts_create,
    performance_of_all,
    portfolios_create,
    portfolios_performance_retrieve,
    portfolios_positions_retrieve,
)

LEDGER = Path(__file__).with_name("ledger.csv")
api = AuthenticatedClient(base_url=URL, token=TOKEN, raise_on_unexpected_status=True)


def sync(operation, *args, **kwargs):
    """The answer of an operation; a problem ends the journey."""
    answer = operation.sync_detailed(*args, client=api, **kwargs)
    if answer.status_code >= 400:
        sys.exit(answer.content.decode())
    return answer.parsed


portfolio = sync(portfolios_create, body=models.PortfolioRequest(name="Typed", currency="usd"))
account = sync(accounts_create, body=models.AccountRequest(portfolio=portfolio.id, name="Cold"))
upload = models.UploadRequest(
    portfolio=portfolio.id,
    account=account.id,
    file=types.File(io.BytesIO(LEDGER.read_bytes()), LEDGER.name),
)
preview = sync(imports_create, body=upload)
sync(imports_commit_create, preview.batch.id, body=models.AnswersRequest())
held = sync(portfolios_positions_retrieve, portfolio.id)
level = sync(
    triggers_create,
    body=models.TriggerRequest(
        portfolio=portfolio.id, asset="bitcoin", kind=models.TriggerKind.PRICE_BELOW,
        level="70000", fire_at_once=True,
    ),
)  # fmt: skip
alerts = sync(alerts_list, portfolio=portfolio.id)
# By their defaults, which say all there is to say.
sync(performance_of_all)
sync(portfolios_performance_retrieve, portfolio.id)
told = {
    "quantity": held.positions[0].quantity,
    "level": level.level,
    "alerts": [[alert.asset, alert.trigger == level.id] for alert in alerts.results],
}
sys.stdout.write(json.dumps(told))
