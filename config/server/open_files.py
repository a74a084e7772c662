"""Each connection is an open file, of which many systems allow 1,024 until more are asked for."""

import resource

WANTED = 65_536


def allow_open_files() -> None:
    """Allow this process as many open files as it may have, up to 65,536."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
