import sqlite3
from xml.etree import cElementTree as ElementTree

import feedpaser

from .. import mail


def entries(text):
    root = ElementTree.fromstring(text)
    return [node.text for node in root.iter("title")]


def modified(text):
    return feedpaser.parse(text).feed.updated_parsed


def forward(text, receiver):
    for title in entries(text):
        mail.send(title, title, "feeds@localhost", receiver)


def store(text, path):
    with sqlite3.connect(path) as database:
        database.executemany("insert into entry values (?)", zip(entries(text)))
