/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of the lead list and the statistics of its columns agree with the leads themselves. */
#include "store/esp-lead-extras.h"
#include "store/esp-lead-query.h"
#include "store/esp-lead-stats.h"
#include "store/esp-leads.h"
#include "worker/esp-sample.h"

#include "temp-store.h"
#include "test-home.h"

#include <string.h>

/* More than are looked up one by one, so that both ways are gone. */
#define N_LEADS 12000
#define FIRST 512

typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
  g_assert_true (esp_sample_fill (fixture->store, N_LEADS, 7, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  temp_store_free (fixture->store);
  g_assert_finalize_object (fixture->clock);
  temp_folder_free (fixture->folder);
}

static gboolean
archive_some (EspTx *tx, gpointer data, GError **error)
{
  for (gint64 id = 5; id <= N_LEADS; id += 11)
    if (!esp_lead_set_archived (tx, id, TRUE, error))
      return FALSE;
  return TRUE;
}

static GArray *
ask (EspTx *tx, EspFields *fields, const EspLeadQuery *query, guint limit)
{
  g_autoptr (GError) error = NULL;
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_assert_true (esp_lead_query_ids (tx, fields, query, limit, ids, &error));
  g_assert_no_error (error);
  return ids;
}

static int
compare_field (const EspValue *a, const EspValue *b)
{
  gboolean a_empty = a->type == ESP_VALUE_NULL || (a->type == ESP_VALUE_TEXT && *a->text == '\0');
  gboolean b_empty = b->type == ESP_VALUE_NULL || (b->type == ESP_VALUE_TEXT && *b->text == '\0');

  if (a_empty || b_empty)
    return a_empty && b_empty ? 0 : a_empty ? 2 : -2;
  if (a->type == ESP_VALUE_TEXT)
    return CLAMP (g_ascii_strcasecmp (a->text, b->text), -1, 1);
  if (a->type == ESP_VALUE_DECIMAL)
    return (a->decimal > b->decimal) - (a->decimal < b->decimal);
  return (a->integer > b->integer) - (a->integer < b->integer);
}

static void
check_sorted (EspTx *tx, EspFields *fields, const EspLeadQuery *query, GArray *ids)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) leads =
    esp_lead_load_many (tx, fields, (const guint32 *) (gpointer) ids->data, ids->len, &error);
  int index = query->sort_column != NULL ? esp_fields_find (fields, query->sort_column) : -1;

  g_assert_no_error (error);
  for (guint i = 1; i < leads->len; i++)
    {
      const EspLead *before = leads->pdata[i - 1];
      const EspLead *after = leads->pdata[i];
      int order = index >= 0 ? compare_field (&before->values[index], &after->values[index]) : 0;

      g_assert_cmpint (order, !=, 2); /* empty ones stand last */
      if (order == -2)
        continue;
      if (order == 0)
        order = before->id < after->id ? -1 : 1;
      g_assert_cmpint (query->is_descending ? -order : order, <, 0);
    }
}

static EspBitmap *
some_leads (guint step)
{
  EspBitmap *leads = esp_bitmap_new ();

  for (guint32 id = 1; id <= N_LEADS; id++)
    if (step == 1 || id % step != 0)
      esp_bitmap_add (leads, id);
  esp_bitmap_add (leads, N_LEADS + 100); /* of one who is gone */
  return leads;
}

static void
check_query (EspTx *tx, EspFields *fields, const EspLeadQuery *query)
{
  g_autoptr (GArray) all = ask (tx, fields, query, 0);
  g_autoptr (GArray) first = ask (tx, fields, query, FIRST);
  g_autoptr (EspBitmap) expected = query->within != NULL ? esp_bitmap_copy (query->within) : NULL;
  g_autoptr (EspBitmap) found = esp_bitmap_new ();

  if (expected == NULL)
    expected = esp_bitmap_new_range (1, N_LEADS);
  for (guint32 id = 1; id <= N_LEADS + 100; id++)
    if ((id % 11 == 5) != query->is_archived || id > N_LEADS)
      esp_bitmap_remove (expected, id);
  esp_bitmap_add_many (found, (const guint32 *) (gpointer) all->data, all->len);
  g_assert_cmpuint (all->len, ==, esp_bitmap_count (found));
  g_assert_true (esp_bitmap_equal (found, expected));
  g_assert_cmpuint (first->len, ==, MIN (all->len, FIRST));
  g_assert_cmpint (memcmp (first->data, all->data, first->len * sizeof (guint32)), ==, 0);
  check_sorted (tx, fields, query, all);
}

static gboolean
check_orders (EspTx *tx, gpointer data, GError **error)
{
  static const char *const columns[] = { NULL,   "name",  "email",      "company",
                                         "city", "score", "created_at", "updated_at" };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspBitmap) most = some_leads (8);
  g_autoptr (EspBitmap) few = some_leads (2);
  const EspBitmap *const sets[] = { NULL, most, few };

  g_assert_nonnull (fields);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sets); j++)
      for (int k = 0; k < 4; k++)
        {
          EspLeadQuery query = { .within = sets[j],
                                 .sort_column = columns[i],
                                 .is_descending = k % 2 == 1,
                                 .is_archived = k / 2 == 1 };

          /* Every second column is enough for the few that are archived. */
          if (!query.is_archived || i % 2 == 0)
            check_query (tx, fields, &query);
        }
  return TRUE;
}

/* Behaviour stands beside the lead: sorted by it, nobody is lost and the figures only go one way. */
static gboolean
check_behaviour (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspBitmap) few = some_leads (2);
  const EspBitmap *const sets[] = { NULL, few };

  for (gsize j = 0; j < G_N_ELEMENTS (sets); j++)
    {
      EspLeadQuery query = { .within = sets[j], .sort_column = "n_opened", .is_descending = TRUE };
      g_autoptr (GArray) ids = ask (tx, fields, &query, 0);
      gint64 before = G_MAXINT64;

      for (guint i = 0; i < ids->len; i++)
        {
          g_autoptr (GError) load_error = NULL;
          EspLeadExtras *extras =
            esp_lead_extras_load (tx, g_array_index (ids, guint32, i), &load_error);

          g_assert_no_error (load_error);
          g_assert_cmpint (extras->n_opened, <=, before);
          before = extras->n_opened;
          esp_lead_extras_free (extras);
        }
      g_assert_cmpuint (ids->len, >, N_LEADS / 3);
    }
  return TRUE;
}

static gboolean
check_stats (EspTx *tx, gpointer data, GError **error)
{
  static const char *const columns[] = {
    "city", "company", "score", "email", "created_at", "n_opened", "last_open_at", "email_consent"
  };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspBitmap) few = some_leads (3);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Seoul");

  esp_bitmap_remove (few, N_LEADS + 100);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      guint limit = g_str_equal (columns[i], "email") ? 5 : 0;
      g_autoptr (EspLeadStats) stats =
        esp_lead_stats_load (tx, fields, few, columns[i], zone, limit, error);
      gint64 n = 0;

      g_assert_nonnull (stats);
      g_assert_cmpint (stats->n_leads, ==, (gint64) esp_bitmap_count (few));
      for (guint v = 0; v < stats->values->len; v++)
        {
          const EspLeadValueCount *count = stats->values->pdata[v];
          g_autoptr (EspBitmap) leads =
            v < 12 ? esp_lead_stats_find (tx, fields, few, columns[i], zone, &count->value, error)
                   : NULL;

          n += count->n;
          if (leads != NULL)
            g_assert_cmpint ((gint64) esp_bitmap_count (leads), ==, count->n);
        }
      if (limit == 0)
        g_assert_cmpint (n + stats->n_empty, ==, stats->n_leads);
      else
        g_assert_cmpuint (stats->values->len, ==, limit);
    }
  return TRUE;
}

static gboolean
check_unknown (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) second = NULL;
  EspLeadQuery query = { .sort_column = "id\" DESC; DROP TABLE lead; --" };

  g_assert_false (esp_lead_query_ids (tx, fields, &query, 0, ids, &first));
  g_assert_error (first, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_assert_null (esp_lead_stats_load (tx, fields, leads, query.sort_column, NULL, 0, &second));
  g_assert_error (second, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  return TRUE;
}

static void
read_with (Fixture *fixture, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_read (fixture->store, ESP_READ_LONG, func, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (fixture->store, NULL, archive_some, NULL, NULL, &error));
  g_assert_no_error (error);
  read_with (fixture, check_orders);
  read_with (fixture, check_behaviour);
  read_with (fixture, check_unknown);
}

static void
test_stats (Fixture *fixture, gconstpointer data)
{
  read_with (fixture, check_stats);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add ("/store/lead-query/every-order-holds-every-lead-once", Fixture, NULL, set_up,
              test_order, tear_down);
  g_test_add ("/store/lead-stats/counts-open-as-many-leads", Fixture, NULL, set_up, test_stats,
              tear_down);
  return g_test_run ();
}
