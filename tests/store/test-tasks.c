/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks in a real file: which list has which, what counts, and that every act can be taken back. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "base/esp-clock.h"
#include "store/esp-leads.h"
#include "store/esp-tasks.h"
#include "tests/support/temp-store.h"

#include "test-home.h"

#define NOW G_GINT64_CONSTANT (1772409600000000)

typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  EspTaskQuery query;
  GPtrArray *rows;
  EspTaskCounts counts;
} World;

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  static const struct
  {
    const char *title;
    const char *owner;
    int due_hours;
  } tasks[] = { { "Call", "지후", -2 },
                { "Write", "지후", 5 },
                { "Visit", NULL, 50 },
                { "Think", "서연", 0 } };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = fields != NULL ? esp_lead_new (fields) : NULL;

  if (lead == NULL)
    return FALSE;
  esp_value_set_text (esp_lead_get_writable (lead, "name"), "김민지");
  if (!esp_lead_insert (tx, lead, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      const EspTaskRow row = { .lead_id = lead->id,
                               .title = (char *) tasks[i].title,
                               .owner = (char *) tasks[i].owner,
                               .is_alert = i == 0,
                               .due_us = tasks[i].due_hours != 0
                                           ? NOW + tasks[i].due_hours * ESP_USEC_PER_HOUR
                                           : 0 };

      if (!esp_task_row_insert (tx, &row, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static void
set_up (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (NOW);
  world->store = temp_store_new (world->folder, world->clock);
  (void) esp_store_write (world->store, NULL, fill, world, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_clear_pointer (&world->rows, g_ptr_array_unref);
  temp_store_free (world->store);
  g_object_unref (world->clock);
  temp_folder_free (world->folder);
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  g_clear_pointer (&world->rows, g_ptr_array_unref);
  world->query.limit = 100;
  world->rows = esp_task_row_list (tx, &world->query, error);
  return world->rows != NULL &&
         esp_task_row_count (tx, NOW + ESP_USEC_PER_DAY, &world->counts, error);
}

/* Returns: the titles, one after another. */
static char *
list (World *world, EspTaskQuery query)
{
  g_autoptr (GError) error = NULL;
  GString *titles = g_string_new (NULL);

  world->query = query;
  (void) esp_store_read (world->store, ESP_READ_PAGE, list_cb, world, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < world->rows->len; i++)
    g_string_append_printf (titles, "%s ", ((EspTaskRow *) world->rows->pdata[i])->title);
  return g_string_free (titles, FALSE);
}

static void
must_list (World *world, EspTaskQuery query, const char *titles)
{
  g_autofree char *found = list (world, query);

  g_assert_cmpstr (found, ==, titles);
}

static gboolean
done_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_task_row_set_done (tx, 1, TRUE, error);
}

static gboolean
delete_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_task_row_delete (tx, 2, error);
}

static void
test_lists (World *world, gconstpointer data)
{
  must_list (world, (EspTaskQuery){ .which = ESP_TASKS_OPEN }, "Call Write Visit Think ");
  must_list (world, (EspTaskQuery){ .which = ESP_TASKS_OVERDUE }, "Call ");
  must_list (world, (EspTaskQuery){ .which = ESP_TASKS_DUE, .until_us = NOW + ESP_USEC_PER_DAY },
             "Call Write ");
  must_list (world, (EspTaskQuery){ .which = ESP_TASKS_OPEN, .owner = "지후" }, "Call Write ");
  must_list (world, (EspTaskQuery){ .which = ESP_TASKS_OPEN, .owner = "" }, "Visit ");
  must_list (world, (EspTaskQuery){ .which = ESP_TASKS_OPEN, .text = "VIS" }, "Visit ");
  must_list (world, (EspTaskQuery){ .which = ESP_TASKS_OPEN, .only_alerts = TRUE }, "Call ");
  must_list (world, (EspTaskQuery){ .which = ESP_TASKS_DONE }, "");
  g_assert_cmpint (world->counts.n_open, ==, 4);
  g_assert_cmpint (world->counts.n_overdue, ==, 1);
  g_assert_cmpint (world->counts.n_today, ==, 1);
}

static void
test_undo (World *world, gconstpointer data)
{
  const EspOperation operation = { .kind = "task" };
  EspUndoResult result;
  gint64 ids[2] = { 0, 0 };
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, &operation, done_cb, world, &ids[0], &error);
  g_assert_no_error (error);
  (void) esp_store_write (world->store, &operation, delete_cb, world, &ids[1], &error);
  g_assert_no_error (error);
  must_list (world, (EspTaskQuery){ .which = ESP_TASKS_ALL }, "Visit Think Call ");
  g_assert_false (esp_store_write (world->store, &operation, delete_cb, world, NULL, NULL));
  for (guint i = 0; i < 2; i++)
    {
      (void) esp_store_undo (world->store, ids[i], &result, NULL, &error);
      g_assert_no_error (error);
    }
  must_list (world, (EspTaskQuery){ .which = ESP_TASKS_OPEN }, "Call Write Visit Think ");
}

int
main (int argc, char *argv[])
{
  test_home_init (&argc, &argv);
  g_test_add ("/store/tasks/lists-by-due-owner-and-words", World, NULL, set_up, test_lists,
              tear_down);
  g_test_add ("/store/tasks/every-act-can-be-taken-back", World, NULL, set_up, test_undo,
              tear_down);
  return g_test_run ();
}
