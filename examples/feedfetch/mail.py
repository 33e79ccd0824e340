import cgi
import smtplib
import string
from email.MIMEText import MIMEText


def subject(title):
    return "".join(c for c in title if c in string.letters + " ")


def send(title, body, sender, receiver):
    message = MIMEText(cgi.escape(body), "html")
    message["Subject"] = subject(title)
    smtplib.SMTP("localhost").sendmail(sender, [receiver], message.as_string())
