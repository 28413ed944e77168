/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may be reached: the history of consent by time, and the last word of everybody. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-insight-consent.h"

#include "store/esp-memo.h"

#include <string.h>

static int
compare_words (gconstpointer a, gconstpointer b)
{
  const EspConsentWord *first = a;
  const EspConsentWord *second = b;

  return first->at_us < second->at_us ? -1 : first->at_us > second->at_us;
}

/**
 * esp_insight_load_consent:
 *
 * Returns: (transfer full) (element-type EspConsentWord): what leads said about a channel and a purpose, by time,
 *   not to be changed; what has no date counts when it was recorded. %NULL with @error set
 */
GArray *
esp_insight_load_consent (EspTx *tx, const char *channel, const char *purpose, GError **error)
{
  static const char sql_words[] =
    "SELECT lead_id, coalesce (at, recorded_at) AS said, state = 'granted',"
    " state IN ('denied', 'withdrawn') FROM consent"
    " WHERE channel = ?1 AND purpose = ?2 ORDER BY id";
  g_autofree char *key = g_strdup_printf ("consent|%s|%s", channel, purpose);
  g_autoptr (GArray) words = NULL;
  g_autoptr (EspStmt) stmt = NULL;
  EspStep step;

  if (!esp_memo_recall_array (tx, key, ESP_CHANGE_CONSENT | ESP_CHANGE_LEAD, &words, error))
    return NULL;
  if (words != NULL)
    return g_steal_pointer (&words);
  words = g_array_new (FALSE, FALSE, sizeof (EspConsentWord));
  stmt = esp_tx_stmt (tx, sql_words, error);
  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, channel);
  esp_stmt_bind_text (stmt, 2, purpose);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspConsentWord word = { .lead_id = (guint32) esp_stmt_int64 (stmt, 0),
                              .at_us = esp_stmt_int64 (stmt, 1),
                              .is_granted = esp_stmt_int64 (stmt, 2) != 0,
                              .is_denied = esp_stmt_int64 (stmt, 3) != 0 };

      g_array_append_val (words, word);
    }
  if (step != ESP_STEP_DONE)
    return NULL;
  g_array_sort (words, compare_words); /* what was said at one moment stays in its order */
  esp_memo_keep_array (tx, key, words);
  return g_steal_pointer (&words);
}

static void
set_free (gpointer data)
{
  EspConsentSet *self = data;

  g_free (self->channel);
  g_free (self->state);
  esp_bitmap_free (self->leads);
  g_free (self);
}

/**
 * esp_insight_load_consent_sets:
 *
 * Returns: (transfer full) (element-type EspConsentSet): the last words about a purpose, by channel; %NULL
 *   with @error set
 */
GPtrArray *
esp_insight_load_consent_sets (EspTx *tx, const char *purpose, GError **error)
{
  static const char sql_states[] =
    "SELECT channel, state, lead_id FROM consent_state WHERE purpose = ?1"
    " ORDER BY channel, state, lead_id";
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func (set_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_states, error);
  EspConsentSet *set = NULL;
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, purpose);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      if (set == NULL || !g_str_equal (set->channel, esp_stmt_text (stmt, 0)) ||
          !g_str_equal (set->state, esp_stmt_text (stmt, 1)))
        {
          set = g_new0 (EspConsentSet, 1);
          set->channel = esp_stmt_dup_text (stmt, 0);
          set->state = esp_stmt_dup_text (stmt, 1);
          set->leads = esp_bitmap_new ();
          g_ptr_array_add (sets, set);
        }
      esp_bitmap_add (set->leads, (guint32) esp_stmt_int64 (stmt, 2));
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&sets) : NULL;
}

/**
 * esp_insight_load_suppressed:
 *
 * Returns: (transfer full): the leads whose address for the channel must not be reached; %NULL with @error
 *   set
 */
EspBitmap *
esp_insight_load_suppressed (EspTx *tx, const char *channel, GError **error)
{
  static const char sql_suppressed[] =
    "SELECT lead_id FROM suppressed_lead WHERE channel IN (?1, 'all')";
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_suppressed, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, channel);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 0));
  return step == ESP_STEP_DONE ? g_steal_pointer (&leads) : NULL;
}
