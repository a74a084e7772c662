"""The live stream: server-sent names of what happened, after which a page asks for itself.

An ASGI application of its own beside Django's: an open stream holds neither a thread, a database
connection nor a Redis connection. `hub` is who listens, `listener` the process's one subscription
to Redis, `sign_ins` who may listen, `app` the HTTP side.
"""
