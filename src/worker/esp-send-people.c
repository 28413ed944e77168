/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the gate of a send what is known of those who will get it: idle, not told, not proven, how many. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-people.h"

#include "channels/esp-channel-kinds.h"
#include "store/esp-audience-facts.h"
#include "store/esp-channel-volume.h"
#include "store/esp-meta.h"
#include "worker/esp-rule-packs.h"

#include <string.h>

#define DEFAULT_COUNTRY "KR"
#define MAX_PERCENT_TEXT 32

typedef struct
{
  EspTx *tx;
  const EspSendPlan *plan;
  const EspSendTally *tally;
  const char *country; /* of whoever does not tell his own */
  EspBitmap *receivers;
  GArray *notes;
  GHashTable *leads; /* rule → EspBitmap */
  GError **error;
} Look;

static double
get_number (const char *rule_id, const char *param, double fallback)
{
  const EspContentRule *rule = esp_content_rules_find (esp_rule_packs_refresh (), rule_id);

  return rule != NULL ? esp_content_rule_number (rule, param, fallback) : fallback;
}

/* @leads: (transfer full): whom the rule is about */
static void
add (const Look *look, const char *rule, EspBitmap *leads, const char *place)
{
  guint64 n = esp_bitmap_count (leads);
  const EspSendNote note = { .rule = rule,
                             .is_broken = n > 0,
                             .place = place,
                             .args = { g_strdup_printf ("%" G_GUINT64_FORMAT, n), NULL } };

  g_array_append_val (look->notes, note);
  g_hash_table_replace (look->leads, (gpointer) rule, leads);
}

/* Returns: (transfer full): those of @leads who receive and live in @country */
static EspBitmap *
take_those_in (const Look *look, EspBitmap *leads, const char *country)
{
  const EspFacts *facts = look->tally->facts;
  guint32 ids[1024];
  guint32 from = 0;
  EspBitmap *found = esp_bitmap_new ();
  gsize n;

  esp_bitmap_and (leads, look->receivers);
  while ((n = esp_bitmap_next (leads, from, ids, G_N_ELEMENTS (ids))) > 0)
    {
      for (gsize i = 0; i < n; i++)
        {
          guint place =
            ids[i] < facts->place_of->len ? g_array_index (facts->place_of, guint16, ids[i]) : 0;
          const char *name =
            place > 0 ? g_ptr_array_index (facts->place_names, place) : look->country;

          if (g_str_equal (name, country))
            esp_bitmap_add (found, ids[i]);
        }
      if (ids[n - 1] == G_MAXUINT32)
        break;
      from = ids[n - 1] + 1;
    }
  return found;
}

static gboolean
is_among (const Look *look, const char *country)
{
  g_auto (GStrv) places = esp_facts_get_places (look->tally->facts, look->receivers, look->country);

  return g_strv_contains ((const char *const *) places, country);
}

static gboolean
look_for_idle (const Look *look)
{
  gint64 days = (gint64) get_number ("AUD-OLD", "days", 730);
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();

  if (!esp_audience_find_idle (look->tx,
                               esp_tx_get_now_us (look->tx) -
                                 CLAMP (days, 1, 36500) * G_TIME_SPAN_DAY,
                               leads, look->error))
    return FALSE;
  esp_bitmap_and (leads, look->receivers);
  add (look, "AUD-OLD", g_steal_pointer (&leads), "audience");
  return TRUE;
}

static GHashTable *
make_set (const char *rule_id, const char *param)
{
  static const char *const none[] = { NULL };
  const EspContentRule *rule = esp_content_rules_find (esp_rule_packs_refresh (), rule_id);
  const char *const *words = rule != NULL ? esp_content_rule_words (rule, param) : none;
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; words[i] != NULL; i++)
    g_hash_table_add (set, (gpointer) words[i]);
  return set;
}

/* Boxes that several people read, and such as are thrown away. */
static gboolean
look_for_addresses (const Look *look)
{
  g_autoptr (GHashTable) roles = make_set ("AUD-ROLE", "names");
  g_autoptr (GHashTable) domains = make_set ("AUD-DISPOSABLE", "domains");
  g_autoptr (EspBitmap) of_roles = esp_bitmap_new ();
  g_autoptr (EspBitmap) of_domains = esp_bitmap_new ();
  const EspAddressSearch search = { roles, domains, of_roles, of_domains };

  if (!look->plan->rule.is_email)
    return TRUE;
  if (!esp_audience_find_addresses (look->tx, &search, look->error))
    return FALSE;
  esp_bitmap_and (of_roles, look->receivers);
  esp_bitmap_and (of_domains, look->receivers);
  add (look, "AUD-ROLE", g_steal_pointer (&of_roles), "audience");
  add (look, "AUD-DISPOSABLE", g_steal_pointer (&of_domains), "audience");
  return TRUE;
}

/* Customers who bought long ago: they are left out, and whoever sends should know why. */
static void
look_for_ended (const Look *look)
{
  EspBitmap *leads = esp_bitmap_copy (look->tally->facts->lapsed);

  esp_bitmap_and (leads, look->tally->waterfall->leads[ESP_REASON_NO_CONSENT]);
  add (look, "CONSENT-ENDED", leads, "consent");
}

static gboolean
look_for_late (const Look *look, const char *channel)
{
  double days = get_number ("KR-AD-12", "days", 14);
  g_autoptr (EspBitmap) leads = NULL;

  if (!is_among (look, "KR"))
    return TRUE;
  leads = esp_bitmap_new ();
  if (!esp_audience_find_late (look->tx, channel, (guint) CLAMP (days, 1, 180), leads, look->error))
    return FALSE;
  add (look, "KR-AD-12", take_those_in (look, leads, "KR"), "consent");
  return TRUE;
}

/* Whoever orders texts has to see to it that the company that sends them is certified. */
static gboolean
look_for_certificate (const Look *look)
{
  const EspChannelKind *kind =
    look->plan->channel != NULL ? esp_channel_kind_find (look->plan->channel->kind) : NULL;
  g_autofree char *certificate = NULL;
  EspSendNote note = { .rule = "KR-AD-14", .place = "channel" };

  if (!g_str_equal (look->plan->medium, "text") || kind == NULL || kind->open == NULL)
    return TRUE; /* nothing leaves this computer */
  certificate = esp_meta_get_text (look->tx, ESP_META_TEXT_CERTIFICATE, "", look->error);
  if (certificate == NULL)
    return FALSE;
  note.is_broken = *certificate == '\0';
  note.args[0] = g_strdup (look->plan->channel->name);
  g_array_append_val (look->notes, note);
  return TRUE;
}

static gboolean
look_for_single (const Look *look, const char *channel)
{
  g_autoptr (EspBitmap) leads = NULL;

  if (!is_among (look, "DE"))
    return TRUE;
  leads = esp_bitmap_new ();
  if (!esp_audience_find_single_opt_in (look->tx, channel, leads, look->error))
    return FALSE;
  add (look, "DE-01", take_those_in (look, leads, "DE"), "consent");
  return TRUE;
}

static char *
format_percent (double percent)
{
  char text[MAX_PERCENT_TEXT];

  return g_strdup_printf ("%s %%", g_ascii_formatd (text, sizeof text, "%.3g", percent));
}

/* What people who got the last sends of the channel made of them. */
static gboolean
look_for_complaints (const Look *look)
{
  gint64 days = (gint64) get_number ("DLV-COMPLAINTS", "days", 30);
  double most = get_number ("DLV-COMPLAINTS", "max_percent", 0.3);
  double some = get_number ("DLV-COMPLAINTS", "warn_percent", 0.1);
  double least = get_number ("DLV-COMPLAINTS", "min_sent", 500);
  gint64 since_us = esp_tx_get_now_us (look->tx) - CLAMP (days, 1, 3650) * G_TIME_SPAN_DAY;
  g_autoptr (GArray) volumes = NULL;
  gint64 n_sent = 0;
  gint64 n_hard = 0;
  gint64 n_complaints = 0;
  EspSendNote note = { .rule = "DLV-COMPLAINTS", .place = "channel" };
  double percent;

  if (look->plan->channel == NULL || !look->plan->rule.is_email)
    return TRUE;
  volumes = esp_channel_volume_list (look->tx, look->plan->channel->id, since_us, look->error);
  if (volumes == NULL || !esp_channel_count_returned (look->tx, look->plan->channel->id, since_us,
                                                      &n_hard, &n_complaints, look->error))
    return FALSE;
  for (guint i = 0; i < volumes->len; i++)
    n_sent += g_array_index (volumes, EspVolume, i).n;
  if (n_sent <= 0 || (double) n_sent < least)
    return TRUE; /* a share of a handful says nothing */
  percent = 100.0 * (double) n_complaints / (double) n_sent;
  note.is_broken = percent >= some;
  note.is_mild = percent < most;
  note.args[0] = format_percent (percent);
  note.args[1] = format_percent (most);
  g_array_append_val (look->notes, note);
  return TRUE;
}

/* Consent is kept by what rings or lies in the box, which messages do not tell apart. */
static const char *
get_channel (EspTx *tx, const EspSendPlan *plan)
{
  EspFactsQuery query;

  esp_send_plan_get_query (tx, plan, &query);
  return query.channel;
}

/**
 * esp_send_people_load:
 * @tally: of the same moment
 * @notes: (element-type EspSendNote): what is known is added
 * @leads: (element-type utf8 EspBitmap): and by the rule, of whom
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_send_people_load (EspTx *tx,
                      const EspSendPlan *plan,
                      const EspSendTally *tally,
                      GArray *notes,
                      GHashTable *leads,
                      GError **error)
{
  g_autofree char *country = esp_meta_get_text (tx, ESP_META_COUNTRY, DEFAULT_COUNTRY, error);
  g_autoptr (EspBitmap) receivers = NULL;
  const char *channel = get_channel (tx, plan);
  Look look;

  if (country == NULL)
    return FALSE;
  receivers = esp_waterfall_dup_receivers (tally->waterfall);
  look = (Look){ tx, plan, tally, country, receivers, notes, leads, error };
  if (!look_for_complaints (&look))
    return FALSE;
  if (plan->rule.is_marketing)
    look_for_ended (&look);
  if (esp_bitmap_is_empty (receivers) || !plan->rule.is_marketing)
    return TRUE;
  return look_for_certificate (&look) && look_for_idle (&look) && look_for_addresses (&look) &&
         look_for_late (&look, channel) && look_for_single (&look, channel);
}
