import os
from ConfigParser import NoOptionError, SafeConfigParser

DEFAULTS = os.path.join(os.getcwdu(), "feedfetch.ini")


def load(path=DEFAULTS):
    parser = SafeConfigParser()
    parser.read(path)
    return parser


def interval(parser):
    try:
        return parser.getint("feeds", "interval")
    except NoOptionError:
        return 900
