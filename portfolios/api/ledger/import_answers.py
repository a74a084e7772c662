"""The answers to an import's questions as the API takes them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from markets.api.base.fields import WORDS, DayField, FlagField
from markets.api.base.references import AssetRefField
from markets.api.base.strict import StrictSerializer
from portfolios.api.base.problems import Conflict
from portfolios.importers.base import MAX_ID_LENGTH
from portfolios.importers.kinds import CHOICES, MAX_KIND
from portfolios.services.ledger.imports.answers import Answers, Meaning
from portfolios.services.ledger.imports.conflicts import RESOLUTIONS
from portfolios.services.ledger.imports.content import MAX_CORRECTED
from portfolios.services.ledger.imports.duplicates import VERDICTS

MAX_CHOICES = 1000
MAX_MEANINGS = 20
MAX_PAIRS = 10_000
_SLUG = {"type": "string", "minLength": 1, "maxLength": 120, "pattern": WORDS}
_DAY = {"type": "string", "format": "date"}
_MEANING = {
    "type": "object",
    "properties": {"asset": _SLUG, "from": _DAY, "until": _DAY},
    "required": ["asset"],
    "additionalProperties": False,
}
_CHOICE = {
    "oneOf": [
        _SLUG,
        {"type": "array", "items": _MEANING, "minItems": 1, "maxItems": MAX_MEANINGS},
    ]
}


class MeaningSerializer(StrictSerializer):
    """An asset that a symbol stood for `from` a day on, `until` another came, which is not its."""

    asset = AssetRefField()
    until = DayField(required=False)

    def get_fields(self):
        # A keyword of Python cannot be an attribute.
        return {**super().get_fields(), "from": DayField(required=False)}


@extend_schema_field(_CHOICE)
class AssetChoiceField(AssetRefField):
    """A slug, or the assets that a symbol stood for in the order of their days."""

    def to_internal_value(self, data):
        if not isinstance(data, list):
            return super().to_internal_value(data)
        if not 1 <= len(data) <= MAX_MEANINGS:
            raise serializers.ValidationError(f"Name 1 to {MAX_MEANINGS} assets.")
        serializer = MeaningSerializer(data=data, many=True, context=self.context)
        serializer.is_valid(raise_exception=True)
        return tuple(_meanings(serializer.validated_data))


def _meanings(parts: Sequence[Mapping]) -> Iterator[Meaning]:
    """Each asset with the day from which it is meant: its own, or the end of the one before."""
    until: date | None = None
    last: date | None = None
    for place, part in enumerate(parts):
        since = part.get("from", until)
        if place == 0 and since is not None:
            raise Conflict("The first asset has no `from`: it is the oldest.")
        if place and (since is None or (until is not None and since != until)):
            raise Conflict("Each asset begins on the day that ends the one before.")
        if last is not None and since is not None and since <= last:
            raise Conflict("The assets must be in the order of their days.")
        yield Meaning(since, part["asset"])
        until, last = part.get("until"), since
    if until is not None:
        raise Conflict("The last asset has no `until`: it is the newest.")


class AnswersSerializer(StrictSerializer):
    """What is answered to the questions of a preview; what is left out keeps its answer."""

    asset_choices = serializers.DictField(
        child=AssetChoiceField(), required=False,
        help_text="symbol → slug, or the assets it stood for in the order of their days",
    )  # fmt: skip
    kinds = serializers.DictField(
        child=serializers.ChoiceField(sorted(CHOICES)), required=False,
        help_text="a type that the format does not know → what its rows are, or skip",
    )  # fmt: skip
    decimal_mark = serializers.ChoiceField([".", ","], required=False)
    duplicates = serializers.ChoiceField(
        VERDICTS, required=False, help_text="what all suspects are that `pairs` does not name"
    )
    pairs = serializers.DictField(
        child=serializers.ChoiceField(VERDICTS),
        required=False,
        help_text="a suspect's key → verdict",
    )
    conflicts = serializers.ChoiceField(
        RESOLUTIONS, required=False,
        help_text="whether the ledger keeps its own, or takes the file's row, in all conflicts",
    )  # fmt: skip
    resolutions = serializers.DictField(
        child=serializers.ChoiceField(RESOLUTIONS),
        required=False,
        help_text="a conflict's key → keep or take",
    )
    leave_out_errors = FlagField(
        required=False, help_text="import the good rows and leave out the lines with errors"
    )

    corrections = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(allow_blank=True)),
        required=False,
        help_text="line → column → what to read there; the file's own text takes it back",
    )
    skips = serializers.DictField(
        child=FlagField(), required=False, help_text="line → whether it is left out"
    )

    def validate_asset_choices(self, choices):
        return _with_sound_keys(choices, most=MAX_CHOICES, length=40, named="symbol")

    def validate_kinds(self, kinds):
        return _with_sound_keys(kinds, most=MAX_CHOICES, length=MAX_KIND, named="type")

    def validate_pairs(self, pairs):
        return _with_sound_keys(pairs, most=MAX_PAIRS, length=MAX_ID_LENGTH, named="key")

    def validate_resolutions(self, resolutions):
        return _with_sound_keys(resolutions, most=MAX_PAIRS, length=MAX_ID_LENGTH, named="key")

    def validate_corrections(self, corrections):
        return _by_line(corrections)

    def validate_skips(self, skips):
        return _by_line(skips)

    def answers(self) -> Answers:
        """The answers of a valid serializer."""
        return Answers(**self.validated_data)


def _by_line(values: dict) -> dict[int, Any]:
    values = _with_sound_keys(values, most=MAX_CORRECTED, length=7, named="line")
    odd = [name for name in values if not (name.isascii() and name.isdigit() and int(name))]
    if odd:
        raise Conflict({name: ["This is no line of the file."] for name in odd})
    return {int(name): value for name, value in values.items()}


def _with_sound_keys(values: dict, *, most: int, length: int, named: str) -> dict:
    if len(values) > most:
        raise Conflict(f"At most {most} {named}s.")
    odd = [name for name in values if not 1 <= len(name) <= length or not name.isprintable()]
    if odd:
        raise Conflict({name[:40]: [f"This is no {named} of the file."] for name in odd})
    return values
