"""Readers and listeners of the web process, in a process of their own: it knows no Django.

`clients.py read {json}` prints what the readers measured, `clients.py listen {json}` prints "open"
once all streams are, and ends with an error when one of them ends. `clients.py prices {json}` does
so of streams of prices, and then prints when each further quote has reached the last of them.
"""

import asyncio
import json
import random
import sys
import time


def request(path: str, session: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session}\r\n\r\n".encode()


async def answer(reader) -> int:
    """The status of an answer of a known length, once it is there whole."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    await reader.readexactly(int(head.partition("content-length: ")[2].partition("\r\n")[0]))
    return int(head.split(" ", 2)[1])


async def one_reader(until: float, times: list, errors: list, *, options: dict) -> None:
    think, paths = options["think"], options["paths"]
    await asyncio.sleep(random.uniform(0, think))
    while time.monotonic() < until:
        began = time.monotonic()
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", options["port"])
            writer.write(request(random.choice(paths), options["session"]))
            status = await asyncio.wait_for(answer(reader), 30)
            writer.close()
            if status != 200:
                errors.append(status)
        except (OSError, EOFError, TimeoutError) as error:
            errors.append(repr(error))
        times.append(1000 * (time.monotonic() - began))
        await asyncio.sleep(random.uniform(0.5, 1.5) * think)


async def readers(options: dict) -> None:
    times, errors = [], []
    until = time.monotonic() + options["seconds"]
    await asyncio.gather(
        *(one_reader(until, times, errors, options=options) for _ in range(options["readers"]))
    )
    times.sort()
    cuts = {f"p{cut}": times[int(len(times) * cut / 100)] for cut in (50, 95, 99)}
    print(json.dumps({"count": len(times), "errors": len(errors), **cuts}))  # noqa: T201


async def listeners(options: dict) -> None:
    opened = []

    async def listen() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", options["port"])
        writer.write(request("/live/", options["session"]))
        await reader.readuntil(b"event: prices")
        opened.append(writer)
        if len(opened) == options["count"]:
            print("open", flush=True)  # noqa: T201
        while await reader.read(65536):
            pass
        raise EOFError("a stream has ended")

    await asyncio.gather(*(listen() for _ in range(options["count"])))


async def price_listeners(options: dict) -> None:
    # How many streams have had their first quote, their second …
    reached = [0]

    async def listen() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", options["port"])
        writer.write(request(options["path"], options["session"]))
        number = 0
        while True:
            await reader.readuntil(b"event: quote")
            if len(reached) == number:
                reached.append(0)
            reached[number] += 1
            if reached[number] == options["count"]:
                print("open" if number == 0 else time.time(), flush=True)  # noqa: T201
            number += 1

    await asyncio.gather(*(listen() for _ in range(options["count"])))


if __name__ == "__main__":
    modes = {"read": readers, "listen": listeners, "prices": price_listeners}
    asyncio.run(modes[sys.argv[1]](json.loads(sys.argv[2])))
