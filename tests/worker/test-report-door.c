/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A service tells what became of a message by calling: kept before it is thanked, once, and only when it is
 * the service; shut by default. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "channels/esp-secrets.h"
#include "channels/web/esp-web-client.h"
#include "store/esp-channels.h"
#include "store/esp-meta.h"
#include "store/esp-report-sources.h"
#include "temp-store.h"
#include "test-home.h"
#include "worker/esp-door-settings.h"
#include "worker/esp-report-door.h"

#include <string.h>

typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  EspReportDoor *door;
  EspWebClient *client;
  gint64 channel_id;
  char *token; /* (owned) */
  char *port;  /* (owned) */
  EspReportSource *source;
  guint status;
  gboolean is_done;
} World;

static gboolean
add_channel (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspDoorSettings) settings = esp_door_settings_new ();
  g_autofree char *json = esp_door_settings_apply (settings, "{}");
  EspChannelRecord *record = esp_channel_record_new ("Letters", "brevo", json);
  gboolean is_kept;

  record->secret_id = g_strdup ("brevo-1");
  is_kept = esp_channel_insert (tx, record, error) &&
            esp_meta_set_text (tx, ESP_META_DOOR_PORT, world->port, error);
  world->channel_id = record->id;
  world->token = g_strdup (settings->token);
  esp_channel_record_free (record);
  return is_kept;
}

static gboolean
load_source (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  g_clear_pointer (&world->source, esp_report_source_free);
  world->source = esp_report_source_load (tx, world->channel_id, ESP_REPORT_SOURCE_DOOR, error);
  return world->source != NULL;
}

/* A port that was free a moment ago. */
static char *
find_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  return g_strdup_printf ("%u", port);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  World *world = user_data;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, NULL);

  g_assert_nonnull (reply);
  world->status = reply->status;
  world->is_done = TRUE;
}

static guint
post (World *world, const char *token, const char *password, const char *body)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%s/reports/%s", world->port, token);
  EspWebRequest *request = esp_web_request_new ("POST", url);

  if (password != NULL)
    esp_web_request_add_basic (request, "u", password);
  esp_web_request_take_json (request, g_strdup (body));
  world->is_done = FALSE;
  esp_web_client_call_async (world->client, request, NULL, answered_cb, world);
  while (!world->is_done)
    g_main_context_iteration (NULL, TRUE);
  return world->status;
}

static void
open_door (World *world)
{
  esp_report_door_look (world->door);
  while (esp_report_door_is_busy (world->door))
    g_main_context_iteration (NULL, TRUE);
}

static void
world_init (World *world, gboolean is_shut)
{
  g_autoptr (GError) error = NULL;

  memset (world, 0, sizeof *world);
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_system ();
  world->store = temp_store_new (world->folder, world->clock);
  world->port = is_shut ? g_strdup ("off") : find_port ();
  g_assert_true (esp_store_write (world->store, NULL, add_channel, world, NULL, &error));
  esp_secrets_set_for_process ("brevo-1/door", "u:p");
  world->client = esp_web_client_new ();
  world->door = esp_report_door_new (world->store);
  open_door (world);
}

static void
world_clear (World *world)
{
  esp_report_door_stop (world->door);
  while (esp_report_door_is_busy (world->door))
    g_main_context_iteration (NULL, TRUE);
  esp_report_door_free (world->door);
  esp_web_client_free (world->client);
  g_clear_pointer (&world->source, esp_report_source_free);
  temp_store_free (world->store);
  g_object_unref (world->clock);
  esp_secrets_set_for_process ("brevo-1/door", NULL);
  g_free (world->token);
  g_free (world->port);
  temp_folder_free (world->folder);
}

static void
test_call (void)
{
  static const char body[] = "{\"event\":\"hard_bounce\",\"email\":\"a@b.example\",\"message-id\":"
                             "\"<m@x>\",\"ts_event\":1793500000}";
  World world;

  world_init (&world, FALSE);
  g_assert_cmpuint (esp_report_door_get_port (world.door), !=, 0);
  g_assert_cmpuint (post (&world, "deadbeef", "p", body), ==, 404);
  g_assert_cmpuint (post (&world, world.token, "q", body), ==, 401);
  g_assert_cmpuint (post (&world, world.token, NULL, body), ==, 401);
  g_assert_true (esp_store_read (world.store, ESP_READ_PAGE, load_source, &world, NULL, NULL));
  g_assert_cmpstr (world.source->state, ==, "forged");
  g_assert_cmpuint (post (&world, world.token, "p", "{"), ==, 400);
  g_assert_cmpuint (post (&world, world.token, "p", body), ==, 200);
  g_assert_cmpuint (post (&world, world.token, "p", body), ==, 200);
  g_assert_true (esp_store_read (world.store, ESP_READ_PAGE, load_source, &world, NULL, NULL));
  g_assert_cmpstr (world.source->state, ==, "ok");
  g_assert_cmpint (world.source->n_found, <=, 1); /* the second time it is known */
  world_clear (&world);
}

static void
test_shut (void)
{
  World world;

  world_init (&world, TRUE);
  g_assert_cmpuint (esp_report_door_get_port (world.door), ==, 0);
  world_clear (&world);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/report-door/call", test_call);
  g_test_add_func ("/worker/report-door/shut-by-default", test_shut);
  return g_test_run ();
}
