"""One browser for the whole run: Playwright allows only one at a time in a process."""

from functools import cache

from playwright.sync_api import Browser, sync_playwright

from cloison.config.browser import find_or_install


@cache
def shared_browser() -> Browser:
    """Started at the first use; ends with the process."""
    return sync_playwright().start().chromium.launch(executable_path=find_or_install())
