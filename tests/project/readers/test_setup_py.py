"""Dependencies in setup.py."""

from __future__ import annotations

from textwrap import dedent

from support import dependency_rows

from flake8_safe_imports.project.readers import setup_py


def test_literals_are_read_and_nothing_is_run() -> None:
    text = dedent(
        """\
        import setuptools
        raise SystemExit("run")
        BASE = ["requests>=2"]
        LOOP = LOOP + BASE
        def later():
            setuptools.setup(
                install_requires=BASE + [
                    "flask==1.0",
                ] + open("x").read(),
                setup_requires=LOOP,
                extras_require={"a": ["sphinx"], "b": ("black",)},
                tests_require='''
                    pytest  # why
                    mock
                ''',
                **dict(install_requires=COMPUTED),
                **{
                    "name": "attrs",
                    "install_requires": ["idna", *MORE],
                    NAME: ["six"],
                    **OTHERS,
                },
                **OTHERS | {"install_requires": ["toml"]},
            )
        MORE = ["certifi"]
        """
    )

    assert dependency_rows(setup_py.read(text)) == [
        ("black", "", 11),
        ("certifi", "", 25),
        ("flask", "1.0", 8),
        ("idna", "", 19),
        ("mock", "", 14),
        ("pytest", "", 13),
        ("requests", "", 3),
        ("requests", "", 3),
        ("sphinx", "", 11),
    ]


def test_lists_made_in_several_ways() -> None:
    text = dedent(
        """\
        import setuptools
        reqs = ["a1"]
        reqs.append("a2")
        reqs += ["a3"]
        extras = {}
        extras["x"] = ["a4"]
        def main():
            deps: list = ["a5"]
            setuptools.setup(
                name="own", install_requires=deps + reqs,
                extras_require=dict(extras, dev=["a6", "own[x]"]),
                tests_require=read("a.txt"),
                setup_requires=["%s" % x, f"{y}"])
        unused = ["a7"]
        """
    )
    found = setup_py.read(text)

    assert dependency_rows(found) == [
        ("a1", "", 2),
        ("a2", "", 3),
        ("a3", "", 4),
        ("a4", "", 6),
        ("a5", "", 8),
        ("a6", "", 11),
    ]
    assert [include[:3] for include in found.includes] == [("a.txt", 12, False)]


def test_odd_targets_of_lists() -> None:
    text = """
        from setuptools import setup
        needed: list
        config.needed = ["other"]
        extras = {}
        extras["a"] = needed = ["urlib3"]
        setup(install_requires=needed[:1], extras_require=extras)
    """

    assert dependency_rows(setup_py.read(dedent(text))) == [
        ("urlib3", "", 6),
        ("urlib3", "", 6),
    ]


def test_strings_that_are_put_together() -> None:
    text = """
        LOW = ">=1"
        LAST = "2.0"
        TWICE = "a"
        TWICE = "b"
        setup(
            install_requires=["a1" + LOW, "a2==" + LAST, f"a3=={LAST}", f"a4>{X}"],
            extras_require={
                "x": ["a5==%s" % LAST, "a6>={}".format(LAST), "a7" + TWICE, X + "a8"],
                "y": [f"{X}[z]", "%s>1" % X, "a9" ">1"],
            },
        )
    """

    assert dependency_rows(setup_py.read(dedent(text))) == [
        ("a1", "", 7),
        ("a2", "2.0", 7),
        ("a3", "2.0", 7),
        ("a4", "", 7),
        ("a5", "", 9),
        ("a6", "", 9),
        ("a9", "", 10),
    ]


def test_functions_loops_and_conditions_that_make_lists() -> None:
    text = """
        def more():
            if X:
                return ["a1"]
            return ["a2"] + last
        def unused():
            return ["x1"]
        for last in ["a3", "a4"]:
            pass
        TEXT = '''
        a5
        a6>=1
        '''
        arguments = {"name": "x"}
        arguments["tests_require"] = ["b1"]
        arguments["packages"] = ["x2"]
        setup(
            install_requires=more() + TEXT.split() + (["a7"] if X else ["a8"]),
            setup_requires=TEXT.splitlines(),
            extras_require={"x": "b2 b3".split(), "y": "b4,b5".split(","), "z": no()},
            **arguments,
        )
    """

    rows = dependency_rows(setup_py.read(dedent(text)))
    assert sorted(set(rows)) == [
        ("a1", "", 4),
        ("a2", "", 5),
        ("a3", "", 8),
        ("a4", "", 8),
        ("a5", "", 11),
        ("a6", "", 12),
        ("a7", "", 18),
        ("a8", "", 18),
        ("b1", "", 15),
        ("b2", "", 20),
        ("b3", "", 20),
    ]
