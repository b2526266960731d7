"""Files in a store that speaks S3: a real local one, through the same actions and views."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from moto.server import ThreadedMotoServer

from channels_inbox.adapters.webchat import uploads
from core.s3 import S3MediaStorage
from helpdesk import env
from tests.cast import Cast, make_cast, make_policy, write_in
from tests.pictures import picture
from tickets.actions import ComingFile, IncomingFile, fill_attachment, remove_received
from tickets.actions.pictures import make_thumbnail
from tickets.models import Attachment

BUCKET = "helpdesk-files"
KEYS = {"access_key": "a-key", "secret_key": "a-secret"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    store = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    store.start()
    host, port = store.get_host_and_port()
    yield f"http://{host}:{port}"
    store.stop()


@pytest.fixture
def bucket(server: str, settings: Any, tmp_path: Any) -> Iterator[Any]:
    """An empty bucket, and the settings as the environment would give them. Nothing may land in the folder."""
    made = boto3.resource(
        "s3",
        endpoint_url=server,
        region_name="eu-central-1",
        aws_access_key_id="a-key",
        aws_secret_access_key="a-secret",
    ).create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    settings.MEDIA_ROOT = tmp_path
    storage = env.media_storage(bucket=BUCKET, endpoint=server, region="eu-central-1", prefix="/shop/", **KEYS)
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    yield made
    assert list(tmp_path.iterdir()) == []
    made.objects.delete()
    made.delete()


@pytest.fixture
def cast(db: None) -> Cast:
    make_policy()
    return make_cast()


def names(bucket: Any) -> list[str]:
    return [item.key for item in bucket.objects.all()]


def test_a_customers_file_lies_in_the_bucket_and_comes_through_our_door(
    cast: Cast, bucket: Any, client: Client
) -> None:
    content = b"%PDF-1.7 " + bytes(range(256)) * 40
    message = write_in(cast.mail, files=[IncomingFile("skarga.pdf", "application/pdf", content)]).message
    row = message.attachments.get()
    assert [key.startswith("shop/attachments/") for key in names(bucket)] == [True]
    client.force_login(cast.iga)
    address = f"/attachments/{row.public_id}/skarga.pdf"
    assert client.get(address).getvalue() == content
    part = client.get(address, headers={"Range": "bytes=100-149"})
    assert (part.status_code, part.getvalue()) == (206, content[100:150])
    bucket.objects.delete()
    assert client.get(address).status_code == 404


def test_only_the_part_is_fetched(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = default_storage
    name = storage.save("a", ContentFile(b"0123456789" * 100_000))
    assert b"".join(storage.slice(name, 5, 10)) == b"5678901234"  # type: ignore[attr-defined]
    asked: list[str] = []
    storage.bucket.meta.client.meta.events.register(  # type: ignore[attr-defined]
        "before-send.s3.GetObject", lambda request, **_kwargs: asked.append(request.headers["Range"])
    )
    b"".join(storage.slice(name, 7, 1))  # type: ignore[attr-defined]
    assert len(asked) == 1 and "bytes=7-7" in str(asked[0])


def test_small_pictures_and_files_fetched_from_providers_lie_there_too(cast: Cast, bucket: Any, client: Client) -> None:
    received = write_in(cast.chat, coming=[ComingFile("photo.jpg", "image/jpeg", 1)])
    fill_attachment(received.coming[0], picture("JPEG"))
    row = Attachment.objects.get()
    make_thumbnail(row.pk)
    assert sorted(name.split("/")[1] for name in names(bucket)) == ["attachments", "thumbnails"]
    client.force_login(cast.iga)
    assert client.get(f"/thumbnails/{row.public_id}/").getvalue()[8:12] == b"WEBP"
    remove_received(received.message)
    assert names(bucket) == []


def test_filled_by_two_workers_it_is_still_there(cast: Cast, bucket: Any) -> None:
    row = write_in(cast.chat, coming=[ComingFile("a.txt", "text/plain", 1)]).coming[0]
    twin = Attachment.objects.get(pk=row.pk)
    fill_attachment(row, b"words")
    fill_attachment(twin, b"words")
    with Attachment.objects.get().file.open() as stored:
        assert stored.read() == b"words"


def test_what_is_not_there_raises_as_a_folder_does(bucket: Any) -> None:
    for ask in (default_storage.open, default_storage.size, default_storage.get_modified_time):
        with pytest.raises(FileNotFoundError):
            ask("nothing")


def test_no_address_of_an_object_leaves_the_house(bucket: Any) -> None:
    name = default_storage.save("a", ContentFile(b"a"))
    with pytest.raises(ValueError, match="own views"):
        default_storage.url(name)
    grants = bucket.Object(f"shop/{name}").Acl().grants
    assert all("AllUsers" not in str(grant["Grantee"]) for grant in grants)


def test_uploads_of_the_chat_that_nobody_sent_are_swept(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert uploads.sweep() == 0
    default_storage.save(f"{uploads.FOLDER}/left", ContentFile(b"a"))
    assert uploads.sweep() == 0
    monkeypatch.setattr(uploads, "KEEP", -uploads.KEEP)
    assert uploads.sweep() == 1
    assert names(bucket) == []


GIVEN = {"bucket": BUCKET, "endpoint": "", "region": "", "access_key": "", "secret_key": "", "prefix": ""}


def test_the_settings_say_where() -> None:
    assert "FileSystem" in env.media_storage(**GIVEN | {"bucket": ""})["BACKEND"]
    amazon = env.media_storage(**GIVEN)["OPTIONS"]
    assert (amazon["endpoint_url"], amazon["path_style"]) == (None, False)
    elsewhere = env.media_storage(**GIVEN | {"endpoint": "https://s3.firm.example"})["OPTIONS"]
    assert elsewhere["path_style"] is True
    assert S3MediaStorage(**elsewhere).client_config.s3 == {"addressing_style": "path"}


@pytest.mark.parametrize("wrong", [{"access_key": "a"}, {"secret_key": "a"}, {"endpoint": "s3.firm.example"}])
def test_half_a_setting_is_told_at_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="S3_"):
        env.media_storage(**GIVEN | wrong)
