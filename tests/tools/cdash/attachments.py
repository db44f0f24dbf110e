"""Pictures and files within a document: base64, as a server decodes them."""

import base64
import binascii
import io
import struct
import tarfile
import zlib

PNG = b"\x89PNG\r\n\x1a\n"
MAGIC = {"image/gif": b"GIF8", "image/jpg": b"\xff\xd8\xff", "image/jpeg": b"\xff\xd8\xff"}


def decoded(text):
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None


def image(kind, text):
    """Its bytes; None when they are not of that kind, which the server's library would refuse."""
    data = decoded(text)
    if data is None:
        return None
    if kind == "image/png":
        return data if is_png(data) else None
    return data if kind in MAGIC and data.startswith(MAGIC[kind]) else None


def is_png(data):
    """Whether chunks, checksums and pixels are whole."""
    if not data.startswith(PNG):
        return False
    at, pixels, names = len(PNG), b"", []
    try:
        while at < len(data):
            length, name = struct.unpack_from(">I4s", data, at)
            body = data[at + 8:at + 8 + length]
            (checksum,) = struct.unpack_from(">I", data, at + 8 + length)
            if checksum != zlib.crc32(name + body):
                return False
            names.append(name)
            pixels += body if name == b"IDAT" else b""
            at += 12 + length
        zlib.decompress(pixels)
    except (struct.error, zlib.error):
        return False
    return names[:1] == [b"IHDR"] and names[-1:] == [b"IEND"]


def first_member(text):
    """The bytes of the first file in a tar.gz; None when it is none, or empty."""
    data = decoded(text)
    if data is None:
        return None
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
            member = archive.next()
            return archive.extractfile(member).read() if member is not None and member.isfile() else None
    except (tarfile.TarError, zlib.error, EOFError, OSError):
        return None
