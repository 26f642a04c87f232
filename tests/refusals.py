"""Hidden and absent are one answer, to the byte."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.test import Client

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# The token of forms is masked anew in each page (BREACH): the only thing that may differ between two equal pages.
NONCE = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]{64}(")')


@dataclass(frozen=True)
class Answer:
    """All that leaves the server for one request, but the date and the token of the forms."""

    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body)


def told(response: HttpResponseBase) -> Answer:
    """What a response says."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = tuple(sorted((name, value) for name, value in response.items() if name != "Date"))
    return Answer(response.status_code, headers, tuple(sorted(response.cookies)), NONCE.sub(rb"\1\2", body))


def asked(client: Client, url: str, method: str = "GET", data: Mapping[str, Any] | None = None) -> Answer:
    """One request, followed nowhere; an exception of the view is a failure of the page, as it is for a reader."""
    client.raise_request_exception = False
    return told(client.post(url, data or {}) if method == "POST" else client.get(url))


def elsewhere(url: str) -> str:
    """The same address with ids that stand for nothing."""
    return UUID.sub(lambda found: str(uuid.uuid4()), url)


def same_answer(client: Client, url: str, method: str = "GET", data: Mapping[str, Any] | None = None) -> Answer:
    """Asserts that the address, whose ids are hidden from the client, answers as one whose ids stand for nothing."""
    hidden, absent = asked(client, url, method, data), asked(client, elsewhere(url), method, data)
    assert hidden.size == absent.size, f"{method} {url}: size"
    assert without_ids(hidden) == without_ids(absent), f"{method} {url}"
    return hidden


def without_ids(answer: Answer) -> Answer:
    """The answer without the ids that were asked for, which a way to the login repeats."""
    headers = tuple((name, UUID.sub("", value)) for name, value in answer.headers)
    return Answer(answer.status, headers, answer.cookies, UUID.sub("", answer.body.decode()).encode())


def refused_like_absent(client: Client, url: str, data: Mapping[str, Any] | None = None) -> None:
    """Asserts that what the address names does not exist for the client: 404, as for ids that stand for nothing."""
    for method in ("GET", "POST"):
        answer = same_answer(client, url, method, data)
        assert answer.status in (404, 405), f"{method} {url}: {answer.status}"
    assert asked(client, url).status == 404 or asked(client, url, "POST", data).status == 404
