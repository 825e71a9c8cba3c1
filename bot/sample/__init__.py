"""The sample centre, a made-up town, and the blank files a new centre starts from."""

import re
from importlib.resources import files

CENTRE_FILE, PEOPLE_FILE = "centre.toml", "people.csv"
_GROUP_ROW = re.compile(r'^(?=".*" = \[)', re.MULTILINE)


def sample_files() -> dict[str, bytes]:
    """centre.toml and people.csv of the sample centre, by file name."""
    here = files(__name__)
    return {name: here.joinpath(name).read_bytes() for name in (CENTRE_FILE, PEOPLE_FILE)}


def blank_files() -> dict[str, bytes]:
    """The same files for a centre of one's own: every key and comment, nobody's names."""
    sample = sample_files()
    settings = sample[CENTRE_FILE].decode()
    settings = settings.replace("清溪镇社会矛盾纠纷调处化解中心", "矛调中心")
    settings = settings.replace("(本样例的镇、村、人都是虚构的)", "").replace("清溪镇", "本镇")
    header, _, _ = sample[PEOPLE_FILE].partition(b"\n")
    return {
        CENTRE_FILE: _GROUP_ROW.sub("# ", settings).encode(),
        PEOPLE_FILE: b"\xef\xbb\xbf" + header + b"\n",  # the mark lets Excel read it as UTF-8
    }
