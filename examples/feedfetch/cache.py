import cPickle as pickle
from collections import Mapping
from StringIO import StringIO
from itertools import izip

import md5


class Cache(Mapping):
    def __init__(self, entries=()):
        self._entries = dict(entries)

    def __getitem__(self, url):
        return self._entries[md5.new(url).hexdigest()]

    def __iter__(self):
        return iter(self._entries)

    def __len__(self):
        return len(self._entries)

    def dump(self):
        out = StringIO()
        pickle.dump(self._entries, out)
        return out.getvalue()


def pair(urls, bodies):
    return dict(izip(urls, bodies))
