#: vet-supported-python = >=3.12
import collections

type A = collections.Mapping  #> 10 VET202 `collections.Mapping` was removed in Python 3.10: use `collections.abc.Mapping`
type B[T: collections.Sequence] = list[T]  #> 11 VET202 `collections.Sequence` was removed in Python 3.10: use `collections.abc.Sequence`
type C = list[__import__("imp").x]  #> 26 VET202 `imp` was removed in Python 3.12: use `importlib`


def f[T: collections.Hashable](x: T) -> T:  #> 10 VET202 `collections.Hashable` was removed in Python 3.10: use `collections.abc.Hashable`
    y: collections.Callable = print
    type D = collections.Set  #> 14 VET202 `collections.Set` was removed in Python 3.10: use `collections.abc.Set`
    return x


class E[T: (int, collections.Sized)](list[T]):  #> 18 VET202 `collections.Sized` was removed in Python 3.10: use `collections.abc.Sized`
    type F = collections.abc.Mapping


if sys.version_info < (3, 12):
    type G = collections.Mapping
