/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A running journey whose engine is killed at any moment: everyone takes every step once, no update is done
 * twice, no message is lost and none arrives twice. */
#include "../channels/smtp-server.h"
#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-journey-members.h"
#include "store/esp-journeys.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-store.h"
#include "worker/esp-journey-orders.h"

#include "base/esp-clock.h"

#include "temp-store.h"
#include "test-home.h"

#include <signal.h>
#include <sys/wait.h>

#define N_LEADS 1500
#define N_KILLS 25
#define PER_KILL (N_LEADS / N_KILLS)
/* One send, and another one twice. */
#define PER_LEAD 3

static const char document[] =
  "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\",\"address\":"
  "\"news@brand.example\"},\"subject\":\"(광고) {{ name "
  "}}님\",\"body\":{\"sections\":[{\"columns\":[{"
  "\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"안녕하세요\"]}]}]}]}]}}";

static const char definition[] =
  "{\"version\":1,\"name\":\"Kill\",\"entries\":[{\"id\":\"in\",\"kind\":\"manual\"}],\"steps\":["
  "{\"id\":\"a\",\"kind\":\"send\",\"message\":\"Hello\"},"
  "{\"id\":\"u\",\"kind\":\"update\",\"changes\":[{\"do\":\"add\",\"field\":\"score\",\"value\":1}]"
  "},"
  "{\"id\":\"d\",\"kind\":\"split\",\"branches\":[{\"when\":{\"kind\":\"attribute\",\"field\":"
  "\"score\","
  "\"op\":\"is\",\"values\":[1]},\"steps\":[]},{\"else\":true,\"steps\":["
  "{\"id\":\"y\",\"kind\":\"exit\"}]}]},"
  "{\"id\":\"b\",\"kind\":\"send\",\"message\":\"Again\"},"
  "{\"id\":\"g\",\"kind\":\"go-to\",\"to\":\"b\",\"times\":1},"
  "{\"id\":\"x\",\"kind\":\"exit\"}]}";

typedef struct
{
  char *path;
  SmtpServer *server;
  gint64 journey_id;
  guint n_entered;
  guint n_rows;
  guint n_unknown;
} World;

static gboolean
insert_leads (EspTx *tx, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 1; i <= N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      EspConsent consent = { .channel = (char *) "email",
                             .purpose = (char *) "marketing",
                             .state = (char *) "granted" };

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("p%u@x.example", i));
      esp_value_set_text (esp_lead_get_writable (lead, "name"), "김하나");
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
      consent.lead_id = lead->id;
      if (!esp_consent_add (tx, &consent, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
make_world (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autofree char *settings =
    g_strdup_printf ("{\"host\":\"127.0.0.1\",\"port\":%u,\"security\":\"none\",\"connections\":4}",
                     smtp_server_get_port (world->server));
  g_autoptr (EspChannelRecord) channel = esp_channel_record_new ("Test", "smtp", settings);
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();
  gint64 message_id = 0;

  return esp_meta_set_text (tx, ESP_META_SENDER_COMPANY, "한빛", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_ADDRESS, "서울특별시 중구 보기로 1", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_PHONE, "02-000-0000", error) &&
         esp_meta_set_text (tx, ESP_META_POLICY,
                            "{\"cap-count\":0,\"cap-per-day\":0,\"quiet\":null}", error) &&
         insert_leads (tx, error) && esp_channel_insert (tx, channel, error) &&
         esp_message_insert (tx, "Hello", "email", document, &message_id, error) &&
         esp_message_insert (tx, "Again", "email", document, &message_id, error) &&
         esp_journey_order_create (tx, NULL, definition, &world->journey_id, error) &&
         esp_journey_order_publish (tx, engine, world->journey_id, TRUE, error);
}

static gboolean
enter_some (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();
  g_autoptr (EspBitmap) leads =
    esp_bitmap_new_range (world->n_entered + 1, world->n_entered + PER_KILL);
  gint64 n = 0;

  if (!esp_journey_order_enter (tx, engine, world->journey_id, leads, &n, error))
    return FALSE;
  g_assert_cmpint (n, ==, PER_KILL);
  world->n_entered += PER_KILL;
  return TRUE;
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
start_engine (World *world)
{
  g_autofree char *program =
    g_build_filename (g_getenv ("ESP_BUILD_DIR"), "src", "ctl", "espalierctl", NULL);
  char *argv[] = { program,
                   (char *) "run",
                   (char *) "--quiet",
                   (char *) "--until-idle",
                   (char *) "--workspace",
                   world->path,
                   NULL };
  g_autoptr (GError) error = NULL;
  GPid pid = 0;

  g_assert_true (
    g_spawn_async (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error));
  g_assert_no_error (error);
  return pid;
}

static void
kill_often (World *world)
{
  for (guint n = 0; n < N_KILLS; n++)
    {
      gint64 stop_us;
      GPid pid;
      int status = 0;

      with_store (world, ESP_STORE_OPEN, enter_some);
      pid = start_engine (world);
      stop_us = g_get_monotonic_time () + g_test_rand_int_range (0, 250000);
      while (g_get_monotonic_time () < stop_us)
        g_usleep (100);           /* the moment is the other process's */
      (void) kill (pid, SIGKILL); /* it may be over already */
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      g_spawn_close_pid (pid);
    }
}

static void
finish (World *world)
{
  GPid pid = start_engine (world);
  int status = 0;

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

/* Every row of one lead against what arrived for it. */
static gboolean
compare_lead (EspTx *tx, World *world, const EspLead *lead, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_ledger_list_lead (tx, lead->id, 10, error);
  guint n_arrived = smtp_server_count (world->server, esp_lead_get_text (lead, "email"));
  guint n_sent = 0;
  guint n_unknown = 0;

  g_assert_nonnull (rows);
  g_assert_cmpint (esp_lead_get_integer (lead, "score", -1), ==, 1);
  g_assert_cmpuint (rows->len, ==, PER_LEAD);
  for (guint i = 0; i < rows->len; i++)
    {
      const EspLedgerRow *row = g_ptr_array_index (rows, i);

      n_sent += g_str_equal (row->state, "sent");
      n_unknown += g_str_equal (row->state, "unknown");
    }
  g_assert_cmpuint (n_sent + n_unknown, ==, PER_LEAD);
  g_assert_cmpuint (n_arrived, >=, n_sent);
  g_assert_cmpuint (n_arrived, <=, n_sent + n_unknown);
  world->n_rows += rows->len;
  world->n_unknown += n_unknown;
  return TRUE;
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

      if (lead == NULL || !compare_lead (tx, world, lead, error))
        return FALSE;
    }
  return TRUE;
}

static void
test_killed_while_running (void)
{
  const SmtpServerOptions options = { .delay_us = 300 };
  g_auto (TempFolder) folder = temp_folder_new ();
  World world = { .server = smtp_server_new (&options) };

  world.path = g_build_filename (folder, "kill.espalier", NULL);
  with_store (&world, ESP_STORE_CREATE, make_world);
  kill_often (&world);
  finish (&world);
  with_store (&world, ESP_STORE_READ_ONLY, compare);
  g_test_message ("%u messages, %u in doubt", world.n_rows, world.n_unknown);
  g_assert_cmpuint (world.n_rows, ==, N_LEADS * PER_LEAD);
  g_free (world.path);
  smtp_server_free (world.server);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/journey/killed-while-running", test_killed_while_running);
  return g_test_run ();
}
