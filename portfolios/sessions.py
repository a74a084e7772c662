"""Sessions in the database whose end is published: SESSION_ENGINE names this module."""

from django.contrib.sessions.backends import db
from django.db import transaction

from markets.events import SIGNED_OUT, publish
from portfolios.live.sign_ins import digest


class SessionStore(db.SessionStore):
    """Django's own. Whatever deletes a session (a sign-out, a list of sessions, a new key after a
    change of the password) ends its live streams once it is gone."""

    def delete(self, session_key=None):
        key = session_key or self.session_key
        super().delete(session_key)
        if key:
            payload = {"session": digest(key)}
            transaction.on_commit(lambda: publish(SIGNED_OUT, payload))
