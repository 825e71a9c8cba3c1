"""Sealing: people's data encrypted at rest (AES-GCM), and keyed hashes to find it again.

A sealed value is: version, 4 bytes of the key's number, 12 bytes of nonce, ciphertext with its tag.
The purpose (best with the row's id in it) is sealed in: a value moved elsewhere does not open.
"""

import base64
import binascii
import hmac
import os
import re
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import StorageError, WrongKey

__all__ = ["BrokenSeal", "Sealer", "WrongKey", "new_key"]

KEY_BYTES = 32
VERSION = b"\x01"
NUMBER_BYTES = 4
NONCE_BYTES = 12
HEADER_BYTES = len(VERSION) + NUMBER_BYTES
LEAST_BYTES = HEADER_BYTES + NONCE_BYTES + 16  # with an empty text's tag


class BrokenSeal(StorageError):
    """A sealed value was changed, cut, or taken from another place."""


def new_key() -> str:
    """A fresh key as text, for DINGBAN_DATA_KEY."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


class Sealer:
    """Seals with the newest key and opens with any.

    `keys`: urlsafe base64 of 32 bytes each, newest first. To rotate, put a new key in front. The
    oldest must stay at the end as long as the database lives: keyed hashes come from it, so that
    people are still found after a rotation, and its fingerprint is what the database remembers.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        roots = [_root(key, place) for place, key in enumerate(keys, 1)]
        if not roots:
            raise ValueError("没有数据密钥:请设置 DINGBAN_DATA_KEY。")
        if len(set(roots)) < len(roots):
            raise ValueError("同一把数据密钥写了两遍,请删掉一遍。")
        ciphers = [
            (_fingerprint(root)[:NUMBER_BYTES], AESGCM(_derived(root, "seal"))) for root in roots
        ]
        self._ciphers = dict(ciphers)
        number, self._newest = ciphers[0]
        self._header = VERSION + number
        self._oldest = roots[-1]
        self._hash_keys: dict[str, bytes] = {}

    def seal(self, text: str, purpose: str) -> bytes:
        """The text, so that only `open` with the same purpose gives it back."""
        return self.seal_bytes(text.encode(), purpose)

    def open(self, blob: bytes, purpose: str) -> str:
        """The text that was sealed. Raises WrongKey or BrokenSeal."""
        return self.open_bytes(blob, purpose).decode()

    def seal_bytes(self, content: bytes, purpose: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        bound = self._header + purpose.encode()
        return self._header + nonce + self._newest.encrypt(nonce, content, bound)

    def open_bytes(self, blob: bytes, purpose: str) -> bytes:
        blob = bytes(blob)  # some drivers hand out a memoryview
        header, rest = blob[:HEADER_BYTES], blob[HEADER_BYTES:]
        if len(blob) < LEAST_BYTES or not header.startswith(VERSION):
            raise BrokenSeal("加密内容残缺,打不开。")
        cipher = self._ciphers.get(header[len(VERSION) :])
        if cipher is None:
            number = header[len(VERSION) :].hex()
            raise WrongKey(f"这条内容是用另一把数据密钥({number})加密的,现有密钥打不开。")
        try:
            bound = header + purpose.encode()
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], bound)
        except InvalidTag:
            raise BrokenSeal("加密内容被改动过,或不是放在这里的,打不开。") from None

    def is_current(self, blob: bytes) -> bool:
        """False when a rotation left this value sealed with an older key."""
        return bytes(blob[:HEADER_BYTES]) == self._header

    def fingerprint(self) -> str:
        """What the database keeps to know its key again; the same before and after a rotation."""
        return _fingerprint(self._oldest).hex()

    def fits(self, fingerprint: str) -> bool:
        """True when these keys are the ones of a database that remembers this fingerprint."""
        return hmac.compare_digest(self.fingerprint().encode(), fingerprint.encode())

    def keyed_hash(self, value: str | bytes, purpose: str) -> str:
        """64 hex signs by which a value is found without being stored; stable under rotation."""
        key = self._hash_keys.get(purpose)
        if key is None:
            key = self._hash_keys[purpose] = _derived(self._oldest, f"hash:{purpose}")
        content = value.encode() if isinstance(value, str) else value
        return hmac.digest(key, content, "sha256").hex()


def _root(key: str, place: int) -> bytes:
    """The 32 bytes of a key; what is wrong is said without showing any of it."""
    text = key.strip()
    if not text:
        raise ValueError(f"第 {place} 把数据密钥是空的。")
    if not re.fullmatch(r"[A-Za-z0-9_-]+={0,2}", text):
        raise ValueError(
            f"第 {place} 把数据密钥里有不该有的字符,请原样复制 dingban init 生成的密钥。"
        )
    try:
        root = base64.urlsafe_b64decode(text)
    except binascii.Error:
        raise ValueError(f"第 {place} 把数据密钥不完整,请原样复制。") from None
    if len(root) != KEY_BYTES:
        raise ValueError(f"第 {place} 把数据密钥应是 {KEY_BYTES} 字节,现在是 {len(root)} 字节。")
    return root


def _fingerprint(root: bytes) -> bytes:
    return _derived(root, "fingerprint")[:16]


def _derived(root: bytes, use: str) -> bytes:
    """A key of its own for each use, so that none of them gives away another."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"dingban/1/{use}".encode()).derive(root)
