"""People's data at rest: only the right key, the right purpose and an untouched value open."""

import base64
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.sealing import BrokenSeal, Sealer, WrongKey, new_key


def key(filler: int) -> str:
    return base64.urlsafe_b64encode(bytes([filler]) * 32).decode()


OLD, NEW, STRANGE = key(1), key(2), key(3)
PURPOSE = "petitioner/C1"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.text("abc/", max_size=9))
def test_what_was_sealed_opens_and_is_not_readable(text: str, purpose: str) -> None:
    sealer = Sealer([NEW])
    blob = sealer.seal(text, purpose)
    assert sealer.open(blob, purpose) == text
    assert len(text.encode()) < 4 or text.encode() not in blob
    assert sealer.seal(text, purpose) != blob  # the same text never looks the same


def test_bytes_are_sealed_as_they_are() -> None:
    sealer = Sealer([NEW])
    photo = bytes(range(256)) * 10
    blob = sealer.seal_bytes(photo, "attachment")
    assert sealer.open_bytes(blob, "attachment") == photo
    assert sealer.open_bytes(memoryview(blob), "attachment") == photo  # type: ignore[arg-type]


def test_another_purpose_or_row_does_not_open() -> None:
    sealer = Sealer([NEW])
    blob = sealer.seal("13800000001", PURPOSE)
    for elsewhere in ("petitioner/C2", "inbox/C1", ""):
        with pytest.raises(BrokenSeal, match="不是放在这里的"):
            sealer.open(blob, elsewhere)


def test_every_changed_byte_is_noticed() -> None:
    sealer = Sealer([NEW])
    blob = sealer.seal("张三", PURPOSE)
    for place in range(len(blob)):
        changed = bytearray(blob)
        changed[place] ^= 1
        with pytest.raises((BrokenSeal, WrongKey)):
            sealer.open(bytes(changed), PURPOSE)
    for length in range(len(blob)):
        with pytest.raises((BrokenSeal, WrongKey)):
            sealer.open(blob[:length], PURPOSE)


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    before, after = Sealer([OLD]), Sealer([NEW, OLD])
    blob = before.seal("张三", PURPOSE)
    assert after.open(blob, PURPOSE) == "张三"
    assert before.is_current(blob)
    assert not after.is_current(blob)
    fresh = after.seal("张三", PURPOSE)
    assert after.is_current(fresh)
    assert Sealer([NEW]).open(fresh, PURPOSE) == "张三"


def test_a_key_that_is_missing_is_named_by_its_number() -> None:
    blob = Sealer([OLD]).seal("张三", PURPOSE)
    with pytest.raises(WrongKey, match=f"另一把数据密钥\\({blob[1:5].hex()}\\)"):
        Sealer([NEW]).open(blob, PURPOSE)


def test_the_database_knows_its_keys_again() -> None:
    kept = Sealer([OLD]).fingerprint()
    assert Sealer([OLD]).fits(kept)
    assert Sealer([NEW, OLD]).fits(kept)
    assert not Sealer([NEW]).fits(kept)
    assert not Sealer([OLD, NEW]).fits(kept)  # the oldest must stay last
    assert not Sealer([OLD]).fits("不是指纹")
    assert OLD.rstrip("=") not in kept


def test_hashes_find_people_after_a_rotation_and_tell_nothing_else() -> None:
    before, after = Sealer([OLD]), Sealer([NEW, OLD])
    phone = before.keyed_hash("13800000001", "phone")
    assert len(phone) == 64
    assert after.keyed_hash("13800000001", "phone") == phone
    assert after.keyed_hash(b"13800000001", "phone") == phone
    assert after.keyed_hash("13800000002", "phone") != phone
    assert after.keyed_hash("13800000001", "attachment") != phone
    assert Sealer([STRANGE]).keyed_hash("13800000001", "phone") != phone


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ([], "没有数据密钥"),
        ([""], "第 1 把数据密钥是空的"),
        ([NEW, "  "], "第 2 把数据密钥是空的"),
        (["我的秘密"], "不该有的字符"),
        ([NEW + "!"], "不该有的字符"),
        ([NEW[:-2]], "不完整"),
        (["QUJD"], "应是 32 字节,现在是 3 字节"),
        ([NEW, OLD, NEW], "写了两遍"),
    ],
)
def test_each_mistake_in_a_key_is_said_plainly(keys: Sequence[str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as refusal:
        Sealer(keys)
    assert not any(one.strip() and one in str(refusal.value) for one in keys)


def test_new_keys_are_good_and_different() -> None:
    keys = [new_key() for _ in range(20)]
    assert len(set(keys)) == 20
    Sealer(keys)


def test_a_field_is_sealed_and_opened_fast() -> None:
    sealer = Sealer([NEW, OLD])
    begun = time.process_time()
    for _ in range(2_000):
        sealer.open(sealer.seal("张三 13800000001", PURPOSE), PURPOSE)
        sealer.keyed_hash("13800000001", "phone")
    assert time.process_time() - begun < 1  # usually 0.02
