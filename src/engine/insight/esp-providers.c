/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether mail arrives, and how it is received, by the provider of the mailbox. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-sent-sets.h"

#include <stdlib.h>
#include <string.h>

#define OTHER "(other)"
#define NO_ADDRESS "(none)"

/* Domains of one provider; those that end with a dot stand for its national ones: yahoo.com, yahoo.co.jp. */
static const struct
{
  const char *domain;
  const char *provider;
} known[] = {
  { "gmail.com", "Gmail" },
  { "googlemail.com", "Gmail" },
  { "naver.com", "Naver" },
  { "daum.net", "Daum · Kakao" },
  { "hanmail.net", "Daum · Kakao" },
  { "kakao.com", "Daum · Kakao" },
  { "nate.com", "Nate" },
  { "outlook.", "Microsoft" },
  { "hotmail.", "Microsoft" },
  { "live.", "Microsoft" },
  { "msn.com", "Microsoft" },
  { "yahoo.", "Yahoo" },
  { "ymail.com", "Yahoo" },
  { "rocketmail.com", "Yahoo" },
  { "aol.com", "Yahoo" },
  { "icloud.com", "Apple" },
  { "me.com", "Apple" },
  { "mac.com", "Apple" },
  { "privaterelay.appleid.com", "Apple" },
  { "qq.com", "QQ" },
  { "foxmail.com", "QQ" },
  { "163.com", "NetEase" },
  { "126.com", "NetEase" },
  { "yeah.net", "NetEase" },
  { "gmx.", "GMX" },
  { "web.de", "GMX" },
  { "proton.me", "Proton" },
  { "protonmail.com", "Proton" },
  { "pm.me", "Proton" },
};

/* com, co.jp, com.br: what follows the name of a provider. live.example.com is somebody's own. */
static gboolean
is_national (const char *rest)
{
  const char *dot = strchr (rest, '.');

  return dot == NULL || (dot - rest <= 3 && strlen (dot + 1) == 2);
}

static const char *
provider_of (const char *domain)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      gsize length = strlen (known[i].domain);
      gboolean is_prefix = known[i].domain[length - 1] == '.';

      if (is_prefix ? g_str_has_prefix (domain, known[i].domain) && is_national (domain + length)
                    : g_str_equal (domain, known[i].domain))
        return known[i].provider;
    }
  return domain;
}

typedef struct
{
  const char *name; /* (unowned) */
  EspSentSets *sets;
  guint n;
} Provider;

static int
compare_providers (gconstpointer a, gconstpointer b)
{
  const Provider *first = *(Provider *const *) a;
  const Provider *second = *(Provider *const *) b;

  if (first->n != second->n)
    return first->n > second->n ? -1 : 1;
  return strcmp (first->name, second->name);
}

static void
provider_free (gpointer data)
{
  Provider *self = data;

  esp_sent_sets_free (self->sets);
  g_free (self);
}

static Provider *
find_provider (GHashTable *by_name, GPtrArray *providers, const char *name)
{
  Provider *self = g_hash_table_lookup (by_name, name);

  if (self == NULL)
    {
      self = g_new0 (Provider, 1);
      self->name = name;
      self->sets = esp_sent_sets_new ();
      g_hash_table_insert (by_name, (gpointer) name, self);
      g_ptr_array_add (providers, self);
    }
  return self;
}

/* Which of the providers are shown: the first so many by messages; then each message counts for one. */
static GPtrArray *
sort_out (EspAnalysis *self, GArray *sent, GArray *of, GPtrArray *domains)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *providers = g_ptr_array_new_with_free_func (provider_free);
  guint top = (guint) esp_question_get_number (self->question, "top");

  for (int pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < sent->len; i++)
        {
          const EspInsightSent *row = &g_array_index (sent, EspInsightSent, i);
          guint number = row->lead_id < of->len ? g_array_index (of, guint32, row->lead_id) : 0;
          const char *name =
            number > 0 ? provider_of (g_ptr_array_index (domains, number - 1)) : NO_ADDRESS;

          if (!esp_analysis_counts (self, row->lead_id) || (row->flags & ESP_SENT_HELD_OUT) != 0)
            continue;
          if (pass == 0)
            find_provider (by_name, providers, name)->n++;
          else
            esp_sent_sets_add (find_provider (by_name, providers,
                                              g_hash_table_contains (by_name, name) ? name : OTHER)
                                 ->sets,
                               row);
        }
      if (pass > 0)
        break;
      g_ptr_array_sort (providers, compare_providers);
      for (guint i = top; i < providers->len; i++)
        g_hash_table_remove (by_name, ((Provider *) g_ptr_array_index (providers, i))->name);
      if (providers->len > top)
        g_ptr_array_set_size (providers, (int) top);
    }
  return providers;
}

/**
 * esp_providers_answer:
 *
 * Puts the messages of the period by the provider of the lead's present address: the domains of one
 * provider together, other domains each by itself. Rates are those of the catalogue, of leads.
 */
gboolean
esp_providers_answer (EspAnalysis *self, GError **error)
{
  g_autoptr (GPtrArray) domains = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) of = esp_insight_load_domains (self->tx, domains, error);
  g_autoptr (EspSentSets) all = esp_sent_sets_new ();
  g_autoptr (GPtrArray) providers = NULL;
  g_autoptr (GArray) sent = NULL;
  EspAnswerRow *row;

  if (of == NULL)
    return FALSE;
  sent =
    esp_insight_load_sent (self->tx, self->from_us, self->to_us,
                           (gint64) esp_question_get_number (self->question, "campaign"), error);
  if (sent == NULL)
    return FALSE;
  esp_sent_sets_add_columns (self->answer);
  providers = sort_out (self, sent, of, domains);
  for (guint i = 0; i < providers->len; i++)
    {
      Provider *provider = g_ptr_array_index (providers, i);

      esp_sent_sets_finish (provider->sets);
      row = esp_answer_add_row (self->answer, provider->name,
                                esp_answer_title (provider->name) == NULL ? provider->name : NULL,
                                NULL);
      esp_sent_sets_write (self, row, 0, provider->sets);
    }
  for (guint i = 0; i < sent->len; i++)
    if (esp_analysis_counts (self, g_array_index (sent, EspInsightSent, i).lead_id))
      esp_sent_sets_add (all, &g_array_index (sent, EspInsightSent, i));
  esp_sent_sets_finish (all);
  row = esp_answer_add_row (self->answer, "total", NULL, NULL);
  row->flags |= ESP_CELL_TOTAL;
  esp_sent_sets_write (self, row, 0, all);
  return TRUE;
}
