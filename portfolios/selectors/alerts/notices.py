"""A person's notices, next to the alerts of their portfolios."""

from django.db.models import QuerySet

from portfolios.models import Alert, Notice, User

SHOWN = 20


def unseen_count(user: User) -> int:
    """Alerts and notices that nobody has looked at yet; one query."""
    alerts = Alert.objects.for_user(user).unseen().order_by().values("pk")
    notices = user.notices.filter(seen_at=None).order_by().values("pk")
    return alerts.union(notices, all=True).count()


def latest_notices(user: User) -> QuerySet[Notice]:
    """The newest ones, without the tests of channels."""
    return user.notices.exclude(kind=Notice.TEST)[:SHOWN]
