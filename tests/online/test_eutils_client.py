"""How NCBI is asked: its rules kept, passing failures outlived, all others told in one line, nothing half kept."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from eutils import BACKEND, RATE_LIMIT, WEB_PAGE, Article, Eutils, Fault, cut, drip, eutils, says, slow, status

from mscq.errors import NoNetwork
from mscq.online import client as under_test
from mscq.online.cache import DAY, Cache
from mscq.online.client import TRIES, Client
from mscq.online.eutilities import BATCH, records, search
from mscq.records.settings import Ncbi

pytest.importorskip("httpx", reason="the extra mscq[online] is not installed")
KEY = "0123456789abcdef0123456789abcdef0123"


class Clock:
    """A clock that moves only while someone sleeps, and the naps taken."""

    def __init__(self) -> None:
        self.now, self.naps = 0.0, list[float]()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


@pytest.fixture
def service() -> Iterator[Eutils]:
    with eutils(Article(pmid="11"), Article(pmid="12")) as state:
        yield state


@pytest.fixture
def clock() -> Clock:
    return Clock()


def client_of(
    service: Eutils, folder: Path, clock: Clock, key: str = "", email: str = "", fresh: bool = False
) -> Client:
    asked = Ncbi(service.address, key, email)
    return Client(asked, Cache(folder / "kept"), fresh=fresh, sleep=clock.sleep, clock=clock)


def test_a_request_says_who_asks(service: Eutils, tmp_path: Path, clock: Clock) -> None:
    with client_of(service, tmp_path, clock, KEY, "reader@example.org") as client:
        search(client, "cells", 10)
    _, form = service.asked[0]
    assert (form["tool"], form["email"], form["api_key"]) == ("mscq", "reader@example.org", KEY)
    assert (form["db"], form["term"], form["retmax"]) == ("pubmed", "cells", "10")


@pytest.mark.parametrize(("key", "least"), [("", 1 / 3), (KEY, 1 / 10)])
def test_requests_keep_their_distance(service: Eutils, tmp_path: Path, clock: Clock, key: str, least: float) -> None:
    with client_of(service, tmp_path, clock, key) as client:
        for number in range(6):
            search(client, f"cells {number}", 10)
    assert clock.naps == pytest.approx([least] * 5)


def test_long_lists_go_in_batches(service: Eutils, tmp_path: Path, clock: Clock) -> None:
    ids = [str(number) for number in range(11, 11 + 2 * BATCH + 1)]
    with client_of(service, tmp_path, clock) as client:
        found, _ = records(client, ids)
    assert [len(form["id"].split(",")) for _, form in service.asked] == [BATCH, BATCH, 1]
    assert [one.entry.bibliography.pmid for one in found] == ["11", "12"]


PASSING: list[tuple[str, Fault]] = [
    ("429", status(429)),
    ("429 with its reason", status(429, RATE_LIMIT.encode())),
    ("rate limit under 200", says(RATE_LIMIT, "application/json")),
    ("an error under 200", says('{"error":"error forwarding request"}')),
    ("500", status(500)),
    ("502 as a page", status(502, WEB_PAGE.encode())),
    ("503", status(503)),
    ("connection cut", cut()),
    ("connection cut at once", cut(0)),
    ("a page of HTML", says(WEB_PAGE)),
    ("an empty answer", says("")),
    ("half of the JSON", says('{"header":{"type":"esearch"},"esearchresult":{"count":"2","idl')),
    ("an error of the backend", says(BACKEND)),
    ("a search without a count", says('{"esearchresult":{"idlist":[]}}')),
    ("ids that are none", says('{"esearchresult":{"count":"1","idlist":["<b>"]}}')),
    ("a list for an object", says("[1, 2]")),
    ("nested too deeply", says("[" * 100_000)),
]


@pytest.mark.parametrize("fault", [fault for _, fault in PASSING], ids=[name for name, _ in PASSING])
def test_what_fails_for_the_moment_is_asked_again(service: Eutils, tmp_path: Path, clock: Clock, fault: Fault) -> None:
    service.faults = [fault, fault]
    with client_of(service, tmp_path, clock) as client:
        assert search(client, "cells", 10).ids == ["11", "12"]
    assert len(service.asked) == 3
    pauses = [nap for nap in clock.naps if nap >= 1]
    assert pauses == [1, 2]  # longer each time


@pytest.mark.parametrize("fault", [fault for _, fault in PASSING], ids=[name for name, _ in PASSING])
def test_what_goes_on_failing_is_told_and_not_kept(service: Eutils, tmp_path: Path, clock: Clock, fault: Fault) -> None:
    service.faults = [fault] * TRIES
    with client_of(service, tmp_path, clock, KEY) as client, pytest.raises(NoNetwork) as caught:
        search(client, "cells", 10)
    said = str(caught.value)
    assert said.startswith("127.0.0.1:")
    assert "\n" not in said
    assert KEY not in said
    assert len(service.asked) == TRIES
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            status(400, b'{"error":"API key invalid","api-key":"%b"}' % KEY.encode()),
            "refuses the question: API key invalid",
        ),
        (status(400, f'{{"error":"key {KEY} unknown"}}'.encode()), "refuses the question: key ... unknown"),
        (status(414), "refuses the question: 414"),
        (status(302, Location="http://login.example/"), "log-in"),
    ],
)
def test_what_will_not_pass_is_asked_once(
    service: Eutils, tmp_path: Path, clock: Clock, fault: Fault, said: str
) -> None:
    service.faults = [fault]
    with client_of(service, tmp_path, clock, KEY) as client, pytest.raises(NoNetwork, match=said) as caught:
        search(client, "cells", 10)
    assert len(service.asked) == 1
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("after", "naps"), [("7", [7]), ("0", [1]), ("-3", [1]), ("soon", [1]), ("Wed, 21 Oct 2015 07:28:00 GMT", [1])]
)
def test_retry_after_is_honoured(service: Eutils, tmp_path: Path, clock: Clock, after: str, naps: list[float]) -> None:
    service.faults = [status(429, Retry_After=after)]
    with client_of(service, tmp_path, clock) as client:
        search(client, "cells", 10)
    assert clock.naps == naps


def test_retry_after_as_a_date(service: Eutils, tmp_path: Path, clock: Clock) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    service.faults = [status(503, Retry_After=until)]
    with client_of(service, tmp_path, clock) as client:
        search(client, "cells", 10)
    assert 15 < clock.naps[0] <= 20


def test_nobody_waits_for_an_hour(service: Eutils, tmp_path: Path, clock: Clock) -> None:
    service.faults = [status(429, RATE_LIMIT.encode(), Retry_After="3600")]
    with client_of(service, tmp_path, clock) as client, pytest.raises(NoNetwork, match="to wait 3,600 seconds"):
        search(client, "cells", 10)
    assert clock.naps == []


def test_no_network_is_told_at_once(tmp_path: Path, clock: Clock) -> None:
    nobody = Eutils(address="http://127.0.0.1:9/x")
    with (
        client_of(nobody, tmp_path, clock) as client,
        pytest.raises(NoNetwork, match=r"127\.0\.0\.1:9 cannot be reached"),
    ):
        search(client, "cells", 10)
    assert clock.naps == []


@pytest.mark.slow
def test_silence_and_a_trickle_end(service: Eutils, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "READ", 0.2)
    monkeypatch.setattr(under_test, "WHOLE", 0.3)
    naps: list[float] = []
    for fault, said in ((slow(0.6), "no answer in time"), (drip(5), "took longer than")):
        service.faults = [fault] * TRIES
        asked = Ncbi(service.address)
        with Client(asked, Cache(tmp_path / "kept"), sleep=naps.append) as client, pytest.raises(NoNetwork, match=said):
            search(client, "cells", 10)


def test_an_answer_has_an_end(service: Eutils, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "LARGEST", 1000)
    service.faults = [says("x" * 2000)]
    with client_of(service, tmp_path, clock) as client, pytest.raises(NoNetwork, match="larger than"):
        search(client, "cells", 10)


# the cache


def test_an_answer_is_kept_for_a_day_and_asked_anew_when_told(service: Eutils, tmp_path: Path, clock: Clock) -> None:
    def ask(fresh: bool = False, key: str = "") -> datetime:
        with client_of(service, tmp_path, clock, key, fresh=fresh) as client:
            return search(client, "cells", 10).asked

    first = ask()
    kept = next((tmp_path / "kept").iterdir())
    assert abs(ask(key=KEY) - first) < timedelta(seconds=1)  # whoever asks, the answer is the same
    assert len(service.asked) == 1
    ask(fresh=True)
    assert len(service.asked) == 2
    old = time.time() - DAY - 5
    os.utime(kept, (old, old))
    ask()
    assert len(service.asked) == 3
    assert KEY not in "".join(file.read_text() for file in (tmp_path / "kept").iterdir())


def test_an_answer_that_is_kept_says_when_it_was_given(service: Eutils, tmp_path: Path, clock: Clock) -> None:
    with client_of(service, tmp_path, clock) as client:
        search(client, "cells", 10)
    kept = next((tmp_path / "kept").iterdir())
    hour_ago = time.time() - 3600
    os.utime(kept, (hour_ago, hour_ago))
    with client_of(service, tmp_path, clock) as client:
        assert search(client, "cells", 10).asked.timestamp() == pytest.approx(hour_ago, abs=1)


@pytest.mark.parametrize("harm", ["other bytes", "of tomorrow", "a link", "a folder anyone may write to"])
def test_a_cache_that_cannot_be_trusted_is_not(service: Eutils, tmp_path: Path, clock: Clock, harm: str) -> None:
    with client_of(service, tmp_path, clock) as client:
        search(client, "cells", 10)
    folder = tmp_path / "kept"
    kept = next(folder.iterdir())
    match harm:
        case "other bytes":
            kept.write_text(WEB_PAGE)
        case "of tomorrow":
            os.utime(kept, (time.time() + DAY, time.time() + DAY))
        case "a link":
            kept.rename(tmp_path / "elsewhere")
            kept.symlink_to(tmp_path / "elsewhere")
        case _:
            folder.chmod(0o777)
    with client_of(service, tmp_path, clock) as client:
        assert search(client, "cells", 10).ids == ["11", "12"]
    assert len(service.asked) == 2


def test_a_cache_that_cannot_be_written_costs_nothing(service: Eutils, tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    with client_of(service, tmp_path, clock) as client:
        assert search(client, "cells", 10).ids == ["11", "12"]


def test_the_cache_is_the_readers_alone_and_swept(service: Eutils, tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "kept"
    with client_of(service, tmp_path, clock) as client:
        search(client, "cells", 10)
    assert folder.stat().st_mode & 0o077 == 0
    old, theirs = folder / ("0" * 64), folder / "notes.txt"
    for file in (old, theirs):
        file.touch()
        os.utime(file, (1, 1))
    with client_of(service, tmp_path, clock) as client:
        search(client, "other cells", 10)
    assert not old.exists()
    assert theirs.exists()
