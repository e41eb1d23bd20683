# ruff: noqa: E501 - tables read best whole
"""VISCII and TCVN 5712, in which Vietnamese was written before Unicode and which Python does not know.

Only the upper half of each table is kept: the six to twelve capitals that stand among the control characters do not
occur in tables of answers, and control characters do.

References:
    RFC 1456 (VISCII); TCVN 5712:1993, code page VN1.
"""

import codecs
from typing import Any

_UPPER = {
    "viscii": "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
    "tcvn": "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
}
TABLES = {name: "".join(map(chr, range(128))) + upper for name, upper in _UPPER.items()}
NAMES = tuple(TABLES)


def _found(name: str) -> codecs.CodecInfo | None:
    if name not in TABLES:
        return None
    table, places = TABLES[name], codecs.charmap_build(TABLES[name])

    def decode(raw: Any, errors: str = "strict") -> tuple[str, int]:
        return codecs.charmap_decode(raw, errors, table)

    def encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
        return codecs.charmap_encode(text, errors, places)

    class Incremental(codecs.IncrementalDecoder):
        """A decoder of blocks: every byte stands for itself."""

        def decode(self, raw: Any, final: bool = False) -> str:
            return codecs.charmap_decode(raw, self.errors, table)[0]

    return codecs.CodecInfo(encode, decode, name=name, incrementaldecoder=Incremental)


codecs.register(_found)
