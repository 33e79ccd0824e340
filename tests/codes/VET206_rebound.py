#: vet-supported-python = >=3.9
# Functions see the last of two imports that bind one name.
import datetime
from datetime import datetime
def now():
    datetime.nov()
    return datetime.now()
import time
def wrong():
    return time.now()  #> 12 VET206 `time.now` is in no Python: did you mean `time.time`
from time import time
import time
# Also if an assignment was first, and in comprehensions.
import time as clock
stamp = clock
from time import time as stamp
def later():
    return [stamp.now() for _ in range(3)]
# Below a test, the last of two imports in the same block counts.
if now:
    import calendar
    from calendar import calendar
calendar.nothing_like_it()
if now:
    if later:
        import locale
    from locale import currency as locale
else:
    import locale
locale.nothing  #> 1 VET206 `locale.nothing` is in no Python: check the name
try:
    import locale as place
    from locale import currency as place
except ValueError:
    pass
place.nothing  #> 1 VET206 `locale.nothing` is in no Python: check the name
# What `with` runs may be left in between, if it catches the error.
with keys:
    region = places["region"]
    import locale as region
region.nothing
