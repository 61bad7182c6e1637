"""Settings: checked before the start, documented in full."""

import pytest

from core.config import ROOT, SettingsError, load_settings
from core.settings_doc import render

GOOD = {
    "fieldstation_env": "production",
    "secret_key": "k9Zr1vQ0pX7mB3nT5wY8sD2fG4hJ6lCa",
    "jwt_secret_key": "a8Xq2wE4rT6yU1iO3pL5kJ7hG9fD0sZv",
    "database_url": "postgresql://fieldstation@localhost/fieldstation",
    "redis_url": "redis://localhost:6379/0",
    "public_url": "https://station.example.org",
}


@pytest.mark.parametrize("missing", ["secret_key", "jwt_secret_key", "database_url", "redis_url", "public_url"])
def test_production_refuses_to_start_without(missing, tmp_path):
    with pytest.raises(SettingsError, match=missing.upper()):
        load_settings(**(GOOD | {missing: ""}), data_dir=tmp_path, _env_file=None)


@pytest.mark.parametrize("weak", ["short", "x" * 40, "changeme" * 5])
def test_production_refuses_a_weak_secret(weak, tmp_path):
    with pytest.raises(SettingsError, match="JWT_SECRET_KEY"):
        load_settings(**(GOOD | {"jwt_secret_key": weak}), data_dir=tmp_path, _env_file=None)


def test_production_starts_with_everything_it_needs(tmp_path):
    assert load_settings(**GOOD, data_dir=tmp_path, _env_file=None).is_production
    assert not (tmp_path / "secrets.json").exists()


def test_a_wrong_value_is_named(tmp_path):
    with pytest.raises(SettingsError, match="PORT"):
        load_settings(port=99999, data_dir=tmp_path, _env_file=None)


def test_elsewhere_secrets_are_made_once_and_kept_private(tmp_path):
    first = load_settings(data_dir=tmp_path, _env_file=None)
    second = load_settings(data_dir=tmp_path, _env_file=None)
    assert len(first.jwt_secret_key) >= 32
    assert first.jwt_secret_key == second.jwt_secret_key
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0


def test_the_page_of_settings_is_up_to_date():
    assert (ROOT / "docs" / "settings.md").read_text() == render()


def test_map_tiles_come_from_an_address_with_places_for_the_tile(tmp_path):
    address = "https://Tiles.example.org:8443/{z}/{x}/{y}.png"
    assert load_settings(data_dir=tmp_path, map_tile_url=address).tile_origin == "https://tiles.example.org:8443"
    assert load_settings(data_dir=tmp_path).tile_origin is None


@pytest.mark.parametrize(
    "wrong",
    [
        "https://tiles.example.org/",
        "tiles/{z}/{x}/{y}",
        "ftp://a.org/{z}/{x}/{y}",
        "https://a.org; script-src */{z}/{x}/{y}",
        "https://*/{z}/{x}/{y}",
    ],
)
def test_an_address_of_map_tiles_that_is_none_is_refused(wrong, tmp_path):
    with pytest.raises(SettingsError, match="MAP_TILE_URL"):
        load_settings(data_dir=tmp_path, map_tile_url=wrong)


def test_a_mirror_without_a_project_to_write_to_stops_the_start(tmp_path):
    with pytest.raises(SettingsError, match="SUPABASE_MIRROR needs SUPABASE_URL"):
        load_settings(data_dir=tmp_path, supabase_mirror=True, supabase_url="", supabase_key="")
