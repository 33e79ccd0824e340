import imp
import optparse
import sys

from feedfetch import fetch, settings


def handler(name):
    return imp.load_source(name, "feedfetch/handlers/%s.py" % name)


def main():
    parser = optparse.OptionParser("feedfetch [options] URL...")
    parser.add_option("-n", "--limit", type="int", default=sys.maxint)
    options, urls = parser.parse_args()
    settings.load()
    for url in urls[: options.limit]:
        entries = handler("atom").entries(fetch.fetch(url))
        sys.stdout.write("%s: %d\n" % (url, len(entries)))


if __name__ == "__main__":
    main()
