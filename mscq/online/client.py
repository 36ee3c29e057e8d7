"""One question to NCBI's E-utilities, asked as NCBI's rules have it (NBK25497, "Usage Guidelines and Requirements").

At most three requests a second, ten with a key; the program's name in each, the reader's email address where one is
set; what failed for the moment is asked again, later each time. Questions go by POST, so that no key stands in an
address and lists of ids may be long.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from mscq.errors import NoNetwork, of_extra
from mscq.text.lines import shortened

if TYPE_CHECKING:
    import httpx

    from mscq.online.cache import Cache
    from mscq.records.settings import Ncbi

Value = TypeVar("Value")

TRIES = 4
PAUSE = 1.0  # seconds before the second try; twice as long before each further one
LONGEST_PAUSE = 60.0
CONNECT, READ, WHOLE = 10.0, 30.0, 120.0  # seconds to reach the service, between two parts of an answer, for all of it
LARGEST = 64 << 20  # bytes of an answer; 200 records are about 4 million


class Unusable(Exception):
    """An answer that is not what was asked for: a page of HTML, an error in its place, a part of it."""


class _Failed(Exception):
    """A try that failed for the moment: why, and how long the service asks to wait."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Client:
    """What asks the E-utilities. Used as a context; ``fresh`` takes no answer from the cache."""

    def __init__(
        self,
        ncbi: Ncbi,
        cache: Cache,
        *,
        fresh: bool = False,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ncbi, self._cache, self._fresh = ncbi, cache, fresh
        self._sleep, self._clock = sleep, clock
        self._between = 1 / (10 if ncbi.api_key else 3)
        self._next = 0.0
        self._http: httpx.Client | None = None

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        if self._http is not None:
            self._http.close()

    def ask(self, utility: str, question: Mapping[str, str], read: Callable[[bytes], Value]) -> tuple[Value, datetime]:
        """Return what ``read`` makes of the answer of a utility (``esearch``), and when it was given.

        ``read`` raises Unusable for what is no answer to the question; that is asked again and never kept.
        Raises NoNetwork, or MissingExtra where httpx is not installed.
        """
        if not self._fresh and (kept := self._cache.get(utility, question)):
            try:
                return read(kept.content), kept.asked
            except Unusable:
                pass  # a file that something else has changed
        pause = PAUSE
        for attempt in range(1, TRIES + 1):
            try:
                content = self._answer(utility, question)
                value = read(content)
            except (_Failed, Unusable) as error:
                wait = error.wait if isinstance(error, _Failed) else None
                if wait is not None and wait > LONGEST_PAUSE:
                    raise NoNetwork(f"{self._host}: {error}; it asks to wait {wait:,.0f} seconds") from error
                if attempt == TRIES:
                    raise NoNetwork(f"{self._host}: {error} ({TRIES} tries); ask again later") from error
                self._sleep(max(pause, wait or 0.0))
                pause *= 2
                continue
            self._cache.put(utility, question, content)
            return value, datetime.now(UTC)
        raise AssertionError("the last try returns or raises")

    @property
    def _host(self) -> str:
        return self._ncbi.address.partition("//")[2].partition("/")[0]

    def _answer(self, utility: str, question: Mapping[str, str]) -> bytes:
        """One try. Raises _Failed where another may succeed, NoNetwork where none will."""
        httpx = _httpx()
        if self._http is None:
            self._http = _opened(httpx)
        known = {"tool": "mscq", "email": self._ncbi.email, "api_key": self._ncbi.api_key}
        form = {**question, **{name: value for name, value in known.items() if value}}
        self._wait_for_turn()
        began = self._clock()
        try:
            with self._http.stream("POST", f"{self._ncbi.address}/{utility}.fcgi", data=form) as response:
                content = bytearray()
                for part in response.iter_bytes():
                    content += part
                    if len(content) > LARGEST:
                        raise NoNetwork(f"{self._host}: the answer is larger than {LARGEST >> 20} MB; ask for less")
                    if self._clock() - began > WHOLE:
                        raise _Failed(f"the answer took longer than {WHOLE:.0f} seconds")
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise NoNetwork(f"{self._host}: no address that can be asked ({_words(error)})") from error
        except httpx.ConnectError as error:
            raise NoNetwork(
                f"{self._host} cannot be reached ({_words(error)}): is there a network? Other commands need none"
            ) from error
        except httpx.TimeoutException as error:
            raise _Failed("no answer in time") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _Failed(f"the connection broke off ({_words(error)})") from error
        self._check(response, bytes(content))
        return bytes(content)

    def _check(self, response: httpx.Response, content: bytes) -> None:
        code = response.status_code
        said = self._said(content)
        if code == 429 or code >= 500 or (code < 300 and said):
            why = said or f"answers {code} {response.reason_phrase}".strip()
            raise _Failed(why, _retry_after(response.headers.get("Retry-After")))
        if 300 <= code < 400:
            raise NoNetwork(f"{self._host} leads elsewhere ({code}): does this network ask for a log-in first?")
        if code >= 400:
            raise NoNetwork(f"{self._host} refuses the question: {said or f'{code} {response.reason_phrase}'}")

    def _said(self, content: bytes) -> str | None:
        """The error in an answer such as ``{"error": "API rate limit exceeded"}``, without the reader's key."""
        if content.lstrip()[:1] != b"{" or len(content) > 10_000:
            return None
        try:
            said = json.loads(content, strict=False)
        except (ValueError, RecursionError):
            return None
        error = said.get("error") if isinstance(said, dict) else None
        text = shortened(str(error), 200) if error else None
        return text.replace(self._ncbi.api_key, "...") if text and self._ncbi.api_key else text

    def _wait_for_turn(self) -> None:
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
            now = max(self._next, self._clock())
        self._next = now + self._between


def _opened(module: Any) -> httpx.Client:
    """A client as the environment has it (HTTPS_PROXY, SSL_CERT_FILE). Raises NoNetwork where that cannot be used."""
    headers = {"User-Agent": "mscq", "Accept-Encoding": "gzip"}
    with of_extra("online", "asking PubMed"):
        try:
            client: httpx.Client = module.Client(timeout=module.Timeout(READ, connect=CONNECT), headers=headers)
        except ModuleNotFoundError:
            raise
        except (ValueError, OSError, ImportError, module.InvalidURL) as error:  # ImportError: of a kind of proxy
            raise NoNetwork(
                f"the proxy or certificates that the environment names cannot be used: {_words(error)}"
            ) from error
    return client


def _httpx() -> Any:
    with of_extra("online", "asking PubMed"):
        import httpx
    return httpx


def _words(error: Exception) -> str:
    return shortened(str(error), 100) or type(error).__name__


def _retry_after(value: str | None) -> float | None:
    """The seconds of a Retry-After: a number, or the date until which to wait (RFC 9110, section 10.2.3)."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        until = parsedate_to_datetime(value)
        return max(0.0, (until - datetime.now(until.tzinfo or UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def open_client(*, fresh: bool = False) -> Client:
    """Return a client as the reader's settings have it, its answers kept in the cache folder for a day.

    Raises UnreadableFile or BadFile on settings that cannot be used.
    """
    from mscq.online.cache import Cache
    from mscq.records.settings import cache_folder, ncbi

    asked = ncbi()
    # answers of one address are no answers of another
    place = "".join(one if one.isalnum() else "-" for one in asked.address.partition("//")[2])
    return Client(asked, Cache(cache_folder() / "pubmed" / place[:100]), fresh=fresh)
