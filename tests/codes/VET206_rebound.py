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
