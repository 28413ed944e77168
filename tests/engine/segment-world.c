/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills a real workspace with random facts. */
#include "segment-world.h"

#include "store/esp-consents.h"
#include "store/esp-fields.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "store/esp-segments.h"
#include "store/esp-suppressions.h"
#include "store/esp-tags.h"

#include "base/esp-clock.h"

#include "segment-words.h"
#include "temp-store.h"

static void
randomize_lead (SegmentWorld *self, EspLead *lead)
{
  static const char *const names[] = { "김지민", "이서준", "Park", "john", "" };

  esp_value_set_text (esp_lead_get_writable (lead, "name"), PICK (self, names));
  if (segment_world_chance (self, 80))
    esp_value_set_text (esp_lead_get_writable (lead, "city"), PICK (self, world_cities));
  else
    esp_value_clear (esp_lead_get_writable (lead, "city"));
  esp_value_set_integer (esp_lead_get_writable (lead, "score"),
                         esp_random_below (&self->random, 20) - 5);
  esp_value_clear (esp_lead_get_writable (lead, "c_amount"));
  if (segment_world_chance (self, 70))
    esp_value_set_decimal (esp_lead_get_writable (lead, "c_amount"),
                           (double) esp_random_below (&self->random, 40) / 4);
  esp_value_clear (esp_lead_get_writable (lead, "c_vip"));
  if (segment_world_chance (self, 70))
    esp_value_set_integer (esp_lead_get_writable (lead, "c_vip"),
                           esp_random_below (&self->random, 2));
  esp_value_clear (esp_lead_get_writable (lead, "c_birthday"));
  if (segment_world_chance (self, 70))
    esp_value_set_integer (esp_lead_get_writable (lead, "c_birthday"),
                           segment_world_some_day (self));
  esp_value_clear (esp_lead_get_writable (lead, "c_joined"));
  if (segment_world_chance (self, 70))
    esp_value_set_integer (esp_lead_get_writable (lead, "c_joined"),
                           segment_world_some_moment (self));
}

static gboolean
add_lead (SegmentWorld *self, EspTx *tx, EspFields *fields, GError **error)
{
  g_autoptr (EspLead) lead = esp_lead_new (fields);
  g_autofree char *email = g_strdup_printf ("lead%u@example.com", ++self->n_leads);

  esp_value_set_text (esp_lead_get_writable (lead, "email"), email);
  randomize_lead (self, lead);
  return esp_lead_insert (tx, lead, error);
}

static gboolean
lead_exists (EspTx *tx, gint64 id)
{
  static const char sql_exists[] = "SELECT 1 FROM lead WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_exists, NULL);

  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_step (stmt, NULL) == ESP_STEP_ROW;
}

static gint64
some_lead (SegmentWorld *self, EspTx *tx)
{
  gint64 id;

  do
    id = 1 + esp_random_below (&self->random, self->n_leads);
  while (!lead_exists (tx, id));
  return id;
}

/* Values of every type of JSON, under the same names. */
static char *
random_props (SegmentWorld *self)
{
  switch (esp_random_below (&self->random, 10))
    {
    case 0:
      return g_strdup_printf ("{\"amount\":\"%u\",\"item\":%u.5}",
                              esp_random_below (&self->random, 10),
                              esp_random_below (&self->random, 3));
    case 1:
      return g_strdup_printf ("{\"amount\":[%u],\"item\":{\"a\":\"shirt\"},\"gift\":[]}",
                              esp_random_below (&self->random, 10));
    default:
      return g_strdup_printf ("{\"amount\":%u,\"item\":\"%s\",\"gift\":%s}",
                              esp_random_below (&self->random, 10), PICK (self, world_items),
                              segment_world_chance (self, 50) ? "true" : "null");
    }
}

static gboolean
add_event (SegmentWorld *self, EspTx *tx, GError **error)
{
  static const char sql_kind[] = "INSERT INTO event_kind (name) VALUES (?1) ON CONFLICT DO NOTHING";
  static const char sql_event[] =
    "INSERT INTO event (lead_id, kind_id, at, campaign_id, props)"
    " VALUES (?1, (SELECT id FROM event_kind WHERE name = ?2), ?3, ?4, ?5)";
  const char *kind = PICK (self, world_kinds);
  gint64 lead_id = some_lead (self, tx);
  g_autofree char *props = NULL;
  g_autoptr (EspStmt) add_kind = esp_tx_stmt (tx, sql_kind, error);
  g_autoptr (EspStmt) add = esp_tx_stmt (tx, sql_event, error);

  g_assert_true (add_kind != NULL && add != NULL);
  esp_stmt_bind_text (add_kind, 1, kind);
  if (!esp_stmt_run (add_kind, error))
    return FALSE;
  if (segment_world_chance (self, 60))
    props = random_props (self);
  esp_stmt_bind_int64 (add, 1, lead_id);
  esp_stmt_bind_text (add, 2, kind);
  esp_stmt_bind_int64 (add, 3, segment_world_some_moment (self));
  if (segment_world_chance (self, 50))
    esp_stmt_bind_int64 (add, 4, 1);
  esp_stmt_bind_text (add, 5, props);
  if (!esp_stmt_run (add, error))
    return FALSE;
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_EVENT, lead_id);
  esp_changes_note_event_kind (esp_tx_get_changes (tx), kind);
  return TRUE;
}

static gboolean
add_delivery (SegmentWorld *self, EspTx *tx, GError **error)
{
  static const char sql_send[] = "INSERT INTO send (id, uuid, campaign_id, created_at, updated_at)"
                                 " SELECT ?1, zeroblob (16), 1, 1, 1"
                                 " WHERE NOT EXISTS (SELECT 1 FROM send WHERE id = ?1)";
  static const char sql_delivery[] =
    "INSERT INTO delivery (send_id, lead_id, state, created_at, updated_at)"
    " VALUES (?1, ?2, ?3, 1, ?4)"
    " ON CONFLICT (send_id, lead_id, occasion) DO UPDATE SET state = ?3, updated_at = ?4";
  gint64 send_id = 1 + esp_random_below (&self->random, 3);
  g_autoptr (EspStmt) send = esp_tx_stmt (tx, sql_send, error);
  g_autoptr (EspStmt) delivery = esp_tx_stmt (tx, sql_delivery, error);

  g_assert_true (send != NULL && delivery != NULL);
  esp_stmt_bind_int64 (send, 1, send_id);
  esp_stmt_bind_int64 (delivery, 1, send_id);
  esp_stmt_bind_int64 (delivery, 2, some_lead (self, tx));
  esp_stmt_bind_text (delivery, 3, segment_world_chance (self, 70) ? "sent" : "failed");
  esp_stmt_bind_int64 (delivery, 4, segment_world_some_moment (self));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_LEDGER);
  return esp_stmt_run (send, error) && esp_stmt_run (delivery, error);
}

static gboolean
set_stat (SegmentWorld *self, EspTx *tx, GError **error)
{
  static const char sql_stat[] =
    "INSERT INTO lead_stat (lead_id, revenue, last_event_at) SELECT id, ?2, ?3 FROM lead WHERE id "
    "= ?1"
    " ON CONFLICT (lead_id) DO UPDATE SET revenue = ?2, last_event_at = ?3";
  gint64 lead_id = some_lead (self, tx);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_stat, error);

  g_assert_nonnull (stmt);
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2,
                       esp_random_below (&self->random, 20) * 1000 +
                         (segment_world_chance (self, 50) ? 1999 : 0));
  if (segment_world_chance (self, 80))
    esp_stmt_bind_int64 (stmt, 3, segment_world_some_moment (self));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_EVENT, lead_id);
  esp_changes_note_event_kind (esp_tx_get_changes (tx), "order");
  return TRUE;
}

static gboolean
add_consent (SegmentWorld *self, EspTx *tx, GError **error)
{
  EspConsent consent = { .lead_id = some_lead (self, tx),
                         .channel = (char *) PICK (self, world_channels),
                         .purpose = (char *) PICK (self, world_purposes),
                         .state = (char *) PICK (self, world_states),
                         .at_us = esp_clock_now_us (self->clock) };

  return esp_consent_add (tx, &consent, error);
}

static EspBitmap *
one_lead (SegmentWorld *self, EspTx *tx)
{
  EspBitmap *leads = esp_bitmap_new ();

  esp_bitmap_add (leads, (guint32) some_lead (self, tx));
  return leads;
}

static gboolean
change_tag (SegmentWorld *self, EspTx *tx, GError **error)
{
  g_autoptr (EspBitmap) leads = one_lead (self, tx);
  gint64 tag_id;

  if (!esp_tag_ensure (tx, PICK (self, world_tags), &tag_id, error))
    return FALSE;
  return segment_world_chance (self, 70) ? esp_tag_add (tx, tag_id, leads, NULL, error)
                                         : esp_tag_remove (tx, tag_id, leads, NULL, error);
}

static gboolean
change_member (SegmentWorld *self, EspTx *tx, GError **error)
{
  g_autoptr (EspBitmap) leads = one_lead (self, tx);
  gint64 id;

  if (!esp_segment_resolve (tx, self->static_uuid, &id, error))
    return FALSE;
  return segment_world_chance (self, 70) ? esp_segment_add_members (tx, id, leads, NULL, error)
                                         : esp_segment_remove_members (tx, id, leads, NULL, error);
}

static gboolean
change_lead (SegmentWorld *self, EspTx *tx, EspFields *fields, GError **error)
{
  g_autoptr (EspLead) before = esp_lead_load (tx, fields, some_lead (self, tx), NULL);
  g_autoptr (EspLead) after = NULL;
  gboolean changed;

  if (before == NULL)
    return TRUE; /* erased */
  if (segment_world_chance (self, 20))
    return esp_lead_set_archived (tx, before->id, before->archived_at_us == 0, error);
  if (segment_world_chance (self, 10))
    return esp_lead_erase (tx, before->id, error);
  if (segment_world_chance (self, 20))
    return esp_suppress_lead (tx, before, segment_world_chance (self, 50) ? "email" : "all",
                              "manual", NULL, error);
  after = esp_lead_copy (before);
  randomize_lead (self, after);
  return esp_lead_update (tx, before, after, &changed, error);
}

static gboolean
change_something (SegmentWorld *self, EspTx *tx, EspFields *fields, GError **error)
{
  switch (esp_random_below (&self->random, 12))
    {
    case 0:
      return add_lead (self, tx, fields, error);
    case 1:
    case 2:
      return change_lead (self, tx, fields, error);
    case 3:
      return change_tag (self, tx, error);
    case 4:
      return change_member (self, tx, error);
    case 5:
      return set_stat (self, tx, error);
    case 6:
      return add_consent (self, tx, error);
    case 7:
      return add_delivery (self, tx, error);
    default:
      return add_event (self, tx, error);
    }
}

typedef struct
{
  SegmentWorld *self;
  guint n;
} Work;

static gboolean
change_cb (EspTx *tx, gpointer data, GError **error)
{
  Work *work = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < work->n; i++)
    if (!change_something (work->self, tx, fields, error))
      return FALSE;
  esp_changes_merge (work->self->changes, esp_tx_get_changes (tx));
  return TRUE;
}

static gboolean
fill_cb (EspTx *tx, gpointer data, GError **error)
{
  static const char sql_campaign[] =
    "INSERT INTO campaign (id, uuid, name, created_at, updated_at) VALUES (1, ?1, 'Spring', 1, 1)";
  static const guint8 uuid[16] = { 0xab, 0xcd, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 };
  static const struct
  {
    const char *label;
    EspFieldType type;
  } customs[] = { { "amount", ESP_FIELD_DECIMAL },
                  { "vip", ESP_FIELD_BOOLEAN },
                  { "birthday", ESP_FIELD_DATE },
                  { "joined", ESP_FIELD_DATETIME } };
  Work *work = data;
  SegmentWorld *self = work->self;
  EspSegment fixed = { .name = (char *) "Fixed", .is_static = TRUE };
  EspSegment moving = {
    .name = (char *) "Moving",
    .rule =
      (char *) "{\"version\":1,\"rule\":{\"group\":\"any\",\"items\":["
               "{\"kind\":\"tag\",\"op\":\"has-any\",\"values\":[\"VIP\"]},"
               "{\"kind\":\"event\",\"event\":\"order\",\"window\":{\"kind\":\"last\",\"n\":20,"
               "\"unit\":\"day\"}}]}}"
  };
  EspSegment nested = { .name = (char *) "Nested" };
  g_autoptr (EspFields) fields = NULL;
  g_autoptr (EspStmt) campaign = NULL;
  g_autofree char *rule = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (customs); i++)
    {
      g_autofree char *column = NULL;

      if (!esp_field_create (tx, customs[i].label, customs[i].type, &column, error))
        return FALSE;
      g_test_message ("%s is %s", customs[i].label, column);
    }
  /* Amounts with cents, and a zone that changes its clocks. */
  if (!esp_meta_set_text (tx, ESP_META_CURRENCY, "USD", error) ||
      !esp_meta_set_text (tx, ESP_META_ZONE, self->zone, error))
    return FALSE;
  campaign = esp_tx_stmt (tx, sql_campaign, error);
  esp_stmt_bind_blob (campaign, 1, uuid, sizeof uuid);
  if (!esp_stmt_run (campaign, error) || !esp_segment_insert (tx, &fixed, error) ||
      !esp_segment_insert (tx, &moving, error))
    return FALSE;
  self->static_uuid = fixed.uuid;
  self->dynamic_uuid = moving.uuid;
  rule = g_strdup_printf ("{\"version\":1,\"rule\":{\"group\":\"none\",\"items\":["
                          "{\"kind\":\"segment\",\"segment\":\"%s\"},"
                          "{\"kind\":\"segment\",\"segment\":\"%s\",\"negate\":true}]}}",
                          moving.uuid, fixed.uuid);
  nested.rule = rule;
  if (!esp_segment_insert (tx, &nested, error))
    return FALSE;
  self->nested_uuid = nested.uuid;
  self->campaign_uuid = g_strdup ("abcd0102030405060708090a0b0c0d0e");
  fields = esp_fields_load (tx, error);
  for (guint i = 0; i < work->n; i++)
    if (!add_lead (self, tx, fields, error))
      return FALSE;
  for (guint i = 0; i < work->n; i++)
    {
      if (!change_tag (self, tx, error) || !add_consent (self, tx, error) ||
          !change_member (self, tx, error) || !add_delivery (self, tx, error) ||
          !set_stat (self, tx, error))
        return FALSE;
      for (guint j = 0; j < 5; j++)
        if (!add_event (self, tx, error))
          return FALSE;
    }
  for (guint i = 0; i < work->n / 10; i++)
    if (!change_lead (self, tx, fields, error))
      return FALSE;
  return TRUE;
}

void
segment_world_set_up (SegmentWorld *self, guint64 seed, guint n_leads)
{
  static const EspOperation operation = { .kind = "test" };
  g_autoptr (GError) error = NULL;
  Work work = { self, n_leads };

  *self = (SegmentWorld){ 0 };
  esp_random_init (&self->random, seed);
  self->zone = seed % 2 == 0 ? "Asia/Seoul" : "America/New_York";
  self->folder = temp_folder_new ();
  self->clock = esp_clock_new_fake (START_US);
  self->changes = esp_changes_new ();
  self->store = temp_store_new (self->folder, self->clock);
  esp_store_write (self->store, &operation, fill_cb, &work, NULL, &error);
  g_assert_no_error (error);
}

void
segment_world_tear_down (SegmentWorld *self)
{
  g_assert_finalize_object (self->store);
  temp_folder_free (self->folder);
  g_object_unref (self->clock);
  esp_changes_unref (self->changes);
  g_free (self->static_uuid);
  g_free (self->dynamic_uuid);
  g_free (self->nested_uuid);
  g_free (self->campaign_uuid);
}

/* Does random things to random leads; what they changed is added to self->changes. */
void
segment_world_change (SegmentWorld *self, guint n_changes)
{
  static const EspOperation operation = { .kind = "test" };
  g_autoptr (GError) error = NULL;
  Work work = { self, n_changes };

  esp_store_write (self->store, &operation, change_cb, &work, NULL, &error);
  g_assert_no_error (error);
}

EspChanges *
segment_world_take_changes (SegmentWorld *self)
{
  EspChanges *changes = self->changes;

  self->changes = esp_changes_new ();
  return changes;
}
