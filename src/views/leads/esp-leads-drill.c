/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembers the last numbers that were opened, by a token that fits into an address. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-leads-drill.h"

#include "engine/insight/esp-drill.h"
#include "engine/insight/esp-insight.h"
#include "store/esp-campaigns.h"
#include "store/esp-journeys.h"
#include "store/esp-lead-set.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/journeys/esp-journey-trace-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* Back goes that far. */
#define MAX_KEPT 80
#define DATA_KEY "esp-leads-drills"

/**
 * esp_leads_drill_free:
 */
void
esp_leads_drill_free (EspLeadsDrill *drill)
{
  if (drill == NULL)
    return;
  g_free (drill->token);
  g_free (drill->sentence);
  esp_bitmap_free (drill->leads);
  g_free (drill);
}

static GPtrArray *
get_kept (EspSession *session)
{
  GPtrArray *kept = g_object_get_data (G_OBJECT (session), DATA_KEY);

  if (kept == NULL)
    {
      kept = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_leads_drill_free);
      g_object_set_data_full (G_OBJECT (session), DATA_KEY, kept,
                              (GDestroyNotify) g_ptr_array_unref);
    }
  return kept;
}

static EspLeadsDrill *
drill_new (const char *token, const char *sentence, const EspBitmap *leads)
{
  EspLeadsDrill *drill = g_new0 (EspLeadsDrill, 1);

  drill->token = g_strdup (token);
  drill->sentence = g_strdup (sentence);
  drill->leads = esp_bitmap_copy (leads);
  return drill;
}

static void
keep (EspSession *session, EspLeadsDrill *drill)
{
  GPtrArray *kept = get_kept (session);

  if (kept->len == MAX_KEPT)
    g_ptr_array_remove_index (kept, 0);
  g_ptr_array_add (kept, drill);
}

/**
 * esp_leads_drill_keep:
 *
 * Returns: (transfer full): the token under which the leads are kept
 */
char *
esp_leads_drill_keep (EspSession *session, const char *sentence, const EspBitmap *leads)
{
  static guint last;
  g_autofree char *token = g_strdup_printf ("%u", ++last);

  keep (session, drill_new (token, sentence, leads));
  return g_steal_pointer (&token);
}

/**
 * esp_leads_drill_dup:
 *
 * Returns: (transfer full) (nullable): what is kept under @token; %NULL when it is no longer
 */
EspLeadsDrill *
esp_leads_drill_dup (EspSession *session, const char *token)
{
  GPtrArray *kept = get_kept (session);

  for (guint i = 0; i < kept->len; i++)
    {
      const EspLeadsDrill *drill = kept->pdata[i];

      if (g_str_equal (drill->token, token))
        return drill_new (drill->token, drill->sentence, drill->leads);
    }
  return NULL;
}

/* A set of leads that is named, such as "opened;campaign=3", and not kept yet. */
typedef struct
{
  char *token;    /* (owned) */
  char *campaign; /* (owned) (nullable) written: its name; NULL: a span of time */
  char *journey;  /* (owned) (nullable) written: its name */
  EspLeadSetKind kind;
  char *detail;   /* (owned) (nullable) written */
  gint64 from_us; /* written */
  gint64 to_us;
  EspBitmap *leads; /* (owned) written */
} Find;

static void
find_free (gpointer data)
{
  Find *find = data;

  g_free (find->token);
  g_free (find->campaign);
  g_free (find->journey);
  g_free (find->detail);
  esp_bitmap_free (find->leads);
  g_free (find);
}

static gboolean
find_read (EspTx *tx, gpointer data, GError **error)
{
  Find *find = data;
  g_auto (EspLeadSet) set = { 0 };
  g_autoptr (EspCampaign) campaign = NULL;

  if (!esp_lead_set_parse (find->token, &set, error))
    return FALSE;
  if (set.campaign_id != 0)
    {
      campaign = esp_campaign_load (tx, set.campaign_id, error);
      if (campaign == NULL)
        return FALSE;
      find->campaign = g_strdup (campaign->name);
    }
  if (set.journey_id != 0)
    {
      g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, set.journey_id, error);

      if (row == NULL)
        return FALSE;
      find->journey = g_strdup (row->name);
    }
  find->kind = set.kind;
  find->from_us = set.from_us;
  find->to_us = set.to_us;
  find->detail = g_strdup (set.detail);
  find->leads = esp_insight_load_leads (tx, &set, error);
  return find->leads != NULL;
}

/* "Clicked · Delivered · 12 Mar – 18 Mar": the second when only its leads count. */
static char *
describe_span (EspSession *session, const Find *find)
{
  GTimeZone *zone = esp_session_get_zone (session);
  EspLang lang = esp_session_get_lang (session);
  g_autofree char *from = esp_format_date (find->from_us, zone, ESP_DATE_SHORT, lang);
  g_autofree char *to = esp_format_date (find->to_us - 1, zone, ESP_DATE_SHORT, lang);
  g_autoptr (GString) text = g_string_new (esp_campaign_set_title (find->kind));
  EspLeadSetKind of;

  if (find->detail != NULL && esp_lead_set_kind_find (find->detail, &of))
    g_string_append_printf (text, " · %s", esp_campaign_set_title (of));
  g_string_append_printf (text, " · %s", from);
  if (!g_str_equal (from, to))
    g_string_append_printf (text, " – %s", to);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* "Onboarding · Came by · 12 Mar – 18 Mar": days of the workspace, kept as their midnight UTC. */
static char *
describe_journey (EspSession *session, const Find *find)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  EspLang lang = esp_session_get_lang (session);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (find->to_us == 0)
    return g_strconcat (find->journey, " · ", esp_journey_set_title (find->kind), NULL);
  from = esp_format_date (find->from_us, utc, ESP_DATE_SHORT, lang);
  to = esp_format_date (find->to_us - 1, utc, ESP_DATE_SHORT, lang);
  return g_strconcat (find->journey, " · ", esp_journey_set_title (find->kind), " · ", from,
                      g_str_equal (from, to) ? NULL : " – ", to, NULL);
}

/* "Where are leads won and lost? · Ordered · Lost after it": a cell of an answer. */
static char *
describe_answer (const Find *find)
{
  g_auto (EspDrill) drill = { 0 };
  g_auto (GStrv) parts = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  static const guint order[] = { 2, 1, 0 }; /* group, row, column */

  if (!esp_drill_parse (find->detail, &drill, NULL))
    return g_strdup (find->token);
  g_string_append (text, _ (esp_question_get_kind (drill.question)->title));
  parts = g_strsplit (drill.cell, "|", 3);
  for (guint i = 0; g_strv_length (parts) == 3 && i < G_N_ELEMENTS (order); i++)
    {
      const char *part = parts[order[i]];
      const char *title = esp_answer_title (part);
      const char *colon = strchr (part, ':');

      if (part[0] == '\0')
        continue;
      g_string_append_printf (text, " · %s",
                              title != NULL   ? _ (title)
                              : colon != NULL ? colon + 1
                                              : part);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe (EspSession *session, const Find *find)
{
  g_autofree char *detail = NULL;

  if (find->kind == ESP_LEAD_SET_ANSWER)
    return describe_answer (find);
  if (find->journey != NULL)
    return describe_journey (session, find);
  if (find->campaign == NULL)
    return describe_span (session, find);
  if (find->detail != NULL && find->kind == ESP_LEAD_SET_FAILED)
    {
      g_autofree char *reason = g_strndup (find->detail, strcspn (find->detail, "/"));

      detail = esp_campaign_ledger_reason (reason);
    }
  else if (find->detail != NULL)
    detail = esp_campaign_ledger_reason (find->detail);
  return g_strconcat (find->campaign, " · ", esp_campaign_set_title (find->kind),
                      detail != NULL ? " · " : NULL, detail, NULL);
}

static void
find_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Find *find = esp_store_read_finish (ESP_STORE (source), result, &error);
  g_autofree char *sentence = NULL;

  if (find == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  sentence = describe (g_task_get_source_object (task), find);
  keep (g_task_get_source_object (task), drill_new (find->token, sentence, find->leads));
  find_free (find);
  g_task_return_boolean (task, TRUE);
}

/**
 * esp_leads_drill_find_async:
 * @token: the key of an #EspLeadSet
 *
 * Finds the leads of a set that is named and keeps them under its name: esp_leads_drill_dup() has them
 * then.
 */
void
esp_leads_drill_find_async (EspSession *session,
                            const char *token,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (session, NULL, callback, user_data);
  Find *find = g_new0 (Find, 1);

  g_task_set_source_tag (task, esp_leads_drill_find_async);
  find->token = g_strdup (token);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_LONG, find_read, find, find_free,
                        NULL, find_cb, task);
}

/**
 * esp_leads_drill_find_finish:
 */
gboolean
esp_leads_drill_find_finish (EspSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
