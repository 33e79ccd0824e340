import tomllib
import zoneinfo

import pandas
import six
from six.moves import range


def table(entries, config):
    with open(config, "rb") as file:
        columns = tomllib.load(file)["columns"]
    frame = pandas.DataFrame(list(six.iteritems(entries)), columns=columns)
    frame["zone"] = str(zoneinfo.ZoneInfo("UTC"))
    frame.index = range(1, len(frame) + 1)
    return frame.to_html()
