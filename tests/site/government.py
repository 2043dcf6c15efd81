"""The test site: ministries, wires and institutes in every form, with traps among them."""

from tests.site.misbehaving import publish_broken_listings, publish_oddities, publish_traps
from tests.site.showing import publish_collections, publish_feeds, publish_indexes, publish_sitemaps
from tests.site.site import Site


def government_site() -> Site:
    """The whole site, running; the caller closes it."""
    site = Site()
    publish_feeds(site)
    publish_sitemaps(site)
    publish_indexes(site)
    publish_collections(site)
    publish_oddities(site)
    publish_traps(site)
    publish_broken_listings(site)
    return site
