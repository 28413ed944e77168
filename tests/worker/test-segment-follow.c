/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is done to a workspace by the acts that people have, a count that follows the notices equals
 * one that asks everything anew: files come in, are undone, leads are merged, erased, tagged by thousands. */
#include "../engine/segment-world.h"

#include "engine/segment/esp-rule-text.h"
#include "engine/segment/esp-segment-engine.h"
#include "store/esp-consents.h"
#include "store/esp-history.h"
#include "store/esp-leads.h"
#include "store/esp-merge.h"
#include "store/esp-suppressions.h"
#include "worker/esp-bulk-job.h"
#include "worker/esp-event-import.h"
#include "worker/esp-import-job.h"

#include "base/esp-clock.h"

#include "test-home.h"

#define SEED 20261122
#define N_LEADS 120
#define N_RULES 60
#define N_ROUNDS 90

typedef struct
{
  SegmentWorld world;
  EspSegmentEngine *warm;
  GPtrArray *rules; /* (element-type EspRule) */
  const char *act;  /* the last one */
  gint64 history_id;
  guint n_files;
} Follow;

static guint
below (Follow *self, guint n)
{
  return esp_random_below (&self->world.random, n);
}

static void
changed_cb (EspStore *store, EspChanges *changes, Follow *self)
{
  esp_segment_engine_note (self->warm, changes);
}

static char *
write_file (Follow *self, const GString *text)
{
  g_autofree char *name = g_strdup_printf ("file%u.csv", self->n_files++);
  char *path = g_build_filename (self->world.folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  return path;
}

/* Some of the addresses are there already, some were erased, some are new. */
static guint
some_address (Follow *self)
{
  return 1 + below (self, self->world.n_leads + 10);
}

static void
import_leads (Follow *self)
{
  static const char *const cities[] = { "서울", "Busan", "경기", "", "İstanbul" };
  g_autoptr (GString) text = g_string_new ("email,city,score,tags\n");
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;
  g_autoptr (EspImportInspection) inspection = NULL;
  g_autoptr (EspImportReport) report = NULL;
  g_autoptr (EspImportJob) job = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < 15; i++)
    g_string_append_printf (text, "lead%u@example.com,%s,%u,%s\n", some_address (self),
                            cities[below (self, G_N_ELEMENTS (cities))], below (self, 20),
                            below (self, 2) == 0 ? "VIP" : "old");
  path = write_file (self, text);
  inspection = esp_import_inspect_file (path, &shape, NULL, &error);
  g_assert_no_error (error);
  inspection->plan->consent = ESP_IMPORT_CONSENT_NONE;
  job = esp_import_job_new (self->world.store, path, inspection->plan);
  report = esp_import_job_run_sync (job, FALSE, NULL, &error);
  g_assert_no_error (error);
  self->history_id = report->history_id;
  self->world.n_leads += 10; /* at least as many numbers are in use or were */
}

static void
import_events (Follow *self)
{
  static const char *const kinds[] = { "open", "click", "order", "visit", "unsubscribe", "bounce" };
  g_autoptr (GString) text = g_string_new ("email,event,at,amount,item\n");
  g_auto (EspEventImportResult) result = { 0 };
  EspEventImportOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < 15; i++)
    g_string_append_printf (text, "lead%u@example.com,%s,2026-09-%02uT1%u:00:00Z,%u,shirt\n",
                            some_address (self), kinds[below (self, G_N_ELEMENTS (kinds))],
                            1 + below (self, 21), below (self, 10), below (self, 9000));
  path = write_file (self, text);
  esp_event_import_run (self->world.store, path, &options, NULL, &result, &error);
  g_assert_no_error (error);
  self->history_id = result.history_id;
}

static void
bulk_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Follow *self = data;
  g_autoptr (GError) error = NULL;
  EspBulkResult done = { 0 };

  g_assert_true (esp_bulk_job_run_finish (ESP_STORE (source), result, &done, &error));
  self->history_id = done.history_id;
  self->act = NULL;
}

static void
edit_many (Follow *self)
{
  static const EspBulkAct acts[] = { ESP_BULK_SET,   ESP_BULK_FILL,    ESP_BULK_CLEAR,
                                     ESP_BULK_TAG,   ESP_BULK_UNTAG,   ESP_BULK_TAG,
                                     ESP_BULK_UNTAG, ESP_BULK_ARCHIVE, ESP_BULK_UNARCHIVE };
  EspBulkEdit edit = { .act = acts[below (self, G_N_ELEMENTS (acts))],
                       .column = (char *) "city",
                       .tag = (char *) (below (self, 2) == 0 ? "VIP" : "fresh") };
  guint first = 1 + below (self, self->world.n_leads);
  g_autoptr (EspBitmap) leads = esp_bitmap_new_range (first, first + below (self, 30));
  const char *act = self->act;

  if (edit.act == ESP_BULK_SET || edit.act == ESP_BULK_FILL)
    esp_value_set_text (&edit.value, "부산");
  esp_bulk_job_run_async (self->world.store, &edit, leads, NULL, NULL, NULL, bulk_cb, self);
  while (self->act != NULL)
    g_main_context_iteration (NULL, TRUE);
  self->act = act;
  esp_value_clear (&edit.value);
}

static EspLead *
load_some (Follow *self, EspTx *tx)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, NULL);

  for (guint i = 0; i < 50; i++)
    {
      EspLead *lead = esp_lead_load (tx, fields, 1 + below (self, self->world.n_leads), NULL);

      if (lead != NULL)
        return lead;
    }
  g_assert_not_reached ();
}

static gboolean
merge_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspLead) keep = load_some (data, tx);
  g_autoptr (EspLead) other = load_some (data, tx);
  EspMergeResult result;

  return keep->id == other->id || esp_merge_leads (tx, other->id, keep, &result, error);
}

static gboolean
erase_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspLead) lead = load_some (data, tx);

  return esp_lead_erase (tx, lead->id, error);
}

static gboolean
suppress_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autofree char *address = g_strdup_printf ("lead%u@example.com", some_address (data));

  return below (data, 2) == 0 ? esp_suppress_address (tx, "email", address, "manual", NULL, error)
                              : esp_unsuppress_address (tx, "email", address, error);
}

/* Another address may be one that is suppressed. */
static gboolean
readdress_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspLead) before = load_some (data, tx);
  g_autoptr (EspLead) after = esp_lead_copy (before);
  g_autofree char *address = g_strdup_printf ("other%u@example.com", below (data, 100000));
  gboolean changed;

  esp_value_set_text (esp_lead_get_writable (after, "email"), address);
  return esp_lead_update (tx, before, after, &changed, error);
}

static void
write_one (Follow *self, EspStoreFunc func)
{
  EspOperation operation = { .kind = "test" };
  g_autoptr (GError) error = NULL;

  esp_store_write (self->world.store, &operation, func, self, &self->history_id, &error);
  g_assert_no_error (error);
}

static void
undo_last (Follow *self)
{
  g_autoptr (GError) error = NULL;
  EspUndoResult result;

  if (self->history_id == 0)
    return;
  /* What an act did may be for good: then nothing changes, and that must be told too. */
  if (!esp_store_undo (self->world.store, self->history_id, &result, NULL, &error))
    g_assert_cmpuint (error->domain, ==, ESP_STORE_ERROR);
  self->history_id = 0;
}

static void
do_something (Follow *self)
{
  static const char *const names[] = { "import leads", "import events", "edit many", "merge",
                                       "erase",        "suppress",      "readdress", "undo",
                                       "undo",         "anything" };
  guint which = below (self, G_N_ELEMENTS (names));

  self->act = names[which];
  if (which == 0)
    import_leads (self);
  else if (which == 1)
    import_events (self);
  else if (which == 2)
    edit_many (self);
  else if (which == 3)
    write_one (self, merge_cb);
  else if (which == 4)
    write_one (self, erase_cb);
  else if (which == 5)
    write_one (self, suppress_cb);
  else if (which == 6)
    write_one (self, readdress_cb);
  else if (which < 9)
    undo_last (self);
  else
    segment_world_change (&self->world, 12);
}

static gboolean
compare_cb (EspTx *tx, gpointer data, GError **error)
{
  Follow *self = data;
  g_autoptr (EspSegmentEngine) fresh = esp_segment_engine_new ();

  for (guint i = 0; i < self->rules->len; i++)
    {
      EspRule *rule = g_ptr_array_index (self->rules, i);
      g_autoptr (EspSegmentCount) followed =
        esp_segment_engine_count (self->warm, tx, rule, NULL, ESP_SEGMENT_PLAIN, error);
      g_autoptr (EspSegmentCount) asked =
        followed != NULL
          ? esp_segment_engine_count (fresh, tx, rule, NULL, ESP_SEGMENT_PLAIN, error)
          : NULL;
      g_autofree char *text = NULL;

      if (asked == NULL)
        return FALSE;
      if (esp_bitmap_equal (followed->members, asked->members))
        continue;
      text = esp_rule_to_text (rule, NULL);
      g_error ("after “%s” %" G_GUINT64_FORMAT " follow and %" G_GUINT64_FORMAT " match: %s",
               self->act, followed->size, asked->size, text);
    }
  return TRUE;
}

static void
compare (Follow *self)
{
  g_autoptr (GError) error = NULL;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  esp_store_read (self->world.store, ESP_READ_LONG, compare_cb, self, NULL, &error);
  g_assert_no_error (error);
}

static void
test_counts_follow_every_act (void)
{
  const char *seed = g_getenv ("ESP_TEST_SEED"); /* to look further than every run does */
  Follow self = { .act = "nothing" };
  guint n_whole, n_partial;

  segment_world_set_up (&self.world, seed != NULL ? g_ascii_strtoull (seed, NULL, 10) : SEED,
                        N_LEADS);
  self.warm = esp_segment_engine_new ();
  self.rules = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_rule_unref);
  for (guint i = 0; i < N_RULES; i++)
    g_ptr_array_add (self.rules, segment_world_random_rule (&self.world));
  g_signal_connect (self.world.store, "changed", G_CALLBACK (changed_cb), &self);
  compare (&self);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      esp_clock_advance (self.world.clock, below (&self, 3) * ESP_USEC_PER_HOUR);
      do_something (&self);
      compare (&self);
    }
  esp_segment_engine_get_statistics (self.warm, &n_whole, &n_partial);
  g_test_message ("leaves asked whole %u times, of a few leads %u times", n_whole, n_partial);
  g_assert_cmpuint (n_partial, >, n_whole / 4);
  g_signal_handlers_disconnect_by_data (self.world.store, &self);
  g_ptr_array_unref (self.rules);
  esp_segment_engine_unref (self.warm);
  segment_world_tear_down (&self.world);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/segment-follow/counts-follow-every-act", test_counts_follow_every_act);
  return g_test_run ();
}
