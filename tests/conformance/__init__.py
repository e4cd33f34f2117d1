"""Proof that no client can tell the proxy from Prometheus: heavier than the other tests."""

import pytest

pytest.register_assert_rewrite("tests.conformance.through_the_proxy", "tests.conformance.exchange")
