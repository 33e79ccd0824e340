"""The command ``fix``: findings in, new text out, and reasons for what is skipped."""
