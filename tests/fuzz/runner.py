"""Calls that the API's own schema generates, sent to a server, with every check."""

from dataclasses import dataclass, field

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

SCHEMA_PATH = "/api/v1/schema/?format=json"


@dataclass
class Outcome:
    """What a run sent and what its checks found, each failure with a call that shows it."""

    calls: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def add(self, event: ScenarioFinished) -> None:
        for interaction in event.recorder.interactions.values():
            self.calls += 1
            code = interaction.response.status_code if interaction.response else 0
            self.statuses[code] = self.statuses.get(code, 0) + 1
        for case_id, checks in event.recorder.checks.items():
            self.failures += [
                _told(event.recorder, case_id, check) for check in checks if check.failure_info
            ]


PHASES = ("examples", "coverage", "fuzzing", "stateful")


def fuzz(
    address: str, *, key: str, calls: int, seed: int, examples: int, phases: tuple = PHASES
) -> Outcome:
    """Send calls as the token's owner until as many are done, or the phases are at their end."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "headers": {"Authorization": f"Bearer {key}"},
            "generation": {"max-examples": examples, "database": "none", "no-shrink": True},
            "cache": {"enabled": False},
            "phases": {name: {"enabled": name in phases} for name in PHASES},
        }
    )
    schema = schemathesis.openapi.from_url(address + SCHEMA_PATH, config=config)
    outcome = Outcome()
    for event in from_schema(schema).execute():
        if isinstance(event, FatalError | NonFatalError):
            outcome.failures.append(str(event.info))
        if isinstance(event, ScenarioFinished):
            outcome.add(event)
        if outcome.calls >= calls:
            break
    return outcome


def _told(recorder, case_id: str, check) -> str:
    interaction = recorder.interactions.get(case_id)
    failure = check.failure_info.failure
    lines = [f"{check.name}: {failure.operation}: {failure.title}", failure.message]
    if interaction is not None:
        request, response = interaction.request, interaction.response
        lines.append(f"{request.method} {request.uri}")
        lines.append(f"{request.body!r}"[:1500])
        lines.append(f"{response.status_code} {response.content[:600]!r}" if response else "")
    return "\n    ".join(lines)
