"""Characters that look alike, as names are usually displayed.

Chosen by hand, from how the characters look in usual fonts. Unicode's own, longer
list is ``confusables.txt`` of UTS 39.
"""

from __future__ import annotations

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final


GLYPHS: Final = ("il1j", "o0", "s5", "z2", "b86", "gq9", "e3", "a4", "t7", "uv", "mn")
"""Groups of ASCII characters that look like each other."""
PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))
"""Two letters that together look like one."""
LETTERS: Final = (
    "аa вb еe һh іi јj кk мm нh оo рp ѕs сc тt уy хx ԁd ԛq ԝw ӏl гr пn иu үy зe ьb ѵv "
    "αa βb εe ηn κk νv οo ρp σo τt υu χx ωw γy ςc ϳj ιi "
    "օo հh ոn ցg զq սu "
    "ıi ȷj ɑa ɡg ɩi ɪi ʏy ʀr ʟl ɴn øo đd ħh łl ŧt"
)
"""Letters of other scripts, each followed by the ASCII letter that it looks like.

As Unicode normalizes them (NFKD, lower case): the lunate sigma, which looks like a
``c``, becomes the final sigma.
"""
