/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills a real workspace with random facts and makes random rules about them. */
#include "segment-world.h"

#include "engine/segment/esp-rule-time.h"
#include "store/esp-consents.h"
#include "store/esp-fields.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "store/esp-segments.h"
#include "store/esp-suppressions.h"
#include "store/esp-tags.h"

#include "base/esp-clock.h"

#include "temp-store.h"

#define START_US G_GINT64_CONSTANT (1790000000000000)
#define EVENT_DAYS 60

static const char *const cities[] = { "서울",   "경기",     "Busan",    "busan",     "",
                                      "대전시", "Seoul-si", "100%_",    "Éire",      "o'n \"q\" \\",
                                      "éIRE",   "İstanbul", "ıstanbul", "Weißensee", "WEISSENSEE" };
static const char *const tags[] = { "VIP", "vip", "새 고객", "old", "beta" };
static const char *const kinds[] = { "open", "click", "order", "visit", "sent" };
static const char *const messages[] = { "sent", "opened", "clicked" };
static const char *const channels[] = { "email", "sms", "kakao" };
static const char *const purposes[] = { "marketing", "night" };
static const char *const states[] = { "granted", "denied", "withdrawn", "pending", "unknown" };
static const char *const items[] = { "shirt", "Shoe", "모자", "",     "ÉTÉ",
                                     "été",   "3",    "2.50", "TRUE", "5e1" };

#define PICK(self, array) ((array)[esp_random_below (&(self)->random, G_N_ELEMENTS (array))])

static gboolean
chance (SegmentWorld *self, guint percent)
{
  return esp_random_below (&self->random, 100) < percent;
}

static gint64
some_moment (SegmentWorld *self)
{
  gint64 now_us = esp_clock_now_us (self->clock);

  /* Some lie ahead, some exactly on the end of a window. */
  if (chance (self, 10))
    return now_us - (gint64) esp_random_below (&self->random, EVENT_DAYS) * ESP_USEC_PER_DAY;
  return now_us + 3 * ESP_USEC_PER_DAY -
         (gint64) (esp_random_unit (&self->random) * EVENT_DAYS * (double) ESP_USEC_PER_DAY);
}

static gint64
some_day (SegmentWorld *self)
{
  gint64 day = some_moment (self) / ESP_USEC_PER_DAY;

  if (chance (self, 50))
    day -= 365 * (gint64) esp_random_below (&self->random, 40);
  return day * ESP_USEC_PER_DAY;
}

static void
randomize_lead (SegmentWorld *self, EspLead *lead)
{
  static const char *const names[] = { "김지민", "이서준", "Park", "john", "" };

  esp_value_set_text (esp_lead_get_writable (lead, "name"), PICK (self, names));
  if (chance (self, 80))
    esp_value_set_text (esp_lead_get_writable (lead, "city"), PICK (self, cities));
  else
    esp_value_clear (esp_lead_get_writable (lead, "city"));
  esp_value_set_integer (esp_lead_get_writable (lead, "score"),
                         esp_random_below (&self->random, 20) - 5);
  esp_value_clear (esp_lead_get_writable (lead, "c_amount"));
  if (chance (self, 70))
    esp_value_set_decimal (esp_lead_get_writable (lead, "c_amount"),
                           (double) esp_random_below (&self->random, 40) / 4);
  esp_value_clear (esp_lead_get_writable (lead, "c_vip"));
  if (chance (self, 70))
    esp_value_set_integer (esp_lead_get_writable (lead, "c_vip"),
                           esp_random_below (&self->random, 2));
  esp_value_clear (esp_lead_get_writable (lead, "c_birthday"));
  if (chance (self, 70))
    esp_value_set_integer (esp_lead_get_writable (lead, "c_birthday"), some_day (self));
  esp_value_clear (esp_lead_get_writable (lead, "c_joined"));
  if (chance (self, 70))
    esp_value_set_integer (esp_lead_get_writable (lead, "c_joined"), some_moment (self));
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
                              esp_random_below (&self->random, 10), PICK (self, items),
                              chance (self, 50) ? "true" : "null");
    }
}

static gboolean
add_event (SegmentWorld *self, EspTx *tx, GError **error)
{
  static const char sql_kind[] = "INSERT INTO event_kind (name) VALUES (?1) ON CONFLICT DO NOTHING";
  static const char sql_event[] =
    "INSERT INTO event (lead_id, kind_id, at, campaign_id, props)"
    " VALUES (?1, (SELECT id FROM event_kind WHERE name = ?2), ?3, ?4, ?5)";
  const char *kind = PICK (self, kinds);
  gint64 lead_id = some_lead (self, tx);
  g_autofree char *props = NULL;
  g_autoptr (EspStmt) add_kind = esp_tx_stmt (tx, sql_kind, error);
  g_autoptr (EspStmt) add = esp_tx_stmt (tx, sql_event, error);

  g_assert_true (add_kind != NULL && add != NULL);
  esp_stmt_bind_text (add_kind, 1, kind);
  if (!esp_stmt_run (add_kind, error))
    return FALSE;
  if (chance (self, 60))
    props = random_props (self);
  esp_stmt_bind_int64 (add, 1, lead_id);
  esp_stmt_bind_text (add, 2, kind);
  esp_stmt_bind_int64 (add, 3, some_moment (self));
  if (chance (self, 50))
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
    " ON CONFLICT (send_id, lead_id) DO UPDATE SET state = ?3, updated_at = ?4";
  gint64 send_id = 1 + esp_random_below (&self->random, 3);
  g_autoptr (EspStmt) send = esp_tx_stmt (tx, sql_send, error);
  g_autoptr (EspStmt) delivery = esp_tx_stmt (tx, sql_delivery, error);

  g_assert_true (send != NULL && delivery != NULL);
  esp_stmt_bind_int64 (send, 1, send_id);
  esp_stmt_bind_int64 (delivery, 1, send_id);
  esp_stmt_bind_int64 (delivery, 2, some_lead (self, tx));
  esp_stmt_bind_text (delivery, 3, chance (self, 70) ? "sent" : "failed");
  esp_stmt_bind_int64 (delivery, 4, some_moment (self));
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
                         (chance (self, 50) ? 1999 : 0));
  if (chance (self, 80))
    esp_stmt_bind_int64 (stmt, 3, some_moment (self));
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
                         .channel = (char *) PICK (self, channels),
                         .purpose = (char *) PICK (self, purposes),
                         .state = (char *) PICK (self, states),
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

  if (!esp_tag_ensure (tx, PICK (self, tags), &tag_id, error))
    return FALSE;
  return chance (self, 70) ? esp_tag_add (tx, tag_id, leads, NULL, error)
                           : esp_tag_remove (tx, tag_id, leads, NULL, error);
}

static gboolean
change_member (SegmentWorld *self, EspTx *tx, GError **error)
{
  g_autoptr (EspBitmap) leads = one_lead (self, tx);
  gint64 id;

  if (!esp_segment_resolve (tx, self->static_uuid, &id, error))
    return FALSE;
  return chance (self, 70) ? esp_segment_add_members (tx, id, leads, NULL, error)
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
  if (chance (self, 20))
    return esp_lead_set_archived (tx, before->id, before->archived_at_us == 0, error);
  if (chance (self, 10))
    return esp_lead_erase (tx, before->id, error);
  if (chance (self, 20))
    return esp_suppress_lead (tx, before, chance (self, 50) ? "email" : "all", "manual", NULL,
                              error);
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

static void
random_window (SegmentWorld *self, EspTimeWindow *window, gboolean may_be_next)
{
  static const char *const dates[] = { "2026-08-20", "2026-09-01", "2026-09-10T13:30",
                                       "2026-09-21", "2026-10-05", "1990-03-01" };
  guint first = esp_random_below (&self->random, 5);

  do
    window->kind = (EspWindowKind) esp_random_below (&self->random, ESP_N_WINDOWS);
  while (window->kind == ESP_WINDOW_EVER || (window->kind == ESP_WINDOW_NEXT && !may_be_next));
  window->unit = (EspWindowUnit) esp_random_below (&self->random, ESP_N_UNITS);
  window->n = 0;
  if (window->kind == ESP_WINDOW_LAST || window->kind == ESP_WINDOW_NEXT)
    window->n = 1 + esp_random_below (&self->random, 30);
  else if (window->kind == ESP_WINDOW_BETWEEN)
    {
      window->from = g_strdup (dates[first]);
      window->until = g_strdup (dates[first + esp_random_below (&self->random, 5 - first)]);
    }
  else if (window->kind >= ESP_WINDOW_SINCE && window->kind < ESP_WINDOW_BETWEEN)
    window->from = g_strdup (PICK (self, dates));
}

static EspCondition *
random_text (SegmentWorld *self)
{
  static const EspConditionOp ops[] = { ESP_OP_IS,      ESP_OP_IS_NOT,   ESP_OP_ONE_OF,
                                        ESP_OP_NONE_OF, ESP_OP_CONTAINS, ESP_OP_NOT_CONTAINS,
                                        ESP_OP_STARTS,  ESP_OP_ENDS,     ESP_OP_KNOWN,
                                        ESP_OP_UNKNOWN };
  static const char *const parts[] = { "서", "s", "BUS", "시", "an", "대전시", "ẞE",
                                       "",   "%", "é",   "'",  "_",  "ISTAN",  "i" };
  EspCondition *condition =
    esp_condition_new (ESP_CONDITION_ATTRIBUTE, chance (self, 70) ? "city" : "name");

  condition->op = PICK (self, ops);
  if (condition->op >= ESP_OP_CONTAINS && condition->op <= ESP_OP_ENDS)
    esp_condition_add_text (condition, PICK (self, parts));
  else if (condition->op < ESP_OP_CONTAINS)
    for (guint i = 0; i < (condition->op >= ESP_OP_ONE_OF ? 3 : 1); i++)
      esp_condition_add_text (condition, PICK (self, cities));
  return condition;
}

static EspCondition *
random_number (SegmentWorld *self)
{
  static const EspConditionOp ops[] = { ESP_OP_IS,      ESP_OP_IS_NOT,   ESP_OP_ONE_OF,
                                        ESP_OP_NONE_OF, ESP_OP_LESS,     ESP_OP_AT_MOST,
                                        ESP_OP_MORE,    ESP_OP_AT_LEAST, ESP_OP_BETWEEN,
                                        ESP_OP_KNOWN,   ESP_OP_UNKNOWN };
  static const char *const fields[] = { "score", "c_amount", "ltv" };
  EspCondition *condition = esp_condition_new (ESP_CONDITION_ATTRIBUTE, PICK (self, fields));
  double scale = g_str_equal (condition->subject, "ltv") ? 10 : 0.5;
  guint n = 1;

  condition->op = PICK (self, ops);
  if (condition->op == ESP_OP_KNOWN || condition->op == ESP_OP_UNKNOWN)
    n = 0;
  else if (condition->op == ESP_OP_BETWEEN)
    n = 2;
  else if (condition->op == ESP_OP_ONE_OF || condition->op == ESP_OP_NONE_OF)
    n = 4;
  /* Cents, so that amounts of money are not told apart by how they are rounded. */
  for (guint i = 0; i < n; i++)
    esp_condition_add_number (condition, scale * esp_random_below (&self->random, 20) +
                                           (scale > 1 && chance (self, 50) ? 19.99 : 0));
  return condition;
}

static EspCondition *
random_moment (SegmentWorld *self)
{
  static const char *const fields[] = { "c_birthday", "c_joined", "created_at", "last_event_at" };
  EspCondition *condition = esp_condition_new (ESP_CONDITION_ATTRIBUTE, PICK (self, fields));

  if (chance (self, 15))
    {
      condition->op = chance (self, 50) ? ESP_OP_KNOWN : ESP_OP_UNKNOWN;
      return condition;
    }
  condition->op = chance (self, 70) ? ESP_OP_WITHIN : ESP_OP_NOT_WITHIN;
  random_window (self, &condition->window, TRUE);
  return condition;
}

static EspCondition *
random_truth (SegmentWorld *self)
{
  static const EspConditionOp ops[] = { ESP_OP_IS, ESP_OP_IS_NOT, ESP_OP_KNOWN, ESP_OP_UNKNOWN };
  EspCondition *condition = esp_condition_new (ESP_CONDITION_ATTRIBUTE, "c_vip");

  condition->op = PICK (self, ops);
  if (condition->op == ESP_OP_IS || condition->op == ESP_OP_IS_NOT)
    esp_condition_add_boolean (condition, chance (self, 50));
  return condition;
}

static EspCondition *
random_attribute (SegmentWorld *self)
{
  EspCondition *condition;

  switch (esp_random_below (&self->random, 5))
    {
    case 0:
      condition = random_truth (self);
      break;
    case 1:
      condition = random_number (self);
      break;
    case 2:
      condition = random_moment (self);
      break;
    default:
      condition = random_text (self);
      break;
    }
  condition->or_unknown =
    condition->op != ESP_OP_KNOWN && condition->op != ESP_OP_UNKNOWN && chance (self, 30);
  return condition;
}

static void
add_clause_value (SegmentWorld *self, EspWhere *clause)
{
  static const char *const parts[] = { "S", "모", "e", "", "T" };
  EspOperand operand;

  if (clause->op >= ESP_OP_CONTAINS && clause->op <= ESP_OP_ENDS)
    esp_operand_init_text (&operand, PICK (self, parts));
  else if (clause->op >= ESP_OP_LESS ||
           (clause->values->len > 0
              ? esp_operands_peek (clause->values, 0)->type == ESP_OPERAND_NUMBER
              : chance (self, 40)))
    esp_operand_init_number (&operand, esp_random_below (&self->random, 20) / 2.0);
  else if (clause->op <= ESP_OP_IS_NOT && chance (self, 30))
    esp_operand_init_boolean (&operand, chance (self, 50));
  else
    esp_operand_init_text (&operand, PICK (self, items));
  g_array_append_val (clause->values, operand);
}

static void
random_clause (SegmentWorld *self, EspCondition *condition)
{
  static const EspConditionOp ops[] = { ESP_OP_IS,           ESP_OP_IS_NOT,  ESP_OP_ONE_OF,
                                        ESP_OP_NONE_OF,      ESP_OP_LESS,    ESP_OP_AT_LEAST,
                                        ESP_OP_AT_MOST,      ESP_OP_MORE,    ESP_OP_BETWEEN,
                                        ESP_OP_KNOWN,        ESP_OP_UNKNOWN, ESP_OP_CONTAINS,
                                        ESP_OP_NOT_CONTAINS, ESP_OP_STARTS,  ESP_OP_ENDS };
  static const char *const properties[] = { "amount", "item", "gift", "none" };
  EspWhere *clause = esp_where_new (PICK (self, properties), PICK (self, ops));
  guint n = 1;

  if (clause->op == ESP_OP_KNOWN || clause->op == ESP_OP_UNKNOWN)
    n = 0;
  else if (clause->op == ESP_OP_BETWEEN)
    n = 2;
  else if (clause->op == ESP_OP_ONE_OF || clause->op == ESP_OP_NONE_OF)
    n = 1 + esp_random_below (&self->random, 3);
  for (guint i = 0; i < n; i++)
    add_clause_value (self, clause);
  g_ptr_array_add (condition->where, clause);
}

/* What must have come before. */
static EspCondition *
random_after (SegmentWorld *self)
{
  gboolean is_message = chance (self, 30);
  EspCondition *after = is_message
                          ? esp_condition_new (ESP_CONDITION_MESSAGE, PICK (self, messages))
                          : esp_condition_new (ESP_CONDITION_EVENT, PICK (self, kinds));

  if (is_message && chance (self, 50))
    after->detail = g_strdup (self->campaign_uuid);
  after->window.kind = ESP_WINDOW_LAST;
  after->window.n = 1 + esp_random_below (&self->random, 40);
  after->window.unit = (EspWindowUnit) esp_random_below (&self->random, ESP_N_UNITS);
  if (chance (self, 30))
    random_clause (self, after);
  return after;
}

static EspCondition *
random_events (SegmentWorld *self)
{
  gboolean is_message = chance (self, 30);
  EspCondition *condition = is_message
                              ? esp_condition_new (ESP_CONDITION_MESSAGE, PICK (self, messages))
                              : esp_condition_new (ESP_CONDITION_EVENT, PICK (self, kinds));

  if (is_message && chance (self, 60))
    condition->detail = g_strdup (self->campaign_uuid);
  condition->negate = chance (self, 30);
  if (chance (self, 20))
    condition->occurrence = chance (self, 50) ? ESP_OCCURRENCE_FIRST : ESP_OCCURRENCE_LAST;
  else
    {
      condition->count_op = (EspCountOp) esp_random_below (&self->random, ESP_N_COUNTS);
      condition->count = esp_random_below (&self->random, 4);
    }
  if (chance (self, 70))
    random_window (self, &condition->window, FALSE);
  /* Several demands are on the same event. */
  while (condition->where->len < 3 && chance (self, 30))
    random_clause (self, condition);
  if (chance (self, 30))
    condition->after = random_after (self);
  return condition;
}

static EspCondition *
random_tag (SegmentWorld *self)
{
  EspCondition *condition = esp_condition_new (ESP_CONDITION_TAG, NULL);

  condition->op = (EspConditionOp) (ESP_OP_HAS_ANY + esp_random_below (&self->random, 3));
  for (guint i = 0; i <= esp_random_below (&self->random, 2); i++)
    esp_condition_add_text (condition, chance (self, 90) ? PICK (self, tags) : "nobody has it");
  return condition;
}

static EspCondition *
random_condition (SegmentWorld *self)
{
  EspCondition *condition;

  switch (esp_random_below (&self->random, 10))
    {
    case 0:
      return random_tag (self);
    case 1:
      condition = esp_condition_new (ESP_CONDITION_CONSENT, PICK (self, channels));
      condition->detail = g_strdup (PICK (self, purposes));
      condition->state = g_strdup (PICK (self, states));
      condition->negate = chance (self, 30);
      return condition;
    case 2:
      condition = esp_condition_new (ESP_CONDITION_SUPPRESSION,
                                     chance (self, 50) ? PICK (self, channels) : NULL);
      condition->negate = chance (self, 50);
      return condition;
    case 3:
      condition = esp_condition_new (ESP_CONDITION_SEGMENT,
                                     chance (self, 50) ? self->static_uuid : self->dynamic_uuid);
      condition->negate = chance (self, 30);
      return condition;
    case 4:
      condition = esp_condition_new (ESP_CONDITION_RANDOM, NULL);
      esp_condition_add_number (condition, esp_random_below (&self->random, 101));
      condition->detail = chance (self, 50) ? g_strdup ("b") : NULL;
      return condition;
    case 5:
      condition = esp_condition_new (ESP_CONDITION_ANNIVERSARY,
                                     chance (self, 50) ? "c_birthday" : "c_joined");
      do
        {
          esp_time_window_clear (&condition->window);
          random_window (self, &condition->window, TRUE);
          if (condition->window.unit == ESP_UNIT_HOUR)
            condition->window.unit = ESP_UNIT_DAY;
        }
      while (!esp_time_window_is_rolling (&condition->window) &&
             condition->window.kind < ESP_WINDOW_TODAY);
      return condition;
    case 6:
    case 7:
    case 8:
      return random_events (self);
    default:
      return random_attribute (self);
    }
}

static EspRuleNode *
random_group (SegmentWorld *self, guint depth)
{
  EspRuleNode *group =
    esp_rule_node_new_group ((EspGroupMode) esp_random_below (&self->random, ESP_N_GROUP_MODES));
  guint n = esp_random_below (&self->random, 4) + (depth == 1 ? 1 : 0);

  for (guint i = 0; i < n; i++)
    {
      EspRuleNode *child = depth < 4 && chance (self, 30)
                             ? random_group (self, depth + 1)
                             : esp_rule_node_new_leaf (random_condition (self));

      child->disabled = chance (self, 8);
      esp_rule_node_insert (group, G_MAXUINT, child);
    }
  return group;
}

/* A rule of every kind of condition, always of a shape that the readers accept. */
EspRule *
segment_world_random_rule (SegmentWorld *self)
{
  EspRule *rule = esp_rule_new (random_group (self, 1));

  (void) esp_rule_number (rule, 1);
  return rule;
}
