"""Who may write: a token by its scope, a person by their role in the portfolio."""

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission

from portfolios.models import ApiToken, Portfolio


class TokenScope(BasePermission):
    """A token that may only read is refused everything but GET; people have no scope."""

    message = "This token may only read."

    def has_permission(self, request, view):
        if request.method in SAFE_METHODS or not isinstance(request.auth, ApiToken):
            return True
        return request.auth.scope == ApiToken.Scope.WRITE


def require_editor(user, portfolio: Portfolio) -> None:
    """Raises PermissionDenied where a portfolio was shared to look at only."""
    if portfolio.owner_id == user.pk:
        return
    if not Portfolio.objects.editable_by(user).filter(pk=portfolio.pk).exists():
        raise PermissionDenied("This portfolio was shared with you to look at, not to change.")


def require_owner(user, portfolio: Portfolio) -> None:
    """Raises PermissionDenied for everybody but the owner."""
    if portfolio.owner_id != user.pk:
        raise PermissionDenied("Only the owner can do this.")
