"""Archives of mongodump, and a file that stands in for a server."""

import json
import os
import struct
import sys

MAGIC = struct.pack("<I", 0x8199E26D)
END = b"\xff\xff\xff\xff"


def crc64(data):
    """CRC-64/XZ, bit by bit."""
    crc = 0xFFFFFFFFFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xC96C5795D7870F42 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFFFFFFFFFF


def document(**fields):
    body = b""
    for name, value in fields.items():
        key = name.encode() + b"\0"
        if isinstance(value, bool):
            body += b"\x08" + key + bytes([value])
        elif isinstance(value, int):
            body += b"\x12" + key + struct.pack("<Q", value & (2**64 - 1))
        else:
            text = value.encode() + b"\0"
            body += b"\x02" + key + struct.pack("<i", len(text)) + text
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def fields(data):
    found, place = {}, 4
    while data[place]:
        kind = data[place]
        end = data.index(b"\0", place)
        name, place = data[place + 1 : end].decode(), end + 1
        if kind == 8:
            found[name], place = bool(data[place]), place + 1
        elif kind == 0x12:
            found[name], place = struct.unpack_from("<Q", data, place)[0], place + 8
        elif kind == 0x10:
            found[name], place = struct.unpack_from("<i", data, place)[0], place + 4
        else:
            size = struct.unpack_from("<i", data, place)[0]
            found[name], place = data[place + 4 : place + 3 + size].decode(), place + 4 + size
    return found


def write(out, collections, views=()):
    """collections: {(database, name): [document]}, written in pieces that alternate."""
    out.write(MAGIC)
    out.write(document(concurrent_collections=4, version="0.1", server_version="7.0.5", tool_version="100.9.4"))
    for database, name in collections:
        out.write(document(db=database, collection=name, metadata="{}", size=0, type="collection"))
    for database, name in views:
        out.write(document(db=database, collection=name, metadata="{}", size=0, type="view"))
    out.write(END)
    rest = {key: list(documents) for key, documents in collections.items()}
    while rest:
        for database, name in list(rest):
            left = rest[database, name]
            out.write(document(db=database, collection=name, EOF=False, CRC=0))
            out.writelines(left[:700])
            out.write(END)
            del left[:700]
            if not left:
                crc = crc64(b"".join(collections[database, name]))
                out.write(document(db=database, collection=name, EOF=True, CRC=crc))
                out.write(END)
                del rest[database, name]
    out.flush()


def read(data):
    """{(database, name): [document]}; fails for what is not whole."""
    assert data[:4] == MAGIC, "this is no archive"
    place = 4

    def take():
        nonlocal place
        word = data[place : place + 4]
        assert len(word) == 4, "it ends early"
        size = 4 if word == END else struct.unpack("<i", word)[0]
        place += size
        assert place <= len(data), "it ends early"
        return None if word == END else data[place - size : place]

    take()
    while take():
        pass
    found, ended = {}, set()
    while place < len(data):
        header = fields(take())
        key = header["db"], header["collection"]
        documents = found.setdefault(key, [])
        piece = take()
        while piece:
            documents.append(piece)
            piece = take()
        if header["EOF"]:
            assert crc64(b"".join(documents)) == header["CRC"], "the checksum is wrong"
            ended.add(key)
    assert ended == set(found), "a collection has no end"
    return found


class Server:
    """What a client reaches that calls the program with these arguments."""

    def __init__(self, arguments):
        self.options = {}
        for argument in arguments:
            name, _, value = argument.partition("=")
            self.options.setdefault(name, []).append(value)
        self.path = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "server.json")
        with open(self.path) as file:
            self.state = json.load(file)
        if self.option("--port") != str(self.state["port"]):
            sys.exit("Failed: can't create session: server selection error: connection refused")
        password = None
        if self.option("--config"):
            with open(self.option("--config")) as file:
                password = json.loads(file.read().removeprefix("password: "))
        if (self.option("--username"), password) != (self.state["user"], self.state["password"]):
            sys.exit("Failed: can't create session: auth error: Authentication failed.")

    def option(self, name):
        return self.options.get(name, [None])[0]

    def save(self):
        with open(self.path, "w") as file:
            json.dump(self.state, file)
