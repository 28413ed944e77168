/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes scores, computes them anew over all leads, and deletes them. */
#define G_LOG_DOMAIN "esp-scores"

#include "config.h"

#include "views/scores/esp-score-acts.h"

#include "store/esp-scores.h"
#include "views/scores/esp-score-work.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define AREA "scores"

/* A new score: its field first, as the making of a column is a write of its own. */

typedef struct
{
  EspSession *session; /* (owned) main thread only */
  char *name;
  char *column; /* (nullable) */
  char *definition;
  gint64 id;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_clear_object (&making->session);
  g_free (making->name);
  g_free (making->column);
  g_free (making->definition);
  g_free (making);
}

static gboolean
column_cb (EspTx *tx, gpointer data, GError **error)
{
  Making *making = data;

  return esp_score_pick_column (tx, making->name, &making->column, error);
}

static gboolean
insert_cb (EspTx *tx, gpointer data, GError **error)
{
  Making *making = data;

  return esp_score_row_insert (tx, making->name, making->column, making->definition, &making->id,
                               error);
}

static void
inserted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Making *making = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *address = g_strdup_printf (AREA "/%" G_GINT64_FORMAT, making->id);

      esp_session_toast_undo (making->session, _ ("Score made"), history_id);
      esp_session_open (making->session, address);
    }
  else
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (making->session, message);
    }
  making_free (making);
}

static void
column_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Making *making = user_data;
  EspOperation operation = { .kind = "score-new", .summary = making->name };
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, &operation.history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (making->session, message);
      making_free (making);
      return;
    }
  esp_store_write_async (ESP_STORE (source), &operation, insert_cb, making, NULL, inserted_cb,
                         making);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autofree char *name = esp_dialog_ask_text_finish (result, NULL);
  EspOperation operation = { .kind = "score-new", .is_unrecorded = TRUE };
  Making *making;

  if (name == NULL || *g_strstrip (name) == '\0')
    return;
  making = g_new0 (Making, 1);
  making->session = g_object_ref (session);
  making->name = g_steal_pointer (&name);
  making->definition = esp_score_starter_json ();
  operation.summary = making->name;
  esp_store_write_async (esp_session_get_store (session), &operation, column_cb, making, NULL,
                         column_made_cb, making);
}

/**
 * esp_score_acts_make:
 *
 * Asks for a name, makes a score with the rules that most begin with, and opens it.
 */
void
esp_score_acts_make (EspSession *session)
{
  esp_dialog_ask_text_async (esp_session_get_window (session), _ ("New score"), _ ("Name"),
                             _ ("Engagement"), _ ("_Make"), NULL, named_cb, g_object_ref (session));
}

typedef struct
{
  gint64 id;
  gboolean is_restart;
} Act;

static gboolean
act_cb (EspTx *tx, gpointer data, GError **error)
{
  const Act *act = data;

  return act->is_restart ? esp_score_row_restart (tx, act->id, error)
                         : esp_score_row_set_archived (tx, act->id, TRUE, error);
}

static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (session, message);
    }
  else if (history_id != 0)
    {
      esp_session_toast_undo (session, _ ("Score deleted"), history_id);
      esp_session_open (session, AREA);
    }
  else
    esp_session_toast (session, _ ("All leads are being computed"));
}

static void
run (EspSession *session, gint64 id, const EspOperation *operation, gboolean is_restart)
{
  Act *what = g_new0 (Act, 1);

  *what = (Act){ id, is_restart };
  esp_store_write_async (esp_session_get_store (session), operation, act_cb, what, g_free, acted_cb,
                         g_object_ref (session));
}

/**
 * esp_score_acts_restart:
 *
 * Computes the score of all leads anew, from their history.
 */
void
esp_score_acts_restart (EspSession *session, gint64 id)
{
  const EspOperation operation = { .kind = NULL };

  run (session, id, &operation, TRUE);
}

/**
 * esp_score_acts_delete:
 * @title: what Undo calls it
 */
void
esp_score_acts_delete (EspSession *session, gint64 id, const char *title)
{
  const EspOperation operation = { .kind = "score-delete", .summary = title };

  run (session, id, &operation, FALSE);
}
