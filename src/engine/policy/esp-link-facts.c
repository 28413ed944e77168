/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which addresses of a message can be opened, and what is said of those that somebody has opened. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-link-facts.h"

#include "engine/policy/esp-content-check-private.h"

#include <string.h>

/**
 * esp_link_fact_free:
 * @self: (nullable)
 */
void
esp_link_fact_free (EspLinkFact *self)
{
  if (self == NULL)
    return;
  g_free (self->what);
  g_free (self);
}

static gboolean
is_open (const char *href)
{
  return (g_ascii_strncasecmp (href, "http://", 7) == 0 ||
          g_ascii_strncasecmp (href, "https://", 8) == 0) &&
         strstr (href, "{{") == NULL && strstr (href, "{%") == NULL && strstr (href, "#{") == NULL;
}

/* More of one message are not looked at. */
#define MAX_ADDRESSES 1000

static void
add_once (GPtrArray *addresses, const char *href)
{
  if (addresses->len >= MAX_ADDRESSES)
    return;
  for (guint i = 0; i < addresses->len; i++)
    if (g_str_equal (addresses->pdata[i], href))
      return;
  g_ptr_array_add (addresses, g_strdup (href));
}

static gboolean
collect_picture_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  if (block->kind == ESP_BLOCK_IMAGE && block->src != NULL && is_open (block->src))
    add_once (data, block->src);
  return TRUE;
}

/**
 * esp_link_facts_list_addresses:
 *
 * Returns: (transfer full) (element-type utf8): what can be opened of an email: links and pictures that lead to
 *   the same for everybody
 */
GPtrArray *
esp_link_facts_list_addresses (const EspMessageDoc *doc)
{
  g_autoptr (GPtrArray) links = esp_content_collect_links (doc, NULL);
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < links->len; i++)
    {
      const EspContentLink *link = links->pdata[i];

      if (is_open (link->href))
        add_once (addresses, link->href);
    }
  if (doc->body_kind != ESP_BODY_HTML)
    (void) esp_message_doc_foreach_block (doc, collect_picture_cb, addresses); /* never stops */
  return addresses;
}

/**
 * esp_link_facts_add_from_text:
 * @addresses: (element-type utf8): gets the addresses that stand in @text
 */
void
esp_link_facts_add_from_text (GPtrArray *addresses, const char *text)
{
  for (const char *c = strstr (text, "http"); c != NULL;
       c = addresses->len < MAX_ADDRESSES ? strstr (c + 4, "http") : NULL)
    {
      gsize n = 0;
      g_autofree char *href = NULL;

      /* Hangul follows an address without a space. */
      while (c[n] > ' ' && c[n] < 0x7F && strchr ("\"'<>()[]{}|\\^`", c[n]) == NULL)
        n++;
      while (n > 0 && strchr (".,!?;:", c[n - 1]) != NULL)
        n--;
      href = g_strndup (c, n);
      if (is_open (href))
        add_once (addresses, href);
    }
}

static gboolean
add_fact (const EspContentRule *rule,
          GHashTable *facts,
          const char *href,
          const char *place,
          GPtrArray *findings)
{
  const EspLinkFact *fact = g_hash_table_lookup (facts, href);
  EspContentFinding *finding;

  if (fact == NULL)
    return FALSE;
  if (!fact->is_broken && !fact->is_doubtful)
    return TRUE;
  finding = esp_content_finding_new (rule, place, href, fact->what);
  if (!fact->is_broken)
    finding->severity = MIN (finding->severity, ESP_SEVERITY_WARN);
  g_ptr_array_add (findings, finding);
  return TRUE;
}

static void
end_facts (const EspContentRule *rule, guint n_known, guint n_before, GPtrArray *findings)
{
  EspContentFinding *fine;

  if (n_known == 0 || findings->len > n_before)
    return;
  fine = esp_content_finding_new (rule, NULL, NULL, NULL);
  fine->severity = ESP_SEVERITY_FINE;
  g_ptr_array_add (findings, fine);
}

/**
 * esp_content_check_link_facts:
 *
 * What is known of the links; nothing is said of those that nobody has opened.
 */
void
esp_content_check_link_facts (EspContentCheck *self)
{
  const EspContentRule *rule = esp_content_check_begin (self, "LNK-01");
  GHashTable *facts = self->input->link_facts;
  g_autoptr (GPtrArray) addresses = NULL;
  guint n_before = self->findings->len;
  guint n_known = 0;

  if (rule == NULL || facts == NULL)
    return;
  addresses = esp_link_facts_list_addresses (self->doc);
  for (guint i = 0; i < addresses->len; i++)
    {
      const char *place = "body";

      for (guint j = 0; j < self->links->len; j++)
        {
          const EspContentLink *link = self->links->pdata[j];

          if (g_str_equal (link->href, addresses->pdata[i]))
            {
              place = link->place;
              break;
            }
        }
      n_known += add_fact (rule, facts, addresses->pdata[i], place, self->findings);
    }
  end_facts (rule, n_known, n_before, self->findings);
}

/**
 * esp_link_facts_check_text:
 * @facts: (nullable) (element-type utf8 EspLinkFact): by address
 *
 * The same for a text.
 */
void
esp_link_facts_check_text (const EspContentRules *rules,
                           const EspRuleScope *scope,
                           GHashTable *facts,
                           const char *text,
                           GPtrArray *findings)
{
  const EspContentRule *rule = esp_content_rules_find_in (rules, "LNK-01", scope);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  guint n_before = findings->len;
  guint n_known = 0;

  if (rule == NULL || facts == NULL)
    return;
  esp_link_facts_add_from_text (addresses, text);
  for (guint i = 0; i < addresses->len; i++)
    n_known += add_fact (rule, facts, addresses->pdata[i], "body", findings);
  end_facts (rule, n_known, n_before, findings);
}
