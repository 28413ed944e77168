/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the links of a message lead, without asking the network. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include <gio/gio.h>
#include <string.h>

static void
link_free (gpointer data)
{
  EspContentLink *link = data;

  g_free (link->href);
  g_free (link->label);
  g_free (link->place);
  g_free (link);
}

static void
add_link (GPtrArray *links, const char *href, const char *label, const char *place)
{
  EspContentLink *link = g_new0 (EspContentLink, 1);

  link->href = g_strstrip (g_strdup (href != NULL ? href : ""));
  link->label = g_strstrip (g_strdup (label != NULL ? label : ""));
  link->place = g_strdup (place);
  g_ptr_array_add (links, link);
}

static gboolean
collect_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  GPtrArray *links = data;
  g_autofree char *place = g_strdup_printf ("block:%s", block->id);

  if (block->kind == ESP_BLOCK_BUTTON)
    add_link (links, block->href, block->label, place);
  else if (block->kind == ESP_BLOCK_IMAGE && block->href != NULL)
    add_link (links, block->href, block->alt, place);
  for (guint i = 0; block->paragraphs != NULL && i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      for (guint j = 0; j < paragraph->runs->len; j++)
        {
          const EspRun *run = paragraph->runs->pdata[j];

          if (run->href != NULL)
            add_link (links, run->href, run->text, place);
        }
    }
  return TRUE;
}

/* The links of raw HTML: good enough to look at, with a limit on how many. */
static void
collect_from_html (GPtrArray *links, const char *html)
{
  const guint max_links = 1000;

  for (const char *c = strstr (html, "<a "); c != NULL && links->len < max_links;
       c = strstr (c + 3, "<a "))
    {
      const char *end = strchr (c, '>');
      const char *href = end != NULL ? g_strstr_len (c, end - c, "href=") : NULL;
      const char *close = end != NULL ? strstr (end, "</a") : NULL;
      g_autofree char *value = NULL;
      g_autofree char *label = NULL;
      gsize quoted;

      if (href == NULL)
        continue;
      href += strlen ("href=");
      quoted = *href == '"' || *href == '\'';
      value = g_strndup (href + quoted,
                         strcspn (href + quoted, quoted ? (*href == '"' ? "\"" : "'") : " >"));
      label = close != NULL && close - end < 2000 ? g_strndup (end + 1, close - end - 1) : NULL;
      add_link (links, value, label != NULL && strchr (label, '<') == NULL ? label : "", "body");
    }
}

/**
 * esp_content_collect_links:
 * @html: (nullable): what a raw body came out as
 *
 * Returns: (transfer full) (element-type EspContentLink): the links that the author made; those of the
 * generated footer are not among them.
 */
GPtrArray *
esp_content_collect_links (const EspMessageDoc *doc, const char *html)
{
  GPtrArray *links = g_ptr_array_new_with_free_func (link_free);

  if (doc->body_kind == ESP_BODY_HTML)
    collect_from_html (links, doc->html);
  else
    (void) esp_message_doc_foreach_block (doc, collect_cb, links); /* never stops */
  return links;
}

/* Returns the host of an http address, lower case, or NULL. */
static char *
dup_host (const char *href)
{
  const char *host = strstr (href, "://");
  const char *at;
  gsize n;

  if (host == NULL || g_ascii_strncasecmp (href, "http", 4) != 0)
    return NULL;
  host += 3;
  n = strcspn (host, "/?#");
  at = memchr (host, '@', n);
  if (at != NULL)
    {
      n -= (gsize) (at + 1 - host);
      host = at + 1;
    }
  if (*host != '[')
    n = MIN (n, strcspn (host, ":"));
  return g_ascii_strdown (host, (gssize) n);
}

static gboolean
is_private_address (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL &&
         (g_inet_address_get_is_loopback (address) || g_inet_address_get_is_site_local (address) ||
          g_inet_address_get_is_link_local (address) || g_inet_address_get_is_any (address));
}

static gboolean
is_test_host (const EspContentRule *rule, const char *host)
{
  const char *const *prefixes = esp_content_rule_words (rule, "prefixes");
  const char *const *suffixes = esp_content_rule_words (rule, "suffixes");

  for (guint i = 0; prefixes[i] != NULL; i++)
    if (g_str_has_prefix (host, prefixes[i]))
      return TRUE;
  for (guint i = 0; suffixes[i] != NULL; i++)
    if (g_str_has_suffix (host, suffixes[i]))
      return TRUE;
  return g_strv_contains (esp_content_rule_words (rule, "hosts"), host) ||
         is_private_address (host);
}

static gboolean
has_prefix_of (const char *text, const char *const *prefixes)
{
  for (guint i = 0; prefixes[i] != NULL; i++)
    if (g_ascii_strncasecmp (text, prefixes[i], strlen (prefixes[i])) == 0)
      return TRUE;
  return FALSE;
}

static void
check_target (EspContentCheck *self,
              const EspContentLink *link,
              const EspContentRule *const rules[5])
{
  g_autofree char *host = dup_host (link->href);

  if (rules[0] != NULL && (*link->href == '\0' || g_str_equal (link->href, "#")))
    esp_content_check_add (self, rules[0], link->place, link->label, NULL);
  if (rules[1] != NULL && has_prefix_of (link->href, esp_content_rule_words (rules[1], "schemes")))
    esp_content_check_add (self, rules[1], link->place, link->href, NULL);
  if (host == NULL || strstr (host, "{{") != NULL)
    return;
  if (rules[2] != NULL && is_test_host (rules[2], host))
    esp_content_check_add (self, rules[2], link->place, host, NULL);
  else if (rules[3] != NULL && (g_hostname_is_ip_address (host) || *host == '['))
    esp_content_check_add (self, rules[3], link->place, host, NULL);
  if (rules[4] != NULL && g_ascii_strncasecmp (link->href, "http://", 7) == 0)
    esp_content_check_add (self, rules[4], link->place, link->href, NULL)->can_fix = TRUE;
}

/* "…?e={{ email }}" hands the address to every server, log and referrer on the way. */
static void
check_privacy (EspContentCheck *self, const EspContentLink *link, const EspContentRule *rule)
{
  const char *const *fields = esp_content_rule_words (rule, "fields");

  if (g_ascii_strncasecmp (link->href, "mailto:", 7) == 0)
    return;
  for (const char *tag = strstr (link->href, "{{"); tag != NULL; tag = strstr (tag + 2, "{{"))
    {
      const char *name = tag + 2 + strspn (tag + 2, " -");

      name += g_str_has_prefix (name, "lead.") ? strlen ("lead.") : 0;
      for (guint i = 0; fields[i] != NULL; i++)
        if (g_str_has_prefix (name, fields[i]) && !g_ascii_isalnum (name[strlen (fields[i])]) &&
            name[strlen (fields[i])] != '_')
          {
            esp_content_check_add (self, rule, link->place, link->href, NULL);
            return;
          }
    }
}

static void
check_label (EspContentCheck *self, const EspContentLink *link, const EspContentRule *rule)
{
  const char *const *texts = esp_content_rule_words (rule, "texts");
  g_autofree char *lower = g_utf8_strdown (link->label, -1);

  for (guint i = 0; texts[i] != NULL; i++)
    if (g_str_equal (lower, texts[i]))
      {
        esp_content_check_add (self, rule, link->place, link->label, NULL);
        return;
      }
}

/**
 * esp_content_check_links:
 *
 * Links that lead nowhere, to test hosts, to bare addresses, run scripts, are not encrypted or carry
 * personal data.
 */
void
esp_content_check_links (EspContentCheck *self)
{
  const EspContentRule *const rules[] = { esp_content_check_begin (self, "LNK-EMPTY"),
                                          esp_content_check_begin (self, "LNK-SCRIPT"),
                                          esp_content_check_begin (self, "LNK-04"),
                                          esp_content_check_begin (self, "LNK-IP"),
                                          esp_content_check_begin (self, "LNK-HTTP") };
  const EspContentRule *privacy = esp_content_check_begin (self, "LNK-02");
  const EspContentRule *label = esp_content_check_begin (self, "A11Y-04");

  for (guint i = 0; i < self->links->len; i++)
    {
      const EspContentLink *link = self->links->pdata[i];

      check_target (self, link, rules);
      if (privacy != NULL)
        check_privacy (self, link, privacy);
      if (label != NULL)
        check_label (self, link, label);
    }
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i] != NULL)
      esp_content_check_end (self, rules[i]);
  if (privacy != NULL)
    esp_content_check_end (self, privacy);
  if (label != NULL)
    esp_content_check_end (self, label);
}
