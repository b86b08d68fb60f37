"""What the demo says, without a server and without a clock."""

from __future__ import annotations

import ipaddress
import json
from itertools import islice
from random import Random

from sse_dash.demo import chat, feeds
from sse_dash.demo.audit_log import AuditLog
from sse_dash.demo.build_logs import builds
from sse_dash.demo.catalogue import CHAT_MODEL, specs
from sse_dash.demo.wire import event_bytes

_DOCUMENTATION_NETWORKS = [
    ipaddress.ip_network(network)
    for network in ("203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24", "2001:db8::/32")
]


def test_the_six_streams_come_in_the_order_of_their_panes() -> None:
    streams = specs("http://127.0.0.1:8000/")
    assert [stream.name for stream in streams] == ["orders", "prices", "builds", "audit", "chat", "heartbeat"]
    assert streams[0].url == "http://127.0.0.1:8000/orders"
    chat_spec = streams[4]
    assert (chat_spec.method, chat_spec.done, chat_spec.reconnect) == ("POST", "[DONE]", "never")
    assert chat_spec.json["model"] == CHAT_MODEL
    assert chat_spec.json["messages"]


def test_an_event_with_lines_in_its_data_is_written_with_a_field_for_each() -> None:
    assert event_bytes("log", "one\ntwo", "7") == b"id: 7\nevent: log\ndata: one\ndata: two\n\n"
    assert event_bytes("", "x") == b"data: x\n\n"


def test_an_order_goes_through_its_life_in_order() -> None:
    stages = ["order.created", "order.paid", "order.packed", "order.shipped"]
    seen: dict[int, list[str]] = {}
    for event_type, data in islice(feeds.orders(Random(1), 8_000), 2_000):
        seen.setdefault(json.loads(data)["id"], []).append(event_type)
    complete = [types for types in seen.values() if types[0] == "order.created" and len(types) == 4]
    assert len(complete) > 400
    assert all(types == stages for types in complete)
    assert all(types == [stage for stage in stages if stage in types] for types in seen.values())
    assert min(seen) == 8_000


def test_prices_are_json_and_stay_near_where_they_opened() -> None:
    ticks = [json.loads(data) for _, data in islice(feeds.prices(Random(2)), 20_000)]
    assert len({tick["sym"] for tick in ticks}) == 12
    assert all(abs(tick["chg"]) < 30 and tick["px"] > 0 for tick in ticks)


def test_audit_addresses_belong_to_nobody() -> None:
    for _, data in islice(feeds.audit_entries(Random(3)), 500):
        address = ipaddress.ip_address(json.loads(data)["ip"])
        assert any(address in network for network in _DOCUMENTATION_NETWORKS)


def test_builds_are_bursts_of_30_to_80_events_and_some_fail_with_an_error() -> None:
    bursts = list(islice(builds(Random(4)), 300))
    assert all(30 <= len(burst) <= 80 for burst in bursts)
    assert {event_type for burst in bursts for event_type, _ in burst} == {"log", "step", "result"}
    failed = [burst for burst in bursts if json.loads(burst[-1][1])["status"] == "failed"]
    assert 50 < len(failed) < 200
    assert all(any("ERROR" in data for _, data in burst) for burst in failed)


def test_an_answer_has_120_to_200_tokens_and_ends_as_openai_ends_it() -> None:
    for answer in chat.ANSWERS:
        assert "".join(chat.tokens(answer)) == answer
        assert 120 <= len(chat.tokens(answer)) <= 200
    *chunks, done = chat.completion(Random(5), model="m", created=1_700_000_000)
    choices = [json.loads(chunk)["choices"][0] for chunk in chunks]
    assert "".join(choice["delta"].get("content", "") for choice in choices) in chat.ANSWERS
    assert choices[-1]["finish_reason"] == "stop"
    assert done == "[DONE]"


def test_the_same_seed_says_the_same() -> None:
    def sample(seed: int) -> list[tuple[str, str]]:
        return list(islice(feeds.audit_entries(Random(seed)), 50))

    assert sample(6) == sample(6) != sample(7)


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_audit_log_goes_on_while_nobody_looks() -> None:
    clock = _Clock()
    log = AuditLog(Random(8), clock)
    recent = log.after(None)
    assert recent
    clock.now += 60
    missed = log.after(recent[-1].id)
    assert 80 < len(missed) < 160
    assert [entry.id for entry in missed] == list(range(recent[-1].id + 1, recent[-1].id + 1 + len(missed)))
    assert log.after(missed[-1].id) == []
    clock.now += log.seconds_to_next()
    assert len(log.after(missed[-1].id)) == 1


def test_the_audit_log_is_bounded_and_a_week_alone_costs_nothing() -> None:
    clock = _Clock()
    log = AuditLog(Random(9), clock)
    first = log.after(None)[0].id
    clock.now += 7 * 24 * 3600
    kept = log.after(first)
    assert len(kept) == 1_000
    assert kept[-1].id > first + 1_000_000
    assert 0 < log.seconds_to_next() < 1


def test_an_id_the_audit_log_never_gave_out_gets_what_is_recent() -> None:
    log = AuditLog(Random(10), _Clock())
    assert log.after(10**14) == log.after(None)
