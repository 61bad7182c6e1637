from core.clock import new_id


def test_new_identifiers_are_version_7_and_grow_with_time():
    first, second = new_id(), new_id()
    assert first.version == 7
    assert first.int >> 80 <= second.int >> 80
