"""Measuring: percentiles, clients, and ratios of two ways interleaved in one run."""

import http.client
import threading
import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode


def spread(seconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds."""
    ordered = quantiles(seconds, n=20) if len(seconds) > 1 else [seconds[0]] * 19
    return {"p50_ms": round(median(seconds) * 1000, 2), "p95_ms": round(ordered[18] * 1000, 2)}


def ratio(one: Callable[[], object], other: Callable[[], object], times: int) -> float:
    """Median time of `one` over that of `other`, taken in turns so that the machine's moods fall on both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(times):
        for which in (0, 1) if turn % 2 else (1, 0):
            started = time.perf_counter()
            (one, other)[which]()
            taken[which].append(time.perf_counter() - started)
    return round(median(taken[0]) / median(taken[1]), 3)


class Browser:
    """One kept-alive connection with one session."""

    def __init__(self, port: int, cookie: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies = {"cloison": cookie}

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """(status, body). A form carries the page's own cross-site token."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            token = self.cookies.get("csrftoken", "")
            body = urlencode({**fields, "csrfmiddlewaretoken": token})
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._answer(method, path, body, headers)
        text = answer.read().decode("utf8")
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, text

    def _answer(self, *asked: Any) -> http.client.HTTPResponse:
        try:
            self.connection.request(*asked)
            return self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # Kept alive too long without a word: a browser would connect again, and so do we.
            self.connection.close()
            self.connection.request(*asked)
            return self.connection.getresponse()

    def timed(self, method: str, path: str, fields: dict[str, str] | None = None) -> float:
        """Seconds to the last byte. RuntimeError when the page is not an answer."""
        started = time.perf_counter()
        status, _ = self.ask(method, path, fields)
        taken = time.perf_counter() - started
        if status >= 400:
            raise RuntimeError(f"{method} {path.split('/')[1]} answered {status}")
        return taken


def throughput(clients: list[Callable[[], object]], seconds: float) -> float:
    """Calls a second that so many clients get through together."""
    end = time.monotonic() + seconds
    counts = [0] * len(clients)

    def work(number: int) -> None:
        while time.monotonic() < end:
            clients[number]()
            counts[number] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return round(sum(counts) / seconds, 1)
