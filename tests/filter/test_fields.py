"""Terms about a field: type, id, size, data, and paths into JSON data."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sse_dash.client.message import MessageEvent
from sse_dash.filter import FilterError, parse


def hits(source: str, data: str = "", event_type: str = "message", event_id: str = "") -> bool:
    return parse(source).matches(MessageEvent(event_type, data, event_id))


def finds(source: str, document: object) -> bool:
    return hits(source, json.dumps(document))


def refusal(source: str) -> FilterError:
    with pytest.raises(FilterError) as caught:
        parse(source)
    return caught.value


def test_an_id_is_matched_as_a_whole_with_wildcards() -> None:
    assert hits("id:123", event_id="123")
    assert not hits("id:12", event_id="123")
    assert hits("id:12*", event_id="123")
    assert hits('id:""')
    assert not hits('id:"1*"', event_id="12")


def test_ids_that_count_can_be_compared() -> None:
    assert hits("id>99", event_id="100")
    assert not hits("id>99", event_id="98")
    assert not hits("id>99", event_id="xyz")


def test_a_type_can_be_compared_for_equality_and_searched() -> None:
    assert hits("type=a*", event_type="a*")
    assert not hits("type=a*", event_type="ab")
    assert hits("type!=ping")
    assert not hits("type!=ping", event_type="ping")
    assert hits(r"type~\.paid$", event_type="order.paid")
    assert hits("type~/PAID/i", event_type="order.paid")


def test_size_counts_the_bytes_of_the_data() -> None:
    assert hits("size=4", "éé")
    assert hits("size>3", "éé")
    assert not hits("size>4", "éé")
    assert hits("size=0", "")
    assert hits("size!=1", "")


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("2kB", 2000),
        ("2k", 2000),
        ("2KiB", 2048),
        ('"2 kib"', 2048),
        ("0.5kB", 500),
        ("1.15kB", 1150),
        ("12B", 12),
        ("0.001MB", 1000),
        ("0.000001GB", 1000),
    ],
)
def test_a_size_may_have_a_unit(written: str, count: int) -> None:
    assert hits(f"size={written}", "x" * count)
    assert not hits(f"size={written}", "x" * (count + 1))
    assert hits(f"size<={written}", "x" * count)
    assert not hits(f"size<{written}", "x" * count)


def test_a_path_leads_through_objects_and_arrays() -> None:
    order = {"user": {"id": 5}, "items": [{"sku": "A1"}, {"sku": "B2"}]}
    assert finds("data.user.id=5", order)
    assert finds("data.items[0].sku=A1", order)
    assert finds("data.items[-1].sku=B2", order)
    assert finds("data.items.1.sku=B2", order)
    assert not finds("data.items[2].sku=B2", order)
    assert not finds("data.user.id.x=5", order)
    assert not finds("data.user[0]=5", order)


def test_the_data_may_be_an_array() -> None:
    assert finds("data[0].x=1", [{"x": 1}])
    assert finds("data[1]=b", ["a", "b"])


def test_a_star_stands_for_any_element_and_any_key() -> None:
    assert finds("data.tags[*]=vip", {"tags": ["new", "vip"]})
    assert not finds("data.tags[*]=vip", {"tags": []})
    assert not finds("data.tags[*]=vip", {"tags": "vip"})
    assert finds("data.prices.*>90", {"prices": {"ACME": 12, "INIT": 90.02}})
    assert finds("data[*].items[*].sku=A", [{"items": []}, {"items": [{"sku": "A"}]}])


def test_with_a_star_every_operator_asks_for_any_element() -> None:
    assert finds("data.tags[*]!=vip", {"tags": ["vip", "new"]})
    assert not finds("-data.tags[*]=vip", {"tags": ["vip", "new"]})


def test_keys_in_quotes_may_hold_anything() -> None:
    odd = {"odd key": {"a.b": 1, 'say "x]"': 2, "*": 3}}
    assert finds('data["odd key"]["a.b"]=1', odd)
    assert finds('data."odd key"."a.b"=1', odd)
    assert finds(r'data["odd key"]["say \"x]\""]=2', odd)
    assert finds('data["odd key"]["*"]=3', odd)


def test_a_path_alone_asks_for_a_value_that_is_not_null() -> None:
    assert finds("data.error", {"error": "no"})
    empties: list[object] = ["", 0, False, [], {}]
    for empty in empties:
        assert finds("data.error", {"error": empty})
    assert not finds("data.error", {"error": None})
    assert not finds("data.error", {})
    assert finds("data.error=null", {"error": None})
    assert not finds("data.error=null", {})


def test_equal_minds_case_and_means_the_whole() -> None:
    assert finds("data.x=Ann", {"x": "Ann"})
    assert not finds("data.x=ann", {"x": "Ann"})
    assert not finds("data.x=An", {"x": "Ann"})
    assert finds('data.x=""', {"x": ""})
    assert finds("data.path=/api/v1", {"path": "/api/v1"})


def test_numbers_are_equal_as_numbers_also_in_strings() -> None:
    for number in (5, 5.0, "5", "5.00", "+5", "5e0"):
        assert finds("data.x=5", {"x": number})
        assert not finds("data.x!=5", {"x": number})
    for other in (50, "five", True, None, [5], "0x5", " 5", "5_0"):
        assert not finds("data.x=5", {"x": other})
    assert finds("data.x=9007199254740993", {"x": 9007199254740993})
    assert not finds("data.x=9007199254740993", {"x": 9007199254740992})


def test_a_value_in_quotes_is_a_string() -> None:
    assert finds('data.x="5"', {"x": "5"})
    assert not finds('data.x="5"', {"x": 5})
    assert not finds('data.x="true"', {"x": True})


def test_true_false_and_null_are_literals_and_words() -> None:
    assert finds("data.x=true", {"x": True})
    assert finds("data.x=true", {"x": "true"})
    assert finds("data.x=false", {"x": False})
    assert not finds("data.x=true", {"x": 1})
    assert not finds("data.x=1", {"x": True})


def test_not_equal_asks_for_another_value_and_so_for_one() -> None:
    assert finds("data.x!=5", {"x": 6})
    assert finds("data.x!=5", {"x": None})
    assert finds("data.x!=5", {"x": {}})
    assert not finds("data.x!=5", {})
    assert finds("-data.x=5", {})


def test_order_compares_numbers_also_in_strings() -> None:
    assert finds("data.px>12", {"px": 12.31})
    assert finds("data.px>9", {"px": "12.31"})
    assert finds("data.px<=12.31", {"px": "12.31"})
    assert finds("data.px>=-1", {"px": 0})
    assert not finds("data.px>1", {"px": "much"})
    assert not finds("data.px>0", {"px": True})
    assert not finds("data.px<1", {"px": None})


def test_order_compares_other_texts_letter_by_letter_as_times_need() -> None:
    at = {"at": "2024-05-01T10:00:00Z"}
    assert finds("data.at>2024-05-01T09:59", at)
    assert not finds("data.at<2024-05", at)
    assert finds('data.at>="2024"', at)
    assert not finds("data.at>=2024", at)
    assert not finds("data.at>a", {"at": 5})


def test_a_colon_looks_for_text_in_the_value() -> None:
    assert finds("data.message:timeout", {"message": "a TimeOut came"})
    assert not finds("data.message:Timeout", {"message": "a TimeOut came"})
    assert finds('data.message:"TimeOut came"', {"message": "a TimeOut came"})
    assert finds("data.n:3", {"n": 1234})
    assert finds("data.n:true", {"n": True})
    assert not finds("data.message:a", {"message": ["a"]})


def test_a_colon_with_wildcards_means_the_whole_value() -> None:
    assert finds("data.url:/api/*", {"url": "/API/users"})
    assert not finds("data.url:/api/*", {"url": "x/api/users"})
    assert finds("data.sku:A?", {"sku": "A1"})
    assert not finds("data.sku:A?", {"sku": "a1"})
    assert finds('data.text:"*"', {"text": "a*b"})
    assert finds("data.text:*", {"text": "two\nlines"})


def test_a_tilde_searches_with_a_regex() -> None:
    assert finds("data.sku~^A", {"sku": "A1"})
    assert not finds("data.sku~^A", {"sku": "BA"})
    assert finds("data.sku~/^(a|b)[0-9]$/i", {"sku": "B2"})
    assert finds(r'data.text~"\d+ items"', {"text": "5 items"})
    assert finds("data.n~^12", {"n": 1234})
    assert not finds("data.list~a", {"list": ["a"]})


def test_the_data_as_a_whole_is_text_or_a_single_json_value() -> None:
    assert hits("data=[DONE]", "[DONE]")
    assert hits("data:done", "[DONE]")
    assert not hits("data:done", "", "done")
    assert hits("data>12", "12.31")
    assert hits("data=hello", '"hello"')
    assert hits('data="hello"', '"hello"')
    assert hits('data=" 5"', " 5")
    assert hits("data=5", " 5")
    assert not hits("data!=hello", '"hello"')
    assert hits("data~^.DONE", "[DONE]")
    assert hits('data=""', "")


def test_data_that_is_no_json_has_nothing_at_any_path() -> None:
    for data in ("", "hello", "{", '{"x":1} {"x":1}', '{"x":1,}', "[" * 100_000, "\ufeff{}"):
        assert not hits("data.x=1", data)
        assert hits("-data.x=1", data)


@pytest.mark.parametrize("data", ['{"\\u0078":1}', '{"x":"\\u0031"}', '{"\\u0078":"1"}'])
def test_escapes_in_json_hide_nothing(data: str) -> None:
    assert hits("data.x=1", data)
    assert hits("data.x", data)


def test_escapes_in_json_strings_hide_nothing() -> None:
    assert hits("data.x=Ann", '{"x":"\\u0041nn"}')
    assert hits("data.x=a/b", '{"x":"a\\/b"}')
    assert hits("data.é=ü", '{"\\u00e9":"\\u00FC"}')
    assert hits(r'data.x="a\\b"', r'{"x":"a\\b"}')


def test_gigantic_numbers_are_compared_and_not_refused() -> None:
    assert hits("data.x>5", f'{{"x":{"9" * 100_000}}}')
    assert hits("data.x<5", f'{{"x":-{"9" * 100_000}}}')
    assert hits("data.y=1", f'{{"x":{"9" * 100_000},"y":1}}')
    assert hits("data.x>5", '{"x":1e999}')
    assert not hits("data.x=1", f'{{"x":{"9" * 5000}')
    assert not hits("data.x>5", json.dumps({"x": "9" * 100_000}))


def test_not_a_number_equals_no_number() -> None:
    assert not hits("data.x=5", '{"x":NaN}')
    assert not hits("data.x<5", '{"x":NaN}')
    assert hits("data.x=NaN", '{"x":NaN}')


def test_json_is_decoded_once_for_all_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[str] = []
    loads = json.loads

    def counting(data: str, **options: Any) -> object:
        decoded.append(data)
        return loads(data, **options)

    monkeypatch.setattr("sse_dash.json.decoding.json.loads", counting)
    assert finds("data.x>0 data.y>1 -data.x=5 (data.x=9 or data.y=2)", {"x": 1, "y": 2})
    assert len(decoded) == 1


@pytest.mark.parametrize(
    "source", ["error", "type:order.*", "size>5", "data:5", "data.user.id=5", "x data.y"]
)
def test_json_is_not_decoded_where_no_term_needs_it(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("sse_dash.json.decoding.json.loads")
    hits(source, '{"user":{"name":"x"}}')


def test_words_that_only_look_like_paths_are_words() -> None:
    assert hits("database", "the database")
    assert hits("data", "the data")
    assert hits("my.data.x", "my.data.x")
    assert hits('"data.x"', "see data.x")


@pytest.mark.parametrize(
    ("source", "position", "says"),
    [
        ("data.", 5, "a key is missing"),
        ("data.a..b", 7, "a key is missing"),
        ("data.=5", 5, "a key is missing"),
        ("data[", 5, "a number"),
        ("data[x]", 5, "a number"),
        ("data[1", 6, "] is missing"),
        ("data[1x]", 6, "] is missing"),
        ("data[*", 6, "] is missing"),
        ('data["x', 5, "never closed"),
        ('data."x', 5, "never closed"),
        ("data.a*", 5, "stands alone"),
        ("data.a]", 6, "quotes"),
        ('data.a"b"', 6, "quotes"),
        ("data.a=", 0, "needs a value"),
        ("x id:", 2, "id:123"),
        ("size>", 0, "size>10kB"),
        ("data.a= 5", 0, "right after"),
        ("data.a =5", 7, "no field stands before"),
        ("<b>", 0, "quotes"),
        ('data.a="x', 7, "never closed"),
        ("data.a==5", 6, "write ="),
        ("data.a===5", 6, "write ="),
        ("data.a<>5", 6, "write !="),
        ("data.a=~x", 6, "write ~"),
        ("data.a=>5", 6, "write >="),
        ("data.a!~x", 6, "-data.a~"),
        ("size:>5", 4, "size>"),
        ("data.a~(", 7, "slashes"),
        ("data.a~^(a|b)", 8, "slashes: ~/^(a|b)/"),
        ("data.a:f(x)", 8, "quotes"),
        ("data.a~[", 7, "regular expression"),
        ("data.a~/x", 7, "no end"),
        ("data.a~/x/g", 10, "only i"),
        ("data.a~//", 7, "nothing"),
        ("data.a~/(b+)+c/", 7, "forever"),
        ("type>a", 5, "type takes"),
        ("size:5", 5, "size takes"),
        ("size~5", 5, "size takes"),
        ("size>many", 5, "5MiB"),
        ("size>5XB", 5, "5MiB"),
        ("size>-5", 5, "5MiB"),
        ("size>10 kB", 8, "right after its number"),
        ("status=500", 0, "data.status"),
        ("user.id:5", 0, "data.user.id"),
        ("size.x=5", 0, "data.size.x"),
    ],
)
def test_an_error_says_where_and_what_to_write(source: str, position: int, says: str) -> None:
    error = refusal(source)
    assert error.position == position
    assert says in error.message


def test_an_address_is_not_taken_for_a_key() -> None:
    assert "data.http" not in refusal("http://localhost/").message


def test_a_unit_after_a_size_that_has_one_is_a_word() -> None:
    assert hits("size>1B b", "abc")
    assert hits("size b", "size b")
