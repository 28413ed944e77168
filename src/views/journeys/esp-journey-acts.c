/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with whole journeys: a new one, a copy, another name, into the archive, to a file and back. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-acts.h"

#include "engine/journey/esp-journey-json.h"
#include "store/esp-journeys.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-particle.h"
#include "views/shell/esp-store-act.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-journey-orders.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  EspSession *session; /* (owned) */
  gint64 id;           /* the journey; of a copy: the original, then the copy */
  char *name;          /* (owned) (nullable) */
  char *json;          /* (owned) (nullable) NULL: copy the original's */
  GFile *file;         /* (owned) (nullable) */
} Act;

static const EspFileFilter filters[] = { { N_ ("Journeys (JSON)"), "*.json" }, { NULL, NULL } };

static void
act_free (gpointer data)
{
  Act *act = data;

  g_object_unref (act->session);
  g_free (act->name);
  g_free (act->json);
  g_clear_object (&act->file);
  g_free (act);
}

static Act *
act_new (EspSession *session, gint64 id, const char *name)
{
  Act *act = g_new0 (Act, 1);

  act->session = g_object_ref (session);
  act->id = id;
  act->name = g_strdup (name);
  return act;
}

static void
tell_failure (EspSession *session, const GError *error)
{
  g_autofree char *sentence = esp_store_message (error);

  esp_session_toast (session, sentence);
}

/* New ones */

static gboolean
insert_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Act *act = data;
  g_autoptr (EspJourneyRow) original = NULL;

  if (act->json != NULL)
    return esp_journey_order_create (tx, act->name, act->json, &act->id, error);
  original = esp_journey_row_load (tx, act->id, error);
  if (original == NULL)
    return FALSE;
  g_free (act->name);
  /* Translators: the name of a copy; %s is the name of the original */
  act->name = g_strdup_printf (_ ("%s (copy)"), original->name);
  return esp_journey_order_create (tx, act->name, original->draft, &act->id, error);
}

static void
inserted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;

  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *address = g_strdup_printf ("journeys/%" G_GINT64_FORMAT, act->id);

      esp_session_open (act->session, address);
    }
  else
    tell_failure (act->session, error);
  act_free (act);
}

static void
insert (Act *act)
{
  const EspOperation operation = { .kind = "journey-new", .summary = act->name };

  esp_store_write_async (esp_session_get_store (act->session), &operation, insert_in_tx, act, NULL,
                         inserted_cb, act);
}

/**
 * esp_journey_acts_create:
 * @json: readable as a journey
 *
 * Makes a journey and opens it.
 */
void
esp_journey_acts_create (EspSession *session, const char *name, const char *json)
{
  Act *act = act_new (session, 0, name);

  act->json = g_strdup (json);
  insert (act);
}

/**
 * esp_journey_acts_duplicate:
 *
 * Copies the draft of a journey and opens the copy.
 */
void
esp_journey_acts_duplicate (EspSession *session, gint64 id)
{
  insert (act_new (session, id, ""));
}

/* Archive and name */

static gboolean
archive_in_tx (EspTx *tx, gpointer data, GError **error)
{
  const Act *act = data;
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, act->id, error);

  if (row == NULL)
    return FALSE;
  if (g_str_equal (row->state, "live") || g_str_equal (row->state, "paused") ||
      g_str_equal (row->state, "closed"))
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "People are led through the journey; end it first");
      return FALSE;
    }
  return esp_journey_row_set_archived (tx, act->id, TRUE, error);
}

static char *
describe_archive_problem (const GError *error)
{
  if (!g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID))
    return NULL;
  return g_strdup (_ ("People may still be in this journey. End it first, then archive it."));
}

/**
 * esp_journey_acts_archive:
 *
 * Archives a journey at once; the toast undoes it.
 */
void
esp_journey_acts_archive (EspSession *session, gint64 id, const char *name)
{
  const EspStoreAct act = { .operation = { .kind = "archive", .summary = name },
                            .func = archive_in_tx,
                            .data = act_new (session, id, name),
                            .data_free = act_free,
                            /* Translators: %s is the name of a journey */
                            .done = esp_particle_printf (_ ("Journey “%s” archived"), name),
                            .problem = describe_archive_problem };

  esp_store_act (session, &act);
}

static gboolean
rename_in_tx (EspTx *tx, gpointer data, GError **error)
{
  const Act *act = data;

  return esp_journey_order_rename (tx, act->id, act->name, error);
}

/**
 * esp_journey_acts_rename:
 *
 * Gives a journey of the list another name; the toast undoes it.
 */
void
esp_journey_acts_rename (EspSession *session, gint64 id, const char *name)
{
  const EspStoreAct act = { .operation = { .kind = "edit", .summary = name },
                            .func = rename_in_tx,
                            .data = act_new (session, id, name),
                            .data_free = act_free,
                            /* Translators: %s is the new name of a journey */
                            .done = esp_particle_printf (_ ("Renamed to “%s”"), name) };

  esp_store_act (session, &act);
}

/* Files */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      g_autofree char *name = g_file_get_basename (act->file);
      g_autofree char *text = esp_particle_printf (_ ("The journey is in %s"), name);

      esp_session_toast (act->session, text);
    }
  else
    esp_session_toast (act->session, error->message);
  act_free (act);
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Act *act = data;
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, act->id, error);

  if (row != NULL)
    act->json = g_steal_pointer (&row->draft);
  return row != NULL;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Act *act = esp_store_read_finish (ESP_STORE (source), result, &error);
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GBytes) bytes = NULL;

  if (act == NULL)
    {
      tell_failure (session, error);
      return;
    }
  bytes = g_bytes_new (act->json, strlen (act->json));
  g_file_replace_contents_bytes_async (act->file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                       written_cb, act);
}

static void
place_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;

  act->file = esp_dialog_file_finish (result, NULL); /* a closed dialog is no error */
  if (act->file == NULL)
    {
      act_free (act);
      return;
    }
  esp_store_read_async (esp_session_get_store (act->session), ESP_READ_PAGE, read_in_tx, act,
                        act_free, NULL, read_cb, g_object_ref (act->session));
}

/**
 * esp_journey_acts_export:
 *
 * Asks where, and writes the journey as readable text.
 */
void
esp_journey_acts_export (EspSession *session, gint64 id, const char *name)
{
  Act *act = act_new (session, id, name);
  g_autofree char *file_name = g_strconcat (name, ".json", NULL);

  (void) g_strdelimit (file_name, "/\\:", '-'); /* in place */
  esp_dialog_save_file_async (esp_session_get_window (session), _ ("Export the journey"), file_name,
                              filters, esp_session_get_cancellable (session), place_chosen_cb, act);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) journey = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, &error))
    esp_session_toast (act->session, error->message);
  else
    journey = esp_journey_parse_json (text, (gssize) length, &error);
  if (journey == NULL)
    {
      if (text != NULL)
        esp_dialog_tell (esp_session_get_window (act->session),
                         _ ("This file cannot be read as a journey"), error->message);
      act_free (act);
      return;
    }
  act->name = g_file_get_basename (act->file);
  if (journey->name != NULL && *journey->name != '\0')
    {
      g_free (act->name);
      act->name = g_strdup (journey->name);
    }
  else if (g_str_has_suffix (act->name, ".json"))
    act->name[strlen (act->name) - strlen (".json")] = '\0';
  act->json = g_steal_pointer (&text);
  insert (act);
}

static void
size_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (info != NULL && g_file_info_get_size (info) <= ESP_JOURNEY_MAX_BYTES)
    {
      g_file_load_contents_async (G_FILE (source), NULL, loaded_cb, act);
      return;
    }
  esp_session_toast (act->session,
                     info != NULL ? _ ("This file is too large for a journey.") : error->message);
  act_free (act);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;

  act->file = esp_dialog_file_finish (result, NULL); /* a closed dialog is no error */
  if (act->file == NULL)
    act_free (act);
  else
    g_file_query_info_async (act->file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                             G_PRIORITY_DEFAULT, NULL, size_cb, act);
}

/**
 * esp_journey_acts_import:
 *
 * Asks for a file, makes a journey of it and opens it.
 */
void
esp_journey_acts_import (EspSession *session)
{
  esp_dialog_open_file_async (esp_session_get_window (session), _ ("Import a journey"), filters,
                              esp_session_get_cancellable (session), file_chosen_cb,
                              act_new (session, 0, NULL));
}
