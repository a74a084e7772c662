from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from portfolios.accounting.core.gifts import CARRIED_LABEL
from portfolios.accounting.core.types import GIFTS


class PortfolioQuerySet(models.QuerySet):
    """Portfolios by who may see or change them."""

    def for_user(self, user):
        """Those that the user owns or that were shared with them."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner=user) | Q(pk__in=self._shared_with(user)))

    def editable_by(self, user):
        """Those that the user owns or was given to edit."""
        if not user.is_authenticated:
            return self.none()
        editing = self._shared_with(user).filter(role="editor")
        return self.filter(Q(owner=user) | Q(pk__in=editing))

    def with_rights(self, user):
        """Adds `can_edit`: whether the user may change it."""
        editing = self._shared_with(user).filter(role="editor", portfolio=OuterRef("pk"))
        return self.annotate(
            can_edit=Case(When(owner=user, then=Value(True)), default=Exists(editing))
        )

    def _shared_with(self, user):
        shares = self.model._meta.get_field("shares").related_model
        return shares.objects.filter(user=user).values("portfolio")


class InvitationQuerySet(models.QuerySet):
    """Invitations by who was invited."""

    def for_user(self, user):
        """Those to the user's own address, but for those to their own portfolios.

        An owner may come by an address that they invited.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(email=user.email.lower()).exclude(portfolio__owner=user)


class PersonalQuerySet(models.QuerySet):
    """Rows of one person, which nobody else sees."""

    def for_user(self, user):
        return self.filter(user=user) if user.is_authenticated else self.none()


class OwnedQuerySet(models.QuerySet):
    """Rows of a portfolio: visible to all who may see the portfolio."""

    def for_user(self, user):
        return self.filter(portfolio__in=self._portfolios().for_user(user))

    def editable_by(self, user):
        return self.filter(portfolio__in=self._portfolios().editable_by(user))

    def _portfolios(self) -> PortfolioQuerySet:
        return PortfolioQuerySet(self.model._meta.get_field("portfolio").related_model)


class OwnPriceQuerySet(models.QuerySet):
    """Prices of own assets: visible with the portfolio that the asset is of."""

    def for_user(self, user):
        own_assets = self.model._meta.get_field("own_asset").related_model.objects
        return self.filter(own_asset__in=own_assets.for_user(user))

    def said(self):
        """Those that somebody gave, and not the ledger."""
        return self.exclude(source="trade")


class ImportBatchQuerySet(OwnedQuerySet):
    """Imported files, which may weigh many megabytes each."""

    def listed(self):
        """Without the file itself and what only one page shows of it."""
        return self.defer("content", "answers", "choices", "left_out", "preview")

    def working(self):
        """Those that wait for a worker, or that one works on."""
        return self.filter(status__in=["reading", "importing"])


class ProblemQuerySet(OwnedQuerySet):
    """Problems of the books: known ones are those that somebody dismissed."""

    def standing(self):
        return self.filter(~self._dismissal())

    def with_known(self):
        """Adds `is_known`."""
        return self.annotate(is_known=self._dismissal())

    def about(self, code, transaction_id, asset_id):
        """The problem that a dismissal or a repair means; keys change when books are rebuilt."""
        return self.filter(code=code, transaction_id=transaction_id, asset=asset_id)

    def _dismissal(self) -> Exists:
        portfolio = self.model._meta.get_field("portfolio").related_model
        dismissals = portfolio._meta.get_field("dismissals").related_model.objects
        return Exists(
            dismissals.annotate(subject=Coalesce("asset_id", 0)).filter(
                portfolio=OuterRef("portfolio"),
                code=OuterRef("code"),
                transaction_id=OuterRef("transaction_id"),
                subject=Coalesce(OuterRef("asset_id"), 0),
            )
        )


class TriggerQuerySet(OwnedQuerySet):
    def armed(self):
        return self.filter(status="armed")


class AlertQuerySet(OwnedQuerySet):
    def unseen(self):
        return self.filter(seen_at__isnull=True)


class TransactionQuerySet(OwnedQuerySet):
    def with_assets(self):
        """What a list of transactions shows, in one query."""
        return self.select_related(
            "account", "to_account", "sent_asset", "received_asset", "fee_asset", "net_worth_asset"
        )

    def touching(self, asset_id: int):
        return self.filter(
            Q(sent_asset=asset_id) | Q(received_asset=asset_id) | Q(fee_asset=asset_id)
        )

    def moving(self, asset_ids):
        """Rows that send or receive some assets."""
        return self.filter(Q(sent_asset__in=asset_ids) | Q(received_asset__in=asset_ids))

    def carried_gifts(self):
        """Rows of gifts that are labelled as carried."""
        return self.filter(label__iexact=CARRIED_LABEL, type__in=GIFTS)

    def in_account(self, account):
        return self.filter(Q(account=account) | Q(to_account=account))

    def mentioning(self, text: str):
        return self.filter(
            Q(note__icontains=text) | Q(label__icontains=text) | Q(external_id__iexact=text)
        )


class MarketAlertQuerySet(PersonalQuerySet):
    """Alerts on the market, of one person each."""

    def armed(self):
        return self.filter(status="armed")

    def forget_states(self):
        """Have each be evaluated for the first time again, which fires nothing."""
        return self.update(
            met=[], unmet=[], unconfirmed=[], unconfirmed_at=None, evaluated_at=None,
            evaluated_day=None, version=models.F("version") + 1,
        )  # fmt: skip


class WatchedAssetQuerySet(models.QuerySet):
    """Assets on lists of one person, which nobody else sees."""

    def for_user(self, user):
        return self.filter(watchlist__user=user) if user.is_authenticated else self.none()
