/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promise that matters most: a send that is killed at any moment loses nothing and sends nothing twice.
 * A real engine process sends to a real server on loopback and is killed at fifty random moments; then
 * what arrived is compared with the ledger, person by person. */
#include "../channels/smtp-server.h"
#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-store.h"
#include "worker/esp-send-orders.h"

#include "temp-store.h"
#include "test-home.h"

#include <signal.h>
#include <sys/wait.h>

#define N_LEADS 6000
#define N_KILLS 50
/* The window of the engine: no more than that may be in doubt after one kill. */
#define MAX_IN_FLIGHT 256

static const char document[] =
  "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\",\"address\":"
  "\"news@brand.example\"},\"subject\":\"(광고) {{ name "
  "}}님\",\"body\":{\"sections\":[{\"columns\":[{"
  "\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"안녕하세요 {{ name "
  "}}님\"]}]}]}]}]}}";

typedef struct
{
  char *path;
  SmtpServer *server;
  gint64 send_id;
  GPtrArray *rows; /* (element-type EspLedgerRow) */
} World;

static gboolean
insert_leads (EspTx *tx, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < N_LEADS; i++)
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

/* What the law wants to see in the footer. */
static gboolean
set_sender (EspTx *tx, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_SENDER_COMPANY, "한빛", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_ADDRESS, "서울특별시 중구 보기로 1", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_PHONE, "02-000-0000", error);
}

static gboolean
make_world (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autofree char *settings =
    g_strdup_printf ("{\"host\":\"127.0.0.1\",\"port\":%u,\"security\":\"none\",\"connections\":4}",
                     smtp_server_get_port (world->server));
  g_autoptr (EspChannelRecord) channel = esp_channel_record_new ("Test", "smtp", settings);
  g_autoptr (EspSend) send = NULL;
  g_autoptr (EspSendGate) gate = NULL;
  gint64 campaign_id = 0;

  if (!set_sender (tx, error) || !insert_leads (tx, error) ||
      !esp_channel_insert (tx, channel, error) ||
      !esp_campaign_insert (tx, "Kill", &campaign_id, error))
    return FALSE;
  send = esp_send_new (campaign_id);
  send->channel_id = channel->id;
  g_free (send->options);
  send->options = g_strdup ("{\"hold\":0,\"ignore-hours\":true}");
  if (!esp_message_insert (tx, "Hello", "email", document, &send->message_id, error) ||
      !esp_send_insert (tx, send, error))
    return FALSE;
  world->send_id = send->id;
  gate = esp_send_gate_new (tx, send->id, 0, NULL, error);
  return gate != NULL && esp_send_order_start (tx, gate, TRUE, error);
}

static gboolean
read_rows (EspTx *tx, gpointer data, GError **error)
{
  static const char *const states[] = { "queued",  "sending", "sent",     "failed",
                                        "unknown", "skipped", "cancelled" };
  World *world = data;

  world->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ledger_row_free);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (GPtrArray) part =
        esp_ledger_list (tx, world->send_id, states[i], 0, 2 * N_LEADS, error);

      if (part == NULL)
        return FALSE;
      g_ptr_array_set_free_func (part, NULL);
      for (guint j = 0; j < part->len; j++)
        g_ptr_array_add (world->rows, g_ptr_array_index (part, j));
    }
  return TRUE;
}

static void
with_store (World *world, EspStoreMode mode, EspStoreFunc func)
{
  g_autoptr (EspClock) clock = esp_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_store_open (world->path, mode, clock, &error);

  g_assert_no_error (error);
  if (mode == ESP_STORE_CREATE)
    g_assert_true (esp_store_write (store, NULL, func, world, NULL, &error));
  else
    g_assert_true (esp_store_read (store, ESP_READ_LONG, func, world, NULL, &error));
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

/* Returns: whether the engine ended by itself before @moment came. */
static gboolean
wait_for_moment (World *world, GPid pid, guint n_messages, gint64 wait_us)
{
  guint n_wanted = smtp_server_count_all (world->server) + n_messages;
  gint64 stop_us = g_get_monotonic_time () + wait_us;
  int status = 0;

  while (n_messages > 0 ? smtp_server_count_all (world->server) < n_wanted
                        : g_get_monotonic_time () < stop_us)
    {
      if (waitpid (pid, &status, WNOHANG) == pid)
        return TRUE;
      g_usleep (100); /* the moment is the other process's */
    }
  return FALSE;
}

static void
kill_often (World *world)
{
  for (guint n = 0; n < N_KILLS; n++)
    {
      GPid pid = start_engine (world);
      gboolean by_time = g_test_rand_int_range (0, 3) == 0;
      guint n_messages = by_time ? 0 : (guint) g_test_rand_int_range (1, 100);
      gint64 wait_us = g_test_rand_int_range (0, 120000);
      int status = 0;

      if (wait_for_moment (world, pid, n_messages, wait_us))
        {
          g_test_message ("the send was over after %u kills", n);
          return;
        }
      g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
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

static void
compare (World *world)
{
  guint n_sent = 0;
  guint n_unknown = 0;
  guint n_unknown_arrived = 0;

  g_assert_cmpuint (world->rows->len, ==, N_LEADS);
  for (guint i = 0; i < world->rows->len; i++)
    {
      const EspLedgerRow *row = g_ptr_array_index (world->rows, i);
      guint n_arrived = smtp_server_count (world->server, row->email);

      g_assert_cmpuint (n_arrived, <=, 1);
      if (g_str_equal (row->state, "sent"))
        {
          g_assert_cmpuint (n_arrived, ==, 1);
          n_sent++;
          continue;
        }
      g_assert_cmpstr (row->state, ==, "unknown");
      g_assert_nonnull (row->name); /* listed by name */
      n_unknown++;
      n_unknown_arrived += n_arrived;
    }
  g_test_message ("%u sent, %u in doubt of whom %u had got it", n_sent, n_unknown,
                  n_unknown_arrived);
  g_assert_cmpuint (n_sent + n_unknown, ==, N_LEADS);
  g_assert_cmpuint (smtp_server_count_all (world->server), ==, n_sent + n_unknown_arrived);
  g_assert_cmpuint (n_unknown, <=, N_KILLS * MAX_IN_FLIGHT);
}

static void
test_killed_at_fifty_moments (void)
{
  const SmtpServerOptions options = { .delay_us = 1000 };
  g_auto (TempFolder) folder = temp_folder_new ();
  World world = { .server = smtp_server_new (&options) };

  world.path = g_build_filename (folder, "kill.espalier", NULL);
  with_store (&world, ESP_STORE_CREATE, make_world);
  kill_often (&world);
  finish (&world);
  with_store (&world, ESP_STORE_READ_ONLY, read_rows);
  compare (&world);
  g_ptr_array_unref (world.rows);
  g_free (world.path);
  smtp_server_free (world.server);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/send/killed-at-fifty-moments", test_killed_at_fifty_moments);
  return g_test_run ();
}
