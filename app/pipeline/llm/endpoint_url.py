"""What the URL of a model's endpoint says about its API."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from app.pipeline.llm.api import Api


def parse_endpoint(endpoint: str) -> SplitResult:
    """Return the parts of `LLM_ENDPOINT`, without a closing slash; raises `ValueError`."""
    try:
        parts = urlsplit(endpoint.strip())
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise ValueError("LLM_ENDPOINT is no usable URL") from error
    if not usable:
        raise ValueError("LLM_ENDPOINT must be a URL that starts with http:// or https://")
    if parts.username is not None:
        raise ValueError("LLM_ENDPOINT must hold no user or password: put a key in OPENAI_API_KEY")
    return parts._replace(path=parts.path.rstrip("/"), fragment="")


def api_of(parts: SplitResult) -> Api | None:
    """Return the API that the path names, None where it names none."""
    # Gateways and Azure put something else in front of, or instead of, `/v1`.
    return next(
        (api for api in Api if parts.path.endswith(api.value.removeprefix("/v1"))),
        None,
    )


def with_path(parts: SplitResult, api: Api) -> str:
    """Return the URL, with the API's path behind a base and as it is otherwise."""
    version, _, rest = api.value.lstrip("/").partition("/")
    if not parts.path:
        return parts._replace(path=api.value).geturl()
    if parts.path.endswith(f"/{version}"):
        return parts._replace(path=f"{parts.path}/{rest}").geturl()
    return parts.geturl()


def is_loopback(host: str) -> bool:
    """Say whether a host name or address is this host's own."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
