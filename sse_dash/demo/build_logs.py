"""What builds say: one build of a continuous integration at a time, as a list of events. No I/O, no clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from sse_dash.demo.wire import Event

_BRANCHES = ("main", "main", "fix/rounding", "feat/gift-cards", "renovate/all", "perf/cart-cache")
_PACKAGES = (
    "attrs",
    "certifi",
    "click",
    "idna",
    "jinja2",
    "numpy",
    "packaging",
    "pillow",
    "pydantic",
    "redis",
    "rich",
    "sqlalchemy",
    "uvicorn",
)
_TEST_FILES = {
    "test_cart.py": ("adds_an_item", "removes_an_item", "total_is_rounded", "merges_doubles", "is_empty"),
    "test_checkout.py": (
        "takes_a_card",
        "refuses_expired_card",
        "sends_receipt",
        "retries_once",
        "is_atomic",
    ),
    "test_search.py": ("finds_by_sku", "ignores_accents", "ranks_exact_first", "handles_cjk", "pages"),
    "test_stock.py": (
        "reserves",
        "releases_on_cancel",
        "never_goes_negative",
        "counts_returns",
        "imports_csv",
    ),
    "test_tax.py": ("knows_reduced_rates", "reverse_charge", "rounds_per_line", "exports_free", "by_country"),
    "test_users.py": (
        "signs_in",
        "locks_after_five",
        "resets_password",
        "keeps_locale",
        "forgets_on_request",
    ),
    "test_webhooks.py": ("signs_payload", "backs_off", "gives_up_politely", "is_idempotent", "keeps_order"),
    "test_mail.py": ("encodes_subject", "has_plain_text", "unsubscribes", "bounces", "respects_quiet_hours"),
    "test_prices.py": ("applies_coupon", "stacks_no_coupons", "shows_gross", "converts", "caches_rates"),
    "test_api.py": ("needs_a_token", "pages_by_cursor", "limits_rate", "answers_304", "streams_events"),
}
_FAILURES = (
    "AssertionError: assert Decimal('129.89') == Decimal('129.90')",
    "TimeoutError: no answer from payments.internal:8443 within 5.0s",
    "KeyError: 'shipping_address'",
    "ConnectionRefusedError: [Errno 111] redis://cache:6379 refused",
)
_FAILING = 0.35


def builds(rng: Random) -> Iterator[list[Event]]:
    """Builds without end, each of 30 to 80 events of type `step`, `log` or `result`; one in three fails.

    `log` is plain text, some of it of several lines; `step` and `result` are JSON.
    """
    number = rng.randrange(4_000, 5_000)
    while True:
        number += rng.randrange(1, 4)
        yield list(_build(rng, number))


def _build(rng: Random, number: int) -> Iterator[Event]:
    branch = rng.choice(_BRANCHES)
    seconds = rng.uniform(40, 140)

    yield _step(number, "checkout", branch=branch)
    commit = f"{rng.getrandbits(28):07x}"
    yield "log", f"HEAD is now at {commit} ({branch})"
    yield "log", f"fetched {rng.randrange(40, 900)} objects, {rng.uniform(0.2, 9):.1f} MiB"

    yield _step(number, "install")
    for package in sorted(rng.sample(_PACKAGES, rng.randrange(4, 8))):
        yield "log", f"downloaded {package} ({rng.randrange(12, 4_800)} kB)"
    yield "log", f"installed {rng.randrange(60, 90)} packages in {rng.randrange(180, 900)}ms"

    yield _step(number, "lint")
    if rng.random() < 0.4:
        yield "log", f"warning: shop/cart.py:{rng.randrange(20, 300)}: unused variable `ttl`"
    yield "log", f"checked {rng.randrange(140, 160)} files, all clean"

    yield _step(number, "test")
    tests = _test_names(rng)
    fails_at = rng.randrange(8, len(tests) - 2) if rng.random() < _FAILING else None
    for index, name in enumerate(tests):
        percent = (index + 1) * 100 // len(tests)
        outcome = "FAILED" if index == fails_at else "PASSED"
        yield "log", f"{name} {outcome} [{percent:3d}%]"

    if fails_at is not None:
        line, why = rng.randrange(18, 240), rng.choice(_FAILURES)
        failed_file = tests[fails_at].partition("::")[0]
        yield "log", f"____ {tests[fails_at]} ____\n{failed_file}:{line}\nE   {why}"
        yield "log", f"ERROR 1 test failed, {len(tests) - 1} passed"
        yield "log", "error: step `test` ended with exit code 1"
        yield _result(number, "failed", seconds, branch=branch, step="test")
        return

    yield "log", f"{len(tests)} passed in {seconds * 0.6:.2f}s"
    yield _step(number, "package")
    yield "log", f"built shop:{commit} ({rng.randrange(61, 88)} MiB, {rng.randrange(9, 14)} layers)"
    yield _result(number, "passed", seconds, branch=branch, tests=len(tests))


def _test_names(rng: Random) -> list[str]:
    """Between 15 and 50 tests, file by file as a test runner goes."""
    files = sorted(rng.sample(sorted(_TEST_FILES), rng.randrange(3, len(_TEST_FILES) + 1)))
    return [f"tests/{file}::test_{name}" for file in files for name in _TEST_FILES[file]]


def _step(number: int, name: str, **more: Any) -> Event:
    return "step", json.dumps({"build": number, "step": name, **more}, separators=(",", ":"))


def _result(number: int, status: str, seconds: float, **more: Any) -> Event:
    fields = {"build": number, "status": status, "seconds": round(seconds, 1), **more}
    return "result", json.dumps(fields, separators=(",", ":"))
