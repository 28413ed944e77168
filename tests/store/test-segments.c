/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segments are kept, taken back and asked for; the queries of leaves use the index meant for them. */
#include "store/esp-events.h"
#include "store/esp-leads.h"
#include "store/esp-leaf-query.h"
#include "store/esp-segment-state.h"
#include "store/esp-segment-uses.h"
#include "store/esp-segment-versions.h"
#include "store/esp-segments.h"
#include "store/esp-store.h"
#include "store/esp-value-hints.h"

#include "temp-store.h"

#include <string.h>

#define START_US G_GINT64_CONSTANT (1790000000000000)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  gint64 id;
  guint64 n;
  gint64 history_id;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (START_US);
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->store);
  temp_folder_free (fixture->folder);
  g_assert_finalize_object (fixture->clock);
}

static void
write_it (Fixture *fixture, EspStoreFunc func)
{
  static const EspOperation operation = { .kind = "test" };
  g_autoptr (GError) error = NULL;

  esp_store_write (fixture->store, &operation, func, fixture, &fixture->history_id, &error);
  g_assert_no_error (error);
}

static void
read_it (Fixture *fixture, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  esp_store_read (fixture->store, ESP_READ_PAGE, func, fixture, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
insert_static_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  EspSegment segment = { .name = (char *) "고정", .is_static = TRUE };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  if (!esp_segment_insert (tx, &segment, error))
    return FALSE;
  g_assert_cmpuint (strlen (segment.uuid), ==, ESP_SEGMENT_UUID_LENGTH);
  fixture->id = segment.id;
  g_free (segment.uuid);
  return TRUE;
}

static gboolean
add_members_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (EspBitmap) leads = esp_bitmap_new_range (2, 90); /* most of them are no leads */
  gint64 n;
  gboolean is_ok = esp_segment_add_members (tx, fixture->id, leads, &n, error);

  fixture->n = (guint64) n;
  return is_ok;
}

static gboolean
rename_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (EspSegment) segment = esp_segment_load (tx, fixture->id, error);

  g_free (segment->name);
  segment->name = g_strdup ("새 이름");
  return esp_segment_update (tx, segment, error);
}

static gboolean
count_members_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (EspCondition) condition = esp_condition_new (ESP_CONDITION_SEGMENT, "any");
  EspLeafQuery leaf = { .condition = condition, .segment_id = fixture->id };
  g_autoptr (EspBitmap) members = esp_leaf_query_run (tx, &leaf, error);

  fixture->n = members != NULL ? esp_bitmap_count (members) : 99;
  return members != NULL;
}

static gboolean
check_name_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (EspSegment) segment = esp_segment_load (tx, fixture->id, error);
  gint64 id;

  g_assert_cmpstr (segment->name, ==, "고정");
  g_assert_true (esp_segment_resolve (tx, "고정", &id, error));
  g_assert_cmpint (id, ==, fixture->id);
  g_assert_true (esp_segment_resolve (tx, segment->uuid, &id, error));
  return TRUE;
}

static void
test_changes_are_taken_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_it (fixture, insert_static_cb);
  write_it (fixture, add_members_cb);
  g_assert_cmpuint (fixture->n, ==, 4);
  read_it (fixture, count_members_cb);
  g_assert_cmpuint (fixture->n, ==, 4);
  esp_store_undo (fixture->store, fixture->history_id, NULL, NULL, &error);
  g_assert_no_error (error);
  read_it (fixture, count_members_cb);
  g_assert_cmpuint (fixture->n, ==, 0);
  write_it (fixture, rename_cb);
  esp_store_undo (fixture->store, fixture->history_id, NULL, NULL, &error);
  g_assert_no_error (error);
  read_it (fixture, check_name_cb);
}

static gboolean
state_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (EspBitmap) members = esp_bitmap_new_range (2, 4);
  g_autoptr (EspBitmap) kept = NULL;
  g_autoptr (EspSegment) segment = NULL;
  g_autoptr (GArray) days = NULL;
  EspSegmentDay day = { 20000, 3, 2, 1 };

  g_assert_true (esp_segment_save_state (tx, fixture->id, members, error));
  g_assert_true (esp_segment_add_day (tx, fixture->id, &day, error));
  g_assert_true (esp_segment_add_day (tx, fixture->id, &day, error));
  g_assert_true (esp_segment_save_problem (tx, fixture->id, "There is no field “x”.", error));
  kept = esp_segment_load_state (tx, fixture->id, error);
  g_assert_true (esp_bitmap_equal (members, kept));
  segment = esp_segment_load (tx, fixture->id, error);
  g_assert_cmpint (segment->size, ==, 3);
  g_assert_cmpstr (segment->problem, ==, "There is no field “x”.");
  days = esp_segment_list_days (tx, fixture->id, 0, error);
  g_assert_cmpuint (days->len, ==, 1);
  g_assert_cmpint (g_array_index (days, EspSegmentDay, 0).entered, ==, 4);
  return TRUE;
}

static void
test_frozen_keeps_last_good_size (Fixture *fixture, gconstpointer data)
{
  write_it (fixture, insert_static_cb);
  write_it (fixture, state_cb);
}

static EspCondition *
make_leaf (EspConditionKind kind, const char *subject)
{
  EspCondition *condition = esp_condition_new (kind, subject);

  if (kind == ESP_CONDITION_TAG)
    esp_condition_add_text (condition, "VIP");
  if (kind == ESP_CONDITION_CONSENT)
    {
      condition->detail = g_strdup ("marketing");
      condition->state = g_strdup ("granted");
    }
  if (kind == ESP_CONDITION_ATTRIBUTE)
    condition->op = ESP_OP_WITHIN;
  return condition;
}

static gboolean
plans_cb (EspTx *tx, gpointer data, GError **error)
{
  static const struct
  {
    EspConditionKind kind;
    const char *subject;
    gboolean of_few;
    const char *index;
  } hot[] = {
    { ESP_CONDITION_EVENT, "open", FALSE, "COVERING INDEX event_kind_at" },
    { ESP_CONDITION_EVENT, "open", TRUE, "COVERING INDEX event_lead" },
    { ESP_CONDITION_TAG, NULL, FALSE, "INDEX lead_tag_tag" },
    { ESP_CONDITION_CONSENT, "email", FALSE, "INDEX consent_state_set" },
    { ESP_CONDITION_ATTRIBUTE, "created_at", FALSE, "INDEX lead_created" },
    { ESP_CONDITION_ATTRIBUTE, "created_at", TRUE, "INTEGER PRIMARY KEY" },
  };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspBitmap) few = esp_bitmap_new_range (1, 3);

  for (guint i = 0; i < G_N_ELEMENTS (hot); i++)
    {
      g_autoptr (EspCondition) condition = make_leaf (hot[i].kind, hot[i].subject);
      EspLeafQuery leaf = { .condition = condition,
                            .fields = fields,
                            .from_us = START_US,
                            .until_us = START_US + 1,
                            .only = hot[i].of_few ? few : NULL };
      g_autofree char *plan = esp_leaf_query_explain (tx, &leaf, error);

      g_assert_nonnull (plan);
      if (strstr (plan, hot[i].index) == NULL)
        g_error ("%s %s: %s", esp_condition_kind_name (hot[i].kind), hot[i].index, plan);
    }
  return TRUE;
}

static void
test_hot_leaves_use_their_index (Fixture *fixture, gconstpointer data)
{
  read_it (fixture, plans_cb);
}

static gboolean
fill_hints_cb (EspTx *tx, gpointer data, GError **error)
{
  static const char *const cities[] = { "서울", "부산", "서울", NULL, "" };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < G_N_ELEMENTS (cities); i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      EspEvent event = { .kind = (char *) "order",
                         .at_us = START_US + i,
                         .props = (char *) (i % 2 == 0 ? "{\"item\":\"모자\",\"amount\":5}"
                                                       : "{\"item\":\"옷\",\"gift\":null}") };

      if (cities[i] != NULL)
        esp_value_set_text (esp_lead_get_writable (lead, "city"), cities[i]);
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
      event.lead_id = lead->id;
      if (!esp_event_add (tx, &event, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
hints_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_auto (GStrv) cities = esp_value_hints_of_field (tx, fields, "city", error);
  g_auto (GStrv) scores = esp_value_hints_of_field (tx, fields, "score", error);
  g_autoptr (GPtrArray) events = esp_value_hints_of_events (tx, "order", error);
  const EspPropertyHint *item;
  gint64 n_unknown;

  g_assert_cmpstrv (cities, ((const char *const[]){ "서울", "부산", NULL }));
  g_assert_cmpstrv (scores, ((const char *const[]){ NULL }));
  g_assert_true (esp_value_hints_count_unknown (tx, fields, "city", &n_unknown, error));
  g_assert_cmpint (n_unknown, ==, 2);
  g_assert_cmpuint (events->len, ==, 3);
  item = g_ptr_array_index (events, 2);
  g_assert_cmpstr (item->name, ==, "item");
  g_assert_cmpstrv (item->values, ((const char *const[]){ "모자", "옷", NULL }));
  g_assert_cmpuint (g_strv_length (((EspPropertyHint *) g_ptr_array_index (events, 0))->values), ==,
                    0);
  return TRUE;
}

static void
test_hints_are_what_the_data_have (Fixture *fixture, gconstpointer data)
{
  write_it (fixture, fill_hints_cb);
  read_it (fixture, hints_cb);
}

/* A campaign that waits for its time asks for “Outer”, which asks for “Inner”. */
static gboolean
fill_uses_cb (EspTx *tx, gpointer data, GError **error)
{
  static const char sql_campaign[] = "INSERT INTO campaign (id, uuid, name, created_at, updated_at)"
                                     " VALUES (1, zeroblob (16), 'Spring', 1, 1)";
  static const char sql_send[] =
    "INSERT INTO send (uuid, campaign_id, audience, state, created_at, updated_at)"
    " VALUES (zeroblob (16), 1, ?1, 'scheduled', 1, 1)";
  Fixture *fixture = data;
  EspSegment inner = { .name = (char *) "Inner", .rule = (char *) "{}" };
  EspSegment outer = { .name = (char *) "Outer" };
  g_autoptr (EspStmt) campaign = esp_tx_stmt (tx, sql_campaign, error);
  g_autoptr (EspStmt) send = esp_tx_stmt (tx, sql_send, error);
  g_autofree char *rule = NULL;
  g_autofree char *audience = NULL;

  if (!esp_segment_insert (tx, &inner, error))
    return FALSE;
  rule = g_strdup_printf ("{\"segment\":\"%s\"}", inner.uuid);
  outer.rule = rule;
  if (!esp_segment_insert (tx, &outer, error) || !esp_stmt_run (campaign, error))
    return FALSE;
  audience = g_strdup_printf ("{\"include\":[\"%s\"]}", outer.uuid);
  esp_stmt_bind_text (send, 1, audience);
  fixture->id = inner.id;
  g_free (inner.uuid);
  g_free (outer.uuid);
  return esp_stmt_run (send, error);
}

static gboolean
uses_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (EspSegment) inner = esp_segment_load (tx, fixture->id, error);
  g_autoptr (GPtrArray) uses = esp_segment_list_uses (tx, inner, error);
  gboolean live = FALSE;

  g_assert_cmpuint (uses->len, ==, 1);
  g_assert_cmpstr (((EspSegmentUse *) g_ptr_array_index (uses, 0))->name, ==, "Outer");
  g_assert_true (esp_segment_is_live (tx, inner, &live, error));
  g_assert_true (live);
  return TRUE;
}

static gboolean
draft_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (EspSegment) segment = esp_segment_load (tx, fixture->id, error);
  g_autoptr (EspSegment) again = NULL;

  segment->draft = g_strdup ("{\"version\":1}");
  g_assert_true (esp_segment_update (tx, segment, error));
  again = esp_segment_load (tx, fixture->id, error);
  g_assert_cmpstr (again->draft, ==, "{\"version\":1}");
  g_assert_cmpstr (again->rule, ==, "{}");
  return TRUE;
}

static void
test_what_is_live_has_drafts (Fixture *fixture, gconstpointer data)
{
  write_it (fixture, fill_uses_cb);
  read_it (fixture, uses_cb);
  write_it (fixture, draft_cb);
}

static gboolean
make_for_versions_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  EspSegment segment = { .name = (char *) "V", .rule = (char *) "{\"a\":1}" };

  g_assert_true (esp_segment_insert (tx, &segment, error));
  fixture->id = segment.id;
  g_free (segment.uuid);
  return TRUE;
}

static gboolean
change_rule_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (EspSegment) segment = esp_segment_load (tx, fixture->id, error);
  g_autofree char *rule = g_strdup_printf ("{\"at\":%" G_GINT64_FORMAT "}", esp_tx_get_now_us (tx));

  g_free (segment->rule);
  segment->rule = g_steal_pointer (&rule);
  return esp_segment_update (tx, segment, error);
}

static gboolean
name_version_cb (EspTx *tx, gpointer data, GError **error)
{
  int version = 0;

  g_assert_true (esp_segment_keep_version (tx, ((Fixture *) data)->id, "봄 행사", &version, error));
  g_assert_cmpint (version, ==, 2);
  return TRUE;
}

static gboolean
look_at_versions_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (GPtrArray) versions = esp_segment_list_versions (tx, fixture->id, error);
  g_autoptr (EspSegmentVersion) first = esp_segment_load_version (tx, fixture->id, 1, error);
  g_autoptr (EspSegmentVersion) none = NULL;
  g_autoptr (GError) local = NULL;

  g_assert_cmpuint (versions->len, ==, 2);
  g_assert_cmpstr (((EspSegmentVersion *) versions->pdata[0])->name, ==, "봄 행사");
  g_assert_cmpstr (first->rule, ==, "{\"a\":1}");
  g_assert_null (first->name);
  none = esp_segment_load_version (tx, fixture->id, 3, &local);
  g_assert_null (none);
  g_assert_error (local, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND);
  return TRUE;
}

/* One sitting keeps what was before it, once. */
static void
test_rules_before_a_change_are_kept (Fixture *fixture, gconstpointer data)
{
  write_it (fixture, make_for_versions_cb);
  esp_clock_advance (fixture->clock, ESP_USEC_PER_HOUR);
  for (guint i = 0; i < 5; i++)
    {
      write_it (fixture, change_rule_cb);
      esp_clock_advance (fixture->clock, ESP_USEC_PER_SEC);
    }
  write_it (fixture, name_version_cb);
  esp_clock_advance (fixture->clock, ESP_USEC_PER_HOUR);
  /* The rule in force is a version already. */
  write_it (fixture, change_rule_cb);
  read_it (fixture, look_at_versions_cb);
}

#define TEST(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/store/segments/changes-are-taken-back", test_changes_are_taken_back);
  TEST ("/store/segments/frozen-keeps-last-good-size", test_frozen_keeps_last_good_size);
  TEST ("/store/segments/hot-leaves-use-their-index", test_hot_leaves_use_their_index);
  TEST ("/store/segments/what-is-live-has-drafts", test_what_is_live_has_drafts);
  TEST ("/store/segments/rules-before-a-change-are-kept", test_rules_before_a_change_are_kept);
  TEST ("/store/segments/hints-are-what-the-data-have", test_hints_are_what_the_data_have);
  return g_test_run ();
}
