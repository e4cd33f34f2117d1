"""What can never be sent to an upstream, or never come from a client, is refused at the start."""

import pytest

from app.setting_errors import SettingsError
from app.settings import Settings


@pytest.mark.parametrize(
    "given",
    [
        {"prometheus_bearer_token": "two\nlines"},
        {"prometheus_bearer_token": "not latin: €"},
        {"prometheus_headers": '{"Content-Length":"5"}'},
        {"prometheus_headers": '{"Transfer-Encoding":"chunked"}'},
        {"prometheus_headers": '{"Connection":"X-Scope-OrgID"}'},
        {"prometheus_headers": '{"Host":"elsewhere"}'},
        {"prometheus_url": "http://prometheus:9090/?query=1"},
        {"prometheus_url": "http://prometheus:9090/#fragment"},
        {"prometheus_url": "http://prometheus:9090/a b"},
        {"prometheus_url": "http://a..b:9090"},
        {"tenant_header": "not a name"},
        {"tenant_header": "X_Scope_OrgID"},
        {"root_path": "/a/../b"},
    ],
    ids=lambda given: " ".join(map(str, given.values())),
)
def test_a_setting_that_cannot_work_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        Settings(**given)
