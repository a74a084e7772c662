"""What stands between the ASGI server and Django: limits on what a client may take and send.

`protocol` ends waits for a client that says nothing, `bodies` bounds what a request may carry,
`threads` runs Django's requests in a fixed number of threads.
"""
