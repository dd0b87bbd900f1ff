"""Who submitted a potential, as far as they want it to be known."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django import template
from django.template.loader import render_to_string

from leaderboard.models import Potential, Profile

register = template.Library()


@register.simple_tag
def submitter(potential: Potential) -> str:
    """A name, an affiliation and an ORCID iD; the pseudonym of who has left; else nothing.

    verified: they have signed in with that ORCID iD.
    """
    owner = potential.owner
    profile = Profile.objects.of(owner)
    linked = SocialAccount.objects.filter(user=owner, provider="orcid", uid=profile.orcid)
    left = "" if owner.is_active or owner.email else owner.username
    verified = bool(profile.orcid) and linked.exists()  # a question only where there is one
    context = {"profile": profile, "left": left, "verified": verified}
    return render_to_string("site/_submitter.html", context).strip()
