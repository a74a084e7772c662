"""Pages on which readers choose how they see a table, in every portfolio and on every device."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portfolios.forms.table_views import TableViewForm
from portfolios.services.sharing.table_views import save_table_view


def choose_view(
    request: HttpRequest, form: TableViewForm, *, table: str, back: str,
    stored: Callable[[], str], context: dict,
) -> HttpResponse:  # fmt: skip
    """Show the form of a view, or save what it says and lead back to the table.

    `stored` words the view of the valid form as it is stored.
    """
    is_usual = "usual" in request.POST
    if request.method == "POST" and (is_usual or form.is_valid()):
        save_table_view(request.user, table=table, query="" if is_usual else stored())
        return redirect(back)
    return render(request, "portfolios/table_view.html", {**context, "form": form, "back": back})
