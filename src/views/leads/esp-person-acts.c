/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person may ask of those who keep data about them: a copy of everything, and to be erased. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-person-acts.h"

#include "store/esp-bitmap.h"
#include "store/esp-leads.h"
#include "store/esp-person.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-bulk-job.h"

#include <glib/gi18n.h>

/* Everything that the acts carry with them. */
typedef struct
{
  EspSession *session; /* (owned) */
  guint32 lead_id;
  char *title; /* (owned) */
  GFile *file; /* (owned) (nullable) */
  char *json;  /* (owned) (nullable) */
  gint64 n_messages;
} Act;

static Act *
act_new (EspSession *session, guint32 lead_id, const char *title)
{
  Act *act = g_new0 (Act, 1);

  act->session = g_object_ref (session);
  act->lead_id = lead_id;
  act->title = g_strdup (title);
  return act;
}

static void
act_free (Act *act)
{
  g_object_unref (act->session);
  g_clear_object (&act->file);
  g_free (act->title);
  g_free (act->json);
  g_free (act);
}

static void
tell_error (EspSession *session, const GError *error)
{
  g_autofree char *message = esp_store_message (error);

  esp_session_toast (session, message);
}

/* A copy of everything */

static void
file_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      g_autofree char *name = g_file_get_basename (act->file);
      g_autofree char *text =
        g_strdup_printf (_ ("Everything about %s is in %s"), act->title, name);

      esp_session_toast (act->session, text);
    }
  else
    esp_session_toast (act->session, error->message);
  act_free (act);
}

static gboolean
read_person (EspTx *tx, gpointer data, GError **error)
{
  Act *act = data;

  act->json = esp_person_to_json (tx, act->lead_id, error);
  return act->json != NULL;
}

static void
person_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (esp_store_read_finish (ESP_STORE (source), result, &error) == NULL)
    {
      tell_error (act->session, error);
      act_free (act);
      return;
    }
  bytes = g_bytes_new (act->json, strlen (act->json));
  g_file_replace_contents_bytes_async (act->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                       file_written_cb, act);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;

  act->file = esp_dialog_file_finish (result, NULL); /* a closed dialog is no error */
  if (act->file == NULL)
    act_free (act);
  else
    esp_store_read_async (esp_session_get_store (act->session), ESP_READ_LONG, read_person, act,
                          NULL, NULL, person_read_cb, act);
}

static void
export_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const EspFileFilter filters[] = { { N_ ("JSON"), "*.json" }, { NULL, NULL } };
  Act *act = user_data;
  g_autofree char *name = g_strdup_printf ("lead-%u.json", act->lead_id);

  if (esp_dialog_ask_finish (result, NULL) == NULL)
    act_free (act);
  else
    esp_dialog_save_file_async (esp_session_get_window (act->session), _ ("Export this person"),
                                name, filters, NULL, file_chosen_cb, act);
}

/**
 * esp_person_acts_export:
 * @title: what the lead is called
 *
 * Says what the file will hold, asks where to put it, and writes it: what a person who asks is given.
 */
void
esp_person_acts_export (EspSession *session, guint32 lead_id, const char *title)
{
  const EspDialogAnswer answers[] = { { "save", _ ("_Save…"), FALSE, TRUE }, { NULL } };
  g_autofree char *heading = g_strdup_printf (_ ("Export everything about %s?"), title);

  esp_dialog_ask_async (esp_session_get_window (session), heading,
                        _ ("The file (JSON) holds all fields, tags, consents, suppressions, "
                           "segments, devices, events, messages, purchases and notes of this "
                           "person, and of nobody else. It is not encrypted: hand it over "
                           "safely."),
                        answers, NULL, export_answered_cb, act_new (session, lead_id, title));
}

/* The archive */

static void
archived_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;
  EspBulkResult done;

  if (!esp_bulk_job_run_finish (ESP_STORE (source), result, &done, &error))
    tell_error (act->session, error);
  else if (done.history_id != 0)
    esp_session_toast_undo (act->session, act->title, done.history_id);
  act_free (act);
}

/**
 * esp_person_acts_set_archived:
 *
 * Archives a lead at once, or brings it back; the toast undoes it.
 */
void
esp_person_acts_set_archived (EspSession *session, guint32 lead_id, gboolean is_archived)
{
  const EspBulkEdit edit = { .act = is_archived ? ESP_BULK_ARCHIVE : ESP_BULK_UNARCHIVE };
  g_autoptr (EspBitmap) lead = esp_bitmap_new ();
  const char *text = is_archived ? _ ("Lead archived") : _ ("Lead taken out of the archive");

  esp_bitmap_add (lead, lead_id);
  esp_bulk_job_run_async (esp_session_get_store (session), &edit, lead, NULL, NULL, NULL,
                          archived_cb, act_new (session, lead_id, text));
}

/* Erasing */

static gboolean
erase (EspTx *tx, gpointer data, GError **error)
{
  return esp_lead_erase (tx, ((Act *) data)->lead_id, error);
}

static void
erased_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    tell_error (act->session, error);
  else
    {
      esp_store_checkpoint_soon (ESP_STORE (source));
      esp_session_toast (act->session, _ ("Erased for good"));
      esp_session_open (act->session, "leads");
    }
  act_free (act);
}

static void
erase_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  const char *answer = esp_dialog_ask_finish (result, NULL);

  if (g_strcmp0 (answer, "erase") == 0)
    esp_store_write_async (esp_session_get_store (act->session), NULL, erase, act, NULL, erased_cb,
                           act);
  else
    {
      if (g_strcmp0 (answer, "archive") == 0)
        esp_person_acts_set_archived (act->session, act->lead_id, TRUE);
      act_free (act);
    }
}

static gboolean
count_messages (EspTx *tx, gpointer data, GError **error)
{
  Act *act = data;

  return esp_lead_count_deliveries (tx, act->lead_id, &act->n_messages, error);
}

static void
ask_to_erase (Act *act)
{
  const EspDialogAnswer answers[] = { { "archive", _ ("_Archive instead"), FALSE, FALSE },
                                      { "erase", _ ("_Erase for good"), TRUE, FALSE },
                                      { NULL } };
  g_autofree char *heading = g_strdup_printf (_ ("Erase %s for good?"), act->title);
  g_autofree char *n = esp_format_count (act->n_messages);
  g_autofree char *stays =
    g_strdup_printf (ngettext ("%s line about a message, with a number, a state and times, no name "
                               "and no address",
                               "%s lines about messages, with a number, a state and times, no "
                               "name and no address",
                               (gulong) act->n_messages),
                     n);
  g_autofree char *body = g_strdup_printf (
    _ (
      "This cannot be undone. Archiving only hides a lead and can be undone.\n\n"
      "What goes: the record, tags, consents, notes, events, devices and search words.\n\n"
      "What stays: a keyed hash of the addresses, so that nobody writes to them again; %s; amounts "
      "and times of purchases, tied to nobody.\n\n"
      "Changes that were made before can no longer be undone either: their records hold this "
      "person too. Files that were exported and backups are outside; erase there as well."),
    stays);

  esp_dialog_ask_async (esp_session_get_window (act->session), heading, body, answers, NULL,
                        erase_answered_cb, act);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;

  if (esp_store_read_finish (ESP_STORE (source), result, &error) == NULL)
    {
      tell_error (act->session, error);
      act_free (act);
    }
  else
    ask_to_erase (act);
}

/**
 * esp_person_acts_erase:
 * @title: what the lead is called
 *
 * Says what goes and what stays, and erases the person when that is wanted.
 */
void
esp_person_acts_erase (EspSession *session, guint32 lead_id, const char *title)
{
  Act *act = act_new (session, lead_id, title);

  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, count_messages, act, NULL,
                        NULL, counted_cb, act);
}
