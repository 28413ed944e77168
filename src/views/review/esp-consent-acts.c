/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries out what people do about consents: notices, the choice of when, and files. */
#define G_LOG_DOMAIN "esp-review"

#include "config.h"

#include "views/review/esp-consent-acts.h"

#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-consent-answers.h"
#include "worker/esp-consent-page.h"
#include "worker/esp-consent-proof.h"
#include "worker/esp-workspace-setting.h"

#include <glib/gi18n.h>
#include <string.h>

#define CONFIRM_DAYS 31

typedef struct
{
  EspSession *session; /* (owned) main thread only */
  EspConsentRunKind kind;
  gboolean is_text;
  const char *policy; /* (unowned) of a table; NULL: a run is made */
  EspConsentRunMade made;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->session);
  g_free (call);
}

static gboolean
write_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  if (call->policy != NULL)
    return esp_setting_store (tx, esp_setting_find ("consent-notices"), call->policy, error);
  return esp_consent_run_prepare_due (tx, call->kind, call->is_text ? "sms" : "email",
                                      call->kind == ESP_CONSENT_RUN_CONFIRM ? CONFIRM_DAYS : 0,
                                      ESP_CONSENT_BY_BOTH, &call->made, error);
}

/* Whom the notice that is opened does not tell. */
static void
tell_others (const Call *call)
{
  const EspConsentRunMade *made = &call->made;
  guint n_other = made->campaign_id != 0 ? made->n_other : 0;
  g_autofree char *by_text = g_strdup_printf (
    ngettext ("%u more person is told by text message: a second notice was written",
              "%u more people are told by text message: a second notice was written", n_other),
    n_other);
  g_autofree char *by_mail =
    g_strdup_printf (ngettext ("%u more person is told by email: a second notice was written",
                               "%u more people are told by email: a second notice was written",
                               n_other),
                     n_other);
  g_autofree char *lost = g_strdup_printf (
    ngettext ("%u person has neither an email address nor a telephone number that takes it: tell "
              "them otherwise",
              "%u people have neither an email address nor a telephone number that takes it: tell "
              "them otherwise",
              made->n_unreached),
    made->n_unreached);

  if (n_other > 0)
    esp_session_toast (call->session, call->is_text ? by_mail : by_text);
  if (made->n_unreached > 0)
    esp_session_toast (call->session, lost);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  gint64 campaign_id = call->made.campaign_id != 0 ? call->made.campaign_id : call->made.other_id;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (call->session, message);
    }
  else if (campaign_id != 0)
    {
      g_autofree char *address = g_strdup_printf ("campaigns/%" G_GINT64_FORMAT, campaign_id);

      esp_session_open (call->session, address);
      tell_others (call);
    }
  call_free (call);
}

static void
write_call (EspSession *session, Call *call, const char *summary)
{
  const EspOperation operation = { .kind = "consent", .summary = summary, .actor = "user" };

  call->session = g_object_ref (session);
  esp_store_write_async (esp_session_get_store (session), &operation, write_cb, call, NULL,
                         written_cb, call);
}

/**
 * esp_consent_act_prepare:
 * @is_text: about consents to texts, by text; else by email
 *
 * Writes the notice for those who have to be told, and opens its campaign. Undoable.
 */
void
esp_consent_act_prepare (EspSession *session, EspConsentRunKind kind, gboolean is_text)
{
  Call *call = g_new0 (Call, 1);

  call->kind = kind;
  call->is_text = is_text;
  write_call (session, call, _ ("Notice about consent"));
}

/**
 * esp_consent_act_set_policy:
 * @policy: (transfer none): of a table: "tell", "draft" or "send". Undoable.
 */
void
esp_consent_act_set_policy (EspSession *session, const char *policy)
{
  Call *call = g_new0 (Call, 1);

  call->policy = policy;
  write_call (session, call, _ ("When notices are due"));
}

/* Files */

typedef struct
{
  EspSession *session; /* (owned) main thread only */
  EspConsentFile kind;
  GFile *file; /* (owned) */
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->session);
  g_clear_object (&saving->file);
  g_free (saving);
}

static GBytes *
make_page (EspTx *tx, GError **error)
{
  g_autoptr (EspPreferencePage) page = esp_consent_page_load (tx, NULL, error);
  char *html = page != NULL ? esp_consent_page_render (tx, page, 0, error) : NULL;

  return html != NULL ? g_bytes_new_take (html, strlen (html)) : NULL;
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  const Saving *saving = data;
  g_autoptr (GBytes) bytes = saving->kind == ESP_CONSENT_FILE_PAGE
                               ? make_page (tx, error)
                               : esp_consent_proof_to_csv (tx, error);

  return bytes != NULL && g_file_replace_contents (saving->file, g_bytes_get_data (bytes, NULL),
                                                   g_bytes_get_size (bytes), NULL, FALSE,
                                                   G_FILE_CREATE_PRIVATE, NULL, NULL, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  Saving *saving = esp_store_read_finish (ESP_STORE (source), result, &error);
  g_autofree char *message = saving == NULL ? esp_store_message (error) : NULL;

  esp_session_toast (session, saving != NULL ? _ ("Saved") : message);
  g_clear_pointer (&saving, saving_free);
}

static void
file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;

  saving->file = esp_dialog_file_finish (result, NULL);
  if (saving->file == NULL)
    {
      saving_free (saving);
      return;
    }
  esp_store_read_async (esp_session_get_store (saving->session), ESP_READ_LONG, save_cb, saving,
                        saving_free, NULL, saved_cb, g_object_ref (saving->session));
}

/**
 * esp_consent_act_save:
 *
 * Asks where to, and writes the file in the background.
 */
void
esp_consent_act_save (EspSession *session, EspConsentFile file)
{
  static const EspFileFilter tables[] = { { N_ ("Tables (CSV)"), "*.csv" }, { NULL, NULL } };
  static const EspFileFilter pages[] = { { N_ ("Web pages"), "*.html" }, { NULL, NULL } };
  gboolean is_page = file == ESP_CONSENT_FILE_PAGE;
  Saving *saving = g_new0 (Saving, 1);

  saving->session = g_object_ref (session);
  saving->kind = file;
  esp_dialog_save_file_async (esp_session_get_window (session),
                              is_page ? _ ("Page on which people choose")
                                      : _ ("Proof of all consents"),
                              is_page ? "preferences.html" : "consents.csv",
                              is_page ? pages : tables, NULL, file_cb, saving);
}

/* Answers */

typedef struct
{
  EspSession *session; /* (owned) main thread only */
  char *text;          /* (owned) */
  gsize n_text;
  EspConsentAnswers sum;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->session);
  g_free (reading->text);
  g_free (reading);
}

static gboolean
take_cb (EspTx *tx, gpointer data, GError **error)
{
  Reading *reading = data;

  return esp_consent_answers_take (tx, reading->text, (gssize) reading->n_text, &reading->sum,
                                   error);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    message = esp_store_message (error);
  else
    message = g_strdup_printf (
      /* Translators: three numbers of answers */
      _ ("%1$u taken, %2$u changed nothing, %3$u of nobody here"), reading->sum.n_taken,
      reading->sum.n_same + reading->sum.n_known, reading->sum.n_foreign);
  esp_session_toast (reading->session, message);
  reading_free (reading);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  const EspOperation operation = { .kind = "consent",
                                   .summary = _ ("Answers of the page of choices"),
                                   .actor = "user" };
  g_autoptr (GError) error = NULL;

  if (!g_file_load_contents_finish (G_FILE (source), result, &reading->text, &reading->n_text, NULL,
                                    &error))
    {
      esp_session_toast (reading->session, error->message);
      reading_free (reading);
      return;
    }
  esp_store_write_async (esp_session_get_store (reading->session), &operation, take_cb, reading,
                         NULL, taken_cb, reading);
}

static void
answers_file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);

  if (file == NULL)
    reading_free (reading);
  else
    g_file_load_contents_async (file, NULL, loaded_cb, reading);
}

/**
 * esp_consent_act_read_answers:
 *
 * Asks for a file with what people chose on the page, and takes it.
 */
void
esp_consent_act_read_answers (EspSession *session)
{
  static const EspFileFilter all[] = { { N_ ("All files"), "*" }, { NULL, NULL } };
  Reading *reading = g_new0 (Reading, 1);

  reading->session = g_object_ref (session);
  esp_dialog_open_file_async (esp_session_get_window (session),
                              _ ("Answers of the page of choices"), all, NULL, answers_file_cb,
                              reading);
}
