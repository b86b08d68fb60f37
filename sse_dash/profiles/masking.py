"""A profile as it may be shown to anyone who looks over a shoulder: secrets written out in it are masked."""

from __future__ import annotations

from dataclasses import replace

from sse_dash.profiles.profile import Profile, UnknownKeys
from sse_dash.requests.masks import masked_whole
from sse_dash.requests.secrets import masked_spec, masked_values


def masked(profile: Profile) -> Profile:
    """The profile with userinfo, headers and all that is called like a secret masked, everywhere in it.

    Values of keys that aren't known are masked whole: they may be misspelt headers.
    """
    unknown = profile.unknown
    return replace(
        profile,
        streams=tuple(map(masked_spec, profile.streams)),
        defaults=masked_values(profile.defaults),
        unknown=UnknownKeys(
            **{name: masked_whole(getattr(unknown, name)) for name in UnknownKeys.__dataclass_fields__}
        ),
    )
