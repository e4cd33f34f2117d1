import requests

from bench.world.live import path_of, serving
from bench.world.server import scrape_configuration
from bench.world.targets import targets
from bench.world.world import world

LONG_AGO = 1_600_000_000


def test_a_target_answers_with_metadata_and_one_that_is_down_does_not() -> None:
    jobs = [scraped.target.job for scraped in world()]
    down = [scraped.target.down_since is not None for scraped in world()].index(True)
    with serving(world(), LONG_AGO) as port:
        redis = requests.get(f"http://127.0.0.1:{port}{path_of(jobs.index('redis'))}", timeout=5)
        silent = requests.get(f"http://127.0.0.1:{port}{path_of(down)}", timeout=5)
        nobody = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5)
    assert redis.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "# TYPE redis_commands_processed_total counter\n" in redis.text
    assert [silent.status_code, nobody.status_code] == [503, 503]


def test_each_target_is_scraped_under_its_own_path_and_labels() -> None:
    told = scrape_configuration(targets(), 1234)
    configs = told["scrape_configs"]
    assert isinstance(configs, list)
    assert [config["job_name"] for config in configs] == list(
        dict.fromkeys(target.job for target in targets())
    )
    static = [one for config in configs for one in config["static_configs"]]
    assert len({one["labels"]["__metrics_path__"] for one in static}) == len(targets())
    assert static[0]["labels"]["instance"] == "fra-cp-1:9100"
