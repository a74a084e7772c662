"""What people answer to a file's open questions, as services take it and as batches store it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from markets.models import Asset
from portfolios.importers.corrections import Corrections
from portfolios.importers.kinds import kind_key
from portfolios.models import ImportBatch
from portfolios.selectors.ledger.assets import assets_of
from portfolios.services.ledger.imports.duplicates import SAME


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a symbol stands for from a local day on; `since` is None from the first row on."""

    since: date | None
    asset: Asset


Meanings = tuple[Meaning, ...]
_OF_LINES = ("skips", "corrections")


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to the questions of one file; what is empty was not answered.

    `asset_choices`: symbol → asset, or the assets that it stood for in the order of their days.
    `kinds`: a row type that the format does not know → a code of `importers.kinds.CHOICES`.
    `duplicates`: the verdict ("same" or "different") on every suspected duplicate for which
    `pairs`, by the suspect's key, has none. `conflicts`: what becomes ("keep" or "take") of every
    conflict for which `resolutions`, by its key, has nothing. `leave_out_errors`: import the other
    lines. `skips`: whether a line is left out, by its number. `corrections`: what to read in place
    of the file's cells, by line and column; the file's own text takes a correction back.
    """

    asset_choices: Mapping[str, Asset | Sequence[Meaning]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    decimal_mark: str = ""
    duplicates: str = ""
    pairs: Mapping[str, str] = field(default_factory=dict)
    conflicts: str = ""
    resolutions: Mapping[str, str] = field(default_factory=dict)
    leave_out_errors: bool | None = None
    skips: Mapping[int, bool] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=dict)

    @property
    def skipped_lines(self) -> set[int]:
        return {line for line, is_skipped in self.skips.items() if is_skipped}

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
            skips={**self.skips, **later.skips},
            corrections={
                line: {**self.corrections.get(line, {}), **later.corrections.get(line, {})}
                for line in sorted(self.corrections.keys() | later.corrections.keys())
            },
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
        "skips": {str(line): is_skipped for line, is_skipped in answers.skips.items()},
        "corrections": {str(line): dict(one) for line, one in answers.corrections.items()},
    }


def answers_of(batch: ImportBatch) -> Answers:
    """The answers that a batch holds."""
    return _loaded([(batch.choices, batch.answers)], among=Asset.objects.all())


def remembered_answers(batch: ImportBatch, *, source: str) -> Answers:
    """The answers of earlier imports that hold for a batch's file too, the latest last.

    Of the user's imports, and of the portfolio's, which win: what symbols stand for and, for files
    of the format `source`, what its unknown types are. Of the portfolio's alone: which rows are
    others that stand there and, of the same file, the lines corrected or left out.
    """
    batches = ImportBatch.objects.filter(
        Q(portfolio=batch.portfolio) | Q(user=batch.user_id, user__isnull=False),
        status=ImportBatch.Status.COMMITTED,
    )
    is_here = Case(When(portfolio=batch.portfolio, then=1), default=0)
    records = []
    for choices, answers, its_format, its_digest, here in (
        batches.annotate(is_here=is_here)
        .order_by("is_here", "committed_at", "pk")
        .values_list("choices", "answers", "format", "digest", "is_here")
    ):
        pairs = {key: one for key, one in answers.get("pairs", {}).items() if one == SAME}
        kept = {"kinds": answers.get("kinds", {}) if its_format == source else {}}
        if here:
            kept["pairs"] = pairs
            if its_digest == batch.digest:
                kept |= {name: answers[name] for name in _OF_LINES if name in answers}
        records.append((choices, kept))
    return _loaded(records, among=assets_of(batch.portfolio))


def _stored(meanings: Meanings) -> Any:
    if len(meanings) == 1 and meanings[0].since is None:
        return meanings[0].asset.pk
    return [[one.since and one.since.isoformat(), one.asset.pk] for one in meanings]


def _loaded(records: Iterable[tuple[dict, dict]], *, among: QuerySet[Asset]) -> Answers:
    records = list(records)
    stored = {symbol: _pairs(value) for choices, _ in records for symbol, value in choices.items()}
    assets = _assets({pk for pairs in stored.values() for _, pk in pairs}, among=among)
    merged = Answers(
        asset_choices={
            symbol: tuple(Meaning(since, assets[pk]) for since, pk in pairs)
            for symbol, pairs in stored.items()
            if all(pk in assets for _, pk in pairs)
        }
    )
    for _, answers in records:
        merged |= Answers(**answers | _lines_of(answers))
    return merged


def _lines_of(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers by line, whose numbers JSON keeps as texts."""
    return {
        name: {int(line): one for line, one in answers.get(name, {}).items()} for name in _OF_LINES
    }


def _pairs(value: Any) -> list[tuple[date | None, int]]:
    if isinstance(value, int):
        return [(None, value)]
    return [(since and date.fromisoformat(since), pk) for since, pk in value]


def _assets(keys: set[int], *, among: QuerySet[Asset]) -> dict[int, Asset]:
    """By key; one that was merged since stands for what it is now."""
    found = among.select_related("merged_into").in_bulk(keys) if keys else {}
    return {pk: asset.merged_into or asset for pk, asset in found.items()}
