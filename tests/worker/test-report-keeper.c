/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report that is due lies in its folder, leaves once by email, and speaks the language of its workspace. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "../channels/smtp-server.h"
#include "store/esp-channels.h"
#include "store/esp-meta.h"
#include "store/esp-report-docs.h"
#include "temp-store.h"
#include "test-home.h"
#include "worker/esp-report-keeper.h"
#include "worker/esp-report-run.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1795000000000000)

typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  SmtpServer *server;
  const char *language;
  const char *schedule; /* without its folder */
  gint64 id;
  GPtrArray *runs;
} World;

static gboolean
fill_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autofree char *settings =
    g_strdup_printf ("{\"host\":\"127.0.0.1\",\"port\":%u,\"security\":\"none\",\"dot-ms\":500}",
                     smtp_server_get_port (world->server));
  g_autofree char *schedule =
    g_strdup_printf ("{\"at\":\"09:00\",\"folder\":\"%s\"%s}", world->folder, world->schedule);
  g_autoptr (EspChannelRecord) channel = esp_channel_record_new ("Post", "smtp", settings);
  g_autoptr (EspReportDesign) design =
    esp_report_preset_make (esp_report_preset_find ("growth"), "주간 보고");
  g_autofree char *document = esp_report_design_to_json (design);

  channel->is_enabled = TRUE;
  return esp_meta_set_text (tx, ESP_META_LANGUAGE, world->language, error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_EMAIL, "me@brand.example", error) &&
         esp_channel_insert (tx, channel, error) &&
         esp_report_doc_insert (tx, document, &world->id, error) &&
         esp_report_doc_set_schedule (tx, world->id, schedule, NOW - G_USEC_PER_SEC, error);
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  world->runs = esp_report_doc_list_runs (tx, world->id, 10, error);
  return world->runs != NULL;
}

/* Makes what is due, as the engine does. */
static void
make (World *world)
{
  const SmtpServerOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  EspReportKeeper *keeper;

  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (NOW);
  world->store = temp_store_new (world->folder, world->clock);
  world->server = smtp_server_new (&options);
  g_assert_true (esp_store_write (world->store, NULL, fill_cb, world, NULL, &error));
  g_assert_no_error (error);
  keeper = esp_report_keeper_new (world->store);
  do
    {
      esp_report_keeper_look (keeper);
      while (esp_report_keeper_is_busy (keeper))
        g_main_context_iteration (NULL, TRUE);
    }
  while (esp_report_keeper_has_work (keeper));
  esp_report_keeper_stop (keeper);
  esp_report_keeper_free (keeper);
  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, list_cb, world, NULL, &error));
}

static void
clear (World *world)
{
  g_ptr_array_unref (world->runs);
  temp_store_free (world->store);
  smtp_server_free (world->server);
  g_object_unref (world->clock);
  temp_folder_free (world->folder);
}

static void
assert_done (const World *world)
{
  const EspReportRun *run;

  g_assert_cmpuint (world->runs->len, ==, 1);
  run = world->runs->pdata[0];
  g_assert_cmpstr (run->detail, !=, NULL);
  g_assert_cmpint (run->state, ==, ESP_REPORT_RUN_DONE);
}

static void
test_mail (void)
{
  World world = { .language = "ko",
                  .schedule = ",\"format\":\"pdf\",\"email\":\"boss@brand.example\"" };
  g_autofree char *content = NULL;

  make (&world);
  assert_done (&world);
  g_assert_cmpuint (smtp_server_count (world.server, "boss@brand.example"), ==, 1);
  content = smtp_server_dup_last_content (world.server);
  g_assert_nonnull (strstr (content, "application/pdf"));
  clear (&world);
}

/* All that the files of the folder at @path say. */
static char *
read_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  GString *all = g_string_new (NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
      g_string_append_printf (all, "%s\n%s\n", name, text);
    }
  return g_string_free (all, FALSE);
}

static void
test_language (void)
{
  static const struct
  {
    const char *language;
    const char *there;
    const char *absent;
  } cases[] = { { "ko", "리드", "New leads" }, { "en", "New leads", "리드" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      World world = { .language = cases[i].language, .schedule = ",\"format\":\"csv\"" };
      g_autofree char *said = NULL;

      make (&world);
      assert_done (&world);
      said = read_folder (((EspReportRun *) world.runs->pdata[0])->detail);
      g_test_message ("%s", said);
      g_assert_nonnull (strstr (said, cases[i].there));
      g_assert_null (strstr (said, cases[i].absent));
      clear (&world);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *catalogues = g_build_filename (g_getenv ("ESP_BUILD_DIR"), "po", NULL);

  g_setenv ("ESP_LOCALE_DIR", catalogues, TRUE);
  test_home_init (&argc, &argv);
  g_test_add_func ("/report-keeper/mail", test_mail);
  g_test_add_func ("/report-keeper/language-of-the-workspace", test_language);
  return g_test_run ();
}
