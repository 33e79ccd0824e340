from distutils.core import setup

setup(
    name="feedfetch",
    version="0.3",
    packages=["feedfetch", "feedfetch.handlers"],
    scripts=["feedfetch/cli.py"],
)
