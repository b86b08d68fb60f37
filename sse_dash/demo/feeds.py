"""What orders, prices and audit say: endless plain generators, seeded. No I/O, no clock, no pacing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

from sse_dash.demo.wire import Event

# Scripts that every terminal draws one after the other from left to right: people meet the tool here first,
# and how it copes with hostile text is for its tests to show.
_CUSTOMERS = (
    "Zoë Lindqvist",
    "山田 花子",
    "José Álvarez",
    "Ольга Иванова",
    "Amara Okafor",
    "김민준",
    "Nguyễn Minh Anh",
    "Ελένη Παπαδάκη",
    "Łukasz Wójcik",
    "陈晓明",
    "Priya Raman",
    "Siân Pritchard",
    "Тарас Шевчук",
    "Jørgen Ødegård",
    "ნინო ბერიძე",
    "Maya Cohen",
    "佐藤 健",
    "François Lefèvre",
    "Ayşe Yıldız",
    "Tom Harwood",
)
_GOODS = (
    ("LAMP-02", 39.90),
    ("MUG-BLUE", 11.50),
    ("TEA-SENCHA", 8.75),
    ("CHAIR-OAK", 129.00),
    ("NOTEBOOK-A5", 6.20),
    ("KETTLE-1L", 54.00),
    ("BLANKET-WOOL", 78.40),
    ("PEN-03", 2.95),
    ("VASE-GLASS", 24.60),
)
_METHODS = ("card", "sepa", "paypal", "invoice", "applepay")
_WAREHOUSES = ("Rotterdam", "Łódź", "Lyon", "Malmö")
_CARRIERS = (("DHL", "JD"), ("UPS", "1Z"), ("PostNL", "3S"), ("DPD", "05"))
_CURRENCIES = ("EUR", "EUR", "EUR", "GBP", "SEK", "PLN")

_MOST_OPEN_ORDERS = 12

_SYMBOLS = (
    ("ACME", 12.31),
    ("INIT", 90.02),
    ("BOLT", 241.75),
    ("CEDR", 38.40),
    ("DUNE", 7.86),
    ("FERN", 61.15),
    ("GLXY", 154.90),
    ("KITE", 23.08),
    ("LUMN", 318.62),
    ("NOVA", 45.57),
    ("ORCA", 112.20),
    ("QUAY", 19.94),
)

_USERS = ("maya", "olga", "kenji", "zoë", "tom", "priya", "lukasz", "amara", "deploy-bot", "backup-bot")
_FILES = (
    "reports/2024-q3.pdf",
    "exports/customers.csv",
    "invoices/88213.pdf",
    "backups/db-0412.tar.zst",
    "contracts/lease-final-v2.docx",
    "photos/warehouse-07.jpg",
)
_ROLES = ("viewer", "editor", "billing", "admin")
_SETTINGS = ("session.timeout", "mfa.required", "export.limit", "webhook.url")
_AUDIT_TYPES = (
    ("login", 30),
    ("file.read", 20),
    ("login.failed", 10),
    ("permission.granted", 10),
    ("permission.revoked", 6),
    ("file.deleted", 10),
    ("token.created", 7),
    ("settings.changed", 7),
)


def orders(rng: Random, first_number: int) -> Iterator[Event]:
    """Orders of a shop, without end: each goes from created over paid and packed to shipped, in that order.

    Their numbers count up from `first_number`. Several are under way at a time, some from before the first
    event; at most 12 are remembered.
    """
    numbers = count(first_number)
    open_orders: list[Iterator[Event]] = []
    for _ in range(_MOST_OPEN_ORDERS // 2):
        order = _lifecycle(rng, next(numbers))
        for _ in range(rng.randrange(1, 4)):
            next(order)
        open_orders.append(order)

    while True:
        # One step in four opens an order, since an order has four steps: so their number stays level.
        if len(open_orders) < _MOST_OPEN_ORDERS and (len(open_orders) < 3 or rng.random() < 0.25):
            order = _lifecycle(rng, next(numbers))
            open_orders.append(order)
        else:
            order = open_orders[int(len(open_orders) * rng.random() ** 2)]  # older ones more often
        event = next(order)
        if event[0] == "order.shipped":
            open_orders.remove(order)
        yield event


def _lifecycle(rng: Random, number: int) -> Iterator[Event]:
    goods = rng.sample(_GOODS, rng.choice((1, 1, 1, 2, 2, 3)))
    basket = [(sku, price, rng.choice((1, 1, 1, 2, 3))) for sku, price in goods]
    items = [{"sku": sku, "qty": quantity} for sku, _, quantity in basket]
    amount = round(sum(price * quantity for _, price, quantity in basket), 2)
    currency = rng.choice(_CURRENCIES)
    customer = rng.choice(_CUSTOMERS)
    yield (
        "order.created",
        _json(id=number, customer=customer, amount=amount, currency=currency, items=items),
    )
    yield "order.paid", _json(id=number, amount=amount, currency=currency, method=rng.choice(_METHODS))
    parcels = 1 if amount < 150 else 2
    weight = round(rng.uniform(0.3, 4.0) * parcels, 1)
    yield (
        "order.packed",
        _json(id=number, warehouse=rng.choice(_WAREHOUSES), parcels=parcels, weight_kg=weight),
    )
    carrier, prefix = rng.choice(_CARRIERS)
    tracking = f"{prefix}{rng.randrange(10**9, 10**10)}"
    yield "order.shipped", _json(id=number, customer=customer, carrier=carrier, tracking=tracking)


def prices(rng: Random) -> Iterator[Event]:
    """Ticks of twelve shares, without end: each price walks at random and leans back to where it opened.

    `px` is the price, `chg` its distance from the opening in percent, `qty` the shares traded.
    """
    last = dict(_SYMBOLS)
    while True:
        symbol, opened = rng.choice(_SYMBOLS)
        pull = (opened - last[symbol]) * 0.002
        price = max(last[symbol] + pull + rng.gauss(0, opened * 0.0012), 0.01)
        last[symbol] = price
        change = round((price / opened - 1) * 100, 2) + 0.0  # adding 0.0 turns -0.0 into 0.0
        # Written by hand to keep the cents of 12.30, so that the columns of a pane stand still.
        yield (
            "tick",
            f'{{"sym":"{symbol}","px":{price:.2f},"chg":{change:.2f},"qty":{rng.randrange(1, 40) * 10}}}',
        )


def audit_entries(rng: Random) -> Iterator[Event]:
    """What people and robots did in a company, without end. Addresses are from the documentation ranges."""
    types = [name for name, _ in _AUDIT_TYPES]
    weights = [weight for _, weight in _AUDIT_TYPES]
    homes = {user: _address(rng) for user in _USERS}
    while True:
        (event_type,) = rng.choices(types, weights)
        user = rng.choice(_USERS)
        # A failed login comes from anywhere; who is in works from where they always do.
        address = _address(rng) if event_type == "login.failed" else homes[user]
        yield event_type, _json(user=user, ip=address, **_audit_details(rng, event_type, user))


def _audit_details(rng: Random, event_type: str, user: str) -> dict[str, Any]:
    match event_type:
        case "login":
            return {"method": rng.choice(("password", "sso", "passkey")), "mfa": rng.random() < 0.8}
        case "login.failed":
            return {"reason": rng.choice(("bad password", "unknown device", "locked"))}
        case "permission.granted" | "permission.revoked":
            return {"to": rng.choice([name for name in _USERS if name != user]), "role": rng.choice(_ROLES)}
        case "file.read" | "file.deleted":
            return {"path": rng.choice(_FILES), "bytes": rng.randrange(2_000, 9_000_000)}
        case "token.created":
            return {"scope": rng.choice(("read", "write", "deploy")), "days": rng.choice((1, 7, 30, 90))}
        case _:
            return {"key": rng.choice(_SETTINGS)}


def _address(rng: Random) -> str:
    # RFC 5737 and RFC 3849: addresses that belong to nobody.
    network = rng.choice(("203.0.113.", "203.0.113.", "198.51.100.", "192.0.2.", "2001:db8::"))
    return f"{network}{rng.randrange(1, 255):{'x' if ':' in network else 'd'}}"


def _json(**fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
