/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journey that is published again and again while people are in it, by programs that are killed at any moment:
 * nobody is lost, nobody is in it twice, and nobody does a step twice. */
#include "store/esp-journey-members.h"
#include "store/esp-journeys.h"
#include "store/esp-leads.h"
#include "worker/esp-journey-orders.h"

#include "base/esp-clock.h"
#include "support/temp-store.h"

#include "test-home.h"

#include <signal.h>
#include <sys/wait.h>

#define N_LEADS 3000
#define N_ROUNDS 12
#define MAX_DELAY_US 120000

#define ENTRY                                                                                      \
  "{\"version\":1,\"name\":\"Kill\",\"entries\":[{\"id\":\"in\",\"kind\":\"manual\"}],\"steps\":["
#define WAIT "{\"id\":\"w\",\"kind\":\"wait\",\"for\":{\"days\":%u}},"
#define REST                                                                                       \
  "{\"id\":\"u\",\"kind\":\"update\",\"changes\":[{\"do\":\"add\",\"field\":\"score\","            \
  "\"value\":1}]},{\"id\":\"x\",\"kind\":\"exit\"}]}"

typedef struct
{
  char *path;
  char *draft;
  gint64 journey_id;
} World;

static char *
write_definition (guint days)
{
  return days > 0 ? g_strdup_printf (ENTRY WAIT REST, days) : g_strdup (ENTRY REST);
}

static gboolean
make_world (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();
  g_autoptr (EspBitmap) all = esp_bitmap_new_range (1, N_LEADS);
  g_autofree char *definition = write_definition (30);
  gint64 n = 0;

  for (guint i = 1; i <= N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("p%u@x.example", i));
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return esp_journey_order_create (tx, NULL, definition, &world->journey_id, error) &&
         esp_journey_order_publish (tx, engine, world->journey_id, TRUE, error) &&
         esp_journey_order_enter (tx, engine, world->journey_id, all, &n, error);
}

static gboolean
edit_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_journey_order_edit (tx, world->journey_id, world->draft, error);
}

static void
with_store (World *world, EspStoreMode mode, EspStoreFunc func)
{
  g_autoptr (EspClock) clock = esp_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_store_open (world->path, mode, clock, &error);

  g_assert_no_error (error);
  if (mode != ESP_STORE_READ_ONLY)
    (void) esp_store_write (store, NULL, func, world, NULL, &error);
  else
    (void) esp_store_read (store, ESP_READ_LONG, func, world, NULL, &error);
  g_assert_no_error (error);
  esp_store_close (store);
}

static GPid
start (World *world, gboolean publishes)
{
  g_autofree char *program =
    g_build_filename (g_getenv ("ESP_BUILD_DIR"), "src", "ctl", "espalierctl", NULL);
  char *publish[] = { program,
                      (char *) "journey",
                      (char *) "publish",
                      (char *) "Kill",
                      (char *) "--accept-warnings",
                      (char *) "--workspace",
                      world->path,
                      NULL };
  char *run[] = { program,
                  (char *) "run",
                  (char *) "--quiet",
                  (char *) "--until-idle",
                  (char *) "--workspace",
                  world->path,
                  NULL };
  g_autoptr (GError) error = NULL;
  GPid pid = 0;

  g_assert_true (g_spawn_async (NULL, publishes ? publish : run, NULL,
                                G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                                  G_SPAWN_STDERR_TO_DEV_NULL,
                                NULL, NULL, &pid, &error));
  g_assert_no_error (error);
  return pid;
}

static int
end (GPid pid, gboolean kills)
{
  gint64 stop_us = g_get_monotonic_time () + g_test_rand_int_range (0, MAX_DELAY_US);
  int status = 0;

  while (kills && g_get_monotonic_time () < stop_us)
    g_usleep (100); /* the moment is the other process's */
  if (kills)
    (void) kill (pid, SIGKILL); /* it may be over already */
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_spawn_close_pid (pid);
  return status;
}

static gboolean
compare (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspBitmap) inside = esp_journey_leads (tx, world->journey_id, TRUE, error);

  g_assert_true (esp_bitmap_is_empty (inside));
  for (guint i = 1; i <= N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_load (tx, fields, i, error);
      g_autoptr (EspJourneyMembers) passages = esp_journey_members_new ();

      if (lead == NULL ||
          !esp_journey_members_load_passages (tx, world->journey_id, i, passages, error))
        return FALSE;
      g_assert_cmpuint (passages->rows->len, ==, 1);
      g_assert_cmpint (esp_lead_get_integer (lead, "score", -1), ==, 1);
    }
  return TRUE;
}

static void
test_killed_while_publishing (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  World world = { .path = g_build_filename (folder, "kill.espalier", NULL) };
  int status;

  with_store (&world, ESP_STORE_CREATE, make_world);
  for (guint round = 1; round <= N_ROUNDS; round++)
    {
      world.draft = write_definition (30 + round);
      with_store (&world, ESP_STORE_OPEN, edit_cb);
      g_free (world.draft);
      (void) end (start (&world, TRUE), TRUE);
      (void) end (start (&world, FALSE), TRUE);
    }
  (void) end (start (&world, FALSE), FALSE); /* whatever was begun is finished */
  world.draft = write_definition (0);        /* whoever waits goes on */
  with_store (&world, ESP_STORE_OPEN, edit_cb);
  g_free (world.draft);
  status = end (start (&world, TRUE), FALSE);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  (void) end (start (&world, FALSE), TRUE);
  status = end (start (&world, FALSE), FALSE);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  with_store (&world, ESP_STORE_READ_ONLY, compare);
  g_free (world.path);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/journey/killed-while-publishing", test_killed_while_publishing);
  return g_test_run ();
}
