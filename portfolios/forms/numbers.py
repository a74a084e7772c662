"""Amounts, shares and counts as people write them."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _

from markets.number_reading import (
    CODES_BY_SIGN,
    Ambiguous,
    NotANumber,
    Written,
    read_written,
    unambiguous,
)
from markets.number_writing import grouped, style, written
from markets.numbers import STORED_DIGITS, STORED_PLACES, plain
from portfolios.accounting.core.fiat import FIAT
from portfolios.forms.asking import AskingBoundField, AskingInput, Choice, Picked, Several

EXACT = {"max_digits": STORED_DIGITS, "decimal_places": STORED_PLACES}
HUNDRED = Decimal(100)
# Groups digits on an English page for whom a comma is a decimal mark.
_NARROW_SPACE = "\u202f"


class AmountField(forms.DecimalField):
    """An exact number as people write it: `20,000`, `20 000.5`, `$20k`, `1e-8`, `0,5`.

    `decimal_mark` is that of the reader's locale: where it and the plain form read two numbers
    (`1.000` of a German), the field asks. `unit` is what the number counts, as a currency's code:
    another unit beside the number is refused, as is one that is no currency where it is not known.
    """

    widget = AskingInput
    bound_field_class = AskingBoundField
    decimal_mark = "."
    unit = ""

    def widget_attrs(self, widget):
        return {"inputmode": "decimal", "autocomplete": "off", "data-number": ""}

    def prepare_value(self, value):
        """A stored number as its reader's locale reads it back; what was typed stays."""
        if isinstance(value, Decimal):
            return written(unambiguous(value, mark=self.decimal_mark))
        return value

    def from_link(self, text: str) -> Decimal | str:
        """What a link's query says, as the form's initial value: in plain form for everybody."""
        try:
            return Decimal(plain(read_written(text).value(mark=".")))
        except NotANumber:
            return text

    def to_python(self, value):
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, Decimal):
            return value
        written = self._written(str(value))
        self._check_unit(written)
        try:
            number = written.value(mark="." if isinstance(value, Picked) else self.decimal_mark)
        except Ambiguous as error:
            raise Several(
                _("{text} can be read in two ways: which is meant?").format(text=value),
                choices=[
                    Choice(unambiguous(one, mark=","), self._grouped(one)) for one in error.choices
                ],
            ) from None
        return Decimal(plain(number))

    def in_words(self, value) -> str:
        """A cleaned number as it was understood, every digit."""
        return "" if value is None else self._grouped(value)

    def _written(self, text: str) -> Written:
        try:
            return read_written(text)
        except NotANumber as error:
            raise forms.ValidationError(str(error)) from None

    def _check_unit(self, written: Written) -> None:
        if written.is_percent:
            raise forms.ValidationError(_("An amount is asked for here, not a share in per cent."))
        fault = unit_fault(written.unit, expected=self.unit)
        if fault:
            raise forms.ValidationError(fault)

    def _grouped(self, number: Decimal) -> str:
        text = grouped(number)
        return text if self.decimal_mark == written(".") else text.replace(",", _NARROW_SPACE)


class PercentField(AmountField):
    """A share as people write it, in per cent, `20` or `20 %`; cleaned to a fraction, 20 to 0.2."""

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"data-number": "percent"}

    def clean(self, value):
        number = super().clean(value)
        return None if number is None else number / HUNDRED

    def in_words(self, value) -> str:
        return "" if value is None else f"{self._grouped(HUNDRED * value)}{style().per_cent}"

    def _check_unit(self, written: Written) -> None:
        if written.unit:
            raise forms.ValidationError(_("A share in per cent is asked for here, not an amount."))


class CountField(AmountField):
    """A whole number."""

    def clean(self, value):
        number = super().clean(value)
        return None if number is None else int(number)

    def in_words(self, value) -> str:
        return "" if value is None else self._grouped(Decimal(value))


def unit_fault(unit: str, *, expected: str) -> str:
    """Why a number in this unit is none of what is asked for, or an empty string.

    Without an expected one every sign and code of a currency will do.
    """
    code = unit.upper().rstrip(".")
    meant = CODES_BY_SIGN.get(code, {code})
    if not unit or expected.upper() in meant:
        return ""
    if expected:
        return _("This counts {expected}, not {unit}.").format(expected=expected, unit=unit)
    if code in CODES_BY_SIGN or code in FIAT:
        return ""
    return _("“{unit}” is no currency.").format(unit=unit)


def set_decimal_mark(form: forms.Form, mark: str) -> None:
    """Have a form's numbers read as a locale with this decimal mark writes them."""
    for field in form.fields.values():
        if isinstance(field, AmountField):
            field.decimal_mark = mark


def initial_of_link(fields, query) -> dict:
    """What a link's query fills a form in with."""
    initial = {}
    for name, field in fields.items():
        text = query.get(name)
        if text is None or len(text) > 120:
            continue
        initial[name] = field.from_link(text) if hasattr(field, "from_link") else text
    return initial


def percent_of(fraction: Decimal | None) -> Decimal | None:
    """What a form shows of a fraction so that `PercentField` reads it back as the same one."""
    return None if fraction is None else Decimal(plain(HUNDRED * fraction))
