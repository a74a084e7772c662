"""What people answer to a file's open questions, as services take it and as batches store it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from markets.models import Asset
from portfolios.importers.kinds import kind_key
from portfolios.models import ImportBatch, Portfolio
from portfolios.services.ledger.imports.duplicates import SAME


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a symbol stands for from a local day on; `since` is None from the first row on."""

    since: date | None
    asset: Asset


Meanings = tuple[Meaning, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to the questions of one file; what is empty was not answered.

    `asset_choices`: symbol → asset, or the assets that it stood for in the order of their days.
    `kinds`: a row type that the format does not know → a code of `importers.kinds.CHOICES`.
    `duplicates`: the verdict ("same" or "different") on every suspected duplicate for which
    `pairs`, by the suspect's key, has none. `conflicts`: what becomes ("keep" or "take") of every
    conflict for which `resolutions`, by its key, has nothing. `leave_out_errors`: import the other
    lines.
    """

    asset_choices: Mapping[str, Asset | Sequence[Meaning]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    decimal_mark: str = ""
    duplicates: str = ""
    pairs: Mapping[str, str] = field(default_factory=dict)
    conflicts: str = ""
    resolutions: Mapping[str, str] = field(default_factory=dict)
    leave_out_errors: bool | None = None

    @property
    def meanings(self) -> dict[str, Meanings]:
        """Each symbol's meanings, by the symbol in capitals."""
        return {
            symbol.upper(): (Meaning(None, choice),) if isinstance(choice, Asset) else tuple(choice)
            for symbol, choice in self.asset_choices.items()
        }

    def __or__(self, later: "Answers") -> "Answers":
        """These answers with later ones, which win."""
        leave_out = later.leave_out_errors
        return Answers(
            asset_choices=self.meanings | later.meanings,
            kinds=_by_key(self.kinds) | _by_key(later.kinds),
            decimal_mark=later.decimal_mark or self.decimal_mark,
            duplicates=later.duplicates or self.duplicates,
            pairs={**self.pairs, **later.pairs},
            conflicts=later.conflicts or self.conflicts,
            resolutions={**self.resolutions, **later.resolutions},
            leave_out_errors=self.leave_out_errors if leave_out is None else leave_out,
        )


def _by_key(kinds: Mapping[str, str]) -> dict[str, str]:
    return {kind_key(kind): code for kind, code in kinds.items()}


def store_answers(batch: ImportBatch, answers: Answers) -> None:
    """Put answers into a batch, which is not saved: `choices` has the assets, `answers` the rest.

    A symbol of one meaning is stored as the asset's key, one of several as [day, key] pairs.
    """
    batch.choices = {symbol: _stored(one) for symbol, one in answers.meanings.items()}
    batch.answers = {
        "kinds": _by_key(answers.kinds),
        "decimal_mark": answers.decimal_mark,
        "duplicates": answers.duplicates,
        "pairs": dict(answers.pairs),
        "conflicts": answers.conflicts,
        "resolutions": dict(answers.resolutions),
        "leave_out_errors": bool(answers.leave_out_errors),
    }


def answers_of(batch: ImportBatch) -> Answers:
    """The answers that a batch holds."""
    return _loaded([(batch.choices, batch.answers)])


def remembered_answers(portfolio: Portfolio, *, source: str) -> Answers:
    """The answers of the portfolio's committed imports, the latest last.

    That is what symbols stand for, which rows are others that stand there, and, for files of the
    format `source`, what its unknown types are.
    """
    batches = portfolio.import_batches.filter(status=ImportBatch.Status.COMMITTED)
    records = []
    for choices, answers, its_format in batches.order_by("committed_at", "pk").values_list(
        "choices", "answers", "format"
    ):
        pairs = {key: one for key, one in answers.get("pairs", {}).items() if one == SAME}
        kinds = answers.get("kinds", {}) if its_format == source else {}
        records.append((choices, {"kinds": kinds, "pairs": pairs}))
    return _loaded(records)


def _stored(meanings: Meanings) -> Any:
    if len(meanings) == 1 and meanings[0].since is None:
        return meanings[0].asset.pk
    return [[one.since and one.since.isoformat(), one.asset.pk] for one in meanings]


def _loaded(records: Iterable[tuple[dict, dict]]) -> Answers:
    records = list(records)
    stored = {symbol: _pairs(value) for choices, _ in records for symbol, value in choices.items()}
    assets = _assets({pk for pairs in stored.values() for _, pk in pairs})
    merged = Answers(
        asset_choices={
            symbol: tuple(Meaning(since, assets[pk]) for since, pk in pairs)
            for symbol, pairs in stored.items()
            if all(pk in assets for _, pk in pairs)
        }
    )
    for _, answers in records:
        merged |= Answers(**answers)
    return merged


def _pairs(value: Any) -> list[tuple[date | None, int]]:
    if isinstance(value, int):
        return [(None, value)]
    return [(since and date.fromisoformat(since), pk) for since, pk in value]


def _assets(keys: set[int]) -> dict[int, Asset]:
    """By key; one that was merged since stands for what it is now."""
    found = Asset.objects.select_related("merged_into").in_bulk(keys) if keys else {}
    return {pk: asset.merged_into or asset for pk, asset in found.items()}
