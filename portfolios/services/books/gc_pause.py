"""Whether Python looks for garbage while a long ledger is worked through."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Have no cyclic garbage looked for.

    A long ledger makes millions of records that refer to no one in a circle. Looking through all
    of them again and again takes a quarter of a rebuild's time, and frees nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
