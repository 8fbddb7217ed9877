"""Folders to the Hugging Face hub, or to whatever HF_ENDPOINT names, through its own client."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from trainers.hub_errors import HubError

Kind = Literal["dataset", "model"]


def push(folder: Path, repository: str, kind: Kind, private: bool = False) -> str:
    """Create the repository where there is none, and commit the folder's files to it.

    The token is HF_TOKEN's or that of `hf auth login`.

    Returns:
        The address of the commit.

    Raises:
        HubError: there is no token, it is refused, or the hub cannot be reached.
    """
    import httpx
    from huggingface_hub import HfApi, get_token  # a second; only a push needs it
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled

    api = HfApi()
    if get_token() is None:
        raise HubError(
            f"nothing was pushed to {api.endpoint}: there is no token. Set HF_TOKEN (one that may "
            "write, from the hub's settings), or run: hf auth login"
        )
    try:
        api.create_repo(repository, repo_type=kind, private=private, exist_ok=True)
        commit = api.upload_folder(
            repo_id=repository,
            folder_path=folder,
            repo_type=kind,
            commit_message="Publish from agentopia",
        )
    except HFValidationError as error:
        raise HubError(f"{repository!r} is no name of a repository: {error}") from error
    except HfHubHTTPError as error:
        raise HubError(_refusal(error, repository, api.endpoint)) from error
    except (httpx.TransportError, OfflineModeIsEnabled, ConnectionError) as error:
        raise HubError(
            f"{api.endpoint} cannot be reached ({type(error).__name__}: {error}); the folder "
            f"{folder} is complete, push it where there is a network (and without HF_HUB_OFFLINE)"
        ) from error
    except (ValueError, RuntimeError) as error:  # how the client says that an upload failed
        raise HubError(f"{repository} was not pushed to {api.endpoint}: {error}") from error
    return str(commit.commit_url)


def _refusal(error: Exception, repository: str, endpoint: str) -> str:
    """What the hub's status means for whoever pushes."""
    response = getattr(error, "response", None)
    status = response.status_code if response is not None else 0
    meanings = {
        401: "the token is not valid; set HF_TOKEN to one that is, or run: hf auth login",
        403: f"the token may not write to {repository}; use one with write access",
        404: "there is no such place; check the owner's name and HF_ENDPOINT",
    }
    meaning = meanings.get(status, " ".join(str(error).split()))
    hint = ""
    if "xet" in str(getattr(response, "url", "")):
        hint = " (a hub without Xet storage needs HF_HUB_DISABLE_XET=1)"
    return f"{endpoint} refused {repository} with status {status}: {meaning}{hint}"
