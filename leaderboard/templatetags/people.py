"""Who submitted a potential, as far as they want it to be known."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django import template

from leaderboard.models import Potential, Profile

register = template.Library()


@register.inclusion_tag("site/_submitter.html")
def submitter(potential: Potential) -> dict[str, Any]:
    """A name, an affiliation and an ORCID iD; the pseudonym of who has left; else nothing.

    verified: they have signed in with that ORCID iD.
    """
    owner = potential.owner
    profile = Profile.objects.of(owner)
    linked = SocialAccount.objects.filter(user=owner, provider="orcid", uid=profile.orcid)
    left = "" if owner.is_active or owner.email else owner.username
    verified = bool(profile.orcid) and linked.exists()
    return {"profile": profile, "left": left, "verified": verified}
