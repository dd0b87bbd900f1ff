"""News for programs that read them: Atom."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from leaderboard.reading.news import Item, news

if TYPE_CHECKING:
    ItemFeed = Feed[Item, None]
else:
    ItemFeed = Feed


class Atom(ItemFeed):
    feed_type = Atom1Feed
    title = "Assay"
    subtitle = "Seasons, tasks and potentials of this site, and what its operators write."

    def link(self) -> str:
        return reverse("news")

    def items(self) -> list[Item]:
        return news()

    def item_title(self, item: Item) -> str:
        return item.title

    def item_description(self, item: Item) -> str:
        return item.body or item.text

    def item_link(self, item: Item) -> str:
        return item.link

    def item_guid(self, item: Item) -> str:
        """A name, not an address: links of several entries may be the same."""
        return f"urn:assay:{item.id}"

    item_guid_is_permalink = False

    def item_updateddate(self, item: Item) -> datetime:
        return item.date

    def item_pubdate(self, item: Item) -> datetime:
        return item.date

    def item_categories(self, item: Item) -> list[str]:
        return [item.kind]
