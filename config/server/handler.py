"""Django's handler with the whole request in one call into its thread.

Django's own hops between the event loop and the thread twice for each middleware: with seven of
them in the way a page waited for the interpreter's lock more often than for its queries.
"""

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import FileResponse

# Knows only the asynchronous way; static files have a handler of their own.
STATIC_FILES = "servestatic.middleware.ServeStaticMiddleware"


class PageHandler(ASGIHandler):
    """Runs middleware and view synchronously; only the answer's pieces go through the loop."""

    def __init__(self):
        # ASGIHandler's own would load the middleware the asynchronous way.
        super(ASGIHandler, self).__init__()
        everything = settings.MIDDLEWARE
        settings.MIDDLEWARE = [name for name in everything if name != STATIC_FILES]
        try:
            self.load_middleware(is_async=False)
        finally:
            settings.MIDDLEWARE = everything

    async def run_get_response(self, request):
        response = await sync_to_async(self.get_response)(request)
        response._handler_class = self.__class__
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        return response
