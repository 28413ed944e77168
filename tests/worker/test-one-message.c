/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message is handed over once, with the secret of its channel, and what came of it is told apart. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "../channels/smtp-server.h"
#include "channels/esp-secrets.h"
#include "temp-store.h"
#include "test-home.h"
#include "engine/content/exchange/esp-exchange.h"
#include "worker/esp-message-from-eml.h"
#include "worker/esp-one-message.h"

#include <string.h>

typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  SmtpServer *server;
} World;

static void
world_init (World *world, const SmtpServerOptions *options)
{
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_system ();
  world->store = temp_store_new (world->folder, world->clock);
  world->server = smtp_server_new (options);
}

static void
world_clear (World *world)
{
  temp_store_free (world->store);
  smtp_server_free (world->server);
  g_object_unref (world->clock);
  temp_folder_free (world->folder);
}

static EspChannelRecord *
make_record (World *world, const char *more, const char *secret_id)
{
  g_autofree char *settings =
    g_strdup_printf ("{\"host\":\"127.0.0.1\",\"port\":%u,\"security\":\"none\",\"dot-ms\":500%s}",
                     smtp_server_get_port (world->server), more);
  EspChannelRecord *record = esp_channel_record_new ("Post", "smtp", settings);

  record->secret_id = g_strdup (secret_id);
  return record;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static gboolean
send (World *world, EspChannelRecord *record, const char *to, GError **error)
{
  static const char text[] = "Subject: x\r\n\r\nHello\r\n";
  EspOutMessage message = { .from = g_strdup ("sender@brand.example"),
                            .to = g_strdup (to),
                            .bytes = g_bytes_new_static (text, sizeof text - 1) };
  g_autoptr (GAsyncResult) result = NULL;

  esp_one_message_send_async (world->store, record, &message, NULL, sent_cb, &result);
  g_assert_null (message.to);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return esp_one_message_send_finish (result, error);
}

static void
test_outcomes (void)
{
  static const struct
  {
    const char *to;
    const char *words; /* (nullable) it was taken */
    guint n;           /* that the server has */
  } cases[] = {
    { "ok@x.example", NULL, 1 },
    { "550@x.example", "User unknown", 0 },
    { "drop-end@x.example", "did not say whether it takes it", 1 },
    { "drop-data@x.example", "", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const SmtpServerOptions options = { 0 };
      World world;
      g_autoptr (GError) error = NULL;
      gboolean is_taken;

      world_init (&world, &options);
      is_taken = send (&world, make_record (&world, "", NULL), cases[i].to, &error);
      g_assert_true (is_taken == (cases[i].words == NULL));
      if (!is_taken)
        g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_cmpuint (smtp_server_count_all (world.server), ==, cases[i].n);
      world_clear (&world);
    }
}

static void
test_secret (void)
{
  const SmtpServerOptions options = { .password = "right" };
  const char *const more = ",\"user\":\"u\",\"plain-accepted\":true,\"security\":\"optional\"";
  World world;
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) none = NULL;

  world_init (&world, &options);
  g_assert_false (send (&world, make_record (&world, more, "one-1"), "ok@x.example", &missing));
  g_assert_nonnull (missing);
  esp_secrets_set_for_process ("one-1", "left");
  g_assert_false (send (&world, make_record (&world, more, "one-1"), "ok@x.example", &wrong));
  g_assert_error (wrong, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_AUTH);
  g_assert_cmpuint (smtp_server_count_all (world.server), ==, 0);
  esp_secrets_set_for_process ("one-1", NULL);
  g_assert_false (send (&world, make_record (&world, ",\"port\":1", NULL), "ok@x.example", &none));
  g_assert_nonnull (none);
  world_clear (&world);
}

/* A mail as programs save it: words cut into several, pictures beside the text, Korean of old. */
static void
test_saved_mail (void)
{
  static const char mail[] =
    "From: =?UTF-8?B?7IOI67SE7IOB7KCQ?= <hi@shop.example>\n"
    "Subject: =?utf-8?b?KOq0keqzoCk=?=\n =?utf-8?b?66eM?=\nMIME-Version: 1.0\n"
    "Content-Type: multipart/related; boundary=out\n\n--out\n"
    "Content-Type: multipart/alternative; boundary=in\n\n--in\nContent-Type: text/plain\n\nplain\n"
    "--in\nContent-Type: text/html; charset=ks_c_5601-1987\n"
    "Content-Transfer-Encoding: base64\n\n"
    /* <p>똠</p><img src="cid:b%40x"><img src="cid:file1" alt="two"> in CP949 */
    "PHA+jGM8L3A+PGltZyBzcmM9ImNpZDpiJTQweCI+PGltZyBzcmM9ImNpZDpmaWxlMSIgYWx0PSJ0d28iPg==\n"
    "--in--\n--out\nContent-Type: image/png\nContent-ID: <b@x>\n\nONE\n"
    "--out\nContent-Type: image/png\nContent-ID: <file1>\n\nTWO\n"
    "--out\nContent-Type: application/pdf\n"
    "Content-Disposition: attachment; filename=guide.pdf\n\nPDF\n--out--\n";
  static const struct
  {
    const char *bytes;
    const char *says;
  } refused[] = { { "", "empty" },
                  { "<html><body>x</body></html>", "not a mail" },
                  { "\xd0\xcf\x11\xe0xxxx", ".msg" },
                  { "From: a@x\nSubject: s\n\n", "neither text" },
                  { "From: a@x\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n"
                    "Content-Type: text/plain\n\nx\n--b--\n",
                    "encrypted" } };
  g_autoptr (GPtrArray) notes = esp_exchange_notes_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_from_eml (mail, -1, notes, &error);
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  json = esp_message_doc_to_json (doc);
  g_assert_cmpstr (doc->subject, ==, "(광고)만");
  g_assert_cmpstr (doc->sender_name, ==, "새봄상점");
  g_assert_cmpstr (doc->sender_address, ==, "hi@shop.example");
  g_assert_nonnull (strstr (json, "똠"));
  g_assert_nonnull (strstr (json, "\"src\" : \"cid:file1\""));
  g_assert_nonnull (strstr (json, "\"src\" : \"cid:file2\""));
  g_assert_cmpuint (doc->files->len, ==, 3);
  g_assert_true (((EspMessageFile *) doc->files->pdata[0])->is_inline);
  g_assert_cmpstr (((EspMessageFile *) doc->files->pdata[2])->name, ==, "guide.pdf");
  g_assert_cmpuint (notes->len, ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) why = NULL;

      g_assert_null (esp_message_from_eml (refused[i].bytes, -1, NULL, &why));
      g_assert_nonnull (strstr (why->message, refused[i].says));
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/one-message/saved-mail", test_saved_mail);
  g_test_add_func ("/worker/one-message/outcomes", test_outcomes);
  g_test_add_func ("/worker/one-message/secret", test_secret);
  return g_test_run ();
}
