import pytest

from app.catalogue.known.known import known_of
from app.catalogue.known.pairs import PAIRS
from app.catalogue.words import stem


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("pg_stat_activity_count", "postgres"),
        ("kube_pod_info", "k8s"),
        ("nginx_ingress_controller_requests", "ingress"),
        ("DCGM_FI_DEV_GPU_TEMP", "graphicscard"),
        ("ifHCInOctets", "switch"),
        ("instance:node_cpu_utilisation:rate5m", "host"),
    ],
)
def test_the_beginning_of_a_name_tells_the_product(name: str, called: str) -> None:
    assert stem(called) in known_of(name).product


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("node_cpu_seconds_total", "iowait"),
        ("node_md_disks", "raid"),
        ("kube_pod_container_status_last_terminated_reason", "oomkilled"),
        ("coredns_dns_responses_total", "nxdomain"),
        ("node_load15", "average"),
        ("some_app_build_info", "version"),
        ("ifOperStatus", "down"),
    ],
)
def test_people_have_words_for_what_a_metric_measures(name: str, called: str) -> None:
    assert stem(called) in known_of(name).told


def test_a_longer_beginning_adds_to_a_shorter_one() -> None:
    told = known_of("node_disk_io_now").told
    assert {stem("ssd"), stem("pending")} <= told


@pytest.mark.parametrize("name", ["nodes_seen", "shop_orders", "", "_", ":"])
def test_of_other_names_nothing_is_known(name: str) -> None:
    known = known_of(name)
    assert not known.product
    assert not known.told


def test_no_metric_is_its_own_pair() -> None:
    assert [name for name, pairs in PAIRS.items() if name in pairs] == []
