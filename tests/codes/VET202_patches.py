#: vet-supported-python = >=3.9


def test_patches(monkeypatch, mocker) -> None:
    monkeypatch.delattr("smtpd.X", raising=False)  #> 25 VET202 `smtpd` was removed in Python 3.12: use `aiosmtpd`
    monkeypatch.setattr("os.getcwdu", 1, raising=False)
    monkeypatch.setattr("collections.Mapping", 1, raising=False)
    monkeypatch.setattr("collections.Mapping.x", 1, raising=False)  #> 25 VET202 `collections.Mapping` was removed in Python 3.10: use `collections.abc.Mapping`
    mocker.patch("collections.Mapping", create=True)
    mocker.patch.dict("collections.Mapping", create=True)  #> 23 VET202 `collections.Mapping` was removed in Python 3.10: use `collections.abc.Mapping`
