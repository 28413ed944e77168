/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of composing: the workspace's sender, the lead's data and the marks all meet in one email. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "channels/email/esp-demo-mailbox.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-store.h"
#include "worker/esp-email-source.h"
#include "worker/esp-mail-composer.h"
#include "worker/esp-test-mail.h"

#include "temp-store.h"
#include "test-home.h"

#include <string.h>

#define NOW_US G_GINT64_CONSTANT (1793500000000000)

static const char document[] =
  "{\"version\":1,\"class\":\"ad\",\"missing\":\"skip\",\"subject\":\"(광고) {{ name }}님께\","
  "\"body\":{\"sections\":[{\"columns\":[{\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":"
  "["
  "\"{{ company }} {{ campaign.name "
  "}}\"]}]},{\"type\":\"image\",\"src\":\"cid:logo\",\"alt\":\"로고\"}]}]}]},"
  "\"files\":[{\"id\":\"logo\",\"name\":\"logo.png\",\"type\":\"image/png\",\"inline\":true,"
  "\"data\":\"iVBORw0KGgo=\"}]}";

typedef struct
{
  gint64 message_id;
  gint64 lead_ids[2];
} World;

static gboolean
add_lead (EspTx *tx,
          const char *email,
          const char *name,
          const char *company,
          gint64 *out_id,
          GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_new (fields);

  esp_value_set_text (esp_lead_get_writable (lead, "email"), email);
  esp_value_set_text (esp_lead_get_writable (lead, "name"), name);
  if (company != NULL)
    esp_value_set_text (esp_lead_get_writable (lead, "company"), company);
  if (!esp_lead_insert (tx, lead, error))
    return FALSE;
  *out_id = lead->id;
  return TRUE;
}

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_meta_set_text (tx, ESP_META_SENDER_COMPANY, "주식회사 한빛샵", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_NAME, "한빛샵", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_ADDRESS, "서울특별시 성동구 왕십리로 83", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_PHONE, "02-1234-5678", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_EMAIL, "news@hanbit.example", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_REPLY_TO, "help@hanbit.example", error) &&
         esp_meta_set_text (tx, ESP_META_BOUNCE_MAILBOX, "bounce@hanbit.example", error) &&
         add_lead (tx, "haneul@example.com", "김하늘", "한빛 & <전자>", &world->lead_ids[0],
                   error) &&
         add_lead (tx, "bada@example.com", "이바다", NULL, &world->lead_ids[1], error) &&
         esp_message_insert (tx, "가을", "email", document, &world->message_id, error);
}

static EspMailComposer *
load (EspTx *tx, const World *world, gint64 send_id)
{
  const EspMailSource source = { .message_id = world->message_id,
                                 .send_id = send_id,
                                 .campaign_name = "가을 캠페인" };
  g_autoptr (GError) error = NULL;
  EspMailComposer *composer = esp_mail_composer_load (tx, &source, &error);

  g_assert_no_error (error);
  return composer;
}

static void
compose (EspTx *tx, EspMailComposer *composer, gint64 lead_id, EspMail *mail)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspFields) fields = esp_fields_load (tx, &error);
  g_autoptr (EspLead) lead = esp_lead_load (tx, fields, lead_id, &error);
  const EspMailRequest request = { .lead = lead,
                                   .now_us = NOW_US,
                                   .consent_at_us = NOW_US - ESP_USEC_PER_DAY };

  g_assert_true (esp_mail_composer_compose (composer, &request, TRUE, mail, &error));
  g_assert_no_error (error);
}

static gboolean
mail_has (const EspMail *mail, const char *piece)
{
  gsize n;
  const char *bytes = g_bytes_get_data (mail->mime.bytes, &n);

  return g_strstr_len (bytes, (gssize) n, piece) != NULL;
}

static gboolean
whole_email (EspTx *tx, gpointer data, GError **error)
{
  const World *world = data;
  g_autoptr (EspMailComposer) composer = load (tx, world, 7);
  EspMail mail;
  EspMail again;

  compose (tx, composer, world->lead_ids[0], &mail);
  compose (tx, composer, world->lead_ids[0], &again);
  g_assert_null (mail.missing);
  g_assert_cmpstr (mail.subject, ==, "(광고) 김하늘님께");
  g_assert_nonnull (strstr (mail.html, "한빛 &amp; &lt;전자&gt; 가을 캠페인"));
  g_assert_nonnull (strstr (mail.html, "2026-10-31 기준"));
  g_assert_nonnull (strstr (mail.html, "주식회사 한빛샵"));
  g_assert_nonnull (strstr (mail.html, "href=\"mailto:help@hanbit.example?subject=unsubscribe%20"));
  g_assert_cmpstr (mail.mime.to, ==, "haneul@example.com");
  g_assert_true (g_str_has_prefix (mail.from, "bounce+7."));
  g_assert_cmpstr (mail.message_id, ==, again.message_id); /* a second try is the same message */
  g_assert_true (mail_has (&mail, "Content-Id: <logo>\r\n"));
  g_assert_true (mail_has (&mail, "Date: Sun, 01 Nov 2026 11:26:40 +0900\r\n"));
  g_assert_true (mail_has (&mail, "Reply-To: help@hanbit.example\r\n"));
  g_assert_true (mail_has (&mail, "List-Unsubscribe: <mailto:"));
  g_assert_false (mail_has (&mail, "List-Unsubscribe-Post"));
  g_assert_true (mail_has (&mail, "Feedback-ID: s7:c0:ad:hanbit-example\r\n"));
  g_assert_cmpmem (g_bytes_get_data (mail.mime.bytes, NULL), g_bytes_get_size (mail.mime.bytes),
                   g_bytes_get_data (again.mime.bytes, NULL), g_bytes_get_size (again.mime.bytes));
  esp_mail_clear (&mail);
  esp_mail_clear (&again);
  compose (tx, composer, world->lead_ids[1], &mail);
  g_assert_cmpstr (mail.missing, ==, "company");
  g_assert_null (mail.mime.bytes);
  esp_mail_clear (&mail);
  return TRUE;
}

/* What the engine is handed is what a preview shows. */
static gboolean
through_the_engine (EspTx *tx, gpointer data, GError **error)
{
  const World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) whole = esp_lead_load (tx, fields, world->lead_ids[0], error);
  g_autoptr (EspLead) lacking = esp_lead_load (tx, fields, world->lead_ids[1], error);
  g_autoptr (EspSend) send = NULL;
  g_autoptr (GError) problem = NULL;
  gint64 campaign_id = 0;
  EspMessageRequest request = { .address = "haneul@example.com", .now_us = NOW_US };
  EspPreparedMessage message = { 0 };
  gpointer opened;

  g_assert_true (esp_campaign_insert (tx, "가을 캠페인", &campaign_id, error));
  send = esp_send_new (campaign_id);
  send->message_id = world->message_id;
  g_assert_true (esp_send_insert (tx, send, error));
  opened = esp_email_source.open (tx, send, error);
  g_assert_nonnull (opened);
  request.lead = whole;
  g_assert_true (esp_email_source.build (opened, &request, &message, error));
  g_assert_cmpstr (message.to, ==, "haneul@example.com");
  g_assert_true (g_str_has_prefix (message.from, "bounce+"));
  g_assert_true (g_str_has_suffix (message.message_key, "@hanbit.example"));
  g_assert_cmpuint (g_bytes_get_size (message.bytes), >, 4000);
  esp_prepared_message_clear (&message);
  request.lead = lacking;
  request.address = "bada@example.com";
  g_assert_false (esp_email_source.build (opened, &request, &message, &problem));
  g_assert_error (problem, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_MISSING);
  g_assert_null (strstr (problem->message, "bada"));
  esp_email_source.close (opened);
  return TRUE;
}

static gboolean
set_https (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_UNSUBSCRIBE_URL, "https://u.hanbit.example/u/", error) &&
         esp_meta_set_text (tx, ESP_META_UNSUBSCRIBE_MAILBOX, "bye&now@한빛.example", error);
}

static gboolean
one_click_email (EspTx *tx, gpointer data, GError **error)
{
  const World *world = data;
  g_autoptr (EspMailComposer) composer = load (tx, world, 0);
  EspMail mail;

  g_assert_true (esp_mail_composer_has_one_click (composer));
  compose (tx, composer, world->lead_ids[0], &mail);
  g_assert_true (mail_has (&mail, "List-Unsubscribe: <https://u.hanbit.example/u/"));
  g_assert_true (mail_has (&mail, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
  g_assert_true (mail_has (&mail, " <mailto:bye%26now@xn--"));
  g_assert_nonnull (strstr (mail.html, "href=\"https://u.hanbit.example/u/"));
  g_assert_cmpstr (mail.from, ==, "news@hanbit.example"); /* a test has no bounce mark */
  esp_mail_clear (&mail);
  return TRUE;
}

static gboolean
broken_message (EspTx *tx, gpointer data, GError **error)
{
  const EspMailSource source = { 0 };
  g_autoptr (GError) problem = NULL;

  g_assert_null (esp_mail_composer_load_document (
    tx, &source, "{\"version\":1,\"subject\":\"{{ x\",\"body\":{\"html\":\"\"}}", &problem));
  g_assert_error (problem, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_TEMPLATE);
  g_clear_error (&problem);
  g_assert_null (
    esp_mail_composer_load_document (tx, &source,
                                     "{\"version\":1,\"sender\":{\"name\":\"\",\"address\":"
                                     "\"nonsense\"},\"body\":{\"html\":\"\"}}",
                                     &problem));
  g_assert_error (problem, ESP_MIME_ERROR, ESP_MIME_ERROR_ADDRESS);
  return TRUE;
}

typedef struct
{
  gboolean is_done;
  gboolean is_sent;
  GError *error;
} Tried;

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tried *tried = user_data;

  tried->is_sent = esp_test_mail_send_finish (result, &tried->error);
  tried->is_done = TRUE;
}

static void
try_out (EspStore *store, const EspTestMail *mail, Tried *tried)
{
  *tried = (Tried){ FALSE };
  esp_test_mail_send_async (store, mail, NULL, tried_cb, tried);
  while (!tried->is_done)
    g_main_context_iteration (NULL, TRUE);
}

/* A test goes to oneself with the values of another, and its links unsubscribe nobody. */
static void
check_test_mail (EspStore *store, const World *world)
{
  g_autofree char *folder = esp_demo_mailbox_folder_of_workspace (esp_store_get_path (store));
  EspTestMail mail = { .message_id = world->message_id,
                       .lead = world->lead_ids[0],
                       .to = "me@example.com" };
  g_autoptr (GPtrArray) mails = NULL;
  g_autoptr (GError) error = NULL;
  Tried tried;
  guint n_all;

  try_out (store, &mail, &tried);
  g_assert_no_error (tried.error);
  g_assert_true (tried.is_sent);
  mails = esp_demo_mailbox_list (folder, 10, &n_all, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_all, ==, 1);
  g_assert_nonnull (strstr (((EspDemoMail *) mails->pdata[0])->to, "me@example.com"));
  g_assert_cmpstr (((EspDemoMail *) mails->pdata[0])->subject, ==, "(광고) 김하늘님께");

  mail.lead = world->lead_ids[1]; /* has no company, and the message asks for it */
  try_out (store, &mail, &tried);
  g_assert_error (tried.error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_MISSING);
  g_clear_error (&tried.error);

  mail.lead = 0;
  mail.sample = "usual";
  try_out (store, &mail, &tried);
  g_assert_true (tried.is_sent);
  mail.sample = "nosuch";
  try_out (store, &mail, &tried);
  g_assert_error (tried.error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_clear_error (&tried.error);
  g_assert_true (esp_demo_mailbox_empty (folder, &error));
}

static void
test_composer (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (NOW_US);
  g_autoptr (GError) error = NULL;
  EspStore *store = temp_store_new (folder, clock);
  World world = { 0 };

  g_assert_true (esp_store_write (store, NULL, fill, &world, NULL, &error));
  g_assert_true (esp_store_read (store, ESP_READ_PAGE, whole_email, &world, NULL, &error));
  g_assert_true (esp_store_write (store, NULL, through_the_engine, &world, NULL, &error));
  g_assert_true (esp_store_write (store, NULL, set_https, NULL, NULL, &error));
  g_assert_true (esp_store_read (store, ESP_READ_PAGE, one_click_email, &world, NULL, &error));
  g_assert_true (esp_store_read (store, ESP_READ_PAGE, broken_message, NULL, NULL, &error));
  check_test_mail (store, &world);
  temp_store_free (store);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/mail-composer/everything-meets-in-one-email", test_composer);
  return g_test_run ();
}
