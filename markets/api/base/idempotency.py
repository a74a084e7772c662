"""`Idempotency-Key`: a POST that is sent again is answered again, and done once."""

import hashlib
import json

from django.core.cache import cache
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from markets.sealing import seal, unseal

HEADER = "Idempotency-Key"
KEPT_SECONDS = 24 * 3600
LOCKED_SECONDS = 120
MAX_LENGTH = 255


class StillRunning(APIException):
    """The first request with this key has not been answered yet."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "The first request with this Idempotency-Key is still being worked on."
    default_code = "still_running"


class KeyReused(APIException):
    """The key was used for something else."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = "This Idempotency-Key was used with another request."
    default_code = "key_reused"


class _Replayed(Exception):
    """Not an error: carries the answer given before past the view's handler."""

    def __init__(self, response: Response):
        super().__init__()
        self.response = response


class IdempotentMixin:
    """Remembers what a POST with a key was answered, for a day; only success is stored."""

    idempotency: tuple[str, str] | None = None

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        key = request.headers.get(HEADER)
        if request.method != "POST" or key is None:
            return
        if not 1 <= len(key) <= MAX_LENGTH or not key.isprintable():
            raise ValidationError({HEADER: [f"1 to {MAX_LENGTH} printable characters."]})
        name = f"{request.user.pk}:{request.path}:{key}"
        slot = f"api-once:{hashlib.sha256(name.encode()).hexdigest()}"
        asked = _fingerprint(request)
        if cache.add(slot, {"asked": asked, "answer": None}, timeout=LOCKED_SECONDS):
            self.idempotency = (slot, asked)
            return
        _replay(cache.get(slot), asked)

    def handle_exception(self, exc):
        return exc.response if isinstance(exc, _Replayed) else super().handle_exception(exc)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.idempotency:
            slot, asked = self.idempotency
            if 200 <= response.status_code < 300:
                # Sealed: it may hold a secret that is told once.
                body = seal(json.dumps(response.data, cls=JSONEncoder))
                answer = (response.status_code, body)
                cache.set(slot, {"asked": asked, "answer": answer}, timeout=KEPT_SECONDS)
            else:
                cache.delete(slot)
        return response


def _replay(stored: dict | None, asked: str) -> None:
    if stored is not None and stored["asked"] != asked:
        raise KeyReused
    if stored is None or stored["answer"] is None:
        raise StillRunning
    code, sealed = stored["answer"]
    text = unseal(sealed)
    if text is None:
        raise StillRunning
    headers = {"Idempotent-Replayed": "true"}
    raise _Replayed(Response(json.loads(text), status=code, headers=headers))


def _fingerprint(request) -> str:
    """What the request asks for: its fields, and its files by content."""
    digest = hashlib.sha256()
    fields = request.data
    if request.FILES:
        fields = {name: value for name, value in fields.items() if name not in request.FILES}
    digest.update(json.dumps(fields, cls=JSONEncoder, sort_keys=True).encode())
    for name in sorted(request.FILES):
        for chunk in request.FILES[name].chunks():
            digest.update(chunk)
        request.FILES[name].seek(0)
    return digest.hexdigest()
