/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-send [MESSAGES [CONNECTIONS]]: a whole send, ledger and all, to Postfix's smtp-sink, beside its
 * own smtp-source with as many connections, which sends the same bytes again and again. */
#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-store.h"
#include "worker/esp-send-orders.h"

#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define DEFAULT_MESSAGES 20000
#define DEFAULT_CONNECTIONS 10
#define MESSAGE_BYTES 10240
/* The goals: at least so much of smtp-source's rate, and so much memory above an idle engine. */
#define GOAL_SHARE 0.4
#define GOAL_RSS_MB 64

typedef struct
{
  char *path;
  guint n_messages;
  guint n_connections;
  guint port;
} Bench;

/* About MESSAGE_BYTES on the wire: the text is base64 there. */
static char *
make_document (void)
{
  g_autoptr (GString) text = g_string_new (
    "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\",\"address\":"
    "\"news@brand.test\"},\"subject\":\"(광고) {{ name }}님, 봄 소식\",\"body\":{\"sections\":[{"
    "\"columns\":[{\"blocks\":[");

  for (guint i = 0; i < 7; i++)
    g_string_append_printf (text,
                            "%s{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"{{ name }}님, "
                            "%u번째 "
                            "소식입니다. 아침 공기가 달라졌습니다. 올봄 가장 먼저 준비한 상품을 "
                            "회원님께 먼저 보여 드려요.\"]}]}",
                            i > 0 ? "," : "", i + 1);
  g_string_append (text, "]}]}]}}");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
insert_leads (EspTx *tx, guint n, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      EspConsent consent = { .channel = (char *) "email",
                             .purpose = (char *) "marketing",
                             .state = (char *) "granted" };

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("user%u@ok.test", i));
      esp_value_take_text (esp_lead_get_writable (lead, "name"), g_strdup_printf ("김하나 %u", i));
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
  Bench *bench = data;
  g_autofree char *settings = g_strdup_printf ("{\"host\":\"127.0.0.1\",\"port\":%u,\"security\":"
                                               "\"none\",\"connections\":%u}",
                                               bench->port, bench->n_connections);
  g_autoptr (EspChannelRecord) channel = esp_channel_record_new ("Sink", "smtp", settings);
  g_autofree char *document = make_document ();
  g_autoptr (EspSend) send = NULL;
  g_autoptr (EspSendGate) gate = NULL;
  gint64 campaign_id = 0;

  if (!set_sender (tx, error) || !insert_leads (tx, bench->n_messages, error) ||
      !esp_channel_insert (tx, channel, error) ||
      !esp_campaign_insert (tx, "Bench", &campaign_id, error))
    return FALSE;
  send = esp_send_new (campaign_id);
  send->channel_id = channel->id;
  g_free (send->options);
  send->options = g_strdup ("{\"hold\":0,\"ignore-hours\":true}");
  if (!esp_message_insert (tx, "Hello", "email", document, &send->message_id, error) ||
      !esp_send_insert (tx, send, error))
    return FALSE;
  gate = esp_send_gate_new (tx, send->id, 0, NULL, error);
  return gate != NULL && esp_send_order_start (tx, gate, TRUE, error);
}

static guint
find_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static gboolean
is_listening (guint port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection =
    g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) port, NULL, NULL);

  return connection != NULL;
}

static GPid
start (const char *const *argv, int *out_fd)
{
  GPid pid = 0;
  g_autoptr (GError) error = NULL;
  GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL;

  if (!g_spawn_async_with_pipes (NULL, (char **) argv, NULL, flags, NULL, NULL, &pid, NULL, out_fd,
                                 NULL, &error))
    g_error ("%s", error->message);
  return pid;
}

static GPid
start_sink (guint port)
{
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  const char *argv[] = { "smtp-sink", "-u", "nobody", address, "200", NULL };
  GPid pid = start (argv, NULL);

  while (!is_listening (port))
    g_usleep (10000); /* another process starts */
  return pid;
}

/* Returns: seconds */
static double
run_source (const Bench *bench)
{
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", bench->port);
  g_autofree char *sessions = g_strdup_printf ("%u", bench->n_connections);
  g_autofree char *count = g_strdup_printf ("%u", bench->n_messages);
  g_autofree char *length = g_strdup_printf ("%u", MESSAGE_BYTES);
  const char *argv[] = { "smtp-source", "-d", "-s",       sessions, "-m",        count,   "-l",
                         length,        "-f", "a@b.test", "-t",     "u@ok.test", address, NULL };
  gint64 start_us = g_get_monotonic_time ();
  GPid pid = start (argv, NULL);
  int status = 0;

  (void) waitpid (pid, &status, 0); /* it is our child */
  return (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
}

/* Runs the engine until it is idle.
 * Returns: seconds from the first sign of sending to the end; 0 when nothing was sent */
static double
run_engine (const Bench *bench, const char *program, double *out_rss_mb)
{
  const char *argv[] = {
    program, "run", "--json", "--until-idle", "--workspace", bench->path, NULL
  };
  int fd = -1;
  GPid pid = start (argv, &fd);
  FILE *lines = fdopen (fd, "r");
  char line[1024];
  gint64 start_us = 0;
  gint64 end_us = 0;
  struct rusage usage = { 0 };
  int status = 0;

  while (fgets (line, sizeof line, lines) != NULL)
    {
      if (start_us == 0 && strstr (line, "preparing") == NULL)
        start_us = g_get_monotonic_time ();
      if (strstr (line, "\"done\"") != NULL)
        end_us = g_get_monotonic_time ();
    }
  (void) fclose (lines);
  (void) wait4 (pid, &status, 0, &usage); /* it is our child */
  *out_rss_mb = (double) usage.ru_maxrss / 1024;
  return end_us > start_us ? (double) (end_us - start_us) / G_USEC_PER_SEC : 0;
}

static void
make_workspace (Bench *bench)
{
  g_autoptr (EspClock) clock = esp_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_store_open (bench->path, ESP_STORE_CREATE, clock, &error);

  if (store == NULL || !esp_store_write (store, NULL, make_world, bench, NULL, &error))
    g_error ("%s", error->message);
  esp_store_close (store);
}

int
main (int argc, char **argv)
{
  Bench bench = { .n_messages = argc > 1 ? (guint) atoi (argv[1]) : DEFAULT_MESSAGES,
                  .n_connections = argc > 2 ? (guint) atoi (argv[2]) : DEFAULT_CONNECTIONS };
  g_autofree char *folder = g_dir_make_tmp ("espalier-bench-XXXXXX", NULL);
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *own_folder = g_path_get_dirname (own);
  g_autofree char *program =
    g_build_filename (own_folder, "..", "..", "src", "ctl", "espalierctl", NULL);
  g_autofree char *sink = g_find_program_in_path ("smtp-sink");
  double source_s;
  double engine_s;
  double rss_mb = 0;
  double idle_mb = 0;
  GPid pid;

  if (sink == NULL)
    {
      g_print ("smtp-sink (Postfix) is not installed: nothing to measure against\n");
      return 77; /* skipped */
    }
  bench.path = g_build_filename (folder, "bench.espalier", NULL);
  bench.port = find_free_port ();
  pid = start_sink (bench.port);
  make_workspace (&bench);
  source_s = run_source (&bench);
  engine_s = run_engine (&bench, program, &rss_mb);
  (void) run_engine (&bench, program, &idle_mb);
  (void) kill (pid, SIGTERM);
  g_print ("messages %u, connections %u\n", bench.n_messages, bench.n_connections);
  g_print ("smtp-source %.0f/s, engine %.0f/s, share %.2f (goal %.2f)\n",
           bench.n_messages / source_s, bench.n_messages / engine_s, source_s / engine_s,
           GOAL_SHARE);
  g_print ("engine %.1f MB, idle %.1f MB, above idle %.1f MB (goal %d)\n", rss_mb, idle_mb,
           rss_mb - idle_mb, GOAL_RSS_MB);
  g_free (bench.path);
  return source_s / engine_s >= GOAL_SHARE && rss_mb - idle_mb < GOAL_RSS_MB ? 0 : 1;
}
