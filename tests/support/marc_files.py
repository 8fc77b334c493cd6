"""MARC files as libraries send them, made byte by byte by none of the code that reads them."""

from collections.abc import Callable, Sequence

Fields = Sequence[tuple[str, str]]
"""Tag, and what stands between two end marks: `#` is a blank indicator, `$a` begins a subfield."""

POEMS: Fields = (
    ("001", "012001000001"),
    ("010", "##$a978-7-101-00001-6$dCNY28.00"),
    ("100", "##$a20010112d1979    em y0chiy0120    ea"),
    ("101", "0#$achi"),
    ("200", "1#$a杜诗详注$Adu shi xiang zhu$h第一册$f(唐)杜甫著$g(清)仇兆鳌注"),
    ("210", "##$a北京$c中华书局$d1979.10"),
    ("215", "##$a420页$d21cm"),
    ("225", "2#$a中国古典文学基本丛书"),
    ("330", "##$a本书收入杜诗一千四百余首。"),
    ("606", "0#$a杜诗$x注释"),
    ("690", "##$aI222.742$v4"),
    ("701", "#0$a杜甫$4著"),
    ("905", "##$a二楼$b20295403-5405$dI222.742$e4$f3"),
)
RIVER: Fields = (
    ("010", "##$a978-7-02-000220-7$dCNY59.70"),
    ("100", "##$a20080512d2008    em y0chiy0120    ea"),
    ("200", "1#$a红楼梦$f(清)曹雪芹著$g高鹗续"),
    ("210", "##$a北京$c人民文学出版社$d2008"),
    ("690", "##$aI242.4$v4"),
    ("905", "##$a一楼$bHL001$sI242.4/7"),
    ("905", "##$a一楼$bHL002$sI242.4/7"),
)
HORSE: Fields = (
    ("010", "##$a978-7-5342-3333-0$dCNY15.00"),
    ("200", "1#$a我的野生动物朋友㐀𠀀$f(法)蒂皮·德格雷著"),
    ("210", "##$c云南教育出版社$d2002"),
    ("690", "##$aQ95-49"),
)
HOLES: Fields = (
    ("001", "1234"),
    ("008", "980127s1998    nyu    j      000 1 eng  "),
    ("020", "##$a0374332657 :$c$16.95"),
    ("082", "00$a[Fic]$221"),
    ("100", "1#$aSachar, Louis,$d1954-"),
    ("245", "10$aHoles /$cLouis Sachar."),
    ("260", "##$aNew York :$bFarrar, Straus and Giroux,$c1998."),
    ("300", "##$a233 p. ;$c22 cm."),
    ("490", "1#$aNewbery library ;$v3"),
    ("650", "#1$aBuried treasure$vFiction."),
    ("952", "##$aMAIN$bMAIN$cFIC$o[Fic] SAC$p30001$g16.95"),
    ("952", "##$aMAIN$bMAIN$cFIC$o[Fic] SAC$p30002$01"),
)


def between_marks(text: str) -> str:
    """A field as it stands between its end marks."""
    marked = text[:2].replace("#", " ") + text[2:]
    parts = marked.split("$")
    whole = parts[0]
    for part in parts[1:]:
        # `$16.95` is a price, `$0` and `$2` are subfields where something other than a point follows
        whole += f"${part}" if part[:1].isdigit() and "." in part[:4] else f"\x1f{part}"
    return whole


def iso(
    fields: Fields,
    encoding: str = "utf-8",
    *,
    coding: str = " ",
    ending: str = "450 ",
    count: Callable[[bytes], int] = len,
    end: bytes = b"\x1d",
) -> bytes:
    """A record; `count` measures a field, in bytes unless the program that wrote it counted otherwise."""
    directory, data, start = b"", b"", 0
    for tag, text in fields:
        stands = text if tag < "010" else between_marks(text)
        field = stands.encode(encoding) + b"\x1e"
        directory += f"{tag}{count(field):04}{start:05}".encode()
        data, start = data + field, start + count(field)
    base = 24 + len(directory) + 1
    length = base + start + 1
    leader = f"{length:05}nam0{coding}22{base:05}   {ending}".encode()
    return leader + directory + b"\x1e" + data + end


def characters_in(encoding: str) -> Callable[[bytes], int]:
    """Lengths in characters, as programs count them that think in text."""
    return lambda field: len(field.decode(encoding))
