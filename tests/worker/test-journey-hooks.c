/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Webhooks against a server in this process: signed, answered, refused, slowed down, stalled, cut. */
#include "channels/esp-secrets.h"
#include "channels/web/esp-web-client.h"
#include "channels/web/esp-web-hook.h"
#include "store/esp-events.h"
#include "store/esp-hooks.h"
#include "store/esp-leads.h"
#include "worker/esp-hook-secret.h"
#include "worker/esp-journey-acts.h"
#include "worker/esp-journey-hooks.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-runner.h"

#include "base/esp-clock.h"
#include "support/temp-store.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define START_US G_GINT64_CONSTANT (1772409600000000)
#define SECRET "a secret of the test"

typedef enum
{
  ANSWER_FINE,
  ANSWER_FAIL,
  ANSWER_SLOW_DOWN,
  ANSWER_REFUSE,
  ANSWER_STALL,
  ANSWER_CUT,
  ANSWER_REDIRECT,
  ANSWER_LONG,
} Answer;

/* Beside an answer: the step calls once alone. */
#define ONCE 0x100

typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  EspSegmentEngine *engine;
  EspJourneyRunner *runner;
  EspJourneyHooks *hooks;
  GSocketService *server;
  char *url;
  Answer answer;
  gboolean is_once; /* what the step says */
  guint n_calls;
  char *key; /* of the last call */
  gboolean is_signed;
  JsonNode *body; /* of the last call */
  gint64 journey_id;
  GPtrArray *rows;
  EspJourneyAct act;
  gint64 n;
} World;

/* Returns: (transfer full) (nullable): what a header says */
static char *
find_header (const char *head, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);
  gsize n = strlen (name);

  for (guint i = 1; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, n) == 0 && lines[i][n] == ':')
      return g_strstrip (g_strdup (lines[i] + n + 1));
  return NULL;
}

static void
take_call (World *world, const char *head, const char *body)
{
  g_autofree char *time = find_header (head, ESP_WEB_HOOK_TIMESTAMP);
  g_autofree char *signature = find_header (head, ESP_WEB_HOOK_SIGNATURE);
  g_autofree char *text = g_strdup_printf ("%s.%s", time, body);
  g_autofree char *digest =
    g_compute_hmac_for_data (G_CHECKSUM_SHA256, (const guchar *) SECRET, strlen (SECRET),
                             (const guchar *) text, strlen (text));
  g_autofree char *expected = g_strconcat ("v1=", digest, NULL);

  world->n_calls++;
  world->is_signed = g_strcmp0 (signature, expected) == 0;
  g_clear_pointer (&world->body, json_node_unref);
  world->body = json_from_string (body, NULL);
  g_free (world->key);
  world->key = find_header (head, ESP_WEB_HOOK_KEY);
}

static gboolean
read_call (World *world, GInputStream *in)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize n_body = G_MAXSIZE;
  char *end = NULL;

  while (end == NULL || strlen (end + 4) < n_body)
    {
      char part[4096];
      gssize n = g_input_stream_read (in, part, sizeof part, NULL, NULL);

      if (n <= 0)
        return FALSE;
      g_string_append_len (text, part, n);
      end = strstr (text->str, "\r\n\r\n");
      if (end != NULL && n_body == G_MAXSIZE)
        {
          g_autofree char *length = find_header (text->str, "Content-Length");

          n_body = (gsize) g_ascii_strtoull (length != NULL ? length : "0", NULL, 10);
        }
    }
  take_call (world, text->str, end + 4);
  return TRUE;
}

static char *
make_answer (Answer answer)
{
  g_autofree char *large = NULL;

  switch (answer)
    {
    case ANSWER_FINE:
      return g_strdup ("200 OK\r\nContent-Length: 23\r\n\r\n{\"score\":7,\"grade\":\"A\"}");
    case ANSWER_FAIL:
      return g_strdup ("500 No\r\nContent-Length: 0\r\n\r\n");
    case ANSWER_SLOW_DOWN:
      return g_strdup ("429 Slow\r\nRetry-After: 7200\r\nContent-Length: 0\r\n\r\n");
    case ANSWER_REFUSE:
      return g_strdup ("400 No\r\nContent-Length: 0\r\n\r\n");
    case ANSWER_REDIRECT:
      return g_strdup ("302 There\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n");
    case ANSWER_LONG:
    case ANSWER_STALL:
    case ANSWER_CUT:
    default:
      large = g_strnfill (ESP_WEB_HOOK_MAX_REPLY * 2, 'x');
      return g_strdup_printf ("200 OK\r\nContent-Length: %d\r\n\r\n%s", ESP_WEB_HOOK_MAX_REPLY * 2,
                              large);
    }
}

/* One call a connection, on a thread of its own. */
static gboolean
serve_cb (GThreadedSocketService *service,
          GSocketConnection *connection,
          GObject *source,
          gpointer user_data)
{
  World *world = user_data;
  GIOStream *stream = G_IO_STREAM (connection);
  Answer answer = world->answer;
  g_autofree char *text = NULL;
  g_autofree char *whole = NULL;
  char end;

  if (!read_call (world, g_io_stream_get_input_stream (stream)))
    return TRUE;
  if (answer == ANSWER_STALL) /* until the other side has had enough */
    (void) g_input_stream_read (g_io_stream_get_input_stream (stream), &end, 1, NULL, NULL);
  if (answer != ANSWER_STALL && answer != ANSWER_CUT)
    {
      text = make_answer (answer);
      whole = g_strconcat ("HTTP/1.1 ", text, NULL);
      (void) g_output_stream_write_all (g_io_stream_get_output_stream (stream), whole,
                                        strlen (whole), NULL, NULL, NULL); /* it may hang up */
    }
  (void) g_io_stream_close (stream, NULL, NULL);
  return TRUE;
}

static void
must_write (World *world, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, NULL, func, world, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
begin_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_new (fields);
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  g_autofree char *text = g_strdup_printf (
    "{\"version\":1,\"name\":\"J\",\"entries\":[{\"id\":\"e\",\"kind\":\"manual\"}],\"steps\":["
    "{\"id\":\"h\",\"kind\":\"webhook\",\"url\":\"%s\"%s},{\"id\":\"w\",\"kind\":\"wait\",\"for\":{"
    "\"days\":3}},{\"id\":\"x\",\"kind\":\"exit\"}]}",
    world->url, world->is_once ? ",\"once\":true" : "");

  esp_value_set_text (esp_lead_get_writable (lead, "email"), "kim@x.example");
  esp_value_set_text (esp_lead_get_writable (lead, "name"), "김민지");
  if (!esp_lead_insert (tx, lead, error))
    return FALSE;
  esp_bitmap_add (leads, (guint32) lead->id);
  return esp_journey_order_create (tx, "J", text, &world->journey_id, error) &&
         esp_journey_order_publish (tx, world->engine, world->journey_id, TRUE, error) &&
         esp_journey_order_enter (tx, world->engine, world->journey_id, leads, &world->n, error);
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  g_clear_pointer (&world->rows, g_ptr_array_unref);
  world->rows = esp_hook_list (tx, world->journey_id, 0, 10, error);
  return world->rows != NULL;
}

static gboolean
act_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_journey_act (tx, world->engine, world->journey_id, world->act, error);
}

static const EspHook *
get_hook (World *world)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_read (world->store, ESP_READ_PAGE, list_cb, world, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (world->rows->len, ==, 1);
  return g_ptr_array_index (world->rows, 0);
}

static void
call (World *world)
{
  esp_journey_hooks_look (world->hooks);
  while (esp_journey_hooks_is_busy (world->hooks))
    (void) g_main_context_iteration (NULL, TRUE); /* FALSE: not this time */
}

static void
set_up (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint16 port;
  g_autofree char *host = NULL;
  EspJourneyTurnResult result = { 0 };

  world->is_once = (GPOINTER_TO_INT (data) & ONCE) != 0;
  world->server = g_threaded_socket_service_new (4);
  g_signal_connect (world->server, "run", G_CALLBACK (serve_cb), world);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (world->server), NULL, &error);
  g_assert_no_error (error);
  g_socket_service_start (world->server);
  world->url = g_strdup_printf ("http://127.0.0.1:%d/hook", port);
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (START_US);
  world->store = temp_store_new (world->folder, world->clock);
  world->engine = esp_segment_engine_new ();
  world->runner = esp_journey_runner_new (world->store, NULL, NULL);
  world->hooks = esp_journey_hooks_new (world->store);
  esp_journey_hooks_set_timeout (world->hooks, 1);
  esp_secrets_set_for_process (ESP_JOURNEY_HOOK_SECRET, SECRET);
  host = esp_hook_secret_dup_host (world->url);
  g_assert_false (esp_store_write (world->store, NULL, begin_cb, world, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED); /* without a secret */
  g_clear_error (&error);
  g_assert_true (esp_hook_secret_note (world->store, host, TRUE, &error));
  must_write (world, begin_cb);
  g_assert_true (esp_journey_runner_turn (world->runner, &result, &error));
  g_assert_true (result.has_hooks);
}

static void
tear_down (World *world, gconstpointer data)
{
  esp_journey_hooks_free (world->hooks);
  esp_journey_runner_free (world->runner);
  esp_segment_engine_unref (world->engine);
  g_clear_pointer (&world->rows, g_ptr_array_unref);
  g_clear_pointer (&world->body, json_node_unref);
  g_free (world->key);
  g_free (world->url);
  temp_store_free (world->store);
  g_assert_finalize_object (world->clock);
  temp_folder_free (world->folder);
  g_socket_service_stop (world->server);
  g_socket_listener_close (G_SOCKET_LISTENER (world->server));
  g_object_unref (world->server);
}

static gboolean
find_event_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  gint64 kind = 0;

  world->n = esp_event_kind_id (tx, "webhook", &kind, error) ? kind : 0;
  return TRUE;
}

static void
test_fine (World *world, gconstpointer data)
{
  const EspHook *hook;
  JsonObject *body;

  call (world);
  hook = get_hook (world);
  g_assert_cmpstr (hook->state, ==, "done");
  g_assert_cmpuint (hook->status, ==, 200);
  g_assert_cmpstr (hook->reply, ==, "{\"score\":7,\"grade\":\"A\"}");
  g_assert_true (world->is_signed);
  g_assert_cmpstr (world->key, ==, hook->key);
  body = json_node_get_object (world->body);
  g_assert_cmpstr (json_object_get_string_member (body, "step"), ==, "h");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (body, "lead"),
                                                  "name"),
                   ==, "김민지");
  call (world);
  g_assert_cmpuint (world->n_calls, ==, 1);
  must_write (world, find_event_cb);
  g_assert_cmpint (world->n, >, 0);
}

static void
test_again (World *world, gconstpointer data)
{
  g_autofree char *key = NULL;

  world->answer = (Answer) GPOINTER_TO_INT (data);
  call (world);
  g_assert_cmpuint (world->n_calls, ==, 1);
  g_assert_cmpstr (get_hook (world)->state, ==, "queued");
  key = g_strdup (world->key);
  esp_clock_advance (world->clock, 10 * ESP_USEC_PER_SEC);
  call (world);
  g_assert_cmpuint (world->n_calls, ==, 1); /* not yet */
  esp_clock_advance (world->clock,
                     world->answer == ANSWER_SLOW_DOWN ? ESP_USEC_PER_HOUR : ESP_USEC_PER_MINUTE);
  call (world);
  g_assert_cmpuint (world->n_calls, ==, world->answer == ANSWER_SLOW_DOWN ? 1 : 2);
  world->answer = ANSWER_FINE;
  esp_clock_advance (world->clock, 2 * ESP_USEC_PER_HOUR);
  call (world);
  g_assert_cmpstr (get_hook (world)->state, ==, "done");
  g_assert_cmpstr (world->key, ==, key);
}

static void
test_given_up (World *world, gconstpointer data)
{
  gboolean is_doubtful;

  world->answer = (Answer) GPOINTER_TO_INT (data);
  is_doubtful = world->answer == ANSWER_CUT;
  for (guint i = 0; i < 12; i++)
    {
      call (world);
      esp_clock_advance (world->clock, 12 * ESP_USEC_PER_HOUR);
    }
  g_assert_cmpuint (world->n_calls, ==, 8);
  g_assert_cmpstr (get_hook (world)->state, ==, is_doubtful ? "unknown" : "failed");
}

/* What may have arrived is not called again; what surely did not is. */
static void
test_only_once (World *world, gconstpointer data)
{
  world->answer = ANSWER_SLOW_DOWN;
  call (world);
  g_assert_cmpstr (get_hook (world)->state, ==, "queued");
  esp_clock_advance (world->clock, 3 * ESP_USEC_PER_HOUR);
  world->answer = (Answer) (GPOINTER_TO_INT (data) & ~ONCE);
  for (guint i = 0; i < 3; i++)
    {
      call (world);
      esp_clock_advance (world->clock, 12 * ESP_USEC_PER_HOUR);
    }
  g_assert_cmpuint (world->n_calls, ==, 2);
  g_assert_cmpstr (get_hook (world)->state, ==, "unknown");
}

static void
test_refused (World *world, gconstpointer data)
{
  world->answer = (Answer) GPOINTER_TO_INT (data);
  call (world);
  g_assert_cmpstr (get_hook (world)->state, ==, "failed");
  esp_clock_advance (world->clock, ESP_USEC_PER_DAY);
  call (world);
  g_assert_cmpuint (world->n_calls, ==, 1); /* neither again nor elsewhere */
}

static void
test_long (World *world, gconstpointer data)
{
  world->answer = ANSWER_LONG;
  call (world);
  g_assert_cmpstr (get_hook (world)->state, ==, "done");
  g_assert_cmpuint (strlen (get_hook (world)->reply), <=, ESP_WEB_HOOK_MAX_REPLY);
}

static void
test_paused (World *world, gconstpointer data)
{
  world->act = ESP_JOURNEY_ACT_PAUSE;
  must_write (world, act_cb);
  call (world);
  g_assert_cmpuint (world->n_calls, ==, 0);
  world->act = ESP_JOURNEY_ACT_END_NOW;
  must_write (world, act_cb);
  esp_journey_hooks_note (world->hooks);
  call (world);
  g_assert_cmpuint (world->n_calls, ==, 0);
  g_assert_cmpstr (get_hook (world)->state, ==, "cancelled");
}

static gboolean
claim_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) hooks = esp_hook_claim (tx, 10, error);

  g_assert_true (hooks == NULL || hooks->len == 1);
  return hooks != NULL;
}

/* The process ended between what it wrote and what it would have heard: a new engine takes it up. */
static void
test_killed (World *world, gconstpointer data)
{
  g_autofree char *key = g_strdup (get_hook (world)->key);

  must_write (world, claim_cb);
  g_assert_cmpstr (get_hook (world)->state, ==, "sending");
  esp_journey_hooks_free (world->hooks);
  world->hooks = esp_journey_hooks_new (world->store);
  esp_journey_hooks_set_timeout (world->hooks, 1);
  world->answer = (Answer) GPOINTER_TO_INT (data);
  call (world);
  g_assert_cmpuint (world->n_calls, ==, 1);
  g_assert_cmpstr (world->key, ==, key); /* a server that knows it acts once */
  g_assert_cmpuint (get_hook (world)->attempts, ==, 2);
  g_assert_true (get_hook (world)->is_doubtful == (world->answer != ANSWER_FINE));
  for (guint i = 0; i < 12; i++)
    {
      esp_clock_advance (world->clock, 12 * ESP_USEC_PER_HOUR);
      call (world);
    }
  g_assert_cmpstr (get_hook (world)->state, ==, world->answer == ANSWER_FINE ? "done" : "unknown");
  g_assert_cmpuint (world->n_calls, ==, world->answer == ANSWER_FINE ? 1 : 7);
  g_assert_cmpstr (world->key, ==, key);
}

static void
test_addresses (void)
{
  g_autofree char *plain = esp_web_dup_host ("https://Hooks.Example.com/a", NULL);
  g_autofree char *port = esp_web_dup_host ("https://hooks.example.com:8443/a", NULL);

  g_assert_cmpstr (plain, ==, "hooks.example.com");
  g_assert_cmpstr (port, ==, "hooks.example.com:8443");
  g_assert_null (esp_web_dup_host ("http://hooks.example.com/a", NULL));
  g_assert_null (esp_web_dup_host ("https://user:word@hooks.example.com/", NULL));
  g_assert_null (esp_web_dup_host ("file:///etc/passwd", NULL));
  g_assert_null (esp_web_dup_host ("https://", NULL));
  g_assert_null (esp_web_dup_host (NULL, NULL));
}

#define ADD(name, test, answer)                                                                    \
  g_test_add ("/journey/hooks/" name, World, GINT_TO_POINTER (answer), set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journey/hooks/addresses", test_addresses);
  ADD ("fine", test_fine, 0);
  ADD ("fails", test_again, ANSWER_FAIL);
  ADD ("slow-down", test_again, ANSWER_SLOW_DOWN);
  ADD ("stall", test_again, ANSWER_STALL);
  ADD ("cut", test_again, ANSWER_CUT);
  ADD ("given-up", test_given_up, ANSWER_FAIL);
  ADD ("in-doubt", test_given_up, ANSWER_CUT);
  ADD ("only-once-cut", test_only_once, ANSWER_CUT | ONCE);
  ADD ("only-once-failed", test_only_once, ANSWER_FAIL | ONCE);
  ADD ("refused", test_refused, ANSWER_REFUSE);
  ADD ("redirected", test_refused, ANSWER_REDIRECT);
  ADD ("long", test_long, 0);
  ADD ("paused", test_paused, 0);
  ADD ("killed", test_killed, ANSWER_FINE);
  ADD ("killed-and-failed", test_killed, ANSWER_FAIL);
  return g_test_run ();
}
