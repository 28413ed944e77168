/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads everything about one lead that a segment's rule may ask for. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-lead-dossier.h"

#include "store/esp-condition.h"
#include "store/esp-leads.h"

typedef void (*TakeRow) (EspLeadDossier *self, EspStmt *stmt);

static void
clear_event (gpointer data)
{
  EspDossierEvent *event = data;

  g_free (event->kind);
  g_free (event->campaign);
  g_free (event->props);
}

static GHashTable *
text_set_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * esp_lead_dossier_free:
 */
void
esp_lead_dossier_free (EspLeadDossier *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->lead, esp_lead_free);
  g_hash_table_unref (self->tags);
  g_hash_table_unref (self->consents);
  g_hash_table_unref (self->suppressed);
  g_hash_table_unref (self->segments);
  g_array_unref (self->events);
  g_free (self);
}

static gboolean
read_rows (EspTx *tx, const char *static_sql, TakeRow take, EspLeadDossier *self, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, self->lead->id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    take (self, stmt);
  return step == ESP_STEP_DONE;
}

static void
take_tag (EspLeadDossier *self, EspStmt *stmt)
{
  g_hash_table_add (self->tags, esp_stmt_dup_text (stmt, 0));
}

static void
take_consent (EspLeadDossier *self, EspStmt *stmt)
{
  g_hash_table_replace (self->consents,
                        g_strdup_printf ("%s/%s", esp_stmt_text (stmt, 0), esp_stmt_text (stmt, 1)),
                        esp_stmt_dup_text (stmt, 2));
}

static void
take_suppression (EspLeadDossier *self, EspStmt *stmt)
{
  g_hash_table_add (self->suppressed, esp_stmt_dup_text (stmt, 0));
}

static void
take_segment (EspLeadDossier *self, EspStmt *stmt)
{
  g_hash_table_add (self->segments, esp_stmt_dup_text (stmt, 0));
}

static void
take_event (EspLeadDossier *self, EspStmt *stmt)
{
  EspDossierEvent event = { esp_stmt_dup_text (stmt, 0), esp_stmt_int64 (stmt, 1),
                            esp_stmt_dup_text (stmt, 2), esp_stmt_dup_text (stmt, 3) };

  g_array_append_val (self->events, event);
}

static void
take_stat (EspLeadDossier *self, EspStmt *stmt)
{
  self->revenue = esp_stmt_int64 (stmt, 0);
  self->last_event_at_us = esp_stmt_int64 (stmt, 1);
}

/**
 * esp_lead_dossier_load:
 *
 * Returns: (transfer full): %NULL with @error set, also when there is no such lead
 */
EspLeadDossier *
esp_lead_dossier_load (EspTx *tx, EspFields *fields, gint64 lead_id, GError **error)
{
  static const char sql_tags[] =
    "SELECT tag.name FROM lead_tag JOIN tag ON tag.id = lead_tag.tag_id"
    " WHERE lead_tag.lead_id = ?1";
  static const char sql_consents[] = "SELECT channel, purpose, state FROM consent_state"
                                     " WHERE lead_id = ?1";
  static const char sql_suppressed[] = "SELECT channel FROM suppressed_lead WHERE lead_id = ?1";
  static const char sql_segments[] =
    "SELECT lower (hex (segment.uuid)) FROM segment_member"
    " JOIN segment ON segment.id = segment_member.segment_id"
    " WHERE segment_member.lead_id = ?1 AND segment.kind = 'static'";
  static const char sql_events[] =
    "SELECT event_kind.name, event.at, lower (hex (campaign.uuid)), event.props FROM event"
    " JOIN event_kind ON event_kind.id = event.kind_id"
    " LEFT JOIN campaign ON campaign.id = event.campaign_id"
    " WHERE event.lead_id = ?1"
    " UNION ALL"
    " SELECT '" ESP_CONDITION_SENT_KIND
    "', delivery.updated_at, lower (hex (campaign.uuid)), NULL FROM delivery"
    " JOIN send ON send.id = delivery.send_id"
    " JOIN campaign ON campaign.id = send.campaign_id"
    " WHERE delivery.lead_id = ?1 AND delivery.state = 'sent'"
    " ORDER BY 2";
  static const char sql_stat[] = "SELECT revenue, coalesce (last_event_at, 0) FROM lead_stat"
                                 " WHERE lead_id = ?1";
  g_autoptr (EspLeadDossier) self = g_new0 (EspLeadDossier, 1);

  self->tags = text_set_new ();
  self->consents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->suppressed = text_set_new ();
  self->segments = text_set_new ();
  self->events = g_array_new (FALSE, FALSE, sizeof (EspDossierEvent));
  g_array_set_clear_func (self->events, clear_event);
  self->lead = esp_lead_load (tx, fields, lead_id, error);
  if (self->lead == NULL || !read_rows (tx, sql_tags, take_tag, self, error) ||
      !read_rows (tx, sql_consents, take_consent, self, error) ||
      !read_rows (tx, sql_suppressed, take_suppression, self, error) ||
      !read_rows (tx, sql_segments, take_segment, self, error) ||
      !read_rows (tx, sql_events, take_event, self, error) ||
      !read_rows (tx, sql_stat, take_stat, self, error))
    return NULL;
  return g_steal_pointer (&self);
}
