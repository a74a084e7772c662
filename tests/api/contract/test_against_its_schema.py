"""The API keeps what its description says: calls that the description itself generates.

`make fuzz` sends thousands; these are as many as fit into every run, always the same.
"""

import pytest

from tests.fuzz.runner import fuzz
from tests.fuzz.world import make_world, write_key

CALLS = 300


@pytest.mark.django_db(transaction=True)
def test_every_check_holds(live_server, settings):
    settings.API_RATE_LIMIT = 100_000
    key = write_key(make_world().owner)
    found = fuzz(live_server.url, key=key, calls=CALLS, seed=1, examples=5, phases=("fuzzing",))
    assert found.calls >= CALLS
    assert "\n\n".join(found.failures) == ""
